"""Figures beneath seals: the net that sees them with the seal, and what is made of what it says."""

from __future__ import annotations

import itertools
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.pages.rulegrid import Region
from parsers.scans.ink.crops import crops_paled
from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline
from parsers.scans.ink.inks import Inks
from parsers.scans.learning import figurelines
from parsers.scans.nets import figurenet
from parsers.scans.nets.decoding import Reading
from parsers.scans.nets.figurenet import COUNT, ROWS, SIGNS, Told
from parsers.scans.nets.together import finished
from parsers.scans.reading.cellviews import SURE, Seen, Usual, seen_amidst, seen_closer
from parsers.scans.reading.glyphs import Outline
from parsers.scans.reading.middles import Middles
from parsers.scans.reading.said import CERTAIN, DOUBTFUL, Said
from parsers.scans.reading.sealedfigures import Table, alone, confirmed, doubted, seen_beneath, to_be_read
from parsers.scans.reading.wholeness import may_hide, sealed_edges
from parsers.scans.types import Grey

RED = (45, 35, 205)
USUAL = Usual(0.78 * 24.0, 0.0, {})


def line(text: str) -> Grey:
    """A line in the type that Pillow brings along, as high as the net wants it: blue, green, red."""
    picture = Image.new("L", (150, ROWS), 255)
    font = ImageFont.load_default(size=28)
    ImageDraw.Draw(picture).text((20, ROWS / 2), text, font=font, fill=25, anchor="lm")
    return cv2.cvtColor(np.asarray(picture), cv2.COLOR_GRAY2BGR)


def beneath_rim(text: str, colour: tuple[int, int, int], strength: float) -> Grey:
    """The same with the rim of a seal across, the ink translucent."""
    page = line(text)
    ink = np.zeros(page.shape[:2], np.float32)
    cv2.circle(ink, (60, 110), 95, 1.0, 5, cv2.LINE_AA)
    share = strength * ink[:, :, None]
    return np.asarray(page * (1 - share) + share * np.array(colour), np.uint8)


def seen(picture: Grey) -> Told:
    return figurenet.told(figurenet.shares(picture[None])[0])


@pytest.mark.parametrize("text", ["4083", "1,257", "65.4", "+38", "7715"])
@pytest.mark.parametrize(("colour", "strength"), [(RED, 0.75), ((120, 120, 120), 0.7), ((200, 70, 40), 0.6)])
def test_a_figure_is_read_beneath_the_rim_of_a_seal(
    text: str, colour: tuple[int, int, int], strength: float
) -> None:
    found = seen(beneath_rim(text, colour, strength))
    assert found.text == text
    assert found.confidence > 0.5


def test_nothing_but_a_rim_says_nothing() -> None:
    assert seen(beneath_rim("", RED, 0.8)).text == ""


@pytest.mark.parametrize(("through", "hides"), [(0, True), (60, False)])
def test_an_opaque_seal_may_hide_what_is_not_seen_in_it(through: int, hides: bool) -> None:
    """An 8 whose left half lies beneath opaque ink may be a 3; in ink that print is seen through it is none."""
    page = cv2.cvtColor(line("581"), cv2.COLOR_BGR2GRAY)
    inked = np.flatnonzero((page < 128).any(0))
    half = (int(inked[0]) + int(inked[-1])) // 2
    beneath = page[:, :half] < 128
    page[:, :half] = 150
    page[:, :half][beneath] -= through
    opaque = np.zeros_like(page)
    opaque[:, :half] = 255
    inks = Inks(page, 140, 24.0, sealed=page, seal=opaque, opaque=opaque)
    assert may_hide(inks, (half - 4, 6, int(inked[-1]), 26)) is hides
    assert not may_hide(inks, (half + 20, 6, int(inked[-1]), 26))


