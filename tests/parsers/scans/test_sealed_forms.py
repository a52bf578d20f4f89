"""Digits beneath a seal, told by those of their page: what the seal leaves open."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from parsers.scans.ink.inks import Inks
from parsers.scans.nets.together import finished
from parsers.scans.reading.cellviews import Usual
from parsers.scans.reading.middles import Middles
from parsers.scans.reading.said import CERTAIN, DOUBTFUL, Said
from parsers.scans.reading.sealedfigures import seen_beneath
from parsers.scans.reading.sealedforms import Forms
from tests.parsers.scans.columns import INKED, Face

FIGURES = ["47", "906", "25", "318", "/", "64", "—", "7", "183", "52", "809", "36", "/", "71", "—", "240"]
FACE = Face(wide=140, high=48, size=24, step=15, tall=16, ink=25)
WIDE, HIGH = FACE.wide, FACE.high
RED = (50, 40, 205)
# Columns of a cell that a seal covers: half a digit in the middle, all but a little of it, all of the cell.
HALF, NEARLY, ALL = (WIDE // 2, 130), (WIDE // 2 - 4, 130), (3, 137)


class Page:
    """A column of cells, a figure in the middle of each; the last one lies beneath a seal."""

    def __init__(
        self, last: str, covered: tuple[int, int], through: float, *, grey: bool = False, lacking: str = ""
    ) -> None:
        figures = [one for one in FIGURES if not set(one) & set(lacking)]
        page, self.cells = FACE.column([*figures, last])
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
            clean,
            INKED,
            float(FACE.size),
            sealed=red,
            seal=seal,
            second=clean,
            colour=None if grey else colour,
        )
        self.usual = Usual(FACE.tall, 0.0, {})
        self.set_so = Middles(FACE.tall, 0.0, FACE.step)
        self.said = [Said(text, CERTAIN) for text in figures]

    def proves(self, text: str) -> bool:
        tables = [(self.cells, [*self.said, Said("", DOUBTFUL)])]
        return Forms(tables, [self.usual], self.inks).prove(self.cells[-1], text, self.usual, self.set_so)


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
    middle = slice(WIDE // 2 - FACE.step // 2, WIDE // 2 + FACE.step // 2 + 1)
    assert page.inks.seal is not None
    page.inks.seal[-HIGH:, middle] = 0
    page.inks.clean[-HIGH:, middle] = FACE.drawn("457")[:, middle]
    assert not page.proves("5")
    assert not page.proves("457")
    alone = Page("5", (WIDE // 2 + FACE.step, 137), 0.0)
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
