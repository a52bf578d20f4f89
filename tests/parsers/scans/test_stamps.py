"""Red seals over figures: what is printed under them is read, what is only seal is not."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.document import Document
from parsers.pages.rulegrid import Region
from parsers.readers import image
from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline, taller, wider
from parsers.scans.ink.inks import Inks
from parsers.scans.nets.decoding import Reading
from parsers.scans.nets.together import finished
from parsers.scans.page import paper
from parsers.scans.page.unmixing import Seal, sharpened, unmixed
from parsers.scans.reading.figures import voted
from parsers.scans.reading.glyphs import Outline
from parsers.scans.reading.pagesaid import joined, marked, read_inklines
from parsers.scans.reading.said import CERTAIN, Said

RED = (40, 35, 205)
ROWS = [["12", "345", "6"], ["78", "", "214"], ["9", "531", "47"]]
SURE = 0.9


def report(rows: list[list[str]] = ROWS) -> np.ndarray:
    """A table of figures on white paper, 1200 pixels wide."""
    page = np.full((560, 1200, 3), 255, np.uint8)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            x, y = 150 + column * 300, 100 + row * 120
            cv2.rectangle(page, (x, y), (x + 300, y + 120), (0, 0, 0), 2)
            write(page, text, (x + 150, y + 60), (20, 20, 20))
    return page


def write(page: np.ndarray, text: str, middle: tuple[int, int], colour: tuple[int, int, int]) -> None:
    ink = Image.new("L", (page.shape[1], page.shape[0]))
    ImageDraw.Draw(ink).text(middle, text, font=ImageFont.load_default(34), fill=255, anchor="mm")
    share = np.asarray(ink)[:, :, None] / 255
    page[:] = (page * (1 - share) + np.array(colour) * share).astype(np.uint8)


def seal(page: np.ndarray, strength: float, middle: tuple[int, int] = (600, 280)) -> np.ndarray:
    """The page with a rim, a solid middle and letters of a seal on it, as a JPEG keeps it."""
    ink = np.zeros(page.shape[:2], np.uint8)
    cv2.circle(ink, middle, 170, 255, 14, cv2.LINE_AA)
    cv2.fillPoly(ink, [np.array(middle) + np.array([[-60, -50], [60, -50], [0, 65]])], 255, cv2.LINE_AA)
    for x, text in ((-140, "E"), (-95, "K"), (75, "H"), (110, "X")):
        place = (middle[0] + x, middle[1] - 75)
        cv2.putText(ink, text, place, cv2.FONT_HERSHEY_SIMPLEX, 1.1, 255, 3, cv2.LINE_AA)
    share = (ink / 255 * strength)[:, :, None]
    sealed = (page * (1 - share) + np.array(RED) * share).astype(np.uint8)
    return cv2.imdecode(cv2.imencode(".jpg", sealed, [cv2.IMWRITE_JPEG_QUALITY, 75])[1], cv2.IMREAD_COLOR)


def read(page: np.ndarray) -> Document:
    return image.read(cv2.imencode(".png", page)[1].tobytes())


@pytest.mark.parametrize("strength", [0.55, 0.8])
def test_figures_under_a_seal_are_read_and_its_letters_are_not(strength: float) -> None:
    cells = [cell for row in read(seal(report(), strength)).tables[0].rows() for cell in row]
    printed = [text for row in ROWS for text in row]
    sure = [(cell.text, text) for cell, text in zip(cells, printed, strict=True) if cell.confidence > SURE]
    assert all(found == text for found, text in sure)
    assert len(sure) >= len(printed) - 1


@pytest.mark.parametrize("strength", [0.95, 1.0])
def test_an_opaque_seal_hides(strength: float) -> None:
    """Nothing is darker than a seal that covers wholly: a figure under its middle is no certain blank."""
    page = report([["12", "", "6"], ["78", "5", "214"], ["9", "531", "47"]])
    cells = [cell for table in read(seal(page, strength)).tables for cell in table.cells]
    for cell in cells:
        left, top, right, bottom = cell.place.box
        if left < 600 < right and top < 280 < bottom:
            assert "5" in cell.text or cell.confidence < SURE


def test_a_figure_in_red_is_print() -> None:
    page = report()
    write(page, "83", (600, 280), RED)
    found = read(page).tables[0].rows()[1][1]
    assert found.text == "83" or found.confidence < SURE


def test_a_page_on_red_paper_has_no_seal() -> None:
    page = report()
    page[:, :, :2] = page[:, :, :2] // 2
    assert paper.even(page).seal is None


def test_a_line_reaches_as_far_as_its_hairlines() -> None:
    page = np.full((30, 40), 255, np.uint8)
    page[5:25, 20:23] = 60
    page[12:14, 15:20] = 190
    line = wider(Inkline((20, 5, 23, 25), ((20, 5, 23, 25),)), page, 215)
    assert line.room == (15, 5, 23, 25)
    assert wider(line, page, 150).room == line.room


def test_a_figure_is_sure_only_if_the_traces_of_a_lifted_seal_say_the_same() -> None:
    lifted, traces = (np.full((90, 160, 3), 255, np.uint8) for _ in range(2))
    write(lifted, "69", (80, 45), (20, 20, 20))
    write(traces, "60", (80, 45), (20, 20, 20))
    clean, traced = lifted[:, :, 0].copy(), traces[:, :, 0].copy()
    room = cv2.boundingRect(cv2.threshold(clean, 200, 255, cv2.THRESH_BINARY_INV)[1])
    box = (room[0], room[1], room[0] + room[2], room[1] + room[3])
    seal, opaque = np.full_like(clean, 255), np.zeros_like(clean)

    def said(sealed: np.ndarray) -> tuple[str, bool, tuple[str, ...]]:
        inks = Inks(clean, 200, float(room[3]), sealed=sealed, seal=seal, opaque=opaque, second=clean)
        (made,) = finished(read_inklines(inks, [Inkline(box, (box,))], {}, figures=True))
        return made.text, made.confidence > SURE, made.readings

    assert said(clean) == ("69", True, ())
    assert said(traced) == ("69", False, ("60",))


def test_a_figure_under_a_seal_is_certain_where_two_ways_of_lifting_it_and_its_traces_agree() -> None:
    def of(text: str, confidence: float = 0.99) -> Reading:
        return Reading(text, confidence, confidence)

    def confidence(texts: tuple[str, str, str, str], *drawn: Outline, last: float = 0.99) -> float:
        first, soft, traced, again = texts
        said = Said(first, 0.5)
        return voted(said, (of(first), of(soft), of(traced)), of(again, last), drawn).confidence

    cut = Outline("?75", 0.02)
    assert confidence(("175",) * 4, cut, Outline("175", 0.7)) == CERTAIN
    assert confidence(("175",) * 4, cut, cut) == CERTAIN
    assert confidence(("175",) * 4, cut, cut, last=0.7) < SURE
    assert confidence(("175",) * 4, cut, Outline("125", 0.7)) < SURE
    assert confidence(("69", "69", "66", "69"), Outline("69", 0.71), Outline("69", 0.9)) < SURE
    assert confidence(("69", "69", "69", "60"), Outline("69", 0.9), Outline("69", 0.9)) < SURE


def test_traces_of_a_seal_that_say_next_to_nothing_take_no_certainty_from_what_all_else_says() -> None:
    def confidence(traced: Reading, *drawn: Outline, again: str = "15") -> float:
        sure = Reading("15", 0.99, 0.99)
        return voted(Said("15", 0.5), (sure, sure, traced), Reading(again, 0.99, 0.99), drawn).confidence

    clear, torn = Outline("15", 0.9), Outline("15", 0.3)
    assert confidence(Reading("J5", 0.5, 0.7), clear, clear) == CERTAIN
    assert confidence(Reading("15.", 0.6, 0.8), clear, clear) == CERTAIN
    assert confidence(Reading("75", 0.9, 0.9), clear, clear) < SURE
    assert confidence(Reading("J5", 0.5, 0.7), clear, torn) < SURE
    assert confidence(Reading("J5", 0.5, 0.7), clear, clear, again="16") < SURE


@pytest.mark.parametrize(("way", "left"), [(unmixed, 200), (sharpened, 180)])
def test_print_under_a_seal_is_as_dark_as_beside_it_and_its_edges_are_gone(
    way: Callable[[np.ndarray, Seal, float], np.ndarray], left: float
) -> None:
    """Known shares of ink, blurred as JPEG does: the bar crosses a rim of six pixels."""
    ink = np.zeros((60, 90), np.float32)
    ink[:, 40:46] = 1
    page = np.full_like(ink, 255)
    page[28:31, 10:80] = 30
    light = page * (1 - 0.7 * ink) + 0.7 * ink * 90
    made = way(light, Seal(cv2.GaussianBlur(ink, (0, 0), 1.2), 0.3 * 255 + 63, 24), 150)
    assert made[28:31, 12:78].max() < 110
    assert made[:24].min() > left
    assert made[36:].min() > left


def test_pale_print_under_a_strong_seal_is_no_blank_cell() -> None:
    page = report()
    sealed = seal(page, 0.8)
    pale = page.copy()
    write(pale, "3", (600, 280), (175, 175, 175))
    room = (slice(255, 305), slice(575, 625))
    sealed[room] = (sealed[room] * (pale[room] / 255.0)).astype(np.uint8)
    cells = [cell for row in read(sealed).tables[0].rows() for cell in row]
    assert cells[4].text == "3" or cells[4].confidence < SURE


def test_a_figure_is_as_high_as_its_pale_loops() -> None:
    """Of an 8 with thin loops the slanting stroke alone is ink."""
    page = np.full((30, 20), 255, np.uint8)
    page[6:19, 6:13] = 180
    page[10:16, 7:12] = 40
    line = taller(Inkline((7, 10, 12, 16), ((7, 10, 12, 16),)), page, 215, 13.0)
    assert line.room == (7, 6, 12, 19)
    assert line.shapes == ((7, 6, 12, 19),)
    assert taller(line, page, 215, 13.0) == line
    assert taller(Inkline((7, 10, 12, 16), ()), page, 150, 13.0).room == (7, 10, 12, 16)


@pytest.mark.parametrize(("grey", "certain"), [(190, False), (247, True)])
def test_a_figure_beside_which_a_seal_left_pieces_of_others_is_not_certain(grey: int, certain: bool) -> None:
    """43, and left of it under the star a comma's length of 2,0 in pieces too pale for print."""
    second = np.full((40, 120), 252, np.uint8)
    second[12:28, 60:84] = 30
    for piece in ((12, 46), (17, 50), (22, 46), (12, 54), (23, 54)):
        second[piece[0] : piece[0] + 4, piece[1] : piece[1] + 4] = grey
    seal = np.zeros_like(second)
    seal[:, 30:70] = 255
    clean = np.full_like(second, 252)
    clean[12:28, 60:84] = 30
    inks = Inks(clean, 140, 20.0, sealed=second, seal=seal, opaque=np.zeros_like(seal), second=second)
    room = (60, 12, 84, 28)
    cell = InkCell(Region(0, 0, 1, 1, (0, 0, 120, 40)), (Inkline(room, (room,)),))
    assert (joined(cell, [Said("43", CERTAIN)], inks, {(0, 1): 24}).confidence > SURE) is certain


