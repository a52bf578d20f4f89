"""The figure of one printed cell, in the unit that is named beside it."""

from __future__ import annotations

import re

from parsers import values
from parsers.document import GridCell, Place
from parsers.model import Cell, State
from parsers.tables import units
from parsers.templates import Heading

# Confidence of recognition below which a figure is in doubt; readers of pictures give 0.99 to what they
# read twice alike, and less to everything else.
SURE = 0.95
# An enumeration looks members up each time they are named.
NUMBER = State.NUMBER
PLAIN = values.plain.of
# A count in a format of two decimals, as sheets have it; in a picture the point may be a speck.
WITH_DECIMALS = re.compile(r"(?P<whole>[-+]?\d[\d,]*)\.00")


def text_in(cell: GridCell | None) -> str:
    return cell.text.strip() if cell else ""


def figure(table: str, item: str, heading: Heading, printed: GridCell, unit: str, merged: bool) -> Cell:
    """The figure of one printed cell; `unit` is what is named beside it where the form says otherwise."""
    if printed.confidence is None and not (merged or printed.readings):  # nearly all there are
        return certain_figure(table, item, heading, printed.text, printed.place, unit)
    raw = printed.text.strip()
    others = [other for other in printed.readings if other.strip() != raw]
    if others:
        reading = values.unreadable("read as " + " / ".join([raw, *others]))
    elif printed.confidence is not None and printed.confidence < SURE:
        reading = values.unreadable("not recognised with certainty")
    elif merged:
        across = "columns" if printed.column_span > 1 else "rows"
        reading = values.unreadable(f"one figure across several {across}")
    else:
        reading = read_in(raw, heading, unit)
        if (
            printed.confidence is not None
            and reading.state is State.TEXT
            and not values.looks_like_figure(raw)
        ):
            reading = values.unreadable("words where a figure belongs")
    return Cell(
        table,
        item,
        heading.key,
        raw,
        reading.value,
        reading.state,
        printed.place,
        printed.confidence,
        reading.note,
    )


def certain_figure(table: str, item: str, heading: Heading, raw: str, place: Place, unit: str) -> Cell:
    """The figure of a text that is printed in one cell of its own, as it stands there."""
    known = PLAIN(raw)
    if known is not None and (known[2] is not NUMBER or not (heading.decimal or unit)):
        return Cell(table, item, heading.key, *known, place)
    raw = raw.strip()
    whole = None if heading.decimal else WITH_DECIMALS.fullmatch(raw)
    reading = read_in(whole["whole"] if whole else raw, heading, unit)
    note = reading.note or ("printed with decimals" if whole and reading.state is NUMBER else "")
    return Cell(table, item, heading.key, raw, reading.value, reading.state, place, None, note)


def read_in(raw: str, heading: Heading, unit: str) -> values.Reading:
    """What a figure says in a column beside which a unit is named, "" for none but the form's."""
    reading = values.read(raw, heading)
    if unit and reading.state is NUMBER and not reading.note and not values.names_money(raw):
        return in_unit(raw, unit, heading, reading)
    return reading


def in_unit(raw: str, unit: str, heading: Heading, reading: values.Reading) -> values.Reading:
    """The reading of a bare figure in the unit that is named beside it."""
    if unit == units.UNCLEAR:
        return values.unreadable("the unit of the figure is unclear")
    if not heading.decimal:
        counted = values.read(raw + unit, heading)
        return values.Reading(counted.value, counted.state, counted.note or f"counted in {unit}")
    if not heading.unit:
        return values.Reading(reading.value, State.NUMBER, f"unit: {unit}")
    return values.read(raw + unit, heading) if unit != heading.unit else reading
