"""What is written for people holds: links lead somewhere, both languages tell the same, commands and settings exist."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
import yaml

from crawler import registry
from docs import worked
from nianbao.cli import cli
from nianbao.settings import SETTINGS
from web.questions import queries

TOP = Path(__file__).parent.parent
PAGES = sorted([*TOP.glob("*.md"), *(TOP / "docs").glob("*.md"), TOP / "practice" / "README.md"])
TRANSLATED = sorted(path.name for path in [*TOP.glob("*.zh-CN.md"), *(TOP / "docs").glob("*.zh-CN.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?:^|[`/\s])nianbao ([a-z]+)\b(?! \w+ (?:is|has))", re.MULTILINE)


@cache
def text(path: Path) -> str:
    return path.read_text("utf-8")


def anchors(path: Path) -> set[str]:
    """The anchors that headings of a page make, as hosts of Markdown make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text(path)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(FENCE.sub("", text(page))):
        if re.match(r"https?://|mailto:", target):
            continue
        file, _, anchor = target.partition("#")
        found = (page.parent / file).resolve() if file else page
        assert found.exists(), f"{page.name}: {target}"
        assert found == TOP or TOP in found.parents, f"{page.name}: {target}"
        assert not anchor or anchor in anchors(found), f"{page.name}: {target}"


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_counts_the_ready_questions_right(name: str) -> None:
    (told,) = re.findall(r"(\d+)\s+(?:ready\s+questions|条写好的查询)", text(TOP / name))
    assert int(told) == len(queries())


def test_every_page_is_found_from_the_readme() -> None:
    reached = {TOP / "README.md", TOP / "README.zh-CN.md"}
    before: set[Path] = set()
    while reached != before:
        before = set(reached)
        for page in before:
            targets = LINK.findall(FENCE.sub("", text(page)))
            linked = ((page.parent / target.partition("#")[0]).resolve() for target in targets)
            reached |= {path for path in linked if path.suffix == ".md" and path.is_file()}
    assert sorted((TOP / "docs").glob("*.md")) == sorted(
        path for path in reached if path.parent == TOP / "docs"
    )


@pytest.mark.parametrize("name", TRANSLATED)
def test_both_languages_say_the_same(name: str) -> None:
    """The same headings in number, the same commands, and a way from each to the other."""
    (chinese,) = [path for path in PAGES if path.name == name]
    english = chinese.with_name(name.replace(".zh-CN", ""))
    assert f"({english.name})" in text(chinese)
    assert f"({chinese.name})" in text(english)
    if name == "README.zh-CN.md":  # shorter, by what only English pages tell
        return
    one, other = (
        re.findall(r"^(#+) ", FENCE.sub("", text(path)), re.MULTILINE) for path in (english, chinese)
    )
    assert one == other[: len(one)]  # the Chinese page may add what stands elsewhere in English
    blocks, theirs = ([code(block) for block in FENCE.findall(text(path))] for path in (english, chinese))
    assert blocks == theirs


def code(block: str) -> str:
    """A block without what is said to people in it."""
    return re.sub(r"\s*#.*$", "", block, flags=re.MULTILINE).replace("\t", " ")


def test_commands_and_settings_that_are_named_exist() -> None:
    for page in PAGES:
        if page.name in ("CHANGELOG.md", "benchmarks.md"):
            continue
        spans = "\n".join([*FENCE.findall(text(page)), *re.findall(r"`[^`\n]+`", FENCE.sub("", text(page)))])
        for name in COMMAND.findall(spans):
            assert name in cli.commands, f"{page.name}: nianbao {name}"
        for key in re.findall(r"`((?:crawl|night|disk|keep|notify|serve)\.[a-z_]+)`", text(page)):
            assert key in SETTINGS, f"{page.name}: {key}"


@pytest.mark.parametrize("name", ["README.md", "docs/adding-a-site.md", "docs/adding-a-site.zh-CN.md"])
def test_registry_entries_that_are_shown_are_taken(name: str, tmp_path: Path) -> None:
    shown = re.findall(r"```toml\n(\[\[sites\]\].*?)```", text(TOP / name), re.DOTALL)
    assert shown
    for entry in shown:
        path = tmp_path / "sites.toml"
        path.write_text(entry, "utf-8")
        assert [site.id for site in registry.load(path)] == ["henan_example"]


def test_toml_and_yaml_that_is_shown_can_be_read() -> None:
    for page in PAGES:
        for kind, block in re.findall(r"^```(toml|yaml)\n(.*?)^```", text(page), re.MULTILINE | re.DOTALL):
            (tomllib.loads if kind == "toml" else yaml.safe_load)(block)


def test_the_worked_queries_are_the_same_in_both_languages() -> None:
    one, other = (list(worked.queries(page)) for page in worked.PAGES)
    assert len(one) > 8 and one == other
    assert any(table for _, table in one)