@pytest.mark.parametrize("whole", [True, False])
def test_a_dash_under_a_seal_is_none_for_certain_where_the_rest_of_a_figure_went_with_the_seal(
    whole: bool,
) -> None:
    """The foot of a 2 is what the rim left of it; its traces are darker than the rim's own."""
    clean = np.full((60, 60), 252, np.uint8)
    clean[36:38, 27:35] = 60
    sealed = clean.copy()
    sealed[:, 26:36] = np.minimum(sealed[:, 26:36], 180)
    if not whole:
        cv2.putText(sealed, "2", (25, 38), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 60, 2)
    seal = np.zeros_like(clean)
    seal[:, 24:38] = 255
    inks = Inks(clean, 140, 18.0, sealed=sealed, seal=seal, opaque=np.zeros_like(seal), second=clean)
    room = (27, 36, 35, 38)
    said = marked(Inkline(room, (room,)), inks)
    assert said is not None
    assert said.text in {"-", "—"}
    assert (said.confidence > SURE) is whole


@pytest.mark.parametrize(("bottom", "certain"), [(20, False), (40, True)])
def test_a_blank_cell_too_low_for_a_figure_is_not_certain(bottom: int, certain: bool) -> None:
    """The rim of a seal, taken for a rule, cut the cell across."""
    inks = Inks(np.full((60, 60), 252, np.uint8), 140, 18.0)
    cell = InkCell(Region(0, 0, 1, 1, (0, 0, 60, bottom)), ())
    assert (joined(cell, [], inks, {}).confidence > SURE) is certain
