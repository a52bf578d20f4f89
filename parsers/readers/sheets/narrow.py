"""Columns too narrow for their numbers, which a sheet then shows as ###."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import etree

from parsers.document import UNSHOWN
from parsers.readers.docx.numbering import whole
from parsers.readers.sheets.sheet import LAST_COLUMN, PLAIN, Address, Sheet, Style
from parsers.readers.sheets.xlsxrows import Row

NARROW = 6.0  # signs of usual type; columns that are wider hold nine digits of small type
SMALL = 0.6  # of the width of a digit of usual type, that of a digit of the smallest in use
MOST = 100  # columns of a sheet that are looked at


def narrow_columns(holder: etree._Element) -> dict[int, float]:
    """The widths of narrow columns, in digits of usual type, by their numbers."""
    found: dict[int, float] = {}
    for element in holder[:MOST]:
        try:
            width = float(element.get("width", NARROW))
        except ValueError:
            continue
        first, last = whole(element.get("min"), 0), whole(element.get("max"), 0)
        if 0 < width < NARROW and 0 < first <= last <= LAST_COLUMN:
            found.update(dict.fromkeys(range(first, min(last, first + MOST) + 1), width))
    return found


def numbers_in(
    rows: Iterable[Row], widths: Mapping[int, float], styles: Sequence[Style]
) -> Iterator[tuple[Address, Style]]:
    """The addresses of numbers in narrow columns of an XLSX sheet, each with its style."""
    number = 0
    for row in rows:
        number = row.number or number + 1
        for column, (style, kind, _, _) in row.cells:
            if column in widths and (kind or "n") == "n":
                at = whole(style, 0)
                yield (number, column), styles[at] if 0 <= at < len(styles) else PLAIN


def mark_narrow(sheet: Sheet, widths: Mapping[int, float], numbers: Iterable[tuple[Address, Style]]) -> None:
    """Mark the numbers of a sheet that do not fit in their columns, however small their type."""
    merged = {
        first: sum(
            widths.get(column, NARROW) for column in range(first[1], min(last[1], first[1] + MOST) + 1)
        )
        for first, last in sheet.merges
    }
    for address, look in numbers:
        text = sheet.texts.get(address, "")
        too_long = len(text) * SMALL > merged.get(address, widths[address[1]])
        if too_long and text[:1].isdigit() and not look.shrinks:
            sheet.texts[address] = UNSHOWN + text
