"""Tables drawn with signs of rules; Chinese characters and rules are 10 points wide, other signs 5."""

from __future__ import annotations

import pytest

from parsers.document import Table
from parsers.pages.blocks import Page, blocks
from parsers.pages.textlines import Char, wide

DRAWN = """\
┌────┬──┬──┐
│信息内容│制发│废止│
├────┼──┴──┤
│规章    │28    47  │
├────┼──┬──┤
│行政许可│─  │96  │
└────┴──┴──┘"""


def page(text: str, leading: float) -> Page:
    """Lines of text on a page; rules are as wide as Chinese characters."""
    chars = []
    for row, line in enumerate(text.splitlines()):
        x, y = 50.0, 100 + leading * row
        for sign in line:
            breadth = 10.0 if wide(sign) or "\u2500" <= sign <= "\u257f" else 5.0
            if sign != " ":
                chars.append(Char(sign, x, y, x + breadth, y + 10))
            x += breadth
    return Page(1, 400, 400, [], chars)


@pytest.mark.parametrize("leading", [10, 12.5, 17])
def test_signs_of_rules_are_the_rules_of_a_table(leading: float) -> None:
    (table,) = [block for block in blocks([page(DRAWN, leading)]) if isinstance(block, Table)]
    assert [[cell.text for cell in row] for row in table.rows()] == [
        ["信息内容", "制发", "废止"],
        ["规章", "28 47"],
        ["行政许可", "─", "96"],
    ]


def test_dashes_in_place_of_figures_are_no_rules() -> None:
    text = "\n".join(f"行政许可{number} ─ ─ ─ ─" for number in range(9))
    assert all("─" in block.text for block in blocks([page(text, 15)]) if not isinstance(block, Table))
