"""Figures cut out of drawn cells: read for certain where they are plain, doubtful where they are not."""

from __future__ import annotations

import socket
import subprocess
import sys
from dataclasses import replace
from importlib import util
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.errors import Unreadable
from parsers.pages.textlines import DOUBTED
from parsers.scans import sheet
from parsers.scans.ink.inklines import Inkline
from parsers.scans.ink.inks import Inks
from parsers.scans.learning import glyphs as learn
from parsers.scans.nets import decoding, glyphnet, linepictures, recognition
from parsers.scans.nets import together as together_module
from parsers.scans.nets.together import Asking, finished, said_by, together
from parsers.scans.page import paper, upright
from parsers.scans.reading import figures as figures_module
from parsers.scans.reading import marks
from parsers.scans.reading import plainfigures as plain_module
from parsers.scans.reading.figures import settled, surely_read, weighed
from parsers.scans.reading.glyphs import Outline
from parsers.scans.reading.pagesaid import read_inklines
from parsers.scans.reading.plainfigures import plain_figures
from parsers.scans.reading.said import CERTAIN, Said, figure_of
from parsers.scans.reading.words import better, poorly_read
from parsers.scans.sheet import chars_of
from parsers.scans.types import Floats, Grey

SURE = 0.95
# A 4 of a slanting font at 150 dpi.
SLANTED_FOUR = np.array(
    [
        [255, 254, 253, 252, 253, 253, 245, 255, 255, 249, 249, 207, 252, 254, 255],
        [255, 252, 252, 254, 255, 255, 242, 255, 254, 240, 196, 152, 230, 255, 255],
        [254, 250, 251, 255, 255, 252, 255, 249, 254, 205, 85, 130, 234, 254, 255],
        [254, 251, 250, 253, 254, 244, 255, 247, 234, 174, 35, 163, 255, 254, 255],
        [255, 255, 251, 246, 255, 253, 255, 236, 162, 147, 66, 215, 247, 255, 254],
        [253, 255, 255, 252, 254, 245, 251, 207, 171, 146, 89, 215, 255, 255, 254],
        [254, 251, 252, 254, 254, 252, 214, 171, 203, 127, 143, 245, 249, 255, 255],
        [252, 244, 253, 255, 247, 240, 159, 207, 237, 78, 175, 254, 237, 255, 255],
        [255, 244, 255, 255, 237, 172, 166, 255, 206, 58, 216, 254, 255, 252, 252],
        [255, 249, 255, 250, 200, 156, 225, 255, 132, 90, 243, 244, 255, 251, 252],
        [255, 250, 254, 220, 134, 195, 225, 209, 97, 112, 209, 246, 254, 253, 255],
        [252, 249, 252, 208, 126, 129, 134, 108, 30, 93, 138, 226, 248, 255, 255],
        [253, 255, 255, 255, 255, 255, 255, 211, 70, 248, 245, 244, 242, 254, 253],
        [253, 255, 255, 253, 250, 247, 213, 121, 55, 196, 255, 251, 241, 252, 252],
        [255, 254, 255, 250, 215, 156, 60, 42, 137, 243, 254, 255, 254, 253, 252],
        [255, 255, 255, 254, 251, 231, 221, 213, 222, 242, 255, 251, 249, 255, 255],
    ],
    np.uint8,
)
FIGURES = ["1024", "37", "586", "9", "0", "240", "718", "63", "15"]


