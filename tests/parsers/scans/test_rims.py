"""Seals without colour: their rims are found by shape, taken for no rules, and lifted from figures."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.document import Document
from parsers.pages.rulegrid import Region
from parsers.readers import image
from parsers.scans.ink.cutlines import with_strips
from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline
from parsers.scans.ink.ruling import ruled
from parsers.scans.page.greyseals import freed, freed_part, surroundings
from parsers.scans.page.paper import Paper
from parsers.scans.page.rims import Rim, dark_rims, rims, stands_out
from parsers.scans.reading.pagesaid import stray
from parsers.scans.reading.said import Said

ROWS = [["12", "345", "6"], ["78", "163", "214"], ["9", "531", "47"]]
SURE = 0.9
DOTS = 1240 / 8.27


def report(rows: list[list[str]] = ROWS) -> np.ndarray:
    """A table of figures on white paper, 1240 pixels wide, with words above it; grey."""
    page = Image.new("L", (1240, 620), 255)
    pen = ImageDraw.Draw(page)
    pen.text((150, 40), "Figures of the year, as they stand in three rows", fill=20, font=font(26))
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            x, y = 150 + column * 300, 140 + row * 60
            pen.rectangle((x, y, x + 300, y + 60), outline=0, width=2)
            pen.text((x + 150, y + 30), text, fill=20, font=font(30), anchor="mm")
    return np.asarray(page).copy()


def font(size: int) -> ImageFont.FreeTypeFont:
    made = ImageFont.load_default(size)
    assert isinstance(made, ImageFont.FreeTypeFont)
    return made


def sealed(page: np.ndarray, middle: tuple[int, int], share: float = 0.7, grey: int = 70) -> np.ndarray:
    """The page with a round translucent seal in grey on it, as a JPEG keeps it."""
    ink = np.zeros(page.shape, np.uint8)
    cv2.circle(ink, middle, 118, 255, 5, cv2.LINE_AA)
    cv2.fillPoly(ink, [np.array(middle) + np.array([[-35, -30], [35, -30], [0, 40]])], 255, cv2.LINE_AA)
    mixed = ink / 255 * share
    made = (page * (1 - mixed) + grey * mixed).astype(np.uint8)
    return cv2.imdecode(cv2.imencode(".jpg", made, [cv2.IMWRITE_JPEG_QUALITY, 70])[1], cv2.IMREAD_GRAYSCALE)


def read(page: np.ndarray) -> Document:
    return image.read(cv2.imencode(".png", page)[1].tobytes())


def strokes(page: np.ndarray) -> np.ndarray:
    return cv2.threshold(page, 200, 255, cv2.THRESH_BINARY_INV)[1]


def test_a_rim_is_found_to_a_pixel_however_often_it_is_cut() -> None:
    page = np.full((620, 1240), 255, np.uint8)
    cv2.circle(page, (700, 300), 118, 90, 5, cv2.LINE_AA)
    for y in range(200, 400, 24):
        page[y : y + 8, 560:840] = 255
    (rim,) = rims(strokes(page), DOTS)
    assert (rim.x, rim.y, rim.radius) == pytest.approx((700, 300, 118), abs=1)
    assert 1.5 < rim.half < 4


@pytest.mark.parametrize("turned", [0, 1])
def test_print_and_rules_are_no_rim(turned: int) -> None:
    assert not rims(strokes(np.ascontiguousarray(np.rot90(report(), turned))), DOTS)


@pytest.mark.parametrize("middle", [(568, 230), (600, 190), (632, 222), (450, 260), (420, 250)])
def test_the_rim_of_a_grey_seal_is_no_rule_and_makes_no_figure(middle: tuple[int, int]) -> None:
    """In some of these places the rim is upright over the height of a row, beside a figure."""
    (table,) = read(sealed(report(), middle)).tables
    cells = [cell for row in table.rows() for cell in row]
    printed = [text for row in ROWS for text in row]
    assert len(cells) == len(printed)
    sure = [(cell.text, text) for cell, text in zip(cells, printed, strict=True) if cell.confidence > SURE]
    assert all(found == text for found, text in sure)
    assert len(sure) >= len(printed) - 3


@pytest.mark.parametrize("middle", [(568, 230), (600, 190), (420, 250)])
@pytest.mark.parametrize("copied", ["black", "pale"])
def test_the_rim_of_a_copied_seal_is_no_rule(middle: tuple[int, int], copied: str) -> None:
    """As dark as print, of black and white alone; or on a page paler than a seal is elsewhere."""
    if copied == "black":
        page = np.where(sealed(report(), middle, 1.0, 20) > 128, 255, 0).astype(np.uint8)
    else:
        page = (255 - (255 - sealed(report(), middle).astype(np.float32)) * 0.45).astype(np.uint8)
    (table,) = read(page).tables
    cells = [cell for row in table.rows() for cell in row]
    printed = [text for row in ROWS for text in row]
    assert len(cells) == len(printed)
    sure = [(cell.text, text) for cell, text in zip(cells, printed, strict=True) if cell.confidence > SURE]
    assert all(found == text for found, text in sure)
    assert len(sure) >= len(printed) - 4


def test_a_rim_as_dark_as_print_is_found_among_it_and_print_is_none() -> None:
    page = report()
    assert not dark_rims(strokes(page), DOTS)
    cv2.circle(page, (600, 230), 118, 0, 5, cv2.LINE_AA)
    (rim,) = dark_rims(strokes(page), DOTS)
    assert (rim.x, rim.y, rim.radius) == pytest.approx((600, 230, 118), abs=1)


def test_an_end_of_an_oval_seal_is_no_rim() -> None:
    page = np.full((620, 1240), 255, np.uint8)
    cv2.ellipse(page, (600, 300), (150, 100), 0, 0, 360, 90, 5, cv2.LINE_AA)
    assert not stands_out(strokes(page), Rim(540, 300, 90, 2.5), DOTS)
    assert not dark_rims(strokes(page), DOTS)


@pytest.mark.parametrize(
    ("texts", "left_over"),
    [(["-", "23件"], True), (["/", "4"], True), (["—"], False), (["1", "3"], False), (["-", "其他"], False)],
)
def test_a_dash_above_a_figure_is_no_sign_of_it(texts: list[str], *, left_over: bool) -> None:
    assert stray([Said(text, 0.99) for text in texts]) == left_over


def test_print_beneath_a_rim_is_dark_again_and_the_rim_is_gone() -> None:
    page = np.full((400, 400), 255, np.uint8)
    page[198:202] = 20
    made = freed(sealed(page, (200, 200)), [Rim(200, 200, 118, 2.5)], 20, DOTS)
    assert made.flat[199:201, 60:340].max() < (20 + 255) / 2
    assert np.percentile(made.flat[20:190], 1) > 200
    assert made.seal[200, 82] == 255
    assert not made.seal[20, 20]


def test_a_seal_changes_nothing_of_the_page_around_it_and_is_freed_as_on_the_whole_page() -> None:
    """Only what is near its rim is looked at: rules that pass beneath it are long enough there to be told."""
    page = sealed(report(), (701, 301))
    page[50:60, 40:60] = 120  # as grey as a seal
    rim = Rim(701.5, 300.5, 118, 2.5)
    made, whole = freed(page, [rim], 20, DOTS), freed_part(page, [rim], 20, DOTS)
    for name in ("flat", "second", "bare", "seal", "opaque"):
        np.testing.assert_array_equal(getattr(made, name), getattr(whole, name), name)
    assert (made.flat != page).any()
    room = surroundings(page, [rim], DOTS)
    assert np.asarray(page[room]).size < page.size / 2
    assert (made.flat[:, : room[1].start] == page[:, : room[1].start]).all()


def test_a_figure_wholly_hidden_by_a_grey_seal_is_no_certain_blank() -> None:
    page = report([["12", "345", "6"], ["78", "3", "214"], ["9", "531", "47"]])
    middle = (600, 232)
    hidden = sealed(page, middle, 1.0)
    for table in read(hidden).tables:
        for cell in table.cells:
            left, top, right, bottom = cell.place.box
            if left < middle[0] < right and top < middle[1] < bottom:
                assert cell.text == "3" or cell.confidence < SURE


def test_a_grey_seal_is_lifted_though_another_page_of_the_picture_has_a_red_one() -> None:
    middle = (600, 190)
    below = cv2.copyMakeBorder(sealed(report(), middle), 0, 600, 0, 0, cv2.BORDER_CONSTANT, value=255)
    above = cv2.merge([below] * 3)
    above[:] = 255
    cv2.circle(above, (600, 400), 118, (40, 30, 210), 5, cv2.LINE_AA)
    (table,) = read(np.vstack([above, cv2.merge([below] * 3)])).tables
    assert [[cell.text for cell in row] for row in table.rows()] == ROWS
    left, _, right, _ = next(cell for cell in table.cells if cell.text == "345").place.box
    assert middle[0] - 118 < left < right < middle[0] + 118


def test_what_a_false_rule_left_of_a_figure_is_no_dash() -> None:
    """The digits of a figure amidst dotted rules, wiped away but for their tops."""
    wiped = np.zeros((60, 80), np.uint8)
    wiped[30:34] = 255

    def cut(room: tuple[int, int, int, int]) -> bool:
        cell = InkCell(Region(0, 0, 1, 1, (0, 0, 80, 60)), (Inkline(room, (room,)),))
        return with_strips(cell, wiped, 20.0).lines[0].cut

    assert cut((10, 25, 60, 29))
    assert cut((10, 35, 60, 39))
    assert not cut((10, 15, 60, 19))
    assert not cut((10, 10, 60, 29))


@pytest.mark.parametrize("middle", [(450, 230), (452, 244)])
def test_the_star_of_a_seal_on_a_rule_takes_nothing_of_it(middle: tuple[int, int]) -> None:
    """The rule and the star are one piece of ink, too wide for a rule; beyond the star it goes on."""
    page = report()
    x, y = middle
    corners = [(0, -25), (24, -8), (15, 20), (-15, 20), (-24, -8)]
    cv2.fillPoly(page, [np.array([(x + right, y + down) for right, down in corners])], 40)
    (grid,), _ = ruled(Paper(page), 127)
    assert grid.xs == pytest.approx([151, 451, 751, 1051], abs=3)
    assert len(grid.cells) == 9


def test_the_sides_of_a_square_seal_are_no_rules_and_take_nothing_of_one() -> None:
    """One leans from one level rule to another, the other is one piece of ink with the rule that it meets."""
    page = report()
    cv2.line(page, (596, 142), (620, 258), 40, 6)
    cv2.line(page, (451, 190), (475, 70), 40, 9)
    (grid,), _ = ruled(Paper(page), 127)
    assert grid.xs == pytest.approx([151, 451, 751, 1051], abs=3)
    assert len(grid.cells) == 9
