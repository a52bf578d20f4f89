"""Grids from drawn lines: every way in which a producer may draw the same table gives the same cells."""

from __future__ import annotations

import random

import pytest

from parsers.document import Table
from parsers.pages.blocks import Page, blocks
from parsers.pages.cutrows import continued
from parsers.pages.missingrules import lacks_rules, run_together
from parsers.pages.ruledtables import ruled
from parsers.pages.rulegrid import Segment, grids, rules
from parsers.pages.textlines import UNKNOWN, Char, text_lines

XS = (50.0, 150.0, 190.0, 230.0, 270.0)
YS = (100.0, 120.0, 140.0, 160.0)
# One cell over two columns, one over two rows, and figures that differ from each other.
SPANS = {(0, 1): (1, 2), (1, 0): (2, 1)}
TEXTS = {
    (0, 0): "项目",
    (0, 1): "数量",
    (0, 3): "总计",
    (1, 0): "许可",
    (1, 1): "12",
    (1, 2): "3",
    (1, 3): "15",
}
TEXTS |= {(2, 1): "407", (2, 3): "8"}


def tables(
    lines: list[Segment], chars: list[Char], *, page: int, tolerance: float = 3.0
) -> tuple[list[Table], list[Char]]:
    """The ruled tables of a page from top to bottom, and the characters that stand outside of them."""
    found, free = ruled(lines, chars, page, tolerance=tolerance)
    return [entry.table for entry in found], free


def print_text(text: str, left: float, middle: float, size: float = 9.0) -> list[Char]:
    chars = []
    for character in text:
        width = size if ord(character) > 0x2000 else size / 2
        chars.append(Char(character, left, middle - size / 2, left + width, middle + size / 2))
        left += width
    return chars


def cells() -> list[tuple[int, int, int, int]]:
    covered = set()
    made = []
    for row in range(3):
        for column in range(4):
            if (row, column) in covered:
                continue
            height, width = SPANS.get((row, column), (1, 1))
            covered |= {(row + y, column + x) for y in range(height) for x in range(width)}
            made.append((row, column, height, width))
    return made


def characters() -> list[Char]:
    chars = []
    for (row, column), text in TEXTS.items():
        height, _ = SPANS.get((row, column), (1, 1))
        chars += print_text(text, XS[column] + 3, (YS[row] + YS[row + height]) / 2)
    return chars


def outline(thick: float = 0.5, shift: float = 0.0) -> list[Segment]:
    """Each cell's border drawn by itself, as browsers do."""
    lines = []
    half = thick / 2
    for row, column, height, width in cells():
        left, right = XS[column] + shift, XS[column + width] - shift
        top, bottom = YS[row] + shift, YS[row + height] - shift
        lines += [Segment(left, y - half, right, y + half) for y in (top, bottom)]
        lines += [Segment(x - half, top, x + half, bottom) for x in (left, right)]
    return lines


def check(table: Table) -> None:
    found = {(cell.row, cell.column): cell.text for cell in table.cells if cell.text}
    assert found == TEXTS
    spans = {(c.row, c.column): (c.row_span, c.column_span) for c in table.cells}
    assert spans == {(row, column): (height, width) for row, column, height, width in cells()}


def dashed(lines: list[Segment], on: float, off: float) -> list[Segment]:
    pieces = []
    for left, top, right, bottom in lines:
        at = 0.0
        length = max(right - left, bottom - top)
        while at < length:
            end = min(at + on, length)
            if right - left > bottom - top:
                pieces.append(Segment(left + at, top, left + end, bottom))
            else:
                pieces.append(Segment(left, top + at, right, top + end))
            at += on + off
    return pieces


DRAWINGS = {
    "per cell": outline(),
    "hairlines": outline(thick=0.0),
    "thick": outline(thick=2.0),
    "spaced cells": outline(shift=0.7),
    "double": outline() + outline(shift=1.2),
    "dashed": dashed(outline(), 3.0, 2.0),
    "dotted": dashed(outline(thick=1.0), 1.0, 1.0),
    "shuffled": random.Random(5).sample(outline(), len(outline())),  # noqa: S311 - a test's order
    "no left and right edge": [
        line
        for line in outline()
        if not (line.bottom - line.top > 5 and (line.left < 51 or line.right > 269))
    ],
    "no top edge": [line for line in outline() if not (line.right - line.left > 5 and line.top < 101)],
    "cut by the page end": [
        line for line in outline() if not (line.right - line.left > 5 and line.bottom > 159)
    ],
    "underlined figure": [*outline(), Segment(153, 134, 163, 134.5)],
    "framed page": [
        *outline(),
        Segment(20, 20, 600, 21),
        Segment(20, 800, 600, 801),
        Segment(20, 20, 21, 801),
        Segment(599, 20, 600, 801),
    ],
}


