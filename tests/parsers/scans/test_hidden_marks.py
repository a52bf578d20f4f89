"""A seal may hide a mark whole: what is seen beside it, a blank or a figure, is in doubt then."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from parsers.pages.rulegrid import Region
from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline
from parsers.scans.ink.inks import Inks
from parsers.scans.reading.cellviews import Usual
from parsers.scans.reading.middles import Middles
from parsers.scans.reading.said import CERTAIN, DOUBTFUL, Said
from parsers.scans.reading.sealedfigures import Table, with_hidden_marks
from parsers.scans.types import Mask

# Cells of 60 by 100 pixels one below the other, with digits 20 high.
USUAL = Usual(20.0, 0.0, {})
SLASH = (44, 20, 57, 41)


def cell(row: int, *rooms: tuple[int, int, int, int]) -> InkCell:
    moved = [(left, top + 60 * row, right, bottom + 60 * row) for left, top, right, bottom in rooms]
    lines = tuple(Inkline(room, (room,)) for room in moved)
    return InkCell(Region(row, 0, 1, 1, (0, 60 * row, 100, 60 * row + 60)), lines)


def said_beneath(
    seal: Mask,
    text: str,
    room: tuple[int, int, int, int] | None = None,
    set_so: Middles | None = None,
    first: str = "/",
) -> list[Said]:
    """What two cells say, the first `first`; `seal` is where the ink of one lies in the second."""
    page = np.full((120, 100), 255, np.uint8)
    cv2.line(page, (45, 40), (55, 20), 40, 2)
    zone = np.zeros_like(page)
    zone[60:] = cv2.dilate(seal, np.ones((5, 5), np.uint8))
    inks = Inks(page, 140, 24.0, sealed=page, seal=zone)
    said = [Said(first, CERTAIN), Said(text, CERTAIN)]
    cells = [cell(0, SLASH), cell(1, room) if room else cell(1)]
    return with_hidden_marks(Table(inks, cells, said, USUAL, set_so), said)


def rim(*ends: tuple[int, int]) -> Mask:
    made: Mask = np.zeros((60, 100), np.uint8)
    cv2.line(made, ends[0], ends[1], 255, 9)
    return made


@pytest.mark.parametrize(
    ("ends", "doubt"),
    [
        (((40, 50), (60, 10)), True),  # along the slash that may be there
        (((43, 52), (63, 12)), True),
        (((35, 20), (65, 40)), False),  # across it: its ends would be seen
        (((0, 12), (99, 12)), False),  # above it
        (((75, 50), (95, 10)), False),  # beside it
    ],
)
def test_a_blank_is_in_doubt_where_a_rim_runs_as_a_slash_would(
    ends: tuple[tuple[int, int], tuple[int, int]], doubt: bool
) -> None:
    slash, blank = said_beneath(rim(*ends), "")
    assert (slash.text, slash.confidence) == ("/", CERTAIN)
    assert (blank.text, blank.confidence) == ("", DOUBTFUL if doubt else CERTAIN)


def test_a_figure_is_in_doubt_where_a_rim_lies_as_its_minus_would() -> None:
    along, above = rim((0, 30), (99, 30)), rim((0, 18), (99, 18))
    one, wide = (46, 20, 55, 41), (42, 20, 60, 41)
    middle = Middles(20.0, 0.0, 14.0)
    for room, seal, set_so, doubt in (
        (one, along, None, True),
        (one, above, None, False),
        (one, along, middle, False),  # in the middle: with a minus it would stand aside
        (wide, along, middle, True),  # what is seen is wider than a digit
    ):
        for other in ("-27", "本年增/减"):
            assert (said_beneath(seal, "1", room, set_so, other)[1].confidence < CERTAIN) is doubt
        assert said_beneath(seal, "1", room, set_so, "27")[1].confidence == CERTAIN  # nothing is less than 0
