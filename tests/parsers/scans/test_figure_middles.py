"""Where the figures of a table stand tells whether one that is seen beneath a seal is whole."""

from __future__ import annotations

import numpy as np
import pytest

from parsers.pages.rulegrid import Region
from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline, Room
from parsers.scans.ink.inks import Inks
from parsers.scans.nets.decoding import Reading
from parsers.scans.nets.figurenet import Told
from parsers.scans.reading.cellviews import Seen, Usual
from parsers.scans.reading.glyphs import Outline
from parsers.scans.reading.middles import Middles, certain_ones, middles, set_alike
from parsers.scans.reading.said import CERTAIN, DOUBTFUL, Said
from parsers.scans.reading.sealedfigures import confirmed
from parsers.scans.reading.wholeness import beside_seal, digits_left, goes_on, may_be_part

# Digits are 20 pixels high and stand 14 apart; their ink is 12 wide.
HEIGHT, STEP, INK = 20, 14, 12
NONE = [Outline("?", 0.0), Outline("?", 0.0)]


def cell(
    text: str, row: int, left: float | None = None, wide: int = 120, lines: tuple[Room, ...] = ()
) -> InkCell:
    """A cell of a table with its figure in the middle, or from a place on."""
    width = (len(text) - 1) * STEP + INK
    start = round((wide - width) / 2 if left is None else left)
    room = (start, 60 * row + 20, start + width, 60 * row + 40)
    rooms = lines or (room,)
    return InkCell(
        Region(row, 0, 1, 1, (0, 60 * row, wide, 60 * row + 60)), tuple(Inkline(one, (one,)) for one in rooms)
    )


TEXTS = ("7", "31", "209", "4", "68", "15", "522")


def set_so(left: float | None = None) -> Middles | None:
    table = [cell(text, row, left) for row, text in enumerate(TEXTS)]
    return middles(certain_ones(table, [Said(text, CERTAIN) for text in TEXTS]), HEIGHT)


def test_a_figure_in_the_middle_is_whole() -> None:
    found = set_so()
    assert found is not None
    assert found.fit(cell("34", 9), "34", (53, 67))
    assert found.fit(cell("8", 9), "8", (61,))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("34", (60, 74)),  # the first digit of three is hidden
        ("34", (46, 74)),  # that in the middle is
        ("34", (53, 60)),  # two digits in the place of one and a half
        ("3.4", (53, 60, 67)),  # there is no room for a point
        ("92.5", (36, 50, 64, 84)),  # between the point and the 5 a digit is hidden
        ("92.5", (36, 64, 71, 84)),  # between 9 and 2 one is
        ("92.5", (50, 64, 71, 84)),  # the first digit is
        ("92.5", (36, 50, 60, 85)),  # of a point so broad a stroke may be a digit
    ],
)
def test_a_figure_that_lacks_a_digit_stands_elsewhere(text: str, places: tuple[float, ...]) -> None:
    found = set_so()
    assert found is not None
    assert not found.fit(cell("34", 9), text, places)


def test_an_amount_is_whole_where_its_point_takes_the_room_of_one() -> None:
    found = set_so()
    assert found is not None
    assert found.fit(cell("34", 9), "92.5", (42.5, 56.5, 67, 77.5))
    assert found.fit(cell("34", 9), "1,034", (28.5, 39, 63.5 - 14, 63.5, 91.5 - 14 + 14)) is False
    assert found.fit(cell("34", 9), "1,034", (35.5, 46, 56.5, 70.5, 84.5))


def test_few_figures_stand_as_those_of_another_table_of_their_page_if_they_do() -> None:
    table = [cell(text, row) for row, text in enumerate(TEXTS)]
    said = [Said(text, CERTAIN) for text in TEXTS]
    few, aside = table[:2], [cell(text, row, left=8) for row, text in enumerate(TEXTS[:2])]
    first, second, third = set_alike([(table, said), (few, said[:2]), (aside, said[:2])], [HEIGHT] * 3)
    assert first is not None
    assert second == first
    assert third is None
    (alone,) = set_alike([(few, said[:2])], [HEIGHT])
    assert alone is None


