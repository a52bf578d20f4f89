"""The container files, as far as they can be looked at without an engine: syntax, words, and what they rely on."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import yaml
from click import Context

from nianbao.cli import cli

TOP = Path(__file__).parent.parent
WORDS = {"FROM", "RUN", "WORKDIR", "COPY", "ENV", "USER", "VOLUME", "EXPOSE", "ENTRYPOINT", "CMD"}


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n", " ", (TOP / "Dockerfile").read_text("utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def test_the_dockerfile_is_plain_and_runs_as_nobody_special() -> None:
    steps = instructions()
    assert {word for word, _ in steps} <= WORDS
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", steps[0][1])
    assert [rest for word, rest in steps if word == "USER"] == ["nianbao"]
    for word, rest in steps:
        if word == "RUN":
            shlex.split(rest)
        if word == "COPY":
            for source in rest.split()[:-1]:
                assert (TOP / source).exists(), source
    installs = [rest for word, rest in steps if word == "RUN" and "apt-get install" in rest]
    assert all("--no-install-recommends" in rest and "rm -rf /var/lib/apt/lists" in rest for rest in installs)
    version = re.search(r"^UV_VERSION := (\S+)", (TOP / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert version and any(f"uv=={version[1]}" in rest for _, rest in steps)


def test_the_services_call_commands_that_are_there() -> None:
    compose = yaml.safe_load((TOP / "compose.yaml").read_text("utf-8"))
    assert set(compose["services"]) == {"nightly", "web"}
    for service in compose["services"].values():
        name, *words = service["command"]
        command = cli.commands[name]
        with command.make_context(name, list(words), parent=Context(cli), resilient_parsing=True) as context:
            assert context.params
        assert service["volumes"] == ["data:/data"] and service["cap_drop"] == ["ALL"]
    assert list(compose["volumes"]) == ["data"]
    assert compose["services"]["web"]["ports"] == [
        "127.0.0.1:8001:8001"
    ]  # public only behind a proxy of one's own