@pytest.mark.parametrize("lines", DRAWINGS.values(), ids=DRAWINGS.keys())
def test_same_table_however_drawn(lines: list[Segment]) -> None:
    found, free = tables(lines, characters(), page=3)
    assert len(found) == 1
    assert free == []
    check(found[0])
    assert {cell.place.page for cell in found[0].cells} == {3}


@pytest.mark.parametrize("scale", [0.6, 2.0, 4.17])
def test_scale(scale: float) -> None:
    lines = [Segment(*(edge * scale for edge in line)) for line in outline()]
    chars = [Char(char.text, *(edge * scale for edge in char[1:5])) for char in characters()]
    found, _ = tables(lines, chars, page=1, tolerance=3.0 * scale)
    check(found[0])


def test_place_is_that_of_the_text() -> None:
    found, _ = tables(outline(), characters(), page=1)
    cell = next(cell for cell in found[0].cells if cell.text == "407")
    assert cell.place.box == (153.0, 145.5, 166.5, 154.5)
    blank = next(cell for cell in found[0].cells if not cell.text)
    assert blank.place.box == (190.0, 140.0, 230.0, 160.0)


def framed_cells(columns: list[tuple[float, float]], height: float) -> list[Segment]:
    """Three rows of cells from edge to edge, each in a frame of its own where they do not share their edges."""
    lines = []
    for row in range(3):
        top, bottom = 100.0 + 20 * row, 100.0 + 20 * row + height
        for left, right in columns:
            lines += [Segment(left, y, right, y + 0.5) for y in (top, bottom)]
            lines += [Segment(x - 0.25, top, x + 0.25, bottom) for x in (left, right)]
    return lines


@pytest.mark.parametrize(
    ("apart", "narrow"), [(0.0, 5.0), (0.0, 3.5), (2.25, 2.25), (2.25, 3.0), (1.5, 4.0), (3.0, 40.0)]
)
def test_a_column_without_text_may_be_as_narrow_as_a_double_rule(apart: float, narrow: float) -> None:
    """What stands behind it keeps its place: it is the fourth cell of its row, not the third."""
    columns, left = [], 50.0
    for width in (100.0, 40.0, narrow, 40.0, 40.0):
        columns.append((left, left + width))
        left += width + apart
    chars = [
        char
        for row, texts in enumerate((("许可", "12", "", "3", "15"), ("收费", "7", "", "", "407")))
        for (left, _), text in zip(columns, texts, strict=True)
        for char in print_text(text, left + 3, 110 + 20 * row)
    ]
    (table,), _ = tables(framed_cells(columns, 20 - apart), chars, page=1)
    rows = [[cell.text for cell in row] for row in table.rows()]
    assert rows == [["许可", "12", "", "3", "15"], ["收费", "7", "", "", "407"], [""] * 5]


@pytest.mark.parametrize("between", [1.0, 2.5])
def test_a_double_rule_is_no_column(between: float) -> None:
    lines = [*outline(), Segment(150 + between, 100, 150.5 + between, 160)]
    (table,), _ = tables(lines, characters(), page=1)
    check(table)


def test_an_upright_that_wavers_from_row_to_row_is_no_column() -> None:
    lines = [line for line in outline() if not (line.bottom - line.top > 5 and 225 < line.left < 235)]
    lines += [Segment(x, top, x + 0.5, top + 20) for x, top in ((228.0, 100), (231.5, 120), (229.0, 140))]
    (table,), _ = tables(lines, characters(), page=1)
    check(table)


def test_two_tables_and_text_between() -> None:
    lower = [Segment(line.left, line.top + 200, line.right, line.bottom + 200) for line in outline()]
    chars = characters() + [
        Char(char.text, char.left, char.top + 200, char.right, char.bottom + 200) for char in characters()
    ]
    between = print_text("四、行政复议", 50, 200)
    found, free = tables(lower + outline(), chars + between, page=1)
    assert [table.place.box[1] for table in found if table.place.box] == [100.0, 300.0]
    assert free == between
    for table in found:
        check(table)


