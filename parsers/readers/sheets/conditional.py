"""Conditional formats that may hide figures: white type, a code that shows nothing, bars without values.

    hidden_by(rules, styles) -> where a figure may not be seen, and for which values
    veil(sheet, veils)       -> the figures there are marked as in the colour of the paper

A rule that compares a cell with a number is worked out; whether any other holds is not, and so the figures
in its range are in doubt.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from lxml import etree

from parsers.document import FAINT
from parsers.readers.docx.numbering import whole
from parsers.readers.sheets.numberformat import shown
from parsers.readers.sheets.sheet import LAST_COLUMN, LAST_ROW, Address, Sheet, column_of
from parsers.readers.sheets.xlsxstrings import is_on, is_white

OF_NO_FIGURES = frozenset({"containsBlanks", "containsErrors"})
TRIED = 1234567.0  # a number that tells what a format code makes of others
AS_IT_IS = re.compile(r"[¥￥$+\s]*1234567(?:\.0+)?[^\d.%\u2030]*")
LONGEST_CODE = 255
MOST = 100  # ranges of a sheet that are looked into one by one
ANYWHERE = ((1, 1), (LAST_ROW, LAST_COLUMN))
REFERENCE = re.compile(r"([A-Za-z]{0,3})([0-9]{0,7})")
COMPARED: dict[str, Callable[[float, float], bool]] = {
    **{"equal": operator.eq, "notEqual": operator.ne},
    **{"lessThan": operator.lt, "lessThanOrEqual": operator.le},
    **{"greaterThan": operator.gt, "greaterThanOrEqual": operator.ge},
}


class Veil(NamedTuple):
    """A range whose figures may be hidden: all, or those of which a comparison with a number holds."""

    first: Address
    last: Address
    holds: Callable[[float, float], bool] | None = None
    number: float = 0.0

    def covers(self, address: Address, text: str) -> bool:
        (top, left), (bottom, right) = self.first, self.last
        if not (top <= address[0] <= bottom and left <= address[1] <= right):
            return False
        value = number_of(text)
        return self.holds is None or value is None or self.holds(value, self.number)


def number_of(text: str) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def hidden_by(holders: Iterable[etree._Element], styles: etree._Element | None) -> list[Veil]:
    """What may be hidden by the rules within elements of a sheet; `styles` is the part with their looks."""
    listed = [] if styles is None else [each for each in styles.iter("{*}dxfs") for each in each]
    veils: list[Veil] = []
    for holder in holders:
        for rule in holder.iter("{*}cfRule"):
            if rule.get("type") in OF_NO_FIGURES or not hides(rule, listed):
                continue
            about = rule.getparent()
            ranges = "" if about is None else about.get("sqref") or about.findtext("{*}sqref") or ""
            holds, number = compared(rule)
            for first, last in ranges_in(ranges):
                veils.append(Veil(first, last, holds, number))
                if len(veils) > MOST:
                    return [Veil(*ANYWHERE)]
    return veils


def hides(rule: etree._Element, listed: list[etree._Element]) -> bool:
    if any(each.get("showValue") in ("0", "false") for each in rule.iter("{*}dataBar", "{*}iconSet")):
        return True
    number = whole(rule.get("dxfId"), -1)
    looks = [*rule.iterchildren("{*}dxf"), *(listed[number : number + 1] if number >= 0 else [])]
    return any(map(is_unseen, looks))


def shows_another(code: str) -> bool:
    """Whether a format code prints nothing of a positive number, or other digits than it has.

    >>> [shows_another(code) for code in (";;;", "0.0,", '0"0"', "0%", "yyyy-m-d")]
    [True, True, True, True, True]
    >>> [shows_another(code) for code in ("0", "#,##0.00", 'General"件"', "[Red]0;-0;")]
    [False, False, False, False]
    """
    if len(code) > LONGEST_CODE:
        return True
    return AS_IT_IS.fullmatch(shown(TRIED, code).replace(",", "")) is None


def is_unseen(look: etree._Element) -> bool:
    """Whether a look shows no figure, or not as it is stored.

    Its format code prints none or another, its type is struck out, or as white as its ground.
    """
    for code in look.iter("{*}numFmt"):
        if shows_another(code.get("formatCode", "")):
            return True
    if any(map(is_on, look.iter("{*}strike"))):
        return True
    grounds = [
        colour
        for fill in look.iter("{*}patternFill")
        for colour in fill.iterchildren(
            "{*}bgColor" if fill.get("patternType") in (None, "solid") else "{*}fgColor"
        )
    ]
    types = [colour for font in look.iter("{*}font") for colour in font.iterchildren("{*}color")]
    return any(
        is_white(colour) if not grounds else any(colour.items() == ground.items() for ground in grounds)
        for colour in types
    )


def compared(rule: etree._Element) -> tuple[Callable[[float, float], bool] | None, float]:
    """The comparison with a number that a rule makes, None for other rules."""
    formulas = [child.text or "" for child in rule if str(child.tag).endswith(("}formula", "}f"))]
    holds = COMPARED.get(rule.get("operator", "")) if rule.get("type") == "cellIs" else None
    number = number_of(formulas[0]) if len(formulas) == 1 else None
    return (None, 0.0) if holds is None or number is None else (holds, number)


def ranges_in(references: str) -> Iterator[tuple[Address, Address]]:
    """The ranges of a list such as `B2:C9 D4 F:F`."""
    for reference in references.replace("$", "").split()[: MOST + 1]:
        begin, _, end = reference.partition(":")
        found, other = REFERENCE.fullmatch(begin), REFERENCE.fullmatch(end or begin)
        if found and other:
            top, left = int(found[2] or 1), column_of(found[1]) or 1
            yield (top, left), (int(other[2] or LAST_ROW), column_of(other[1]) or LAST_COLUMN)


def veil(sheet: Sheet, veils: list[Veil]) -> None:
    """Mark the figures of a sheet that may be hidden."""
    for address, text in sheet.texts.items():
        if (
            text[:1] != FAINT
            and any(map(str.isdigit, text))
            and any(each.covers(address, text) for each in veils)
        ):
            sheet.texts[address] = FAINT + text