def test_figures_that_drift_with_leaning_rules_stand_in_the_middle() -> None:
    """Edges of cells do not lean: from the first row to the last figures drift by half a digit."""
    texts = TEXTS * 4
    starts = [60 - (len(text) * STEP - STEP + INK) / 2 + 0.25 * row for row, text in enumerate(texts)]
    table = [cell(text, row, left=starts[row]) for row, text in enumerate(texts)]
    found = middles(certain_ones(table, [Said(text, CERTAIN) for text in texts]), HEIGHT)
    assert found is not None
    for row, middle in ((0, 60), (27, 66.75)):
        assert abs(found.middle(table[row]) - middle) < 1
        assert found.fit(table[row], "34", (middle - STEP / 2, middle + STEP / 2))
        assert not found.fit(table[row], "3", (middle + STEP / 2,))


def test_figures_of_one_digit_tell_where_others_stand_if_they_are_in_the_middle() -> None:
    texts = "70849362"
    for left, known in ((None, True), (30, False)):
        table = [cell(text, row, left) for row, text in enumerate(texts)]
        found = middles(certain_ones(table, [Said(text, CERTAIN) for text in texts]), HEIGHT)
        assert (found is not None) is known
        if found is not None:
            middle = found.middle(table[0])
            assert found.fit(table[0], "8", (middle,))
            assert not found.fit(table[0], "8", (middle + STEP / 2,))  # a digit of two


def test_what_a_seal_leaves_beside_one_figure_tells_nothing_of_the_others() -> None:
    """Of five figures, one with strokes of a seal left of it: where the others stand is known."""
    table = [cell(text, row) for row, text in enumerate(TEXTS[:5])]
    table[2] = cell("209", 2, lines=((10, 140, 81, 160),))
    found = middles(certain_ones(table, [Said(text, CERTAIN) for text in TEXTS[:5]]), HEIGHT)
    assert found is not None
    assert (found.offset, round(found.step)) == (0, STEP)
    table[1] = cell("31", 1, left=8)
    assert middles(certain_ones(table, [Said(text, CERTAIN) for text in TEXTS[:5]]), HEIGHT) is None


def test_a_figure_beside_which_print_goes_on_lacks_its_ends() -> None:
    """Of 85119 the 8 lies beneath a seal, the 9 beside it: 511 stands in the middle, too, and is not all."""
    whole = cell("85119", 0)
    page = np.full((60, 120), 255, np.uint8)
    page[20:40, 26:94] = 40
    seal = np.zeros_like(page)
    seal[:, 20:40] = 255
    middle = Seen(Told("511", 0.9), (39, 20, 81, 40), (46, 60, 74))
    assert goes_on(Inks(page, 140, 24.0, sealed=page, seal=seal), whole, middle)
    seal[:, 80:] = 255
    assert not goes_on(Inks(page, 140, 24.0, sealed=page, seal=seal), whole, middle)
    ends = Seen(Told("85119", 0.9), (24, 20, 96, 40), (32, 46, 60, 74, 88))
    assert not goes_on(Inks(page, 140, 24.0), whole, ends)


def test_readings_and_outlines_that_are_not_sure_add_up() -> None:
    readings = [Reading("156.88", share, 0.9) for share in (0.56, 0.76, 0.53)]
    drawn = [Outline("156.88", 0.83), Outline("156.88", 0.83)]
    said, seen = Said("156.88", DOUBTFUL), Told("156.88", 0.56)
    assert confirmed(said, seen, readings, drawn, whole=True).confidence == CERTAIN
    assert confirmed(said, seen, readings, NONE, whole=True).confidence == DOUBTFUL
    assert confirmed(said, seen, readings, drawn, whole=False).confidence == DOUBTFUL


def test_nothing_is_known_of_tables_that_are_not_set_in_the_middle() -> None:
    assert set_so(left=8) is None
    few = [cell(text, row) for row, text in enumerate(TEXTS[:3])]
    assert middles(certain_ones(few, [Said(text, CERTAIN) for text in TEXTS[:3]]), HEIGHT) is None


def test_of_a_whole_figure_readings_with_other_signs_are_wrong() -> None:
    readings = [Reading("3.4", 0.96, 0.97), Reading("34", 0.99, 0.99)]
    for whole, confidence in ((False, DOUBTFUL), (True, CERTAIN)):
        made = confirmed(Said("3.4", DOUBTFUL), Told("34", 0.97), readings, NONE, whole=whole)
        assert made.confidence == confidence
    assert made.text == "34"


def test_of_a_whole_figure_one_reading_of_many_may_be_wrong() -> None:
    readings = [Reading("476", 0.99, 0.99), Reading("176", 0.98, 0.98), Reading("476", 0.97, 0.98)]
    made = confirmed(Said("176", DOUBTFUL), Told("476", 0.97), readings, NONE, whole=True)
    assert (made.text, made.confidence) == ("476", CERTAIN)
    even = confirmed(Said("176", DOUBTFUL), Told("476", 0.97), readings[:2], NONE, whole=True)
    assert even.confidence == DOUBTFUL