def test_table_beside_a_longer_one_has_no_cells_of_its_outside() -> None:
    # Two rows of four columns, then one row of two: the room beside the last row is no cell.
    lines = []
    for row, columns in ((0, 4), (1, 4), (2, 2)):
        for column in range(columns):
            left, right, top, bottom = XS[column], XS[column + 1], YS[row], YS[row + 1]
            lines += [Segment(left, y, right, y) for y in (top, bottom)]
            lines += [Segment(x, top, x, bottom) for x in (left, right)]
    (grid,) = grids(lines)
    assert [(cell.row, cell.column) for cell in grid.cells if cell.row == 2] == [(2, 0), (2, 1)]


def test_figure_broken_over_two_lines() -> None:
    """1234 in a column of 20 points runs on; 12 above 34 in a wide one are two figures."""
    narrow = [Segment(x, 100, x, 130) for x in (50, 70, 170)] + [Segment(50, y, 170, y) for y in (100, 130)]
    chars = print_text("123", 53, 110) + print_text("4", 53, 120) + print_text("12", 73, 110)
    found, _ = tables(narrow, chars + print_text("34", 73, 120), page=1)
    assert [cell.text for cell in found[0].cells] == ["1234", "12\n34"]


def test_bold_drawn_twice_and_figures_printed_over_each_other() -> None:
    twice = [*print_text("11", 53, 110), *print_text("11", 53.4, 110)]
    assert [line.text for line in text_lines(twice)] == ["11"]
    over = [*print_text("12", 53, 110), *print_text("34", 53.6, 110)]
    assert UNKNOWN in text_lines(over)[0].text


def test_digits_told_wider_than_they_stand_apart_are_not_drawn_twice() -> None:
    chars = [Char("2", left, 100, left + 24, 109) for left in (50, 55)]
    (line,) = text_lines(chars)
    assert line.text == f"2{UNKNOWN}2"


def test_least_certain_character_decides() -> None:
    chars = [char._replace(confidence=0.9) for char in characters()]
    chars = [char._replace(confidence=0.4) if char.text == "7" else char for char in chars]
    found, _ = tables(outline(), chars, page=1)
    doubts = {cell.text: cell.confidence for cell in found[0].cells}
    assert doubts["407"] == 0.4
    assert doubts["12"] == 0.9
    assert doubts[""] is None


def test_drawings_and_attacks_are_no_tables() -> None:
    noise = random.Random(11)  # noqa: S311 - a test's noise
    lines = []
    for _ in range(20_000):
        x, y = noise.uniform(0, 600), noise.uniform(0, 800)
        long = noise.uniform(5, 300)
        across = noise.random() < 0.5
        lines.append(Segment(x, y, x + long * across, y + long * (not across)))
    found, free = tables(lines, characters(), page=1)
    assert found == []
    assert len(free) == len(characters())
    assert tables([], characters(), page=1) == ([], characters())
    assert tables(outline(), [], page=1) == ([], [])


def test_label_that_a_page_end_moved_on_alone() -> None:
    """Figures stay at the foot of a page, their label stands at the head of the next beside blank cells."""
    lines = [Segment(x, 100, x, 140) for x in XS] + [Segment(XS[0], y, XS[-1], y) for y in (100, 120, 140)]
    above = print_text("（七）总计", 53, 110) + print_text("12", 153, 110) + print_text("34", 153, 130)
    below = print_text("3.其他", 53, 110) + print_text("（七）总计", 53, 130) + print_text("56", 153, 130)
    (first,), _ = ruled(lines, above, page=1)
    (second,), _ = ruled(lines, below, page=2)
    halves = continued(first, second)
    assert halves is not None
    upper, lower = halves
    assert [cell.text for cell in upper.rows()[1]] == ["3.其他", "34", "", ""]
    assert upper.rows()[1][0].place.page == 2
    assert lower is not None
    assert [cell.text for cell in lower.table.rows()[0]] == ["（七）总计", "56", "", ""]
    assert continued(second, first) is None


