"""What takes too long in this very process ends, is told, and the rest goes on."""

from __future__ import annotations

import importlib
import signal
import threading
import time

import pytest

from parsers import Hints, parse_many
from parsers.errors import Unreadable
from parsers.model import Status
from parsers.processortime import at_most
from tests.parsers.report_page import page

SHORT = 0.05
PARSING, READING = map(importlib.import_module, ("parsers.parse", "parsers.readers.reading"))


def spin(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_what_takes_longer_is_ended():
    with pytest.raises(Unreadable, match=r"not read within 0\.05 s"), at_most(SHORT):
        spin(5)


def test_it_is_told_again_where_the_first_word_was_swallowed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("parsers.processortime.AGAIN", SHORT)
    swallowed = []
    with pytest.raises(Unreadable), at_most(SHORT):
        try:
            spin(5)
        except Unreadable as error:
            swallowed.append(error)
        spin(5)
    assert len(swallowed) == 1


def test_what_ends_in_time_is_left_alone_and_nothing_is_told_later():
    with at_most(SHORT):
        pass
    spin(3 * SHORT)
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)


def test_within_what_is_timed_the_outer_limit_holds():
    with pytest.raises(Unreadable, match=r"0\.05"), at_most(SHORT), at_most(60):
        spin(5)


def test_other_threads_are_not_told():
    ended = []

    def work() -> None:
        with at_most(SHORT):
            spin(3 * SHORT)
        ended.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ended


@pytest.mark.parametrize(
    ("module", "name"), [(PARSING, "separate"), (READING, "importlib")], ids=["tables", "page"]
)
def test_the_document_fails_with_its_reason_and_the_next_is_read(
    module: object, name: str, monkeypatch: pytest.MonkeyPatch
):
    body = page().html().encode()
    whole = next(parse_many([(body, Hints(name="a.html"))]))
    usual = getattr(module, name)
    slow = iter([True])

    class Slow:
        def __call__(self, *given: object) -> object:
            if next(slow, False):
                spin(5)
            return usual(*given)

        def import_module(self, reader: str) -> object:
            if next(slow, False):
                spin(5)
            return usual.import_module(reader)

    monkeypatch.setattr(module, name, Slow())
    for place in (PARSING, READING):
        monkeypatch.setattr(place, "OWN_SECONDS", SHORT)
    first, second = parse_many([(body, Hints(name="a.html"))] * 2)
    assert [(one.status, one.reason) for one in first] == [(Status.FAILED, "not read within 0.05 s")]
    assert second[0].cells == whole[0].cells
