"""Tables that set the digits of their figures apart; cells are 60 by 20 points, digits 5 by 10."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.pages.ruledtables import ruled
from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Char

FIGURES = ["217", "43", "8", "165", "79", "3", "528", "94", "1061"]


def texts(figures: Sequence[str], gap: float, *, close: int | None = None) -> list[str]:
    """What is read of figures, three in a row, with a gap between digits; one of them may be set close."""
    rows = len(figures) // 3
    rules = [Segment(x, 0, x, 20 * rows) for x in range(0, 240, 60)]
    rules += [Segment(0, 20 * row, 180, 20 * row) for row in range(rows + 1)]
    chars = [
        Char(digit, left, top, left + 5, top + 10)
        for number, figure in enumerate(figures)
        for at, digit in enumerate(figure)
        for left in [60 * (number % 3) + 10 + at * (5 + (0 if number == close else gap))]
        for top in [20 * (number // 3) + 5]
    ]
    found, _ = ruled(rules, chars, 1)
    return [cell.text for cell in found[0].table.cells]


def test_digits_set_apart_alike_are_of_one_figure() -> None:
    assert texts(FIGURES, 4.5) == FIGURES


def test_digits_set_apart_in_some_cells_are_of_several_figures() -> None:
    assert texts(FIGURES, 4.5, close=3) == [
        "165" if figure == "165" else " ".join(figure) for figure in FIGURES
    ]


def test_two_digits_apart_in_each_cell_may_be_two_figures() -> None:
    pairs = [str(number) for number in range(11, 38)]
    assert texts(pairs, 4.5) == [" ".join(pair) for pair in pairs]
