"""Which way up a page is, from how certain the two nets are of lines on it; a net reads letters on their side."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from parsers.scans import sheet
from parsers.scans.ink.inklines import Inkline
from parsers.scans.ink.inks import Inks
from parsers.scans.nets.together import Asking, finished, together
from parsers.scans.page.paper import Paper
from parsers.scans.sheet import Frame, Leaf, Legibility

# How certain the quick net and the model are of lines, their length in heights, and the quick net of half of them.
Seen = tuple[float, float, float] | tuple[float, float, float, float]
Turned = Callable[..., int]

# As measured: a page whose column of labels is so narrow that words run down it.
UPRIGHT: Seen = (0.982, 0.993, 3.6)
ON_ITS_SIDE: Seen = (0.902, 0.971, 7.3)
ON_ITS_HEAD: Seen = (0.678, 0.685, 3.4)
MIRRORED: Seen = (0.423, 0.367, 7.3)


@pytest.fixture
def turned_by(monkeypatch: pytest.MonkeyPatch) -> Turned:
    """The quarters that a page is turned by whose lines are seen so, as given and after 1, 2 and 3 quarters."""

    def turned(*seen: Seen | None, lines: int = 40) -> int:
        def legibility(leaf: Leaf, *, quick: bool = False) -> Asking[Legibility | None]:
            if (found := seen[leaf.turns]) is None:
                return None
            skimmed, read, length, *half = found
            return Legibility(skimmed if quick else read, length, half[0] if half else skimmed)
            yield

        def prepared(page: Paper, frame: Frame, turns: int) -> Leaf:
            room = (0, 0, 9, 9)
            inks = Inks(page.flat, 127, 9.0, free=[Inkline(room, (room,))] * lines)
            return Leaf(inks, np.eye(3), 1, turns)

        monkeypatch.setattr(sheet, "legibility", legibility)
        monkeypatch.setattr(sheet, "prepared", prepared)
        page = Paper(np.full((9, 9), 255, np.uint8))
        (leaf,) = finished(together([sheet.best_turn(page, Frame(1, 1.0, 0))]))
        return leaf.turns

    return turned


def test_a_page_with_narrow_labels_stays_upright(turned_by: Turned) -> None:
    """Though the model reads longer lines on it when it lies on its side, as certainly."""
    assert turned_by(UPRIGHT, ON_ITS_SIDE, ON_ITS_HEAD, MIRRORED) == 0


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_with_narrow_labels_is_turned(turned_by: Turned, quarters: int) -> None:
    ways = [UPRIGHT, ON_ITS_SIDE, ON_ITS_HEAD, MIRRORED]
    assert turned_by(*ways[-quarters:], *ways[:-quarters]) == quarters


def test_a_page_that_is_hard_to_read_is_not_turned(turned_by: Turned) -> None:
    assert turned_by((0.86, 0.9, 4.0), (0.8, 0.93, 6.0), (0.5, 0.5, 4.0), (0.4, 0.4, 6.0)) == 0


def test_a_page_of_prose_is_turned(turned_by: Turned) -> None:
    beside, upside_down = (0.567, 0.844, 3.2), (0.485, 0.504, 6.0)
    assert turned_by(beside, upside_down, (0.3, 0.3, 5.0), (0.998, 0.999, 6.0)) == 3


def test_a_page_with_a_seal_on_some_of_its_lines_stays_upright(turned_by: Turned) -> None:
    """As measured: two of six lines lie under the rim of a grey seal, which nobody takes away."""
    sealed, beside = (0.864, 0.941, 6.5, 0.996), (0.971, 0.97, 4.2, 0.994)
    upside_down, mirrored = (0.455, 0.46, 6.5, 0.4), (0.401, 0.4, 4.3, 0.38)
    assert turned_by(sealed, beside, upside_down, mirrored) == 0


def test_a_page_on_its_side_of_which_half_is_read_well_is_turned(turned_by: Turned) -> None:
    beside, upright = (0.951, 0.97, 4.3, 0.9965), (0.988, 0.99, 9.8, 0.995)
    assert turned_by(beside, (0.608, 0.6, 9.8, 0.6), (0.338, 0.3, 4.3, 0.3), upright) == 3


def test_a_page_of_few_lines_one_of_them_with_a_tick_stays_upright(turned_by: Turned) -> None:
    """As measured: the beginning of a table at the end of a page."""
    given, beside = (0.929, 0.9999, 4.33, 0.9996), (0.972, 0.998, 3.05, 0.9949)
    assert turned_by(given, beside, (0.614, 0.6, 3.6, 0.58), (0.288, 0.3, 2.7, 0.26)) == 0


def test_a_page_on_its_side_with_clear_short_lines_is_turned(turned_by: Turned) -> None:
    """As measured: figures of a digit or two are read as clearly on their side."""
    beside, upright = (0.9997, 0.99999, 2.54, 0.9997), (0.9991, 0.99999, 10.8, 0.9993)
    assert turned_by(beside, (0.438, 0.4, 9.3, 0.44), (0.466, 0.5, 2.6, 0.47), upright) == 3


@pytest.mark.parametrize("quarters", [1, 3])
def test_a_page_without_long_lines_is_turned_where_it_surely_has_some(
    turned_by: Turned, quarters: int
) -> None:
    """Of prose set wide no two letters are neighbours where the page lies on its side."""
    surely, hardly = (0.997, 0.999, 10.5), (0.97, 0.999, 10.5)
    ways: list[Seen | None] = [None] * 4
    ways[quarters] = surely
    assert turned_by(*ways) == quarters
    assert turned_by(*ways, lines=12) == 0  # a drawing, a few words
    ways[quarters] = hardly
    assert turned_by(*ways) == 0
    ways[quarters] = (0.997, 0.999, 3.0)
    assert turned_by(*ways) == 0