def test_readings_that_are_not_sure_add_up_where_none_says_otherwise() -> None:
    readings = [Reading("26", 0.82, 0.9), Reading("2.6", 0.95, 0.97), Reading("26", 0.87, 0.9)]
    assert confirmed(Said("2.6", DOUBTFUL), Told("26", 0.83), readings, NONE, whole=True).text == "26"
    unlike = [*readings, Reading("28", 0.45, 0.5)]
    for seen, heard in ((0.83, readings[:2]), (0.83, unlike)):
        made = confirmed(Said("2.6", DOUBTFUL), Told("26", seen), heard, NONE, whole=True)
        assert (made.text, made.confidence) == ("2.6", DOUBTFUL)


@pytest.mark.parametrize(
    ("wide", "below", "higher", "part"),
    [
        (52, True, 0, True),  # 14 above a 5: 145 has no room in its cell
        (52, False, 12, True),  # the 5 is hidden: 14 stands where the first of two lines does
        (52, False, 0, False),
        (120, True, 12, False),  # there is room for 145: what is below it is a stroke of a seal
    ],
)
def test_a_line_of_a_broken_figure_is_no_figure(wide: int, below: bool, higher: int, part: bool) -> None:
    room = (20, 20 - higher, 46, 40 - higher)
    lines = (room, (25, 46, 37, 64)) if below else (room,)
    seen = Seen(Told("14", 0.98), room, (26, 40))
    usual = Usual(HEIGHT, 0.0, {})
    assert may_be_part(cell("14", 0, wide=wide, lines=lines), seen, usual, whole=True) is part
    # A stroke at the side of the cell is no digit of a figure in its middle.
    beside = cell("14", 0, wide=52, lines=(room, (44, 46, 50, 64)))
    if not higher:
        assert not may_be_part(beside, seen, usual, whole=True)
        assert may_be_part(beside, seen, usual, whole=False)


def test_the_last_line_of_a_broken_figure_may_be_short() -> None:
    """318 as 31 above 8: the 8 has room for more, but 31 has not."""
    above, room = (16, 12, 42, 32), (23, 38, 35, 58)
    seen, usual = Seen(Told("8", 0.97), room, (29,)), Usual(HEIGHT, 18.0, {})
    assert may_be_part(cell("8", 0, wide=58, lines=(above, room)), seen, usual, whole=True)
    assert not may_be_part(cell("8", 0, wide=58, lines=(room,)), seen, usual, whole=True)
    # Where the 31 is hidden, the 8 stands lower than figures do in its row.
    assert may_be_part(cell("8", 0, wide=58, lines=(room,)), seen, Usual(HEIGHT, 0.0, {}), whole=True)


def test_of_figures_that_a_lost_rule_brings_together_none_is_whole() -> None:
    three = cell("6", 0, lines=((50, 5, 62, 25), (50, 30, 62, 50), (50, 55, 62, 75)))
    seen = Seen(Told("6", 0.99), (50, 30, 62, 50), (56,))
    assert digits_left(three, seen, "57\n6\n7", HEIGHT)
    assert not digits_left(three, seen, "/\n6", HEIGHT)
    # A stroke of a seal may be read as 1, and is not as high.
    stroke = cell("6", 0, lines=((50, 12, 53, 22), (50, 30, 62, 50)))
    assert not digits_left(stroke, seen, "1\n6", HEIGHT)
    aside = cell("6", 0, lines=((4, 5, 16, 25), (50, 30, 62, 50)))
    assert not digits_left(aside, seen, "4\n6", HEIGHT)


@pytest.mark.parametrize(
    ("room", "anew"),
    [
        ((30, 46, 56, 64), True),  # 29 written below
        ((4, 46, 22, 64), True),  # a digit, at the side
        ((60, 44, 66, 62), True),  # a narrow one in the middle
        ((3, 46, 9, 62), False),  # strokes of a seal at the sides
        ((112, 4, 117, 18), False),
    ],
)
def test_what_is_written_anew_beside_a_seal_is_no_stroke_at_the_side(room: Room, anew: bool) -> None:
    figure = (47, 20, 73, 40)
    inks = Inks(np.full((80, 160), 255, np.uint8), 127, 24.0)
    seen = Seen(Told("34", 0.99), figure, (53, 67))
    assert beside_seal(inks, cell("34", 0, lines=(figure, room)), seen, HEIGHT) is anew
