"""Digits beneath a seal, told by those of their page: what the seal leaves open."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.pages.rulegrid import Region
from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline
from parsers.scans.ink.inks import Inks
from parsers.scans.nets.together import finished
from parsers.scans.reading.cellviews import Usual
from parsers.scans.reading.middles import Middles
from parsers.scans.reading.said import CERTAIN, DOUBTFUL, Said
from parsers.scans.reading.sealedfigures import seen_beneath
from parsers.scans.reading.sealedforms import Forms
from parsers.scans.types import Grey

FIGURES = ["47", "906", "25", "318", "/", "64", "—", "7", "183", "52", "809", "36", "/", "71", "—", "240"]
WIDE, HIGH, SIZE, STEP, TALL = 140, 48, 24, 15, 16
RED = (50, 40, 205)
# Columns of a cell that a seal covers: half a digit in the middle, all but a little of it, all of the cell.
HALF, NEARLY, ALL = (WIDE // 2, 130), (WIDE // 2 - 4, 130), (3, 137)


class Page:
    """A column of cells, a figure in the middle of each; the last one lies beneath a seal."""

    def __init__(
        self, last: str, covered: tuple[int, int], through: float, *, grey: bool = False, lacking: str = ""
    ) -> None:
        figures = [one for one in FIGURES if not set(one) & set(lacking)]
        self.cells: list[InkCell] = []
        page = np.full((HIGH * (len(figures) + 1), WIDE), 255, np.uint8)
        for row, text in enumerate([*figures, last]):
            page[HIGH * row : HIGH * (row + 1)] = drawn(text)
            ys, xs = np.nonzero(page[HIGH * row : HIGH * (row + 1)] < 140)
            room = (
                int(xs.min()),
                HIGH * row + int(ys.min()),
                int(xs.max()) + 1,
                HIGH * row + int(ys.max()) + 1,
            )
            box = (0, HIGH * row, WIDE, HIGH * (row + 1))
            self.cells.append(InkCell(Region(row, 0, 1, 1, box), (Inkline(room, (room,)),)))
        share = np.zeros(page.shape, np.float32)
        share[-HIGH + 3 : -3, covered[0] : covered[1]] = 1 - through
        share = cv2.GaussianBlur(share, (0, 0), 0.6)[:, :, None]
        ink = np.array([cv2.cvtColor(np.array([[RED]], np.uint8), cv2.COLOR_BGR2GRAY)] * 3 if grey else RED)
        sealed = cv2.cvtColor(page, cv2.COLOR_GRAY2BGR) * (1 - share) + share * ink.reshape(3)
        colour = np.clip(np.rint(sealed), 0, 255).astype(np.uint8)
        seal = (share[:, :, 0] > 0.01).astype(np.uint8) * 255
        red = np.ascontiguousarray(colour[:, :, 2])
        clean = np.where(seal > 0, 255, red).astype(np.uint8)
        self.inks = Inks(
            clean, 140, 24.0, sealed=red, seal=seal, second=clean, colour=None if grey else colour
        )
        self.usual = Usual(TALL, 0.0, {})
        self.set_so = Middles(TALL, 0.0, STEP)
        self.said = [Said(text, CERTAIN) for text in figures]

    def proves(self, text: str) -> bool:
        tables = [(self.cells, [*self.said, Said("", DOUBTFUL)])]
        return Forms(tables, [self.usual], self.inks).prove(self.cells[-1], text, self.usual, self.set_so)


def drawn(text: str) -> Grey:
    """A cell with a text in the middle, each sign with the room of a digit."""
    picture = Image.new("L", (WIDE, HIGH), 255)
    face = ImageFont.load_default(SIZE)
    for at, sign in enumerate(text):
        x = WIDE / 2 + (at - (len(text) - 1) / 2) * STEP
        if sign == "—":
            ImageDraw.Draw(picture).rectangle((x - 11, HIGH // 2, x + 11, HIGH // 2 + 1), fill=25)
        else:
            ImageDraw.Draw(picture).text((x, HIGH // 2 + TALL // 2), sign, font=face, fill=25, anchor="ms")
    return np.asarray(picture)


@pytest.mark.parametrize("grey", [False, True])
@pytest.mark.parametrize("text", ["8", "93", "604", "—", "/"])
def test_what_a_seal_leaves_open_is_one_sign_of_the_page(text: str, grey: bool) -> None:
    page = Page(text, HALF, 0.4, grey=grey)
    assert page.proves(text)
    others = {"8": "3609", "93": ("98", "53", "83"), "604": ("684", "804", "600"), "—": "/1", "/": "—17"}
    assert not any(page.proves(other) for other in others[text])


@pytest.mark.parametrize("text", ["8", "3", "6", "5"])
def test_what_is_hidden_is_not_known(text: str) -> None:
    page = Page(text, NEARLY, 0.0)
    assert not any(page.proves(other) for other in "0123456789/—")


def test_a_digit_in_the_middle_of_more_is_not_all() -> None:
    """Of 457 the seal shows the 5, which stands in the middle of the cell as a 5 alone would."""
    page = Page("457", ALL, 0.0)
    middle = slice(WIDE // 2 - STEP // 2, WIDE // 2 + STEP // 2 + 1)
    assert page.inks.seal is not None
    page.inks.seal[-HIGH:, middle] = 0
    page.inks.clean[-HIGH:, middle] = drawn("457")[:, middle]
    assert not page.proves("5")
    assert not page.proves("457")
    alone = Page("5", (WIDE // 2 + STEP, 137), 0.0)
    assert alone.proves("5")


@pytest.mark.parametrize("lacking", ["9", "0"])
def test_signs_that_the_page_does_not_show_cannot_be_told_apart(lacking: str) -> None:
    assert Page("8", HALF, 0.4).proves("8")
    assert not Page("8", HALF, 0.4, lacking=lacking).proves("8")


def test_a_figure_in_doubt_beneath_a_seal_becomes_certain() -> None:
    """What takes the seal away has left nothing of the figure but a stroke: it was read as 1."""
    page = Page("4", HALF, 0.4)
    said = [*page.said, Said("1", DOUBTFUL, ("4",))]
    forms = Forms([(page.cells, said)], [page.usual], page.inks)
    made = finished(seen_beneath(page.inks, page.cells, said, page.usual, page.set_so, forms))
    assert made[-1] == Said("4", CERTAIN)
    assert made[:-1] == said[:-1]
