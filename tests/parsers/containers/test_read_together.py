"""Files that are read in one call are what each is on its own, whatever the others of the call hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from parsers import confined
from parsers.document import Hints
from parsers.readers import Outcome, batches, read_many
from tests.parsers.office_files import data, docx, line, paragraph, run, xlsx

NAMES = ("一.docx", "二.xlsx", "三.docx", "四.html", "五.xlsx", "六.docx")


def files() -> list[tuple[bytes, Hints]]:
    bodies = (
        docx(paragraph(run("一、总体情况"))),
        xlsx({"表": data(line(1, "A1:17", "B1:29"), line(2, "A2:31", "B2:41"))}),
        docx(paragraph(run("七")))[:-40],
        "<p>受理 5 件</p>".encode(),
        xlsx({"表": data(line(1, "A1:43", "B1:7"))}).replace(b"workbook", b"workbooc"),
        docx(paragraph(run("二、存在的主要问题"))),
    )
    return [(body, Hints(name=name)) for body, name in zip(bodies, NAMES, strict=True)]


def told(outcomes: list[Outcome]) -> tuple[str, Any]:
    (one,) = outcomes
    return one.member.hints.name, one.document or (one.error and one.error.reason)


@pytest.fixture(name="calls")
def calls_made(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    made: list[str] = []
    call = confined.call

    def noted(function: str, *args: Any, **limits: Any) -> Any:
        made.append(function)
        return call(function, *args, **limits)

    monkeypatch.setattr(confined, "call", noted)
    yield made


def test_files_read_together_are_what_they_are_alone(calls: list[str]) -> None:
    alone = [told(next(read_many([file]))) for file in files()]
    assert "parsers.readers.batches:documents_in" not in calls
    together = [told(outcomes) for outcomes in read_many(iter(files()))]
    assert together == alone
    assert [name for name, _ in together] == list(NAMES)
    assert isinstance(together[2][1], str)
    assert "parsers.readers.batches:documents_in" in calls


def test_a_call_that_fails_is_no_failure_of_its_files(
    calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = [told(next(read_many([file]))) for file in files()]
    monkeypatch.setattr(batches, "QUICK_SECONDS", 0.0)
    assert [told(outcomes) for outcomes in read_many(files())] == alone
    assert calls.count("parsers.readers.batches:documents_in") == 2


def test_no_more_files_wait_than_are_read_together() -> None:
    asked = 0

    def endless() -> Iterator[tuple[bytes, Hints]]:
        nonlocal asked
        while True:
            asked += 1
            yield docx(paragraph(run(f"第{asked}"))), Hints(name=f"{asked}.docx")

    assert told(next(read_many(endless())))[0] == "1.docx"
    assert asked == batches.QUICK_BATCH
