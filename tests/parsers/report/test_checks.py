"""What an identity says of the figures in it: it holds, who is at fault, or that nothing can be said."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from parsers.checks import SURE, check
from parsers.model import Cell, State, Value, Verdict

Printed = int | State | tuple[int, float]  # a figure, what stands in its place, a figure with its confidence
COLUMNS = ("natural_person", "business", "research", "nonprofit", "legal_service", "other_org", "total")
SUM = (31, 12, 7, 5, 3, 2, 60)
WRONG = (31, 12, 7, 5, 3, 2, 66)


def cells(rows: Mapping[str, tuple[Printed, ...]]) -> dict[tuple[str, str, str], Cell]:
    """Rows of the table of applications of 2021, by its columns."""
    made = {}
    for item, printed in rows.items():
        for column, one in zip(COLUMNS, printed, strict=True):
            value, confidence = one if isinstance(one, tuple) else (one, None)
            number = None if isinstance(value, State) else value
            state = value if isinstance(value, State) else State.NUMBER
            made["applications", item, column] = Cell(
                "applications", item, column, "", number, state, confidence=confidence
            )
    return made


def checked(
    rows: Mapping[str, tuple[Printed, ...]], name: str, place: str, *, rows_lost: bool = False
) -> list[tuple[Value, Value, bool | None, Verdict | None]]:
    """What is said of one identity in one place: both sums, whether it holds, whose fault it is."""
    made = check(cells(rows), {"applications": "2021"}, rows_lost)
    found = [one for one in made if (one.check, one.where) == (f"applications.{name}", place)]
    return [(one.left, one.right, one.holds, one.verdict) for one in found]


HOLDS = (60, 60, True, None)
THEIRS = (60, 66, False, Verdict.PUBLISHED_ERROR)
OURS = (60, 66, False, Verdict.MISREAD)
UNDECIDED = (None, None, None, None)


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        (SUM, HOLDS),
        (WRONG, THEIRS),
        ((*SUM[:-1], (60, 0.2)), HOLDS),
        (((31, 0.97), *WRONG[1:]), THEIRS),
        (((31, SURE), *WRONG[1:]), THEIRS),
        (((31, SURE - 0.01), *WRONG[1:]), OURS),
        ((*WRONG[:-1], (66, 0.5)), OURS),
        ((*SUM[:-1], State.UNREADABLE), UNDECIDED),
        ((State.UNREADABLE, *WRONG[1:]), UNDECIDED),
        # A blank, a dash and words add nothing, and are read with certainty.
        ((31, 12, 7, 5, State.BLANK, State.DASH, 55), (55, 55, True, None)),
        ((31, 12, 7, 5, State.BLANK, State.DASH, 66), (55, 66, False, Verdict.PUBLISHED_ERROR)),
        ((31, 12, 7, 5, (3, 0.97), State.DASH, 58), (58, 58, True, None)),
        ((31, 12, 7, 5, (3, 0.97), State.ABSENT, 66), (58, 66, False, Verdict.PUBLISHED_ERROR)),
    ],
)
def test_a_row(printed: tuple[Printed, ...], said: object) -> None:
    assert checked({"new_received": printed}, "row_total", "new_received") == [said]


def test_of_figures_that_are_not_printed_nothing_is_said() -> None:
    absent = (State.ABSENT,) * len(COLUMNS)
    assert checked({"new_received": absent, "carried_in": SUM}, "row_total", "new_received") == []
    assert checked({"carried_in": SUM}, "row_total", "new_received") == []
    assert checked({"carried_in": SUM}, "row_total", "carried_in") == [HOLDS]


BALANCE = {
    "new_received": (31, 12, 7, 5, 3, 2, 60),
    "carried_in": (4, 9, 1, 0, 6, 8, 28),
    "handled_total": (20, 11, 3, 1, 2, 9, 46),
    "carried_out": (15, 10, 5, 4, 7, 1, 42),
}


def test_columns_are_added_each_for_itself() -> None:
    assert checked(BALANCE, "balance", "natural_person") == [(35, 35, True, None)]
    assert checked(BALANCE, "balance", "business") == [(21, 21, True, None)]
    off = BALANCE | {"carried_out": (15, 13, 5, 4, 7, 1, 45)}
    assert checked(off, "balance", "natural_person") == [(35, 35, True, None)]
    assert checked(off, "balance", "business") == [(21, 24, False, Verdict.PUBLISHED_ERROR)]


def test_a_row_that_seems_left_out_may_be_one_that_was_not_read() -> None:
    short = {row: figures for row, figures in BALANCE.items() if row != "carried_in"}
    assert checked(short, "balance", "business") == [(12, 21, False, Verdict.PUBLISHED_ERROR)]
    assert checked(short, "balance", "business", rows_lost=True) == [(12, 21, False, Verdict.MISREAD)]


@pytest.mark.parametrize("gone", [State.BLANK, State.ABSENT])
def test_a_sum_that_is_left_out_states_nothing_that_could_be_wrong(gone: State) -> None:
    rows = BALANCE | {"handled_total": (20, gone, 3, 1, 2, 9, 46), "granted": (20, 11, 3, 1, 2, 9, 46)}
    assert checked(rows, "handled", "natural_person") == [(20, 20, True, None)]
    # 11 are handled and no sum is printed: what else rests on it is as undecided.
    assert checked(rows, "handled", "business") == [UNDECIDED]
    assert checked(rows, "balance", "business") == [UNDECIDED]
    assert checked(rows, "row_total", "handled_total") == [UNDECIDED]
    assert checked(rows, "balance", "research") == [(8, 8, True, None)]


def test_a_sum_that_is_wrong_is_no_sum_left_out() -> None:
    rows = BALANCE | {"handled_total": (20, 14, 3, 1, 2, 9, 49), "granted": (20, 11, 3, 1, 2, 9, 46)}
    assert checked(rows, "handled", "business") == [(11, 14, False, Verdict.PUBLISHED_ERROR)]
    assert checked(rows, "balance", "business") == [(21, 24, False, Verdict.PUBLISHED_ERROR)]


def test_reviews_and_suits_are_added_each_for_itself() -> None:
    keys = ("upheld", "corrected", "other", "pending", "total")
    figures = {"review": (4, 3, 2, 1, 10), "litigation_direct": (5, 6, 7, 8, 25)}
    made = {
        ("review_litigation", row, column): Cell("review_litigation", row, column, "", value, State.NUMBER)
        for row, values in figures.items()
        for column, value in zip(keys, values, strict=True)
    }
    assert [
        (one.where, one.left, one.right, one.holds) for one in check(made, {"review_litigation": "2021"})
    ] == [("review", 10, 10, True), ("litigation_direct", 26, 25, False)]
    assert check({}, {"review_litigation": "2021"}) == []
