"""What the machinery says in English is said in Chinese on Chinese pages; the table does not go stale."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from parsers import templates
from web import app
from web.messages import in_chinese, issue, messages, told

ROOT = Path(app.__file__).parent.parent
SOURCES = "\n".join(
    path.read_text("utf-8")
    for folder in ("crawler", "parsers", "archive", "checks", "nianbao")
    for ending in ("*.py", "*.toml")
    for path in (ROOT / folder).rglob(ending)
)
JOINED = re.sub(r'"\s*\n\s*f?"', "", SOURCES)  # sentences broken over lines


@pytest.mark.parametrize("entry", messages()["sentences"], ids=lambda entry: entry["en"])
def test_a_sentence_of_the_table_is_said_somewhere_and_keeps_what_it_names(entry):
    """Its words stand in the code; each hole is carried over once."""
    pieces = [piece for piece in entry["en"].split("{}") if re.search("[a-z]{2}", piece)]
    assert pieces, entry
    for piece in pieces:
        assert piece.strip(" ;:,(") in JOINED, piece
    named = [f"Q{n}" for n in range(entry["en"].count("{}"))]
    said = in_chinese(entry["en"].format(*named))
    assert re.search("[\u4e00-\u9fff]", said)
    assert all(said.count(name) == 1 for name in named), said


def test_issues_and_words_of_the_table_are_codes_of_the_program():
    for code in (*messages()["issues"], *messages()["words"]):
        assert f'"{code}"' in SOURCES or re.search(rf"^\[?.*\b{code}\b", SOURCES, re.MULTILINE), code


def test_every_reason_of_the_rules_is_put_into_words():
    """The codes that the rules give as reasons, told from the keys of the forms that stand beside them."""
    folder = ROOT / "checks"
    written = "".join((folder / name).read_text("utf-8") for name in ("rules.toml", "gathered.py"))
    codes = set(re.findall(r"'([a-z]+(?:_[a-z]+)+)'", written)) - {"not_applicable"}
    keys = {
        part
        for form in templates.forms().values()
        for table in form.tables
        for row, column in table.figures()
        for part in (table.key, row.key, column.key)
    }
    assert codes - keys - set(messages()["words"]) == set()


def test_what_the_table_does_not_know_is_shown_as_it_is_and_marked_as_english():
    assert told("<b>an unheard-of fault</b>", "zh") == (
        '<bdi lang="en">&lt;b&gt;an unheard-of fault&lt;/b&gt;</bdi>'
    )
    assert told("no printed date", "zh") == "<bdi>没有印发布日期</bdi>"
    assert told("no printed date", "en") == "<bdi>no printed date</bdi>"
    assert told("scope_unknown", "en") == "<bdi>scope unknown</bdi>"
    assert told(None, "zh") == "<bdi></bdi>"


def test_an_issue_is_told_by_its_code():
    assert issue("turned_page", "page 2 was turned by 90°", "zh") == "<bdi>页面方向不正，已转正</bdi>"
    assert issue("turned_page", "page 2 was turned by 90°", "en") == "<bdi>page 2 was turned by 90°</bdi>"
    assert "unheard" in issue("unheard", "unheard of", "zh")


def test_a_long_or_hostile_message_costs_nothing():
    """Parts of messages come from sites; the patterns must not be made to backtrack."""
    assert in_chinese(": ; ×, such as" * 4000)[:10] == ": ; ×, suc"
    assert in_chinese("a: " * 150) == "a: " * 150
