"""Labels that run up or down their cells, in one column or two; 10 by 10 points a character."""

from __future__ import annotations

import pytest

from parsers.pages.ruledtables import ruled
from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Char

RULES = [Segment(x, 0, x, 120) for x in (0, 60, 120)] + [Segment(0, y, 120, y) for y in (0, 90, 120)]
LABEL = ("未经复议", "直接起诉")


def drawn(columns: tuple[str, ...], x: float, aside: float, first: float, down: float) -> list[Char]:
    """Columns of characters from `x` on, each beginning at a height and going on `down` the page."""
    return [
        Char(sign, x + number * aside, first + at * down, x + number * aside + 10, first + at * down + 10)
        for number, column in enumerate(columns)
        for at, sign in enumerate(column)
    ]


@pytest.mark.parametrize(
    ("columns", "x", "aside", "first", "down"),
    [
        (LABEL, 20, 11, 60, -10),  # turned to the left
        (LABEL, 31, -11, 10, 10),  # turned to the right, or upright
        (LABEL, 31, -11, 10, 14),  # set apart
        (("总计",), 25, 0, 60, -10),
        (("总计",), 25, 0, 10, 10),
        (("结果维持",), 25, 0, 10, 10),
        (("结果维持",), 25, 0, 60, -10),
    ],
)
def test_labels_are_read_the_way_they_run(
    columns: tuple[str, ...], x: float, aside: float, first: float, down: float
) -> None:
    chars = [
        *drawn(columns, x, aside, first, down),
        *drawn(("其他",), 80, 0, 10, 10),
        *drawn(("4", "7"), 20, 10, 100, 0),
    ]
    found, free = ruled(RULES, chars, 1)
    assert not free
    assert [cell.text for cell in found[0].table.cells][:2] == ["".join(columns), "其他"]


def test_a_label_in_level_lines_is_read_line_by_line() -> None:
    lines = [*drawn(("社", "会"), 20, 10, 10, 10), *drawn(("公", "益"), 20, 10, 22, 10)]
    found, _ = ruled(RULES, [*lines, *drawn(("其他",), 80, 0, 10, 10)], 1)
    assert found[0].table.cells[0].text == "社会公益"


def test_figures_below_each_other_stay_apart() -> None:
    found, _ = ruled(RULES, [*drawn(("47",), 25, 0, 60, -10), *drawn(("其他",), 80, 0, 10, 10)], 1)
    assert found[0].table.cells[0].text == "7\n4"
