"""Tables with level rules alone: no grid is made of them, and their figures are read twice, too."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from parsers.scans.ink.inklines import Inkline
from parsers.scans.ink.inks import sorted_inks
from parsers.scans.ink.ruling import ruled
from parsers.scans.ink.sidebyside import side_by_side
from parsers.scans.nets.together import finished
from parsers.scans.page.paper import Paper
from parsers.scans.reading.pagesaid import free_line, read, text_line
from parsers.scans.reading.said import CERTAIN, DOUBTFUL, LIKELY

FIGURES = [[str(37 + 61 * row + 113 * column) for column in range(5)] for row in range(5)]


def test_figures_between_level_rules_are_lines_of_their_own_and_read_twice() -> None:
    page = np.full((700, 1400), 255, np.uint8)
    cv2.rectangle(page, (50, 60), (1330, 460), 0, 2)  # the frame has sides, the cells have none
    for row, texts in enumerate(FIGURES):
        cv2.line(page, (50, 60 + 80 * row), (1330, 60 + 80 * row), 0, 2)
        for column, text in enumerate(texts):
            place = (130 + 240 * column, 112 + 80 * row)
            cv2.putText(page, text, place, cv2.FONT_HERSHEY_SIMPLEX, 1.0, 30, 3, cv2.LINE_AA)
    grids, rules = ruled(Paper(page), 127)
    assert not grids
    inks = sorted_inks(Paper(page), 127, grids, rules)
    said = finished(read(inks))
    rows: dict[int, list[str]] = {}
    for line, text in sorted(zip(inks.free, said.free, strict=True), key=lambda pair: pair[0].room[0]):
        rows.setdefault(line.room[1] // 80, []).append(text.text)
    assert [rows[key] for key in sorted(rows)] == FIGURES
    # Of one reading alone this would be the share that the model gives its least certain sign.
    assert {text.confidence for text in said.free} <= {CERTAIN, LIKELY, DOUBTFUL}


def test_columns_that_stand_close_are_lines_of_their_own() -> None:
    page = np.full((800, 1400), 255, np.uint8)
    lefts = [100, 300, 500, 700, 772, 844]  # the last three nearly meet
    figures = [[str(137 + 61 * row + 113 * column) for column in range(6)] for row in range(7)]
    for row, texts in enumerate(figures):
        cv2.line(page, (50, 60 + 80 * row), (1330, 60 + 80 * row), 0, 2)
        for left, text in zip(lefts, texts, strict=True):
            cv2.putText(page, text, (left, 112 + 80 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 30, 3, cv2.LINE_AA)
    grids, rules = ruled(Paper(page), 127)
    found = sorted_inks(Paper(page), 127, grids, rules).free
    rows: dict[int, list[int]] = {}
    for line in found:
        rows.setdefault(line.room[1] // 80, []).append(line.room[0])
    near = [[min(lefts, key=lambda left, x=x: abs(left - x)) for x in sorted(row)] for row in rows.values()]  # type: ignore[misc]
    assert near == [lefts] * 7


def test_sides_of_a_table_that_level_rules_cut_are_no_lines() -> None:
    page = np.full((800, 1400), 255, np.uint8)
    for row in range(7):
        cv2.rectangle(page, (1000, 62 + 80 * row), (1003, 136 + 80 * row), 0, -1)
        for left in (100, 400, 700, 930):
            place = (left, 112 + 80 * row)
            cv2.putText(page, "583", place, cv2.FONT_HERSHEY_SIMPLEX, 1.0, 30, 3, cv2.LINE_AA)
    found = sorted_inks(Paper(page), 127, [], np.zeros_like(page)).free
    assert len(found) == 28
    assert max(line.room[2] for line in found) < 1000


def placed(*signs: tuple[int, int, int]) -> tuple[tuple[int, int, int, int], ...]:
    """Signs of a line 20 pixels high: each its left, its width and its top."""
    return tuple((left, top, left + wide, 20) for left, wide, top in signs)


@pytest.mark.parametrize(
    ("signs", "parts"),
    [
        (placed((0, 10, 4), (12, 10, 4), (36, 10, 4), (48, 10, 4)), [2, 2]),  # figures
        (placed((0, 5, 4), (12, 5, 4), (24, 10, 4)), [3]),  # 119
        (placed((0, 19, 0), (21, 19, 0), (50, 19, 0), (71, 19, 0)), [2, 2]),  # labels
        (placed((0, 19, 0), (21, 19, 0), (50, 6, 0), (57, 12, 0)), [2, 2]),  # the last letter in two pieces
        (placed((0, 19, 0), (21, 19, 0), (43, 4, 14), (60, 19, 0), (81, 19, 0)), [5]),  # a comma
        (placed((0, 19, 0), (21, 19, 0), (54, 6, 0), (62, 19, 0), (83, 6, 0)), [5]),  # brackets
        (placed((0, 19, 0), (40, 19, 0)), [2]),  # a word spread over its cell
    ],
)
def test_lines_are_parted_between_figures_and_between_labels(
    signs: tuple[tuple[int, int, int, int], ...], parts: list[int]
) -> None:
    assert [len(part) for part in side_by_side(signs)] == parts


def test_digits_of_figures_beside_each_other_stand_where_they_are() -> None:
    shapes = ((10, 4, 20, 20), (22, 4, 32, 20), (60, 4, 70, 20))
    chars = free_line(Inkline((10, 4, 70, 20), shapes), "59 3").chars
    assert [(char.text, char.left, char.right) for char in chars] == [
        ("5", 10, 20),
        ("9", 22, 32),
        ("3", 60, 70),
    ]


def test_in_a_cell_digits_share_the_room_of_their_line() -> None:
    """How wide digits are tells there whether 19 had to be broken; the ink of a 1 is too narrow for that."""
    nineteen = Inkline((10, 4, 40, 20), ((10, 4, 14, 20), (28, 4, 40, 20)))
    assert [(char.left, char.right) for char in text_line(nineteen, "19").chars] == [(10, 25), (25, 40)]


def test_letters_of_a_title_that_touch_are_letters() -> None:
    """Bold letters of twice the size are as wide as five of the table's where two of them touch."""
    page = np.full((800, 1400), 255, np.uint8)
    for row in range(2, 7):
        for left in (100, 400, 700, 930):
            place = (left, 112 + 80 * row)
            cv2.putText(page, "583", place, cv2.FONT_HERSHEY_SIMPLEX, 0.7, 30, 2, cv2.LINE_AA)
    for at, letter in enumerate("HERBST"):
        cv2.putText(page, letter, (300 + 60 * at, 86), cv2.FONT_HERSHEY_SIMPLEX, 1.7, 30, 5, cv2.LINE_AA)
    cv2.line(page, (430, 70), (520, 70), 30, 3)  # the third and fourth touch
    found = sorted_inks(Paper(page), 127, [], np.zeros_like(page)).free
    title = [shape for line in found if line.room[1] < 100 for shape in line.shapes]
    assert sorted(right - left > 80 for left, _, right, _ in title) == [False] * 4 + [True]
