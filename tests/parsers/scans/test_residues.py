"""Cells beneath a red seal, by the print that is seen through it."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from parsers.pages.rulegrid import Region
from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline
from parsers.scans.ink.inks import Inks
from parsers.scans.nets.figurenet import Told
from parsers.scans.page.seenthrough import passing
from parsers.scans.reading.cellviews import Usual, usual_rows
from parsers.scans.reading.middles import Middles
from parsers.scans.reading.residues import MOST, Residues
from parsers.scans.reading.said import CERTAIN, DOUBTFUL, Said
from parsers.scans.reading.throughseals import seen_through
from parsers.scans.types import Grey, Mask
from tests.parsers.scans.columns import INKED, Face

FIGURES = ["47", "906", "25", "318", "64", "7", "183", "52", "809", "36", "71", "240"]
MARKED = {"/": ["/"] * 5, "—": ["—"] * 5, "": []}
FACE = Face(wide=100, high=44, size=22, step=13, tall=15, ink=40)
WIDE, HIGH, PAPER = FACE.wide, FACE.high, 250
RED = np.array((60, 45, 200), np.float32)


class Page:
    """A column of cells, some beneath the letters, the rim or the star of a seal, saved as a JPEG.

    `passes` is how much of the darkness of print the seal lets through.
    """

    def __init__(self, last: str, marks: str = "", passes: float = 0.25, lacking: str = "") -> None:
        texts = [one for one in FIGURES if not set(one) & set(lacking)] + MARKED[marks]
        page, self.cells = FACE.column([*texts, last], below=1)
        page = np.minimum(page, PAPER)
        share = sealed(page.shape, HIGH * len(texts)) * (1 - passes)
        covered = share[..., None]
        colour = cv2.cvtColor(page, cv2.COLOR_GRAY2BGR) * (1 - covered) + covered * RED
        packed = cv2.imencode(
            ".jpg", np.clip(colour, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 75]
        )
        colour = np.minimum(255, np.asarray(cv2.imdecode(packed[1], 1)) * (255 / PAPER)).astype(np.uint8)
        seal = cv2.dilate((share > 0.1).astype(np.uint8), np.ones((7, 7), np.uint8)) * 255
        clean = np.where(seal > 0, 255, colour[..., 2]).astype(np.uint8)
        self.inks = Inks(
            clean,
            INKED,
            float(FACE.size),
            sealed=clean,
            seal=seal,
            second=clean,
            colour=colour,
            passes=passes,
        )
        said = [*(Said(text, CERTAIN) for text in texts), Said("", DOUBTFUL)]
        self.usual, self.set_so = Usual(FACE.tall, 0.0, {}), Middles(FACE.tall, 0.0, FACE.step)
        self.residues = Residues([(self.cells, said)], [self.usual], self.inks)

    def told(self, *texts: str) -> str | None:
        return self.residues.told(self.cells[-1], texts, self.usual, self.set_so, None)


def sealed(shape: tuple[int, ...], top: int) -> Grey:
    """The share of a seal's ink: letters over the cell that begins at `top`, and a star below it."""
    share = np.zeros(shape, np.float32)
    for x, y in ((22, 4), (44, 2), (62, 14), (40, 22)):
        cv2.rectangle(share, (x, top + y), (x + 16, top + y + 18), 1.0, 2)
        cv2.line(share, (x, top + y + 9), (x + 16, top + y + 9), 1.0, 2)
    cv2.circle(share, (WIDE // 2, top + HIGH + 22), 18, 1.0, cv2.FILLED)
    return cv2.GaussianBlur(share, (0, 0), 0.5)


@pytest.mark.parametrize(("text", "marks"), [("", ""), ("", "/"), ("/", "/"), ("—", "—")])
def test_blanks_and_marks_are_seen_through_the_letters_of_a_seal(text: str, marks: str) -> None:
    assert Page(text, marks).told("7", "1") == text


@pytest.mark.parametrize("text", ["0", "8", "5", "1", "38", "17"])
def test_figures_are_told_by_those_of_the_page(text: str) -> None:
    assert Page(text).told(text, "6", "31") == text
    assert Page(text).told("6", "31") is None


@pytest.mark.parametrize(("text", "lacking"), [("8", "8"), ("6", "6"), ("4", "4")])
def test_a_sign_that_the_page_lacks_is_taken_for_no_other(text: str, lacking: str) -> None:
    assert Page(text, lacking=lacking).told("0", "1", "3") is None


@pytest.mark.parametrize("text", ["", "0", "/", "5"])
def test_beneath_a_seal_that_lets_nothing_through_nothing_is_known(text: str) -> None:
    page = Page(text, "/", 0.0)
    assert page.inks.colour is not None
    page.inks.colour[-2 * HIGH :] = RED.astype(np.uint8)
    assert page.told("0", "5") is None


def test_what_is_seen_counts_against_a_figure_that_is_surely_read() -> None:
    def made(said: Said, seen: Told, text: str = "") -> Said:
        page = Page(text)
        return seen_through(page.residues, page.cells[-1], said, seen, page.usual, page.set_so)

    assert made(Said("", DOUBTFUL), Told("", 0.5)) == Said("", CERTAIN)
    assert made(Said("", DOUBTFUL), Told("4", 0.95)).confidence == DOUBTFUL
    assert made(Said("3", DOUBTFUL, ("8",)), Told("8", 0.7), "8") == Said("8", CERTAIN)
    assert made(Said("总计件", DOUBTFUL), Told("", 0.5)) == Said("总计件", DOUBTFUL)


def test_a_mark_that_the_page_does_not_use_is_in_doubt_beneath_a_seal() -> None:
    page = Page("—", "—")
    seen = Told("", 0.3)
    cut = seen_through(page.residues, page.cells[-1], Said("-", CERTAIN), seen, page.usual, page.set_so)
    assert cut == Said("—", CERTAIN)
    cut = seen_through(page.residues, page.cells[-1], Said("/", CERTAIN), seen, page.usual, None)
    assert cut == Said("—", CERTAIN)
    page = Page("7", "—")
    cut = seen_through(page.residues, page.cells[-1], Said("/", CERTAIN), seen, page.usual, None)
    assert cut == Said("/", DOUBTFUL)


def test_beneath_a_seal_nothing_is_no_blank_where_the_page_shows_a_mark_too_seldom() -> None:
    """Along the rim of a seal a slash is hardly seen, and one alone does not tell how it would look."""
    page = Page("")
    assert page.told("5") == ""
    page = Page("")
    ((_, said),) = page.residues.tables
    assert isinstance(said, list)
    said[3] = Said("/", CERTAIN)
    assert page.told("5") is None


@pytest.mark.parametrize(("text", "marks"), [("/", "/"), ("—", "—")])
def test_a_mark_that_was_taken_for_the_strokes_of_a_seal_is_no_blank(text: str, marks: str) -> None:
    page = Page(text, marks)
    cell = replace(page.cells[-1], lines=())
    made = seen_through(page.residues, cell, Said("", CERTAIN), Told("", 0.9), page.usual, page.set_so)
    assert made == Said(text, CERTAIN)
    made = seen_through(page.residues, cell, Said("", CERTAIN), Told("4", 0.9), page.usual, page.set_so)
    assert made == Said("", DOUBTFUL)
    blank = Page("", marks)
    still = seen_through(blank.residues, blank.cells[-1], Said("", CERTAIN), Told("", 0.9), blank.usual, None)
    assert still == Said("", CERTAIN)


def test_in_rows_without_figures_marks_tell_how_high_text_stands() -> None:
    """In a high row of slashes, which stand at its top, a seal hides one: it is looked for there."""
    figures = [InkCell(cell.region, cell.lines) for cell in Page("").cells[:-1]]
    top = len(figures) * HIGH
    rooms = [(left, top + 4, left + 8, top + 20) for left in (120, 220)]
    marks = [
        InkCell(Region(90, at, 1, 1, (room[0] - 20, top, room[0] + 80, top + 90)), (Inkline(room, (room,)),))
        for at, room in enumerate(rooms, 1)
    ]
    beneath = InkCell(Region(90, 0, 1, 1, (0, top, 100, top + 90)), ())
    said = [*(Said(text, CERTAIN) for text in FIGURES), *[Said("/", CERTAIN)] * 2, Said("", DOUBTFUL)]
    inks = Inks(np.full((top + 100, 320), 255, np.uint8), 140, 22.0)
    usual = usual_rows(inks, [*figures, *marks, beneath], said)
    assert usual.middle(beneath) == top + 12
    assert usual.middle(figures[0]) == pytest.approx(HIGH / 2, abs=2)


def test_of_a_page_so_many_cells_are_looked_at() -> None:
    page = Page("")
    page.residues.looked = MOST
    assert page.told() is None


@pytest.mark.parametrize("passes", [0.2, 0.35, 0.5])
def test_rules_tell_how_much_a_seal_lets_through(passes: float) -> None:
    picture = np.full((200, 200, 3), 255, np.float32)
    rules: Mask = np.zeros((200, 200), np.uint8)
    for at in range(20, 200, 40):
        rules[at : at + 3] = rules[:, at : at + 3] = 255
    picture[rules > 0] = 40
    share = np.zeros((200, 200), np.float32)
    cv2.circle(share, (100, 100), 60, 1 - passes, 14)
    colour = np.clip(picture * (1 - share[..., None]) + share[..., None] * RED, 0, 255).astype(np.uint8)
    seal = np.asarray(share > 0, np.uint8) * np.uint8(255)
    assert passing(colour, seal, rules) == pytest.approx(passes, abs=0.06)
    assert passing(colour, seal, np.zeros_like(rules)) == 0.0
    assert passing(np.full_like(colour, 255), seal, rules) == 0.0
