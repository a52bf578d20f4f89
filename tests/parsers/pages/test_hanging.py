"""Words that hang out of the cells of a table where its page ends, below rules that end before them."""

from __future__ import annotations

import pytest

from parsers.pages.ruledtables import ruled
from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Char

HEIGHT = 12


def across(y: float, left: float, right: float) -> Segment:
    return Segment(left, y - 0.5, right, y + 0.5)


def down(x: float) -> Segment:
    return Segment(x - 0.5, 0, x + 0.5, 60)


# Two rows; below the first two columns of the last there is no rule.
RULES = [across(0, 0, 160), across(30, 0, 160), across(60, 80, 160), down(0), down(40), down(80), down(160)]
ABOVE = [("行政复议", 5, 10), ("行政诉讼", 95, 10), ("结", 14, 40), ("总", 54, 40), ("未经复议", 95, 40)]


def signs(text: str, left: float, top: float) -> list[Char]:
    return [
        Char(sign, left + HEIGHT * at, top, left + HEIGHT * (at + 1), top + HEIGHT)
        for at, sign in enumerate(text)
    ]


def read(*below: tuple[str, float, float]) -> tuple[list[str], str]:
    """The texts of the last row, and what stands outside of the table."""
    chars = [char for words in (*ABOVE, *below) for char in signs(*words)]
    (found,), free = ruled(RULES, chars, 1)
    last = [cell.text for cell in found.table.cells if cell.row == 1]
    return last, "".join(char.text for char in free)


def test_lines_below_open_cells_go_on_with_their_words() -> None:
    assert read() == (["结", "总", "未经复议"], "")
    assert read(("果", 14, 58), ("计", 54, 58)) == (["结果", "总计", "未经复议"], "")
    assert read(("果", 14, 58), ("计", 54, 58), ("维", 14, 76), ("持", 14, 94)) == (
        ["结果维持", "总计", "未经复议"],
        "",
    )


@pytest.mark.parametrize(
    "line",
    [
        [("果", 14, 64), ("诉", 95, 64)],  # below a cell that is closed, too: a line of the text
        [("2", 54, 64)],  # the number of a page
        [("果", 14, 90)],  # too far below
    ],
)
def test_other_lines_below_stay_outside(line: list[tuple[str, float, float]]) -> None:
    assert read(*line) == (["结", "总", "未经复议"], "".join(text for text, _, _ in line))


def test_what_stands_below_another_line_stays_outside() -> None:
    assert read(("果", 14, 58), ("第", 95, 76), ("页", 14, 76)) == (["结果", "总", "未经复议"], "第页")
