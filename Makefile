# The words a newcomer types; CI calls the same ones. Needs Python 3.11+, make and git, and no root.
.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench docs docs-check screenshots vendor replay samples-diff clean

# The newest Python of these two, and of two alike the system's: distributions build theirs with
# profile-guided optimisation, version managers mostly do not, and reading then takes a tenth to a quarter longer.
# One that lacks parts of the standard library (a minimal install) does not count.
PYTHON ?= $(or $(shell for python in python3 /usr/bin/python3; do $$python -c \
  'import bz2, ctypes, lzma, sqlite3, ssl, sys; print("%d.%03d" % sys.version_info[:2], sys.argv[1])' \
  $$python 2>/dev/null; done | sort -s -k 1,1 | tail -n 1 | cut -d ' ' -f 2),python3)
UV_VERSION := 0.13.8
SERVE ?= 1
PORT ?= 8001
# Documents with what must be read from them; those of a folder beside this one are compared, too.
CORPUS ?= tests/samples $(wildcard ../shared/corpus ../shared/reports)
BENCH ?=

help: ## list these words
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

# A stamp, so that nothing is installed twice; a changed lock installs anew.
.venv/.installed: pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "nianbao needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3"; exit 1; }
	@if command -v uv >/dev/null 2>&1; then uv=uv; else \
	  uv=.uv/bin/uv; \
	  test -x $$uv || { echo "Bringing uv into .uv/ …"; { $(PYTHON) -m venv .uv 2>/dev/null || python3 -m venv --clear .uv; } && \
	    .uv/bin/pip install -q uv==$(UV_VERSION); } || \
	  { rm -rf .uv; echo "uv could not be brought: Python lacks venv (Debian: apt install python3-venv), or there is no network"; exit 1; }; \
	fi; \
	$$uv sync --frozen --all-extras --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')"
	@touch $@

setup: .venv/.installed ## install the locked dependencies into .venv; the command is then .venv/bin/nianbao

demo: setup ## crawl the practice site and serve its archive (SERVE=0: stop before serving)
	.venv/bin/nianbao demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

# What replays the archives that we export has old libraries; they stay out of .venv.
.replay/.installed: uv.lock | setup
	@UV_PROJECT_ENVIRONMENT=.replay $$(command -v uv || echo .uv/bin/uv) sync --frozen --only-group replay
	@touch $@

replay: .replay/.installed ## install what validates and replays WACZ files into .replay, for the tests

test: setup replay ## all tests, on all cores
	.venv/bin/pytest -n auto --dist loadfile

lint: setup ## ruff and mypy
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

bench: setup ## speed, memory and accuracy, side by side with peers (docs/benchmarks.md)
	@$$(command -v uv || echo .uv/bin/uv) sync --frozen --inexact --all-extras --group bench
	.venv/bin/python -m bench $(BENCH)

docs: setup ## write the pages of docs/ that are made from the code
	.venv/bin/python docs/generate.py

docs-check: setup ## fail if one of them is stale
	.venv/bin/python docs/generate.py --check

screenshots: setup ## pictures of every kind of page, both languages, wide and narrow, in screenshots/ (ARCHIVE=file; TOUR=1: those of README)
	.venv/bin/python docs/screenshots.py $(if $(ARCHIVE),--archive $(ARCHIVE)) $(if $(TOUR),--tour)

vendor: setup ## renew the libraries and outlines that are shipped with the pages (web/vendor.toml); needs npm
	.venv/bin/python -m web.vendor

samples-diff: setup ## compare what the parser reads with what must be read (CORPUS="folders of FILE + FILE.expected.json")
	.venv/bin/python -m tests.corpus_score $(CORPUS)

clean: ## remove what was installed and made, but no archive
	rm -rf .venv .replay .uv .mypy_cache .ruff_cache .pytest_cache .hypothesis