def test_likelihood_is_shared_out_among_all_that_may_be_said() -> None:
    """Of three steps all texts of up to three signs out of two are as likely together as can be."""
    steps = np.zeros((3, COUNT))
    steps[:, [0, 3, 8]] = [[0.2, 0.5, 0.3], [0.4, 0.1, 0.5], [0.3, 0.6, 0.1]]
    texts = [text for length in range(4) for text in itertools.product([3, 8], repeat=length)]
    likely = {text: figurenet.likelihood(steps, np.array(text, np.int64)) for text in texts}
    assert sum(likely.values()) == pytest.approx(1)
    assert likely[()] == pytest.approx(0.2 * 0.4 * 0.3)
    assert likely[3, 3] == pytest.approx(0.5 * 0.4 * 0.6)
    assert likely[3, 8, 3] == pytest.approx(0.5 * 0.5 * 0.6)


UNSURE = Said("69", DOUBTFUL)
TWO = [Outline("?0", 0.02), Outline("6?", 0.01)]


def test_one_other_reading_makes_certain_what_is_seen_with_the_seal() -> None:
    made = confirmed(UNSURE, Told("60", 0.96), [Reading("60", 0.85, 0.9), Reading("6O", 0.4, 0.5)], TWO)
    assert (made.text, made.confidence) == ("60", CERTAIN)


@pytest.mark.parametrize(
    "readings",
    [
        [],
        [Reading("60", 0.4, 0.5)],  # next to no certainty
        [Reading("60", 0.97, 0.98), Reading("69", 0.95, 0.97)],  # another figure as well
        [Reading("60", 0.97, 0.98), Reading("0", 0.99, 0.99)],  # only one other has both signs
    ],
)
def test_what_is_seen_with_the_seal_is_never_certain_by_itself(readings: list[Reading]) -> None:
    made = confirmed(UNSURE, Told("60", 0.96), readings, TWO)
    assert (made.text, made.confidence) == ("69", DOUBTFUL)
    assert "60" in made.readings


def test_what_is_less_likely_takes_two_others() -> None:
    readings = [Reading("60", 0.97, 0.98), Reading("60", 0.94, 0.96)]
    assert confirmed(UNSURE, Told("60", 0.7), readings[:1], TWO).confidence == DOUBTFUL
    assert confirmed(UNSURE, Told("60", 0.7), readings, TWO).confidence == CERTAIN


def test_what_the_lifted_page_says_is_doubted_where_something_else_is_seen() -> None:
    assert doubted(Said("18", CERTAIN), Told("16", 0.93)).confidence == DOUBTFUL
    assert doubted(Said("", CERTAIN), Told("5", 0.93)).confidence == DOUBTFUL
    assert doubted(Said("1,234", CERTAIN), Told("1.234", 0.93)).confidence == CERTAIN
    assert doubted(Said("18", CERTAIN), Told("16", 0.5)).confidence == CERTAIN