def test_label_that_a_page_end_moved_on_with_some_of_its_figures() -> None:
    """Of a row cut by a page end each figure stands on one page; a group's label reaches further down."""
    upright = [Segment(x, 100, x, 140) for x in XS]
    across = [Segment(XS[0], y, XS[-1], y) for y in (100, 120, 140)]
    above = print_text("1.其他", 152, 110) + print_text("12", 193, 110) + print_text("34", 193, 130)
    (first,), _ = ruled([*upright[1:], *(line._replace(left=XS[1]) for line in across)], above, page=1)
    group = [line._replace(left=XS[1]) if line.top == 120 else line for line in across]
    below = print_text("（六）", 53, 120) + print_text("2.其他", 152, 110) + print_text("56", 233, 110)
    below += print_text("3.其他", 152, 130) + print_text("78", 193, 130)
    (second,), _ = ruled([*upright, *group], below, page=2)
    halves = continued(first, second)
    assert halves is not None
    assert [cell.text for cell in halves[0].rows()[1]] == ["2.其他", "34", "56"]
    (other,), _ = ruled([*upright, *group], below + print_text("9", 193, 110), page=2)
    assert continued(first, other) is None


@pytest.mark.parametrize(("top", "label"), [(-20, ""), (-12, ""), (-20, "1.其他")])
def test_a_row_that_is_drawn_whole_on_both_pages_is_one(top: float, label: str) -> None:
    """Qt draws the row that a page cuts so, as high on both; its label and most of its figures are below."""
    lines = [Segment(x, 100, x, 185) for x in XS] + [
        Segment(XS[0], y, XS[-1], y) for y in (100, 120, 165, 185)
    ]
    above = print_text("规章", 53, 110) + print_text("12", 153, 110) + print_text("56789012", 192, 135)
    (first,), _ = ruled(lines, above + print_text(label, 53, 140), page=1)
    lines = [Segment(x, top, x, 45) for x in XS] + [Segment(XS[0], y, XS[-1], y) for y in (top, 25, 45)]
    below = print_text("2.其他", 53, 10) + print_text("34", 153, 10) + print_text("3", 193, 10)
    below += print_text("（七）总计", 53, 35) + print_text("56", 153, 35)
    (second,), _ = ruled(lines, below, page=2)
    halves = continued(first, second)
    assert (halves is not None) == (top == -20 and not label)
    if halves is not None:
        upper, lower = halves
        assert [cell.text for cell in upper.rows()[1]] == ["2.其他", "34", "567890123", ""]
        assert lower is not None
        assert [cell.text for cell in lower.table.rows()[0]] == ["（七）总计", "56", "", ""]


def test_a_table_that_both_ends_of_a_page_cut_is_put_together_at_both() -> None:
    """The last digits of two figures stand on the next page, of the second below the rest of the first."""
    lines = [Segment(x, 100, x, 140) for x in XS] + [Segment(XS[0], y, XS[-1], y) for y in (100, 120, 140)]
    pages = []
    for number, (above, below) in enumerate(
        (
            (("信息内容", "制发"), ("规章", "56789012")),
            (("", "3"), ("3.其他", "67890123")),
            (("", "4"), ("（七）总计", "278")),
        ),
        1,
    ):
        chars = print_text(above[0], 53, 110) + print_text(above[1], 192, 110)
        chars += print_text(below[0], 53, 130) + print_text(below[1], 192, 130)
        pages.append(Page(number, 300, 200, lines, chars))
    texts = [
        (row[0].text, row[2].text)
        for table in blocks(pages)
        if isinstance(table, Table)
        for row in table.rows()
    ]
    assert texts == [
        ("信息内容", "制发"),
        ("规章", "567890123"),
        ("3.其他", "678901234"),
        ("（七）总计", "278"),
    ]