def drawn(texts: list[str], *, scale: float = 1.1) -> Grey:
    """A page with one row of ruled cells, a figure in each."""
    page = np.full((600, 1300, 3), 252, np.uint8)
    left, wide, top, high = 60, 128, 150, 90
    for number, text in enumerate(texts):
        x = left + number * wide
        cv2.rectangle(page, (x, top), (x + wide, top + high), (25, 25, 25), 2)
        cv2.rectangle(page, (x, top + high), (x + wide, top + 2 * high), (25, 25, 25), 2)
        size = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, 3)[0]
        place = (x + (wide - size[0]) // 2, top + (high + size[1]) // 2)
        cv2.putText(page, text, place, cv2.FONT_HERSHEY_SIMPLEX, scale, (25, 25, 25), 3, cv2.LINE_AA)
    return page


def printed(texts: list[str]) -> Grey:
    """The same in a printed font, the one that comes with Pillow."""
    page = Image.fromarray(drawn([""] * len(texts)))
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(34)
    for number, text in enumerate(texts):
        pen.text((60 + number * 128 + 64, 195), text, font=font, fill=(25, 25, 25), anchor="mm")
    return np.asarray(page)


def cells_of(page: Grey) -> list[tuple[str, float, tuple[str, ...]]]:
    """Text, confidence and other readings of the cells of the upper row."""
    blocks, _ = sheet.blocks(sheet.leaves(page, 1, 1.0))
    table = next(block for block in blocks if type(block).__name__ == "Table")
    return [(cell.text, cell.confidence or 0.0, cell.readings) for cell in table.cells if cell.row == 0]


def test_plain_figures_are_certain() -> None:
    found = cells_of(printed(FIGURES))
    assert [text for text, _, _ in found] == FIGURES
    assert all(confidence >= SURE for _, confidence, _ in found)


def test_the_same_picture_is_read_the_same_way() -> None:
    page = drawn(FIGURES)
    assert cells_of(page) == cells_of(page.copy())


def test_a_place_shows_its_figure() -> None:
    """The box of a cell, cut out of the skewed picture, holds the ink of its figure and no rule."""
    page = drawn(FIGURES)
    turn = cv2.getRotationMatrix2D((650, 300), 1.2, 1)
    skewed = cv2.warpAffine(page, turn, (1300, 600), borderValue=(252, 252, 252))
    blocks, _ = sheet.blocks(sheet.leaves(skewed, 1, 1.0))
    table = next(block for block in blocks if type(block).__name__ == "Table")
    for number, text in enumerate(FIGURES):
        cell = table.cells[number]
        assert cell.text == text
        left, top, right, bottom = cell.place.box
        middle = turn @ np.array([60 + number * 128 + 64, 195, 1])
        assert left < middle[0] < right
        assert top < middle[1] < bottom
        assert right - left < 110
        assert bottom - top < 50


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_place_on_a_picture_that_was_turned_is_that_on_the_picture_as_shown(
    turns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def turned(page: Any, frame: Any) -> Any:
        yield from ()
        return sheet.prepared(page, frame, turns)

    monkeypatch.setattr(sheet, "best_turn", turned)
    page = np.vstack([drawn(FIGURES), np.full((400, 1300, 3), 252, np.uint8)])
    height, width = page.shape[:2]
    lying = np.ascontiguousarray(np.rot90(page, -turns))
    blocks, _ = sheet.blocks(sheet.leaves(lying, 1, 1.0))
    table = next(block for block in blocks if type(block).__name__ == "Table")
    for number, text in enumerate(FIGURES):
        cell = table.cells[number]
        assert cell.text == text
        left, top, right, bottom = cell.place.box
        x, y = 60 + number * 128 + 64, 195
        across, down = {1: (height - y, x), 2: (width - x, height - y), 3: (y, width - x)}[turns]
        assert left < across < right and top < down < bottom
        assert (right - left) * (bottom - top) < 110 * 50


def line_of(page: Grey, number: int) -> tuple[Inks, Inkline]:
    """The ink of a cell of `printed`, as a line."""
    x = 60 + number * 128
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    found = cv2.boundingRect(cv2.inRange(grey[160:230, x + 6 : x + 122], 0, 128))
    left, top = x + 6 + found[0], 160 + found[1]
    room = (left, top, left + found[2], top + found[3])
    return Inks(grey, 128, 34.0), Inkline(room, (room,))


def test_most_plain_figures_are_told_without_the_model() -> None:
    told = 0
    for number, figure in enumerate(FIGURES):
        inks, line = line_of(printed(FIGURES), number)
        found = plain_figures(inks, [line], [0]).figures
        assert [one.text for one in found.values()] in ([], [figure])
        told += len(found)
        assert plain_figures(inks, [line], []).figures == {}
        assert plain_figures(replace(inks, letter=60.0), [line], [0]).figures == {}, "small print is a note"
        assert plain_figures(inks, [replace(line, cut=True)], [0]).figures == {}
        sealed = replace(inks, seal=np.full_like(inks.clean, 255))
        assert plain_figures(sealed, [line], [0]).figures == {}
    assert told > len(FIGURES) / 2


@pytest.mark.parametrize("other", [Outline("31", 0.99), Outline("37", 0.8), Outline("", 0.0)])
def test_figures_that_two_nets_tell_apart_are_for_the_model(
    monkeypatch: pytest.MonkeyPatch, other: Outline
) -> None:
    inks, line = line_of(printed(FIGURES), 1)
    monkeypatch.setattr(plain_module, "outlines", lambda _, lines: [other for _ in lines])
    assert plain_figures(inks, [line], [0]).figures == {}


@pytest.mark.parametrize("text", ["-37", "3.7", "1,024", "3/7", "A3", "O", "l", "*", "#"])
def test_what_is_more_than_digits_is_for_the_model(text: str) -> None:
    inks, line = line_of(printed([text]), 0)
    assert plain_figures(inks, [line], [0]).figures == {}


def test_a_letter_alone_is_one_if_both_nets_say_so() -> None:
    """What one alone takes for a letter, as the model does a smudged 63 for 以, is looked at again."""
    inks, line = line_of(printed(["#"]), 0)
    told = plain_figures(inks, [line], [0])
    assert told.letter(0, decoding.Reading("总", 0.99, 0.99))
    assert not told.letter(0, decoding.Reading("总", 0.9, 0.9))
    assert not told.letter(0, decoding.Reading("1总", 0.99, 0.99))
    assert not told.letter(0, decoding.Reading("二", 1.0, 1.0)), "strokes may be dashes"
    inks, line = line_of(printed(["63"]), 0)
    assert not plain_figures(inks, [line], [0]).letter(0, decoding.Reading("以", 0.99, 0.99))


@pytest.mark.parametrize("width", [6, 9, 13])
def test_a_smudged_digit_is_never_another_for_certain(width: int) -> None:
    page = drawn(FIGURES)
    for number in range(len(FIGURES)):
        x = 60 + number * 128 + 64
        cv2.line(page, (x - 24, 215), (x + 22, 176), (25, 25, 25), width)
    for (text, confidence, _), printed in zip(cells_of(page), FIGURES, strict=True):
        assert text == printed or confidence < SURE


@pytest.mark.parametrize("share", [0.15, 0.25, 0.4])
def test_half_a_digit_is_never_another_for_certain(share: float) -> None:
    printed = ["8", "36", "9", "27", "0", "1588", "60", "39", "80"]
    page = drawn(printed)
    for number in (0, 2, 4, 6):
        left = 60 + 128 * number
        page[round(212 - 34 * share) : 214, left + 4 : left + 124] = 252
    for (text, confidence, _), wanted in zip(cells_of(page), printed, strict=True):
        assert text == wanted or confidence < SURE


def test_a_seal_across_figures_leaves_them_or_makes_them_doubtful() -> None:
    page = drawn(FIGURES)
    seal = np.full_like(page, 255)
    cv2.circle(seal, (500, 195), 180, (40, 30, 205), 9, cv2.LINE_AA)
    cv2.circle(seal, (500, 195), 45, (40, 30, 205), -1, cv2.LINE_AA)
    page = np.minimum(page, seal)
    found = cells_of(page)
    assert len(found) == len(FIGURES)
    for (text, confidence, _), printed in zip(found, FIGURES, strict=True):
        assert text == printed or confidence < SURE
    assert sum(confidence >= SURE for _, confidence, _ in found) >= 5


def test_marks_are_told_from_figures() -> None:
    page = drawn(["", "", "", "", "7", "1", "", "", "4"])
    for x in (124, 252):
        cv2.line(page, (x - 7, 212), (x + 7, 178), (25, 25, 25), 3, cv2.LINE_AA)
    cv2.line(page, (380 - 16, 195), (380 + 16, 195), (25, 25, 25), 3)
    cv2.line(page, (508 - 5, 195), (508 + 5, 195), (25, 25, 25), 3)
    found = cells_of(page)
    assert [text for text, _, _ in found] in (["/", "/", "—", sign, "7", "1", "", "", "4"] for sign in "—-")
    assert all(confidence >= SURE for _, confidence, _ in found[:4])


def test_dust_is_no_figure() -> None:
    page = drawn(["", "12", "", "5", "", "", "", "", ""])
    rng = np.random.default_rng(6)
    for x, y in rng.integers((70, 160), (1200, 230), (60, 2)):
        page[y : y + 2, x : x + 2] = 90
    for (text, confidence, _), printed in zip(cells_of(page), ["", "12", "", "5"], strict=False):
        assert text == printed or confidence < SURE


def test_pale_print_is_no_blank_cell() -> None:
    """Print too faint to read makes its cell doubtful, not blank."""
    page = drawn(["57", "", "31", "", "", "", "", "", ""])
    pale = drawn(["57", "82", "31", "", "", "", "", "", ""])
    page[160:230, 195:310] = 252 - (252 - pale[160:230, 195:310].astype(int)) // 5
    text, confidence, _ = cells_of(page)[1]
    assert text == "82" or confidence < SURE


def reading(text: str, confidence: float) -> decoding.Reading:
    return decoding.Reading(text, confidence, confidence, "7" + text[1:])


def test_two_readings_that_agree_are_certain_and_others_keep_both() -> None:
    assert weighed(reading("128", 0.99), Outline("128", 0.9)).confidence == CERTAIN
    apart = weighed(reading("128", 0.99), Outline("123", 0.99))
    assert apart.confidence < SURE
    assert apart.readings == ("123",)
    assert weighed(reading("128", 0.6), Outline("128", 0.6)).confidence < SURE
    assert weighed(reading("11", 0.99), Outline("1", 0.99)).confidence < SURE


def test_a_third_reading_takes_certainty_away() -> None:
    first, outline = reading("46", 0.99), Outline("46", 0.99)
    said = weighed(first, outline)
    assert settled(said, first, outline, reading("46", 0.95)).confidence == CERTAIN
    assert settled(said, first, outline, reading("16", 0.95)).readings == ("16",)
    assert settled(said, first, outline, reading("16", 0.95)).confidence < SURE


def test_a_third_reading_gives_certainty_where_all_agree() -> None:
    for first, outline, third, certain in (
        (0.85, 0.85, 0.85, True),
        (0.95, 0.45, 0.85, True),
        (0.45, 0.95, 0.7, False),
        (0.7, 0.7, 0.85, False),
    ):
        line, shapes = reading("918.14", first), Outline("918.14", outline)
        said = settled(weighed(line, shapes), line, shapes, reading("918.14", third))
        assert (said.confidence == CERTAIN) is certain


def test_three_readings_of_plain_digits_are_certain_together_unless_one_is_a_guess() -> None:
    """Digits of full width leave the model in doubt."""
    for text, plain, outline, certain in (
        ("128", True, 0.75, True),
        ("128", False, 0.75, False),
        ("128", True, 0.1, False),
    ):
        line, shapes = reading(text, 0.56), Outline(text, outline)
        said = settled(weighed(line, shapes), line, shapes, reading(text, 0.9), plain=plain)
        assert (said.confidence == CERTAIN) is certain


@pytest.mark.parametrize(("last", "apart"), [(66, True), (44, False), (50, False)])
def test_a_point_of_full_width_is_no_speck(last: int, apart: bool) -> None:
    """Between 12 and 8, one step from digit to digit being 20 pixels, or two."""
    digits = [(left, 10, left + 12, 30) for left in (4, 26, last)]
    line = Inkline((4, 10, last + 12, 30), tuple(sorted([*digits, (39, 27, 42, 30)])))
    assert figures_module.set_apart(line, "12.8") is apart
    assert not figures_module.set_apart(line, "1.28")
    assert not figures_module.set_apart(line, "12.84")


def test_an_outline_that_guesses_keeps_two_sure_readings_of_lines_in_doubt() -> None:
    line, shapes = reading("11", 0.99), Outline("11", 0.12)
    assert settled(weighed(line, shapes), line, shapes, reading("11", 0.99)).confidence < SURE


def test_a_figure_that_a_line_runs_through_is_doubtful() -> None:
    """The rim of a seal, or a fold, that passes for a rule must not leave 265 as 26."""
    page = printed(FIGURES).copy()
    cv2.line(page, (60 + 2 * 128 + 71, 150), (60 + 2 * 128 + 71, 330), (25, 25, 25), 2)
    found = [(text, confidence) for text, confidence, _ in cells_of(page)]
    assert [text for text, confidence in found if confidence >= SURE and text in "586"] == []
    assert ("1024", CERTAIN) in found


def test_a_thin_four_is_no_slash() -> None:
    page = np.full((40, 40), 255, np.uint8)
    cv2.line(page, (24, 12), (18, 26), 40, 2, cv2.LINE_AA)
    line = Inkline((16, 11, 27, 27), ((16, 11, 27, 27),))
    assert marks.mark(line, page, 128, 16) == ("/", marks.CERTAIN)
    page[10:26, 10:25] = SLANTED_FOUR
    assert marks.mark(Inkline((14, 11, 23, 24), ((14, 11, 23, 24),)), page, 128, 14) is None


def test_a_coarse_hyphen_is_told_from_a_point() -> None:
    page = np.full((40, 60), 255, np.uint8)
    page[20:22, 10:15] = 60
    page[19, 10:15] = page[22, 10:15] = 190
    assert marks.mark(Inkline((10, 20, 15, 22), ((10, 20, 15, 22),)), page, 128, 14) == ("-", marks.CERTAIN)
    assert marks.mark(Inkline((10, 19, 15, 22), ((10, 19, 15, 22),)), page, 128, 14) == ("-", marks.CERTAIN)
    page[18:23, 40:45] = 60
    assert marks.mark(Inkline((40, 18, 45, 23), ((40, 18, 45, 23),)), page, 128, 14) is None


def test_the_width_of_a_bracket_is_no_doubt() -> None:
    letters = ("", "3", "(", "（")
    answer = np.array([[0.01, 0.99, 0, 0], [0, 0, 0.4, 0.6]], np.float32)
    assert decoding.decoded(answer, letters, {2: 3, 3: 2}).confidence > 0.9
    assert decoding.decoded(answer, letters).confidence < 0.7


def test_a_reading_tells_how_certain_each_letter_is() -> None:
    letters = ("", " ", "白", "自", "川")
    answer = np.array([[0, 1, 0, 0, 0], [0, 0, 0.3, 0.7, 0], [0, 0, 0, 0.05, 0.95]], np.float32)
    read = decoding.decoded(answer, letters)
    assert (read.text, read.sure) == ("自川", pytest.approx((0.7, 0.95)))


@pytest.mark.parametrize(
    ("said", "doubted"),
    [
        (Said("自川1年", 0.91, sure=(0.93, 0.97, 0.91, 1.0)), "自"),
        (Said("白川县", 0.99, sure=(0.99, 1.0, 1.0)), ""),
        (Said("东麓育局", 0.3, sure=(0.99, 1.0, 1.0, 1.0)), "东麓育局"),
        (Said("12", 0.99), ""),
    ],
)
def test_letters_outside_of_tables_are_marked_where_they_may_be_others(said: Said, doubted: str) -> None:
    chars = list(chars_of(Inkline((0, 0, 40, 10), ((0, 0, 40, 10),)), said))
    assert "".join(char.text for char in chars if char.mark == DOUBTED) == doubted
    assert {char.confidence for char in chars} == {said.confidence}


@pytest.mark.parametrize(("last", "sure"), [("件", True), ("2", False)])
def test_the_width_of_a_comma_is_a_doubt_between_digits_alone(last: str, sure: bool) -> None:
    letters = ("", "1", ",", "，", last)
    answer = np.array([[0, 1, 0, 0, 0], [0, 0, 0.4, 0.6, 0], [0, 0, 0, 0, 1]], np.float32)
    read = decoding.decoded(answer, letters, {2: 3, 3: 2})
    assert read.text == "1，" + last
    assert (read.confidence > 0.9) is sure


def test_what_a_small_reading_leaves_in_doubt_is_read_again() -> None:
    def reading(text: str, confidence: float) -> decoding.Reading:
        return decoding.Reading(text, confidence, 0.99)

    assert surely_read(reading("308", 0.95))
    assert surely_read(reading("总计", 0.95))
    assert not surely_read(reading("308", 0.85))
    assert not surely_read(reading("以", 0.99)), "one letter may be a smudged 63"
    assert not surely_read(reading("二", 1.0)), "strokes may be dashes"
    assert poorly_read(reading("收到申请2093件", 0.7), prose=True)
    assert not poorly_read(reading("3.补正后申请内容仍不明确", 0.7), prose=False), "a form knows its labels"
    assert poorly_read(reading("〔20〕", 1.0), prose=True)
    assert better(reading("〔2020〕", 0.6), reading("〔20〕", 1.0))
    assert not better(reading("收到申请203件", 0.6), reading("收到申请2093件", 0.7))


def test_a_line_seen_smaller_keeps_its_shape_amidst_white() -> None:
    line = np.full((30, 50), 255, np.uint8)
    line[5:25, 10:40] = 0
    small = linepictures.fitted(line, 0.5, 0.5)
    rows, columns = np.nonzero(small < 0)
    assert small.shape == (linepictures.HEIGHT, 40)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (16, 31, 8, 31)
    assert linepictures.fitted(line, 1.0).shape == (linepictures.HEIGHT, 80)


def test_a_low_line_is_as_wide_as_a_high_one() -> None:
    line = np.full((30, 50), 255, np.uint8)
    line[5:25, 10:40] = 0
    assert linepictures.fitted(line, 0.5, rows=linepictures.LOW).shape == (linepictures.LOW, 40)


def test_lines_of_many_widths_are_read_in_few_shapes() -> None:
    """The model prepares itself for each shape, which takes as long as reading a line does."""
    widths = [*range(24, 400, 8), *range(24, 72, 8), *[32] * 40, 2000]
    lines = [(number, np.zeros((32, width), np.float32)) for number, width in enumerate(widths)]
    found = list(linepictures.batches(lines))
    assert sorted(number for _, _, batch in found for number, _ in batch) == list(range(len(widths)))
    assert len({(count, width) for count, width, _ in found}) <= 30
    for count, width, batch in found:
        assert 0 < len(batch) <= count
        assert all(linepictures.NEAR * width <= line.shape[1] <= width for _, line in batch) or count == 1
    own, read = sum(widths), sum(count * width for count, width, _ in found)
    assert own <= read < 1.25 * own


@pytest.mark.parametrize(("third", "certain"), [("11", True), ("1", False)])
def test_a_small_reading_that_its_outline_denies_is_made_again(
    monkeypatch: pytest.MonkeyPatch, third: str, certain: bool
) -> None:
    """11 seen small is 1: at full size it is 11, as its outlines are, and a third reading has to agree."""
    answers = iter(["1", "11", third])

    def answered(looks: list[recognition.Look]) -> list[decoding.Reading]:
        return [decoding.Reading(next(answers), 0.97, 0.97) for _ in looks]

    monkeypatch.setattr(together_module, "read_lines", answered)
    monkeypatch.setattr(figures_module, "outlines", lambda _, lines: [Outline("11", 0.95) for _ in lines])
    page = np.full((60, 80), 255, np.uint8)
    inks = Inks(page, 128, 20.0)
    line = Inkline((20, 20, 40, 40), ((20, 20, 40, 40),))
    (said,) = finished(read_inklines(inks, [line], {}, figures=True))
    assert said.text == "11"
    assert (said.confidence >= CERTAIN) is certain


def test_what_tasks_ask_for_is_read_at_once_and_each_has_its_own_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[list[int]] = []

    def answered(looks: list[recognition.Look]) -> list[decoding.Reading]:
        asked.append([look.crop.shape[1] for look in looks])
        return [decoding.Reading(str(look.crop.shape[1]), 0.9, 0.9) for look in looks]

    def of_widths(*rounds: list[int]) -> Asking[list[str]]:
        texts = []
        for widths in rounds:
            readings = yield from said_by([np.zeros((9, width), np.uint8) for width in widths])
            texts += [reading.text for reading in readings]
        return texts

    monkeypatch.setattr(together_module, "read_lines", answered)
    tasks = [of_widths([11, 13], [17]), of_widths(), of_widths([], [19]), of_widths([23], [29], [31])]
    assert finished(together(tasks)) == [["11", "13", "17"], [], ["19"], ["23", "29", "31"]]
    assert asked == [[11, 13, 19, 23], [17, 29], [31]]


def test_signs_are_named_as_the_net_learnt_to() -> None:
    """Reading has the pictures in another order than learning, for speed; the net is the same."""
    random = np.random.default_rng(7)
    drawn = random.integers(0, 60, (150, glyphnet.ROWS, glyphnet.COLUMNS), np.uint8)
    for number, picture in enumerate(drawn):
        place = (2 + number % 3, 19 - number % 2)
        cv2.putText(picture, str(number % 10), place, cv2.FONT_HERSHEY_SIMPLEX, 0.7, (255,), 2)
    pictures = drawn.astype(np.float32) / 255
    learnt = learn.layers(glyphnet.weights(), pictures)[-1]
    assert len(set(learnt.argmax(1).tolist())) > 4
    assert glyphnet.classify(pictures) == pytest.approx(learnt, abs=1e-5)


def test_figures_are_plain_numbers() -> None:
    assert figure_of("3,283") == "3,283"
    assert figure_of("103.94") == "103.94"
    assert figure_of("一") == figure_of("12件") == figure_of("") == ""


class Answering:
    """A model that always gives one answer, and keeps what it was asked."""

    output_tensors = (SimpleNamespace(data=np.zeros((0, 0, 3), np.float32)),)

    def __init__(self, *answer: Any) -> None:
        self.answer: list[Floats] = [np.array(one, np.float32) for one in answer]
        self.asked: list[Floats] = []

    def infer(self, asked: dict[int, Floats], **_: bool) -> dict[int, Floats]:
        self.asked.append(asked[0])
        return dict(enumerate(self.answer))


def test_all_letters_are_weighed_where_the_common_ones_leave_doubt() -> None:
    """Sure steps keep what common letters say; one that is weakly seen, or shared, may be a rarer letter."""
    gap, strong = [0.9995, 0.0003, 0.0002], 15.0
    seen = np.arange(12).reshape(1, 6, 2)
    shares = [[gap, [0, 1, 0], gap, [0, 0, 1], gap, [0.1, 0.5, 0.4]]]
    strengths = [[[strong], [strong], [strong], [7.0], [strong], [strong]]]
    rows = [[0, 0, 0.02, 0.98], [0.1, 0.55, 0.35, 0]]
    whole = Answering(rows)
    engine = recognition.Engine(
        Answering(shares, strengths, seen),
        whole,
        ("", "方", "坤", "堃"),
        3,
        recognition.Alike([], [], np.zeros((0, 0), np.float32)),
        {},
    )
    (answer,) = engine.answers(np.zeros((1, 3, 32, 48), np.float32), [False])
    assert [one.tolist() for one in whole.asked] == [[[6, 7], [10, 11]]]
    assert decoding.decoded(answer.shares, answer.letters).text == "方堃方"
    assert decoding.decoded(answer.shares, answer.letters).confidence == pytest.approx(0.55)
    assert answer.shares[1].tolist() == [0, 1, 0, 0]


def test_letters_that_tell_figures_are_common() -> None:
    engine = recognition.engine()
    common = engine.letters[: engine.common]
    known = set(engine.letters)
    assert len(known) == len(engine.letters)
    assert known.intersection("".join(recognition.LOOKALIKES.values())) <= set(common)
    assert set("0123456789.,+-/—（）()件政府信息公开") <= set(common)
    assert engine.common < len(known) / 3


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """The models lie in the installed package; loading and reading them opens no connection."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    recognition.engine.cache_clear()
    assert recognition.model_path(recognition.RECOGNITION).is_file()
    assert recognition.read_lines([recognition.Look(np.full((30, 60), 255, np.uint8))])[0].text == ""


def test_a_wheel_without_the_model_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Elsewhere:
        submodule_search_locations = (str(tmp_path),)

    monkeypatch.setattr(recognition.util, "find_spec", lambda name: Elsewhere())
    with pytest.raises(Unreadable, match="nothing is downloaded"):
        recognition.model_path(recognition.RECOGNITION)


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = util.find_spec
    monkeypatch.setattr(
        recognition.util, "find_spec", lambda name: None if name == "rapidocr" else real(name)
    )
    with pytest.raises(Unreadable, match=r"make setup.*nianbao\[ocr\]"):
        recognition.require()


def test_a_picture_says_what_its_reading_needs() -> None:
    without = (
        "import sys; sys.modules['cv2'] = None; from parsers.readers import image; image.read(b'\\x89PNG')"
    )
    done = subprocess.run([sys.executable, "-c", without], capture_output=True, text=True, check=False)
    assert "Unreadable: recognition of pictures is not installed (cv2 missing)" in done.stderr


def test_even_paper_keeps_print_and_drops_shadow_and_seal() -> None:
    page = drawn(FIGURES).astype(np.float32)
    page *= np.linspace(1, 0.55, page.shape[1])[None, :, None]
    shaded = page.astype(np.uint8)
    cv2.circle(shaded, (900, 450), 60, (60, 50, 190), 8)
    made = paper.even(shaded)
    assert made.seal is not None
    assert np.median(made.flat[:, 1200:]) > 245
    assert made.flat[380:520, 830:970].min() > 200
    assert (made.flat[150:240] < 120).any()


def test_a_page_with_a_seal_is_levelled_in_all_its_pictures() -> None:
    """What lies outside of the seal is taken from the first picture, what lies in it is the picture's own."""
    page = drawn(FIGURES)[:, :, 0]
    turn = cv2.getRotationMatrix2D((650, 300), 1.2, 1)
    flat = np.asarray(cv2.warpAffine(page, turn, (1300, 600), borderValue=255), np.uint8)
    sealed, seal = flat.copy(), np.zeros_like(flat)
    cv2.circle(sealed, (700, 240), 90, 140, 8)
    cv2.circle(seal, (700, 240), 90, 255, 14)
    made, back = upright.level(paper.Paper(flat, sealed, seal))
    assert made.sealed is not None
    assert made.seal is not None
    size = (made.flat.shape[1], made.flat.shape[0])
    whole = upright.warped(sealed, np.linalg.inv(back), size, 255)
    assert np.abs(made.sealed.astype(int) - whole).max() <= 1
    mask = upright.warped(seal, np.linalg.inv(back), size, 0)
    assert np.count_nonzero(made.seal != mask) < 10
    assert np.count_nonzero(made.sealed != made.flat) > 2000
