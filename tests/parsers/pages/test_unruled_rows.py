"""Rows of tables without rules: figures that narrow cells broke over several lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from parsers.pages.textlines import Char, text_lines
from parsers.unruled.grid import tables
from parsers.unruled.labels import Label, Leaf, Word
from parsers.unruled.rows import Row, around_labels, lines_of, prove

HEADINGS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
COLUMNS = (300, 350, 410, 470, 560, 650, 690)


def printed(text: str, left: float, middle: float) -> list[Char]:
    """Characters as wide as high, of 12 points."""
    return [
        Char(sign, left + 12 * at, middle - 6, left + 12 * at + 12, middle + 6)
        for at, sign in enumerate(text)
    ]


def word(text: str, left: float, middle: float) -> Word:
    box = (left, middle - 6, left + 12 * len(text), middle + 6)
    return Word(tuple(printed(text, left, middle)), text, box, 12.0, 0, round(middle))


def row(label: str, middle: float, figures: Iterable[Word]) -> Row:
    named = Label([word(label, 10, middle)], label, ())
    return Row(named.core, named, figures=list(figures))


def test_the_lines_around_that_of_a_label_are_of_the_same_figure() -> None:
    first = row("新收", 18, [word("７", 100, 18), word("427", 140, 18)])
    second = row("结转", 60, [word("8", 100, 60)])
    loose = [word("９", 100, 0), word("５", 100, 36)]
    assert around_labels(loose, [first, second], 90) == []
    assert [figure.text for figure in first.figures] == ["９", "７", "427", "５"]
    assert not first.doubtful
    assert not second.doubtful


def test_the_line_of_a_row_between_broken_figures_is_none_of_theirs() -> None:
    """3712, 45, 589 and 61, in rows as high as their figures: not one figure 371245589."""
    rows = [
        row(label, middle, [word(figure, 100, middle)] if figure else [])
        for label, middle, figure in (
            ("新收", 20, ""),
            ("结转", 44, "45"),
            ("公开", 68, ""),
            ("部分", 95, "61"),
        )
    ]
    loose = [word(text, 100, at) for text, at in (("37", 11), ("12", 29), ("58", 59), ("9", 77))]
    assert around_labels(loose, rows, 90) == []
    texts = [[figure.text for figure in one.figures] for one in rows]
    assert texts == [["37", "12"], ["45"], ["58", "9"], ["61"]]
    assert not any(one.doubtful for one in rows)


def test_a_unit_on_the_next_line_of_a_cell_is_one_with_its_figure() -> None:
    chars = [char for left, text in zip(COLUMNS, HEADINGS, strict=True) for char in printed(text, left, 20)]
    chars += printed("一、本年新收政府信息公开申请数量", 10, 68)
    for left, lines in zip(
        COLUMNS, ("975/件", "31/", "30", "427/（网上3/件）", "4", "6", "15/82"), strict=True
    ):
        texts = [text for text in lines.split("/") if text]
        for at, text in enumerate(texts):
            chars += printed(text, left, 68 + 18 * at - 9 * (len(texts) - 1))
    (found,) = tables([Leaf(1, text_lines(chars))])
    texts = [cell.text for cell in next(row for row in found.table.rows() if row[0].text[:1] == "一")]
    assert texts[1:] == ["975件", "31", "30", "427（网上3件）", "4", "6", "1582"]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("696（含/网上申请/3件）", "696（含网上申请3件）"),
        ("18（含网/上3件）", "18（含网上3件）"),
        ("137/件", "137件"),
        (".137/.件", "137件"),
        ("137/件.", "137件"),
    ],
)
def test_notes_and_units_on_lines_as_close_to_the_next_row_are_of_their_figure(lines: str, text: str) -> None:
    """Set around the middle of the row, or, with a point for each line without type, below or above it."""
    chars = [char for left, text in zip(COLUMNS, HEADINGS, strict=True) for char in printed(text, left, 20)]
    for middle, label, figures in (
        (68, "一、本年新收政府信息公开申请数量", ("31", "9", "427", "4", "6", "15")),
        (104, "二、上年结转政府信息公开申请数量", ("8", "3", "7", "2", "5", "1", "26")),
    ):
        chars += printed(label, 10, middle)
        for left, figure in zip(COLUMNS, figures, strict=False):
            chars += printed(figure, left, middle)
    parts = lines.split("/")
    top = 68 - 9 * (len(parts) - 1) - 9 * parts[0].startswith(".") + 9 * parts[-1].endswith(".")
    for at, part in enumerate(parts):
        chars += printed(part.strip("."), COLUMNS[-1], top + 18 * at)
    (found,) = tables([Leaf(1, text_lines(chars))])
    _, first, second = ([(cell.text, cell.confidence) for cell in row][1:] for row in found.table.rows())
    assert first == [(one, None) for one in ("31", "9", "427", "4", "6", "15", text)]
    assert second == [(one, None) for one in ("8", "3", "7", "2", "5", "1", "26")]


def test_lines_of_digits_seem_smaller_than_those_of_letters_beside_them() -> None:
    """38/件 around a row; but not what stands close below it in larger type."""
    digits = replace(word("38", 100, 0), em=9.6)
    beside, unit = word("15件", 200, 9), replace(word("件", 106, 17), line=17)
    assert list(lines_of([digits, beside, unit])) == [[digits, beside, unit]]
    large = replace(word("五、存在的主要问题", 10, 12), em=16.0)
    assert list(lines_of([digits, large])) == [[digits], [large]]


def test_lines_that_may_be_of_several_rows_are_given_to_none() -> None:
    """Figures at the top of their rows, as close to those of the next: 23, 17, 21, and never 317."""
    rows = [
        row(label, 36 * at, [word(figure, 100, 36 * at)])
        for at, (label, figure) in enumerate(zip("甲乙丙", "212", strict=True))
    ]
    loose = [word(figure, 100, 18 + 36 * at) for at, figure in enumerate("371")]
    assert around_labels(loose, rows, 90) == loose
    assert [[figure.text for figure in row.figures] for row in rows] == [["2"], ["1"], ["2"]]
    assert all(row.doubtful for row in rows)


def test_figures_of_three_rows_are_not_one() -> None:
    """Lines of other widths, or as close to other labels, are figures of rows that are not level with them."""
    above, below = word("494", 100, 0), word("139", 100, 36)
    first = row("新收", 18, [word("8", 100, 18)])
    assert around_labels([above, below], [first], 90) == [above, below]
    above, below = word("4", 100, 0), word("6", 100, 36)
    rows = [row("甲", -18, []), row("乙", 18, [word("8", 100, 18)]), row("丙", 54, [])]
    assert around_labels([above, below], rows, 90) == [above, below]


def test_a_figure_of_three_lines_is_read_as_one() -> None:
    chars = [char for left, text in zip(COLUMNS, HEADINGS, strict=True) for char in printed(text, left, 20)]
    chars += printed("一、本年新收政府信息公开申请数量", 10, 68)
    for left, text in zip(COLUMNS, ("975", "310", "309", "427", "405", "6", "28"), strict=True):
        if text == "975":
            for at, digit in enumerate(text):
                chars += printed(digit, left, 50 + 18 * at)
        else:
            chars += printed(text, left, 68)
    chars += printed("二、上年结转政府信息公开申请数量", 10, 116)
    for left, text in zip(COLUMNS, "8125473", strict=True):
        chars += printed(text, left, 116)
    (found,) = tables([Leaf(1, text_lines(chars))])
    texts = [[(cell.text, cell.confidence) for cell in row if cell.column > 1] for row in found.table.rows()]
    assert texts[1] == [(text, None) for text in ("975", "310", "309", "427", "405", "6", "28")]
    assert texts[2] == [(text, None) for text in "8125473"]


def test_figures_beyond_the_first_heading_put_their_row_in_doubt() -> None:
    """Headings that are not known as such leave their figures without columns: others are not moved up."""
    chars = printed("结果维持", 300, 20) + printed("结果纠正", 360, 20) + printed("尚未审结", 420, 20)
    for left, text in ((180, "31"), (240, "7"), (300, "18"), (360, "4"), (420, "25")):
        chars += printed(text, left, 44)
    leaf = Leaf(1, text_lines(chars))
    words = [word for row in unlabelled_rows(leaf) for word in row]
    assert ("18", 0.5) in words
    assert ("25", 0.5) in words
    within = [char for char in chars if char.left >= 300]
    words = [word for row in unlabelled_rows(Leaf(1, text_lines(within))) for word in row]
    assert ("18", None) in words
    assert ("25", None) in words


def unlabelled_rows(leaf: Leaf) -> list[list[tuple[str, float | None]]]:
    (found,) = tables([leaf])
    return [[(cell.text, cell.confidence) for cell in row] for row in found.table.rows()]


def test_figures_beside_which_nothing_stands_put_the_rows_next_to_them_in_doubt() -> None:
    """Most figures of a row stand at its foot, below the line of its label: they are not blank."""
    chars = [char for left, text in zip(COLUMNS, HEADINGS, strict=True) for char in printed(text, left, 20)]
    chars += printed("一、本年新收政府信息公开申请数量", 10, 60) + printed("906", 300, 60)
    for left, text in zip(COLUMNS[1:], ("500", "381", "415", "296", "372", "28"), strict=True):
        chars += printed(text, left, 78)
    chars += printed("四、结转下年度继续办理", 10, 160)
    for left, text in zip(COLUMNS, "8125473", strict=True):
        chars += printed(text, left, 160)
    (found,) = tables([Leaf(1, text_lines(chars))])
    rows = found.table.rows()
    assert {cell.confidence for row in rows[1:3] for cell in row if cell.column > 1} == {0.5}
    assert {cell.confidence for cell in rows[3]} == {None}


def test_a_figure_far_between_two_rows_puts_both_in_doubt() -> None:
    """A dash at the middle of a tall row, whose other figures stand at its head: no blank is certain."""
    rows = [
        row(label, at, [word(figure, 100, at)])
        for label, at, figure in zip("甲乙丙", (0, 40, 160), "374", strict=True)
    ]
    dash = word("—", 140, 90)
    prove(rows, [dash, *(figure for one in rows for figure in one.figures)])
    assert [one.doubtful for one in rows] == [False, True, True]


@pytest.mark.parametrize("leaf", [0, 1])
def test_a_page_that_ends_within_a_figure_leaves_no_blank_before_it(leaf: int) -> None:
    """Its rest stands above the last figure of the next row; on one page rows keep to their heights."""
    rest = [replace(word(text, 140, 36 + 12 * at), leaf=leaf) for at, text in enumerate(("280", "1", "57"))]
    rows = [
        row("甲", 0, [word("374", 100, 0), word("21", 140, 0)]),
        row("乙", 20, [word("652", 100, 20)]),
        Row((57, 63), Label([replace(word("丙", 10, 60), leaf=leaf)], "丙", ()), figures=rest),
    ]
    prove(rows, [figure for one in rows for figure in one.figures])
    assert [one.doubtful for one in rows] == [False, bool(leaf), False]


def test_a_label_and_a_figure_without_room_between_put_the_rows_close_to_them_in_doubt() -> None:
    """The lines above and below are no rows of their own: their figures pass for no others."""
    chars = [char for left, text in zip(COLUMNS, HEADINGS, strict=True) for char in printed(text, left, 20)]
    chars += printed("2.其他法律行", 228, 60) + printed("政法规禁止公61", 228, 76) + printed("开", 228, 92)
    for left, middle, text in zip(COLUMNS[1:], (76, 76, 60, 76, 60, 60), "347658", strict=True):
        chars += printed(text, left, middle)
    chars += printed("四、结转下年度继续办理", 10, 180)
    for left, text in zip(COLUMNS, "8125473", strict=True):
        chars += printed(text, left, 180)
    (found,) = tables([Leaf(1, text_lines(chars))])
    rows = found.table.rows()
    assert {cell.confidence for row in rows[1:-1] for cell in row if cell.column > 1} == {0.5}
    assert {cell.confidence for cell in rows[-1]} == {None}


def test_headings_that_run_on_below_are_parted_by_the_narrow_room_between_them() -> None:
    chars = []
    for at, heading in enumerate(("本年制发件", "本年废止件", "现行有效件")):
        chars += printed(heading, 100 + 63 * at, 20) + printed("数", 124 + 63 * at, 34)
    chars += printed("规章", 10, 60)
    for at, figure in enumerate("374"):
        chars += printed(figure, 124 + 63 * at, 60)
    texts = [[text for text, _ in row] for row in unlabelled_rows(Leaf(1, text_lines(chars)))]
    assert texts[0][-3:] == ["本年制发件数", "本年废止件数", "现行有效件数"]
    assert texts[1] == ["规章", "3", "7", "4"]


def test_a_sign_below_a_heading_is_no_part_of_it() -> None:
    """It stands in the first row, whose figures are not within the headings."""
    chars = [char for left, text in zip(COLUMNS, HEADINGS, strict=True) for char in printed(text, left, 20)]
    chars += printed("一、本年新收政府信息公开申请数量", 10, 40)
    for left, text in zip(COLUMNS, "81×5473", strict=True):
        chars += printed(text, left, 40)
    texts = [[text for text, _ in row] for row in unlabelled_rows(Leaf(1, text_lines(chars)))]
    assert texts[0][-7:] == list(HEADINGS)
    assert texts[1][-7:] == list("81×5473")


@pytest.mark.parametrize(("figures", "found"), [("31475", True), ("3147", True), ("3", False)])
def test_the_only_row_of_a_table_may_stand_far_below_its_headings(figures: str, found: bool) -> None:
    """Tall rows set their figures at their middles; a number alone there is no row."""
    lefts = (60, 140, 220, 300, 380)
    chars = printed("四、政府信息公开行政复议、行政诉讼情况", 10, 0)
    for left, heading in zip(lefts, ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"), strict=True):
        chars += printed(heading, left, 40)
    for left, figure in zip(lefts, figures, strict=False):
        chars += printed(figure, left + 12, 110)
    made = tables([Leaf(1, text_lines(chars))])
    assert [[cell.text for cell in one.table.rows()[-1]] for one in made] == (
        [[*figures, *[""] * (5 - len(figures))]] if found else []
    )


@pytest.mark.parametrize(("figures", "found"), [("31475", True), ("3147", False), ("31年75", False)])
def test_that_row_may_have_its_figures_beside_the_headings(figures: str, found: bool) -> None:
    """As where headings are set to the left of their cells and figures to the right."""
    lefts = (60, 140, 220, 300, 380)
    chars = printed("四、政府信息公开行政复议、行政诉讼情况", 10, 0)
    for left, heading in zip(lefts, ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"), strict=True):
        chars += printed(heading, left, 40)
    for left, figure in zip(lefts, figures, strict=False):
        chars += printed(figure, left + 55, 110)
    made = tables([Leaf(1, text_lines(chars))])
    assert [[cell.text for cell in one.table.rows()[-1]] for one in made] == ([[*figures]] if found else [])


def test_headings_of_several_lines_in_cells_without_padding_are_parted() -> None:
    """A gap of an eighth of a character parts them, where the characters of a line have none between."""
    lines = (("社会", "公益", "组织"), ("法律", "服务", "机构"), ("", "其他", ""))
    chars = printed("自然人", 60, 34) + printed("总计", 300, 34) + printed("科研机构", 110, 34)
    for at, cell in enumerate(lines):
        for row, piece in enumerate(cell):
            chars += printed(piece, 170 + 25.5 * at, 20 + 14 * row)
    chars += printed("一、新收", 0, 80)
    figures = ((60, "7"), (120, "3"), (170, "5"), (200, "8"), (226, "1"), (300, "24"))
    for left, figure in figures:
        chars += printed(figure, left, 80)
    texts = [[text for text, _ in row] for row in unlabelled_rows(Leaf(1, text_lines(chars)))]
    assert texts[0][-4:-1] == ["社会公益组织", "法律服务机构", "其他"]


def table_line(label: str, height: float, figures: str = "") -> list[Char]:
    """A label and a figure of one digit in each column, level with it."""
    chars = printed(label, 10, height)
    for left, text in zip(COLUMNS, figures, strict=False):
        chars += printed(text, left, height)
    return chars


def test_a_label_without_figures_that_may_be_a_piece_makes_no_blank_row() -> None:
    """其他处理 is the label of a group of rows; without its last letters it is that of a row of its own."""
    chars = [char for left, text in zip(COLUMNS, HEADINGS, strict=True) for char in printed(text, left, 20)]
    chars += table_line("（一）予以公开", 50, "8125473") + table_line("（六）其他", 100)
    chars += table_line("（七）总计", 160, "9236584")
    for rest, certainty in (([], None), (printed("处", 10, 118) + printed("理", 90, 118), 0.5)):
        (found,) = tables([Leaf(1, text_lines(chars + rest))])
        rows = {row[0].text: {cell.confidence for cell in row[1:]} for row in found.table.rows()}
        assert rows["（六）其他"] == {certainty}
        assert rows["（七）总计"] == {None}


def test_a_line_that_found_no_place_in_its_table_is_left_to_the_text() -> None:
    """The label of its row is broken in a way that makes no label; its figure must not vanish."""
    chars = (
        printed("本年制发件数", 200, 20) + printed("本年废止件数", 300, 20) + printed("现行有效件数", 400, 20)
    )
    for height, label, texts in ((50, "规章", "527"), (80, "行政规范性文件", "693")):
        chars += printed(label, 10, height)
        for left, text in zip((230, 330, 430), texts, strict=True):
            chars += printed(text, left, height)
    lost = printed("行", 10, 140) + printed("可", 100, 140) + printed("470", 230, 140)
    chars += printed("本年收费金额", 200, 200) + printed("行政事业性收费", 10, 230) + printed("401", 230, 230)
    leaf = Leaf(1, text_lines(chars + lost))
    (found,) = tables([leaf])
    kept = {at for at, line in enumerate(leaf.lines) if "470" in line.text}
    assert {at for at in range(len(leaf.lines)) if (0, at) not in found.lines} == kept


@pytest.mark.parametrize(("room", "certain"), [(3.0, True), (None, False)])
def test_rows_between_the_label_of_a_block_and_the_headings_of_the_next_are_in_the_table(
    room: float | None, certain: bool
) -> None:
    """Figures to the right set their headings close: without theirs, rows have no columns, yet are not absent."""
    headings = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")
    chars = printed("第二十条第（一）项", 100, 0)
    edges, end = [], 10.0
    for heading in headings:
        if room is not None:
            chars += printed(heading, end, 30)
        end += 12 * len(heading) + (room or 3.0)
        edges.append(end - (room or 3.0))
    for height, figures in ((60, "527"), (90, "693")):
        chars += printed("规章" if height == 60 else "规范性文件", 10, height)
        for edge, text in zip(edges[1:], figures, strict=True):
            chars += printed(text, edge - 12, height)
    chars += printed("第二十条第（六）项", 100, 120) + printed("处理决定数量", 160, 150)
    chars += printed("行政处罚", 10, 180) + printed("48", 208, 180)
    (found,) = tables([Leaf(1, text_lines(chars))])
    rows = {tuple(cell.text for cell in row[1:]): row[0].text for row in found.table.rows() if row}
    assert rows[*"527"] == "规章"
    assert rows[*"693"] == "规范性文件"
    assert (headings[1:] in rows) is certain