def test_a_row_that_a_page_cuts_is_whole_where_the_header_stands_again() -> None:
    lines = [Segment(x, 100, x, 160) for x in XS] + [
        Segment(XS[0], y, XS[-1], y) for y in (100, 120, 140, 160)
    ]
    header = print_text("信息内容", 53, 110) + print_text("制发", 153, 110) + print_text("废止", 193, 110)
    above = header + print_text("规章", 53, 130) + print_text("12", 153, 130) + print_text("34", 153, 150)
    below = (
        header
        + print_text("3.其他", 53, 130)
        + print_text("（七）总计", 53, 150)
        + print_text("56", 153, 150)
    )
    (first,), _ = ruled(lines, above, page=1)
    (second,), _ = ruled(lines, below, page=2)
    halves = continued(first, second)
    assert halves is not None
    upper, lower = halves
    assert [cell.text for cell in upper.rows()[2]] == ["3.其他", "34", "", ""]
    assert lower is not None
    assert [[cell.text for cell in row] for row in lower.table.rows()] == [
        ["信息内容", "制发", "废止", ""],
        ["（七）总计", "56", "", ""],
    ]
    again = header + print_text("3.其他", 53, 130) + print_text("8", 153, 130) + print_text("56", 153, 150)
    (other,), _ = ruled(lines, again, page=2)
    assert continued(first, other) is None


@pytest.mark.parametrize("top", [-60, 40])
def test_a_row_that_a_page_cuts_is_whole_where_its_cells_reach_beyond_both_pages(top: float) -> None:
    """Chromium draws them whole twice; blank rows that begin on the page part nothing."""
    upright = [Segment(x, 100, x, 140) for x in XS] + [Segment(XS[0], 140, XS[0], 900)]
    foot = [Segment(XS[0], 900, XS[1], 900), Segment(XS[1], 140, XS[1], 900)]
    lines = upright + foot + [Segment(XS[0], y, XS[-1], y) for y in (100, 120, 140)]
    above = print_text("规章", 53, 110) + print_text("12", 153, 110) + print_text("8.其他", 53, 130)
    (first,), _ = ruled(lines, above + print_text("34", 153, 130) + print_text("56789012", 192, 130), page=1)
    beyond = [Segment(x, top, x, 80) for x in XS] + [Segment(x, 80, x, 120) for x in XS]
    lines = beyond + [Segment(XS[0], y, XS[-1], y) for y in (top, 80, 100, 120)]
    below = print_text("1", 193, 90) + print_text("（七）总计", 53, 110) + print_text("78", 153, 110)
    (second,), _ = ruled(lines, below, page=2)
    halves = continued(first, second)
    assert (halves is not None) == (top < 0)
    if halves is not None:
        upper, lower = halves
        assert [cell.text for cell in upper.rows()[1]] == ["8.其他", "34", "567890121", ""]
        assert lower is not None
        assert [cell.text for cell in lower.table.rows()[-1]] == ["（七）总计", "78", "", ""]


def test_a_short_piece_beside_a_rule_does_not_move_it() -> None:
    """The rim of a seal runs level for a while where it is highest."""
    rules = [Segment(50, y, 270, y + 1) for y in (100, 120, 140, 160)]
    rules += [Segment(x, 100, x + 1, 160) for x in (50, 150, 269)]
    plain = grids(rules)[0]
    for beside in (116, 124.5, 144.5):
        for end in (210, 269):
            assert grids([*rules, Segment(170, beside, end, beside + 1)])[0].ys == plain.ys


@pytest.mark.parametrize(("uprights", "lacking"), [((0, 80, 160, 240, 320), False), ((0, 80, 320), True)])
def test_a_figure_beside_its_label_tells_of_lacking_rules_only_where_cells_are_lacking(
    uprights: tuple[int, ...], lacking: bool
) -> None:
    """With a cell for each column it is the document that put a figure there, and the rules hold."""
    heads = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")
    chars = [char for at, head in enumerate(heads) for char in print_text(head, 80 * at + 8, 10)]
    chars += [*print_text("规章", 8, 28), *print_text("31", 8, 42), *print_text("5", 100, 35)]
    chars += print_text("27", 180, 35)
    lines = [Segment(0, y, 320, y + 0.5) for y in (0, 20, 50)]
    lines += [Segment(x, 0, x + 0.5, 50.5) for x in uprights]
    if lacking:
        lines += [Segment(x, 0, x + 0.5, 20) for x in (160, 240)]
    [entry], _ = ruled(lines, chars, 1)
    assert lacks_rules(entry) is lacking


