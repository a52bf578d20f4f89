"""What became of a report is concluded from many nights: never from one failure, never while the site is ill."""

from __future__ import annotations

import pytest

from archive.states import ABSENT, ALIVE, FAILED, Address, Look, conclude
from crawler import outcomes

HERE, THERE = "http://www.example.gov.cn/a/1.html", "http://www.example.gov.cn/b/1.html"


def address(*looks: tuple[int, str], url: str = HERE, well: bool = True, first: int = 1) -> Address:
    """An address looked at on days of January, each look ending as said."""
    seen = [Look(f"2026-01-{day:02}T16:30:00+00:00", outcome, well) for day, outcome in looks]
    return Address(url, f"2026-01-{first:02}T16:30:00+00:00", 7 if url == HERE else 8, seen)


def state(*addresses: Address, held: str = "present") -> str:
    return conclude(held, HERE, list(addresses))[0]


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([(1, "new"), (2, "missing_404")], "present"),  # one night
        (
            [(1, "new"), (2, "missing_404"), (3, "missing_404"), (4, "missing_404")],
            "present",
        ),  # three, but no week
        ([(1, "new"), (2, "missing_404"), (5, "missing_404"), (9, "gone_410")], "gone"),
        ([(1, "new"), (2, "missing_404"), (5, "same"), (9, "missing_404"), (12, "missing_404")], "present"),
        ([(1, "new"), (2, "soft_404"), (5, "redirected_home"), (9, "soft_404")], "gone"),
        ([(1, "new"), (2, "timeout"), (3, "timeout")], "present"),
        ([(1, "new"), (2, "timeout"), (3, "reset"), (4, "waf_block")], "unreachable"),
        ([(1, "new"), (2, "timeout"), (3, "timeout"), (4, "same")], "present"),
    ],
)
def test_one_address(looks: list[tuple[int, str]], expected: str) -> None:
    assert state(address(*looks)) == expected


def test_nothing_is_gone_while_the_site_is_ill() -> None:
    looks = [(1, "new"), (2, "missing_404"), (5, "missing_404"), (9, "missing_404")]
    assert state(address(*looks, well=False)) == "present"


def test_moved_to_another_address() -> None:
    old, new = address((1, "new"), (2, "missing_404")), address((2, "new"), url=THERE, first=2)
    found, evidence, shown = conclude("present", HERE, [old, new])
    assert (found, shown) == ("moved", new)
    assert HERE in evidence and THERE in evidence
    assert state(address((1, "new"), (2, "redirected")), new) == "moved"


def test_a_second_address_is_no_move() -> None:
    assert state(address((1, "new"), (2, "same")), address((2, "new"), url=THERE, first=2)) == "present"


def test_what_was_gone_returns() -> None:
    looks = [(1, "new"), (2, "missing_404"), (5, "missing_404"), (9, "missing_404"), (20, "same")]
    assert conclude("gone", HERE, [address(*looks)])[:2] == ("present", "answers again")


def test_hidden_when_its_list_names_it_no_more() -> None:
    page = address((1, "new"), (12, "same"))
    page.listed_at = "2026-01-01T16:30:00+00:00"
    nights = [(f"2026-01-{day:02}T16:30:00+00:00", day == 2) for day in (2, 5, 9)]
    page.list_nights = nights
    assert state(page) == "hidden"
    page.list_nights = nights[:2]
    assert state(page) == "present"
    page.list_nights = [(at, False) for at, _ in nights]  # the list is as it was: it still names the page
    assert state(page) == "present"


def test_outcomes_are_those_of_the_crawler() -> None:
    known = {str(outcome) for outcome in outcomes.Outcome}
    assert known >= ALIVE | ABSENT | FAILED
    assert {str(outcome) for outcome in outcomes.FETCHED} == ALIVE
    assert {str(outcome) for outcome in outcomes.ABSENT} == ABSENT
    assert {str(outcome) for outcome in outcomes.FAILURES | outcomes.REFUSALS} <= FAILED
