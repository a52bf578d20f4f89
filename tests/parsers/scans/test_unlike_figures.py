"""Figures unlike the others of their table are in doubt: of a pen, cut, aside in their cells."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.pages.rulegrid import Region
from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline
from parsers.scans.ink.inks import Inks
from parsers.scans.reading.pagesaid import doubt_cut, stray
from parsers.scans.reading.said import CERTAIN, Said
from parsers.scans.reading.unlike import Spot, aside, doubt_lower, marked_unlike
from parsers.scans.reading.wholeness import in_part

FIGURES = ["24", "97", "318", "56", "80", "649", "73", "35", "482", "60"]
WIDE, HIGH, SIZE = 120, 50, 24


def cell(
    row: int, text: str, page: np.ndarray, *, size: int, stroke: float, aside: int, left: bool
) -> InkCell:
    """A cell in which a figure is drawn on the page: its size, its stroke, its place beside the middle."""
    picture = Image.new("L", (WIDE, HIGH), 255)
    anchor, x = ("lm", 8) if left else ("mm", WIDE // 2 + aside)
    face = ImageFont.load_default(size)
    ImageDraw.Draw(picture).text((x, HIGH // 2), text, font=face, fill=20, anchor=anchor, stroke_width=stroke)
    pixels = np.asarray(picture)
    page[row * HIGH : (row + 1) * HIGH] = pixels
    ys, xs = np.nonzero(pixels < 140)
    room = (int(xs.min()), int(ys.min()) + row * HIGH, int(xs.max()) + 1, int(ys.max()) + 1 + row * HIGH)
    box = (0, row * HIGH, WIDE, (row + 1) * HIGH)
    return InkCell(Region(row, 0, 1, 1, box), (Inkline(room, (room,)),))


def certain(
    last: str,
    *,
    size: int = SIZE,
    stroke: float = 0,
    aside: int = 0,
    left: bool = False,
    others: int = 10,
    whole: bool = False,
) -> list[bool]:
    """Whether each figure of a table is certain whose last one is drawn in another way, known to be whole."""
    texts = [*FIGURES[:others], last]
    page = np.full((HIGH * len(texts), WIDE), 255, np.uint8)
    ways = [(SIZE, 0.0, 0)] * others + [(size, stroke, aside)]
    table = [
        cell(row, text, page, size=size, stroke=stroke, aside=aside, left=left)
        for row, (text, (size, stroke, aside)) in enumerate(zip(texts, ways, strict=True))
    ]
    spoken = [[Said(text, CERTAIN)] for text in texts]
    inks = Inks(page, 140, float(SIZE))
    known = {(others, 0)} if whole else set()
    doubt_lower(table, spoken, inks, known)
    doubt_cut(marked_unlike(table, spoken, inks, known), spoken)
    return [said.confidence == CERTAIN for (said,) in spoken]


@pytest.mark.parametrize(
    "way",
    [
        {"size": 36},  # written larger than print
        {"stroke": 3},  # with a thick pen
        {"size": 18},  # cut
        {"aside": -7},  # half a digit to the left: its last digit is hidden
        {"aside": 7, "others": 5},  # in a small table, as that of section two
    ],
)
def test_a_figure_unlike_the_others_of_its_table_is_in_doubt(way: dict[str, Any]) -> None:
    *others, last = certain("27", **way)
    assert all(others)
    assert not last


@pytest.mark.parametrize("size", [18, 36])
def test_a_figure_that_is_whole_may_be_set_in_another_size(size: int) -> None:
    assert all(certain("27", size=size, whole=True))


@pytest.mark.parametrize(("text", "strange"), [("1,42", False), ("142", True)])
def test_the_tail_of_a_comma_makes_no_figure_larger(text: str, strange: bool) -> None:
    page = np.full((HIGH * 11, WIDE), 255, np.uint8)
    texts = [*FIGURES, text]
    table = [cell(row, one, page, size=SIZE, stroke=0, aside=0, left=False) for row, one in enumerate(texts)]
    left, top, right, _ = table[-1].lines[0].room
    bottom = table[0].lines[0].room[3] + 10 * HIGH + 5
    table[-1] = replace(
        table[-1], lines=(Inkline((left, top, right, bottom), ((left, top, right, bottom),)),)
    )
    spoken = [[Said(one, CERTAIN)] for one in texts]
    made = marked_unlike(table, spoken, Inks(page, 140, float(SIZE)))
    assert [one.lines[0].strange for one in made] == [False] * 10 + [strange]


def test_a_dash_above_the_figures_is_in_doubt_and_one_among_them_is_not() -> None:
    assert all(certain("—"))
    assert not certain("—", aside=30)[-1]


@pytest.mark.parametrize("edge", [0, 1])
@pytest.mark.parametrize(("off", "strange"), [(0, False), (20, True)])
def test_a_dash_is_level_with_figures_below_or_above_the_edges_of_rows_of_any_height(
    edge: int, off: int, *, strange: bool
) -> None:
    """In a row as high as three lines it stands far from the middle, as figures there do."""
    texts = ["24", "97", "318", "56", "80", "649", "73", "—"]
    page = np.full((HIGH * 16, WIDE), 255, np.uint8)
    table, top = [], 0
    for row, text in enumerate(texts):
        high = HIGH * (1 + row % 3 if row < 7 else 3)
        middle = top + 20 + off * (row == 7) if edge == 0 else top + high - 20 - off * (row == 7)
        deep = 2 if text == "—" else 8
        room = (50, middle - deep, 70, middle + deep)
        box = (0.0, float(top), float(WIDE), float(top + high))
        table.append(InkCell(Region(row, 0, 1, 1, box), (Inkline(room, (room,)),)))
        page[room[1] : room[3], room[0] : room[2]] = 20
        top += high
    spoken = [[Said(text, CERTAIN)] for text in texts]
    made = marked_unlike(table, spoken, Inks(page, 140, float(SIZE)))
    assert [one.lines[0].strange for one in made] == [False] * 7 + [strange]


@pytest.mark.parametrize(("width", "count", "strange"), [(6, 1, True), (6, 6, False), (8, 1, False)])
def test_a_flat_speck_is_no_hyphen_unless_there_are_many(width: int, count: int, strange: bool) -> None:
    page = np.full((HIGH * count, WIDE), 255, np.uint8)
    table = []
    for row in range(count):
        room = (60 - width // 2, row * HIGH + 24, 60 + width // 2, row * HIGH + 27)
        box = (0.0, float(row * HIGH), float(WIDE), float((row + 1) * HIGH))
        table.append(InkCell(Region(row, 0, 1, 1, box), (Inkline(room, (room,)),)))
    spoken = [[Said("-", CERTAIN)] for _ in range(count)]
    made = marked_unlike(table, spoken, Inks(page, 140, float(SIZE)))
    assert [one.lines[0].strange for one in made] == [strange] * count


@pytest.mark.parametrize(
    ("right", "down", "strange"), [(0, 0, False), (2, 1, False), (5, 0, True), (0, 6, True)]
)
def test_a_short_hyphen_stands_where_figures_do(right: int, down: int, strange: bool) -> None:
    page = np.full((HIGH * 11, WIDE), 255, np.uint8)
    table = [
        cell(row, text, page, size=SIZE, stroke=0, aside=0, left=False) for row, text in enumerate(FIGURES)
    ]
    room = (57 + right, 523 + down, 63 + right, 526 + down)
    table.append(InkCell(Region(10, 0, 1, 1, (0, 500, WIDE, 550)), (Inkline(room, (room,)),)))
    spoken = [[Said(text, CERTAIN)] for text in [*FIGURES, "-"]]
    made = marked_unlike(table, spoken, Inks(page, 140, float(SIZE)))
    assert [one.lines[0].strange for one in made] == [False] * 10 + [strange]


@pytest.mark.parametrize("left", [False, True])
def test_figures_alike_and_placed_in_one_way_are_certain(left: bool) -> None:
    assert all(certain("15", left=left))
    assert all(certain("4086", stroke=0.5 * (not left), left=left))  # bold, in the row of totals


def test_ink_that_says_nothing_beside_a_figure_is_a_digit_not_made_out() -> None:
    assert stray([Said("4", CERTAIN), Said("", CERTAIN)])
    assert not stray([Said("4", CERTAIN), Said("6", CERTAIN)])


@pytest.mark.parametrize(("seen", "lines", "part"), [("4", 2, True), ("46", 2, False), ("4", 1, False)])
def test_one_line_of_a_broken_figure_is_seen_in_part(seen: str, lines: int, part: bool) -> None:
    line = Inkline((10, 10, 20, 26), ((10, 10, 20, 26),))
    assert in_part(seen, "46", InkCell(Region(0, 0, 1, 1, (0, 0, 40, 60)), (line,) * lines)) is part


def spot(number: int, column: int, width: int, off: float) -> Spot:
    """A figure so far from the middle of its cell, which is 80 pixels wide."""
    room = (0, 0, width, 16)
    left = 40 + off - width / 2
    across = (left, off, left + width - 80)
    return Spot(number, 0, Inkline(room, (room,)), number % 7, column, across, (0.0, 0.0, 0.0))


def test_a_column_that_a_false_rule_cuts_is_not_placed_in_a_way_of_its_own() -> None:
    middle = [spot(at, at // 7, (10, 22, 34)[at % 3], 0) for at in range(21)]
    cut = [(10, 0), (10, 6), (22, 6), (22, 0), (34, 6), (34, 0), (10, 6)]
    left = [(width, width / 2 - 30) for width, _ in cut]
    for column, in_doubt in ((cut, 4), (left, 0)):
        own = [spot(21 + at, 3, width, off) for at, (width, off) in enumerate(column)]
        assert len(aside(middle + own, [])) == in_doubt


def test_figures_drift_with_rules_that_lean_and_are_aside_of_the_others_only() -> None:
    def at(row: int, off: float) -> Spot:
        one = spot(row, row % 3, (10, 22)[row % 2], off)
        room = (0, 60 * row, one.line.room[2], 60 * row + 16)
        return replace(one, line=replace(one.line, room=room, shapes=(room,)))

    drifting = [at(row, 0.28 * row) for row in range(30)]
    assert aside(drifting, []) == []
    drifting[20] = at(20, 0.28 * 20 + 6)
    assert [one.cell for one in aside(drifting, [])] == [20]