@pytest.mark.parametrize("uprights", [(0, 80, 160, 240, 320), (0, 80, 160, 320)])
def test_figures_side_by_side_tell_of_lacking_rules_only_where_cells_are_lacking(
    uprights: tuple[int, ...],
) -> None:
    """3 1 and 2 7 are spread over their cells, or 3 is struck out beside 1: other cells are none the worse."""
    heads = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")
    chars = [char for at, head in enumerate(heads) for char in print_text(head, 80 * at + 8, 10)]
    for top, label in ((35, "规章"), (65, "行政规范性文件")):
        chars += print_text(label, 3, top)
        for at, figure in ((100, "3"), (130, "1"), (180, "52"), (250, "2"), (290, "7")):
            chars += print_text(figure, at, top)
    lines = [Segment(0, y, 320, y + 0.5) for y in (0, 20, 50, 80)]
    lines += [Segment(x, 0, x + 0.5, 80.5) for x in uprights]
    lines += [Segment(240, 0, 240.5, 20)]
    [entry], _ = ruled(lines, chars, 1)
    assert lacks_rules(entry) is (240 not in uprights)


def test_labels_that_a_page_end_cuts_in_two() -> None:
    lines = [Segment(x, 100, x, 140) for x in XS] + [Segment(XS[0], y, XS[-1], y) for y in (100, 120, 140)]
    above = print_text("其他", 153, 130) + print_text("尚未", 193, 130) + print_text("结果", 233, 130)
    below = print_text("结果", 153, 110) + print_text("审结", 193, 110) + print_text("纠正", 233, 110)
    below += print_text("28", 153, 130) + print_text("7", 193, 130) + print_text("31", 233, 130)
    (first,), _ = ruled(lines, above, page=1)
    (second,), _ = ruled(lines, below, page=2)
    halves = continued(first, second)
    assert halves is not None
    assert [cell.text for cell in halves[0].rows()[1]] == ["", "其他结果", "尚未审结", "结果纠正"]
    assert halves[1] is not None
    assert [cell.text for cell in halves[1].table.rows()[0]] == ["", "28", "7", "31"]


def test_narrow_frames_side_by_side_draw_no_line_through_their_middles() -> None:
    """Cells with frames of their own and columns for nothing: uprights so close that they were a dashed line."""
    places = [100 + 2.2 * number for number in range(12)]
    uprights = [Segment(x, 100, x + 0.7, 117) for x in places]
    assert rules(uprights, 3.0)[0] == []
    assert len(rules([Segment(x, 100, x + 1.5, 101) for x in places], 3.0)[0]) == 1


def test_a_row_that_holds_two_rows_of_the_form_is_in_doubt() -> None:
    """Two figures below each other, 20 and 12, would pass for one that a narrow cell broke."""
    lines = [line for line in outline() if not 139 < line.top < 141 or line.bottom - line.top > 5]
    chars = print_text("信息内容", 53, 110) + print_text("本年处理决定数量", 153, 110)
    for top, label, figure in ((130, "行政许可", "20"), (150, "行政处罚", "12")):
        chars += print_text(label, 53, top) + print_text(figure, 153, top) + print_text("7", 193, top)
    (entry,), _ = ruled(lines, chars, 1)
    assert lacks_rules(entry)
    found = {(cell.row, cell.text): cell.confidence for cell in run_together(entry).table.cells if cell.text}
    assert found[0, "信息内容"] is None
    assert {confidence for (row, text), confidence in found.items() if row and "行政" not in text} == {0.5}


def test_a_figure_that_a_page_cuts_is_whole_though_something_stands_beside_the_table() -> None:
    """The rest of a label that has lost its rules stands left of the upper part, which still ends the page."""
    columns = [(50.0, 150.0), (150.0, 164.0)]
    above = print_text("理结果", 10, 104)
    for at, (label, figure) in enumerate((("行政许可", "83"), ("行政处罚", "7"), ("行政强制", "16"))):
        above += print_text(label, 53, 110 + 20 * at) + print_text(figure, 152, 110 + 20 * at)
    below = print_text("1", 152, 110) + print_text("其他", 53, 130) + print_text("59", 152, 130)
    pages = [
        Page(number, 400, 160, framed_cells(columns, 20), chars) for number, chars in ((1, above), (2, below))
    ]
    found = [block for block in blocks(pages) if isinstance(block, Table)]
    texts = [[[cell.text for cell in row] for row in table.rows()] for table in found]
    assert texts == [
        [["行政许可", "83"], ["行政处罚", "7"], ["行政强制", "161"]],
        [["其他", "59"], ["", ""]],
    ]