@pytest.mark.parametrize("cut", [False, True])
def test_what_ink_across_a_rule_left_doubtful_stays_so(cut: bool) -> None:
    """The rim of a seal may pass for a rule: 582 may be a part of a longer figure then."""
    colour = beneath_rim("582", RED, 0.5)
    clean = cv2.cvtColor(line("582"), cv2.COLOR_BGR2GRAY)
    pages = [np.full((2 * ROWS, *one.shape[1:]), 255, np.uint8) for one in (clean, colour)]
    for page, one in zip(pages, (clean, colour), strict=True):
        page[ROWS // 2 : ROWS // 2 + ROWS] = one
    seal = np.where(pages[1][:, :, 0] < pages[0], 255, 0).astype(np.uint8)
    inked = np.argwhere(pages[0] < 140)
    (top, left), (bottom, right) = inked.min(0), inked.max(0) + 1
    room = (int(left), int(top), int(right), int(bottom))
    cell = InkCell(Region(2, 3, 1, 1, (0, 3, pages[0].shape[1], 2 * ROWS)), (Inkline(room, (room,), cut),))
    inks = Inks(pages[0], 140, 24.0, sealed=pages[0], seal=seal, colour=pages[1])
    (made,) = finished(seen_beneath(inks, [cell], [Said("582", DOUBTFUL)], USUAL))
    assert (made.text, made.confidence) == ("582", DOUBTFUL if cut else CERTAIN)


@pytest.mark.parametrize(("said", "certain"), [("582", True), ("532", False), ("582件", False)])
def test_a_figure_in_doubt_is_seen_where_no_seal_is(said: str, certain: bool) -> None:
    """What was read as something else stays in doubt: nothing tells which of both is right."""
    page = np.full((2 * ROWS, 150), 255, np.uint8)
    page[ROWS // 2 : ROWS // 2 + ROWS] = cv2.cvtColor(line("582"), cv2.COLOR_BGR2GRAY)
    inked = np.argwhere(page < 140)
    (top, left), (bottom, right) = inked.min(0), inked.max(0) + 1
    room = (int(left), int(top), int(right), int(bottom))
    cell = InkCell(Region(2, 3, 1, 1, (0, 3, 150, 2 * ROWS)), (Inkline(room, (room,)),))
    (made,) = finished(seen_beneath(Inks(page, 140, 24.0), [cell], [Said(said, DOUBTFUL)], USUAL))
    assert made.text == said
    assert (made.confidence == CERTAIN) is certain


@pytest.mark.parametrize(("told", "surer"), [("582", True), ("532", False), ("58", False)])
def test_a_figure_whole_by_its_place_is_surer_seen_alone(told: str, surer: bool) -> None:
    """Beside it are strokes, as of the letters of a seal; another figure than the one that fits is not taken."""
    page = np.full((2 * ROWS, 600), 255, np.uint8)
    page[ROWS // 2 : ROWS // 2 + ROWS, 200:350] = cv2.cvtColor(line("582"), cv2.COLOR_BGR2GRAY)
    inked = np.argwhere(page < 140)
    (top, left), (bottom, right) = inked.min(0), inked.max(0) + 1
    high = int(bottom) - int(top)
    for at in (left - 2 * high, right + high):
        page[ROWS // 2 : ROWS // 2 + ROWS, at : at + high] //= 2
    room = (int(left), int(top), int(right), int(bottom))
    unsure = Seen(Told(told, 0.3), room, (float(left), float(right)))
    found = seen_closer(Inks(page, 140, 24.0), {7: unsure})
    assert {index: seen.told.confidence >= SURE for index, seen in found.items()} == (
        {7: True} if surer else {}
    )
    assert not seen_closer(Inks(page, 140, 24.0), {7: Seen(Told(told, SURE), room)})


SET_SO = Middles(20.0, 0.0, 16.0)


@pytest.mark.parametrize(("printed", "found"), [(False, "582"), (True, "")])
def test_a_figure_is_seen_in_the_middle_of_a_wide_cell(printed: bool, found: str) -> None:
    """The net sees no cell so wide whole. What is printed beside may be of a cell whose rule is lost."""
    page = np.full((2 * ROWS, 900), 255, np.uint8)
    figure = cv2.cvtColor(line("582"), cv2.COLOR_BGR2GRAY)
    inked = np.flatnonzero((figure < 140).any(0))
    middle = (int(inked[0]) + int(inked[-1]) + 1) // 2
    page[ROWS // 2 : ROWS // 2 + ROWS, 450 - middle : 600 - middle] = figure
    page[20:44, 100:300] = 120
    seal = np.zeros_like(page)
    seal[20:44, 100:300] = 0 if printed else 255
    inks = Inks(page, 140, 24.0, sealed=page, seal=seal)
    cell = InkCell(Region(2, 3, 1, 1, (0, 0, 900, 2 * ROWS)), ())
    seen = seen_amidst(inks, [(7, cell)], Usual(20.0, 0.0, {}), SET_SO)
    assert {index: one.told.text for index, one in seen.items()} == ({7: found} if found else {})


@pytest.mark.parametrize("beside", [0, 20])
@pytest.mark.parametrize(("share", "certain"), [(0.5, True), (1.0, False)])
def test_strokes_of_a_seal_above_a_figure_are_no_line_of_it(share: float, certain: bool, beside: int) -> None:
    """The letters of a seal are paler than print; as dark as that, they may be a part of 47582 broken in two.

    Where a rule cuts them, the seal may be seen beside them alone.
    """
    page = np.full((4 * ROWS, 300), 255, np.uint8)
    lines = []
    for top, text, dark in ((16, "47", share), (ROWS + ROWS // 2, "582", 1.0)):
        figure = cv2.cvtColor(line(text), cv2.COLOR_BGR2GRAY)
        inked = np.argwhere(figure < 140)
        (high, left), (low, right) = inked.min(0), inked.max(0) + 1
        at = 150 - (int(left) + int(right)) // 2
        page[top : top + ROWS, at : at + 150] = (255 - dark * (255 - figure.astype(float))).astype(np.uint8)
        room = (int(left) + at, int(high) + top, int(right) + at, int(low) + top)
        lines.append(Inkline(room, (room,)))
    seal = np.zeros_like(page)
    seal[16 : 16 + ROWS, : lines[0].room[0] - beside if beside else 300] = 255
    inks = Inks(page, 160, 24.0, sealed=page, seal=seal)
    cell = InkCell(Region(2, 3, 1, 1, (50, 0, 250, 4 * ROWS)), tuple(lines))
    usual = Usual(20.0, 0.0, {}, palest=80.0)
    (made,) = finished(seen_beneath(inks, [cell], [Said("47\n582", DOUBTFUL)], usual, SET_SO))
    assert (made.text, made.confidence) == (("582", CERTAIN) if certain else ("47\n582", DOUBTFUL))


@pytest.mark.parametrize(
    ("said", "read_so"), [("582", True), ("15827", False), ("4158279", False), ("1582", True)]
)
def test_what_may_be_the_middle_of_a_longer_figure_is_not_read_as_all(said: str, read_so: bool) -> None:
    """A figure with a digit more at either end stands where the one without them would."""
    page = np.full((60, 200), 255, np.uint8)
    seal = np.full_like(page, 255)
    inks = Inks(page, 140, 24.0, sealed=page, seal=seal)
    room = (76, 20, 124, 40)
    cell = InkCell(Region(2, 3, 1, 1, (0, 0, 200, 60)), (Inkline(room, (room,)),))
    table = Table(inks, [cell], [Said(said, DOUBTFUL)], Usual(20.0, 0.0, {}), SET_SO)
    seen = Seen(Told("582", SURE), room, (84.0, 100.0, 116.0))
    assert to_be_read(table, 0, seen, whole=True) is read_so


def test_the_letters_of_a_seal_are_paled_and_print_beneath_them_stays_darker() -> None:
    page = np.full((60, 200), 255, np.uint8)
    page[10:50, 20:180] = 140
    page[25:35, 90:110] = 40
    seal = np.where(page < 255, 255, 0).astype(np.uint8)
    where = Inkline((90, 25, 110, 35), ((90, 25, 110, 35),))
    (crop,) = crops_paled(Inks(page, 128, 24.0, sealed=page, seal=seal), [where])
    assert crop.min() < 90
    assert np.median(crop) > 200
    assert not crops_paled(Inks(page, 128, 24.0), [where])


@pytest.mark.parametrize(("left", "also", "sign"), [(84, False, "—"), (20, False, ""), (84, True, "")])
def test_a_dash_alone_in_the_middle_of_its_cell_is_one(left: int, also: bool, sign: str) -> None:
    """It was taken away with the letters of a seal: strokes of these stand aside, or not alone."""
    page = np.full((60, 200), 255, np.uint8)
    page[29:31, left : left + 32] = 60
    if also:
        page[10:30, 150:154] = 120
    inks = Inks(np.full_like(page, 255), 140, 24.0, sealed=page, seal=np.zeros_like(page))
    found = alone(inks, InkCell(Region(2, 3, 1, 1, (0, 0, 200, 60)), ()), Usual(18.0, 0.0, {}))
    assert (found.text if found else "") == sign


def test_cells_whose_edge_may_be_the_rim_of_a_seal_are_in_doubt() -> None:
    """The rim stands upright between 1 and 09 of a wide row; the edges of other rows lie elsewhere."""
    rows = [
        InkCell(Region(row, column, 1, 1, (left, 60 * row, right, 60 * row + 60)), ())
        for row in range(8)
        for column, left, right in ((0, 0, 100), (1, 100, 200))
    ]
    false = [
        InkCell(Region(8, column, 1, 1, (left, 480, right, 540)), ())
        for column, left, right in ((0, 0, 140), (1, 140, 200))
    ]
    page = np.full((540, 200), 255, np.uint8)
    seal = np.zeros_like(page)
    seal[300:540, 136:144] = 255
    inks = Inks(page, 140, 24.0, sealed=page, seal=seal)
    assert sealed_edges(inks, rows + false) == {16, 17}
    assert sealed_edges(Inks(page, 140, 24.0), rows + false) == set()


@pytest.mark.parametrize(("aside", "certain"), [(0, True), (12, False)])
def test_a_figure_in_the_middle_of_its_cell_tells_that_its_edges_are_its_own(
    aside: int, certain: bool
) -> None:
    """A seal covers the rule left of the cell in all rows: its rim may pass for that rule."""
    page = np.full((4 * ROWS, 400), 255, np.uint8)
    figure = cv2.cvtColor(line("582"), cv2.COLOR_BGR2GRAY)
    inked = np.argwhere(figure < 140)
    (high, left), (low, right) = inked.min(0), inked.max(0) + 1
    at, top = 200 + aside - (int(left) + int(right)) // 2, 2 * ROWS - (int(high) + int(low)) // 2
    page[top : top + ROWS, at : at + 150] = figure
    room = (int(left) + at, int(high) + top, int(right) + at, int(low) + top)
    seal = np.zeros_like(page)
    seal[:, 94:112] = 255
    inks = Inks(page, 140, 24.0, sealed=page, seal=seal)
    cells = [
        InkCell(Region(0, 0, 1, 1, (0, 0, 100, 4 * ROWS)), ()),
        InkCell(Region(0, 1, 1, 1, (100, 0, 300, 4 * ROWS)), (Inkline(room, (room,)),)),
    ]
    said = [Said("规章", CERTAIN), Said("582", CERTAIN)]
    made = finished(seen_beneath(inks, cells, said, Usual(20.0, 0.0, {}), SET_SO))
    assert made[1] == Said("582", CERTAIN if certain else DOUBTFUL)


def test_lines_to_learn_from_say_what_is_printed(tmp_path: Path) -> None:
    path = tmp_path / "type.ttf"
    path.write_bytes(ImageFont.load_default(size=20).font_bytes)
    rng = np.random.default_rng(7)
    face = figurelines.Face(path)
    tiles = [figurelines.tile([face], rng) for _ in range(12)]
    made = [one for _ in range(60) if (one := figurelines.line([face], tiles, rng)) is not None]
    assert len(made) > 40
    assert all(one.picture.shape[0] == ROWS and set(one.text) <= set(SIGNS) for one in made)
    assert len({one.text for one in made}) > 30
    assert 0 < sum(one.grey for one in made) < len(made)
    assert figurelines.told("１２,５ —") == "12,5—"
    # What the net says of them is what they say, more often than not, though it never saw this type.
    right = sum(seen(one.picture).text == one.text for one in made)
    assert right > len(made) / 2
