"""Tables with level rules alone: no grid is made of them, and their figures are read twice, too."""

from __future__ import annotations

import cv2
import numpy as np

from parsers.scans.inks import Inkline, sorted_inks
from parsers.scans.paper import Paper
from parsers.scans.reading import free_line, read, text_line
from parsers.scans.ruling import ruled
from parsers.scans.said import CERTAIN, DOUBTFUL, LIKELY
from parsers.scans.together import finished

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
