"""Rows of a scan with little room: letters that fill them are no rules, and a page may have but one of them."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.scans.ink.ruling import ruled
from parsers.scans.page.paper import Paper

LEFT, TOP, HIGH = 120, 140, 34


def drawn(rows: list[list[str]], edges: list[int], *, away: int = 4) -> Paper:
    """Rows between level and upright rules, at 150 dots per inch; of a # a letter like 冊 or 冒 is drawn.

    Letters end so many pixels `away` from the rules above and below.
    """
    page = Image.new("L", (1240, 620), 255)
    pen = ImageDraw.Draw(page)
    face = ImageFont.load_default(26)
    for row, texts in enumerate(rows):
        top, bottom = TOP + row * HIGH + away, TOP + (row + 1) * HIGH - away
        for text, left, right in zip(texts, edges, edges[1:], strict=False):
            if "#" not in text:
                pen.text(((left + right) // 2, (top + bottom) // 2), text, fill=20, font=face, anchor="mm")
                continue
            for at in range(len(text)):
                x = left + 30 + 28 * at
                for stroke in range(4):
                    pen.rectangle((x + 7 * stroke, top, x + 7 * stroke + 2, bottom), fill=20)
                for bar in range(1, 5):
                    pen.rectangle((x, top + 5 * bar, x + 23, top + 5 * bar + 1), fill=20)
    low = TOP + len(rows) * HIGH
    for row in range(len(rows) + 1):
        pen.rectangle((edges[0], TOP + row * HIGH, edges[-1], TOP + row * HIGH + 1), fill=0)
    for x in edges:
        pen.rectangle((x, TOP, x + 1, low), fill=0)
    return Paper(np.asarray(page).copy())


@pytest.mark.parametrize("away", [4, 3])
def test_letters_that_fill_their_row_are_no_rules(away: int) -> None:
    """Their strokes begin and end beside level rules, and other strokes are beside them."""
    edges = [LEFT, LEFT + 400, LEFT + 600, LEFT + 800]
    rows = [["#" * (5 + at), str(37 * at + 25), str(61 * at + 8)] for at in range(6)]
    (grid,), rules = ruled(drawn(rows, edges, away=away), 128)
    assert grid.xs == pytest.approx(edges, abs=4)
    assert grid.ys == pytest.approx([TOP + HIGH * row for row in range(7)], abs=4)
    assert len(grid.cells) == 3 * len(rows)
    assert not rules[TOP + 6 : TOP + HIGH - 6, LEFT + 10 : LEFT + 390].any()


@pytest.mark.parametrize(
    ("row", "widths"),
    [
        (["3", "47", "582", "", "9", "61", "0", "8"], [90] * 8),
        # the last one of the first table: its label beside one wide cell
        (["#####", "71.3"], [260, 600]),
    ],
)
def test_a_row_that_a_page_break_left_alone_is_a_table(row: list[str], widths: list[int]) -> None:
    edges = [LEFT + sum(widths[:at]) for at in range(len(widths) + 1)]
    (grid,), _ = ruled(drawn([row], edges), 128)
    assert grid.xs == pytest.approx(edges, abs=4)
    assert len(grid.cells) == len(row)


def test_a_box_of_two_cells_as_wide_as_a_few_words_is_no_table() -> None:
    assert not ruled(drawn([["25", "8"]], [LEFT, LEFT + 100, LEFT + 300]), 128)[0]


def test_a_stroke_of_a_letter_below_the_end_of_a_rule_is_none() -> None:
    """A label over two columns, its stroke where the rule between them ends, and other strokes beside it."""
    edges = [LEFT, LEFT + 200, LEFT + 400, LEFT + 600]
    rows = [[str(17 * at + 31), str(29 * at + 5), str(43 * at + 7)] for at in range(4)]
    page = np.asarray(drawn(rows, edges).flat).copy()
    page[TOP + 3 * HIGH + 3 : TOP + 4 * HIGH - 1, edges[1] - 40 : edges[1] + 40] = 255
    for x in (edges[1] - 5, edges[1], edges[1] + 5):
        page[TOP + 3 * HIGH + 2 * (x != edges[1]) : TOP + 4 * HIGH - 4, x : x + 2] = 20
    page[TOP + 3 * HIGH + 14 : TOP + 3 * HIGH + 16, edges[1] - 5 : edges[1] + 7] = 20
    (grid,), _ = ruled(Paper(page), 128)
    assert [cell.column_span for cell in grid.cells] == 9 * [1] + [2, 1]


def test_print_on_one_side_of_a_rule_that_ends_short_of_the_next_is_no_stroke() -> None:
    """Rules may end a little above the last level one, and a figure stand close beside them."""
    edges = [LEFT, LEFT + 200, LEFT + 400, LEFT + 600]
    rows = [[str(17 * at + 31), str(29 * at + 5), str(43 * at + 7)] for at in range(4)]
    page = np.asarray(drawn(rows, edges).flat).copy()
    page[TOP + 4 * HIGH - 3 : TOP + 4 * HIGH, edges[1] - 2 : edges[1] + 4] = 255
    page[TOP + 3 * HIGH + 6 : TOP + 3 * HIGH + 26, edges[1] + 4 : edges[1] + 7] = 20
    (grid,), _ = ruled(Paper(page), 128)
    assert len(grid.cells) == 12
