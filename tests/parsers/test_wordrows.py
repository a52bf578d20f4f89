"""Rows of tables without rules: figures that narrow cells broke over several lines."""

from __future__ import annotations

from collections.abc import Iterable

from parsers.textlines import Char, text_lines
from parsers.wordgrid import tables
from parsers.wordlabels import Label, Leaf, Word
from parsers.wordrows import Row, around_labels

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
