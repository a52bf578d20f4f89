"""Two pages on one sheet: where they are parted, though a table without rules has empty strips of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.pages.blocks import Page, gutter_of
from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Char

HIGH = 10.0


def line(text: str, left: float, top: float) -> list[Char]:
    return [
        Char(sign, left + HIGH * at, top, left + HIGH * (at + 1), top + HIGH) for at, sign in enumerate(text)
    ]


def sheet(margin: float, *, words: bool = True, width: float = 840.0) -> Page:
    """Prose on the left; on the right of a margin around the middle, labels and two columns of figures."""
    chars = []
    for row in range(9):
        top = 40 + 20 * row
        left = 420 - margin / 2 - 300
        chars += line("公开政府信息公开政府信息公开政府信息公开政府信息公开政府信息公开"[:30], left, top)
        right = 420 + margin / 2
        chars += line("信息公开申请数量公开" if words else "1234567890", right, top)
        chars += line("407", right + 130, top) + line("58", right + 190, top)
    return Page(1, width, 600.0, [], chars)


def test_the_margin_between_two_pages_parts_them() -> None:
    page = sheet(80.0)
    assert gutter_of(page, page.chars, []) == pytest.approx(420.0)


@pytest.mark.parametrize("page", [sheet(50.0), sheet(80.0, words=False), sheet(80.0, width=700.0)])
def test_strips_within_a_table_part_nothing(page: Page) -> None:
    """A strip hardly wider than others, one beside figures only, and one far from the middle."""
    assert gutter_of(page, page.chars, []) is None


def test_rules_that_go_on_beyond_a_strip_are_of_one_table() -> None:
    """Below each row, drawn in pieces that meet in the strip."""
    page = sheet(80.0)
    segments = [
        Segment(left, 58.0 + 20 * row, right, 58.5 + 20 * row)
        for row in range(3)
        for left, right in ((80.0, 420.0), (420.0, 700.0))
    ]
    assert gutter_of(replace(page, segments=segments), page.chars, []) is None
    above = segments[:2]  # one line over both pages
    assert gutter_of(replace(page, segments=above), page.chars, []) == pytest.approx(420.0)
