"""Tables with rules below their rows only: what stands between two rules is one row."""

from __future__ import annotations

import pytest

from parsers.document import GridCell
from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import text_lines
from parsers.unruled.grid import tables
from parsers.unruled.joints import level_lines, levels
from parsers.unruled.labels import Leaf
from tests.parsers.pages.test_unruled_rows import COLUMNS, HEADINGS, printed

LABELS = {"一、本年新收政府信息公开申请数量": "9061234", "（一）予以公开": "8125473", "（七）总计": "2764519"}
RULES = [(40, 5, 740), (88, 5, 740), (136, 5, 740), (184, 5, 740)]


def rows_of(rules: list[tuple[float, float, float]], *more: tuple[str, float, float]) -> list[list[GridCell]]:
    """The rows of figures of a table, each set to the head of its row; the last figure goes over three lines."""
    chars = [char for left, text in zip(COLUMNS, HEADINGS, strict=True) for char in printed(text, left, 20)]
    for number, (label, figures) in enumerate(LABELS.items()):
        head = 50 + 48 * number
        chars += printed(label, 10, head)
        for left, figure in zip(COLUMNS[:-1], figures, strict=False):
            chars += printed(figure, left, head)
        for line in range(3):
            chars += printed(figures[line], COLUMNS[-1], head + 14 * line)
    for text, left, middle in more:
        chars += printed(text, left, middle)
    (found,) = tables([Leaf(1, text_lines(chars), levels=rules)])
    return found.table.rows()[1:]


def test_figures_between_two_rules_are_of_the_row_that_stands_there() -> None:
    rows = rows_of(RULES)
    assert [[cell.text for cell in row[1:]] for row in rows] == [
        [*figures[:-1], figures[:3]] for figures in LABELS.values()
    ]
    assert {cell.confidence for row in rows for cell in row[1:]} == {None}


@pytest.mark.parametrize(
    ("rules", "more"),
    [
        ([RULES[0], RULES[3]], ()),  # rules around the table only
        ([(height, 5, 250) for height, _, _ in RULES], ()),  # below labels only
        (RULES, ((("2.重复中请", 10, 74),))),  # words in the row that may be the label of another
    ],
)
def test_rules_that_do_not_part_all_prove_nothing(
    rules: list[tuple[float, float, float]], more: tuple[tuple[str, float, float], ...]
) -> None:
    rows = rows_of(rules, *more)
    assert rows[0][-1].text != "906" or rows[0][-1].confidence == 0.5


def test_a_level_rule_is_as_long_as_its_pieces_together() -> None:
    pieces = [Segment(10, 50, 60, 50.4), Segment(61, 50.2, 120, 50.2), Segment(300, 50, 340, 50)]
    upright = Segment(10, 20, 10.5, 90)
    assert levels(level_lines([*pieces, upright], [])) == [
        (50.0, 10, 120),
        (50.0, 300, 340),
    ]
