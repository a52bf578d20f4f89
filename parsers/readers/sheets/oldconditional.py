"""Conditional formats of XLS workbooks that may hide figures: white type, a code that shows nothing.

    ranges(content)                    -> where the rules that follow hold
    veils(content, places, white)      -> what the figures there may be hidden by

Source: [MS-XLS] 2.4.56 CondFmt, 2.4.42 CF, 2.5.90 DXFN. Rules come in the order of their ranges.
"""

from __future__ import annotations

import operator
import struct
from collections.abc import Callable, Collection

from parsers.readers.sheets.conditional import MOST, Veil, shows_another
from parsers.readers.sheets.sheet import Address

CELL_IS = 1
COMPARED: dict[int, Callable[[float, float], bool]] = {
    3: operator.eq,
    4: operator.ne,
    5: operator.gt,
    6: operator.lt,
    7: operator.ge,
    8: operator.le,
}
NUMBERS, FONT, ALIGNMENT, BORDER, PATTERN = 1 << 25, 1 << 26, 1 << 27, 1 << 28, 1 << 29
FONT_LENGTH, TYPE_COLOUR = 118, 80  # of a font, and where the colour of its type stands
INTEGER, REAL = 0x1E, 0x1F  # of a formula that is a number
RANGE = struct.Struct("<4H").iter_unpack  # top, bottom, left, right

Places = list[tuple[Address, Address]]


def ranges(content: bytes) -> Places:
    """The ranges of a CondFmt record, from 1."""
    if len(content) < 14:
        return []
    (count,) = struct.unpack_from("<H", content, 12)
    whole = content[14 : 14 + 8 * min(count, MOST, (len(content) - 14) // 8)]
    return [((top + 1, left + 1), (bottom + 1, right + 1)) for top, bottom, left, right in RANGE(whole)]


def veils(content: bytes, places: Places, white: Collection[int]) -> list[Veil]:
    """What a CF record may hide in its places; `white` are the colours of the paper."""
    if len(content) < 12:
        return []
    kind, compares, first, second, looks = struct.unpack_from("<BBHHI", content)
    at, unseen = 12, False
    if looks & NUMBERS:
        user = struct.unpack_from("<H", content, 10)[0] & 1
        size = struct.unpack_from("<H", content, at)[0] if user and len(content) >= at + 2 else 2
        unseen = size > 2 and shows_another(format_code(content[at + 2 : at + size]))
        at += size
    if not (unseen or is_white_on_white(content, at, looks, white)):
        return []
    number = number_of(content[len(content) - first - second : len(content) - second])
    holds = COMPARED.get(compares) if kind == CELL_IS and number is not None else None
    return [Veil(*place, holds, number or 0.0) for place in places]


def format_code(content: bytes) -> str:
    """The format code that a look of its own holds; "0" for one that is cut short."""
    if len(content) < 3:
        return "0"
    count, wide = struct.unpack_from("<HB", content)
    text = content[3 : 3 + count * (2 if wide & 1 else 1)]
    return text.decode("utf-16-le" if wide & 1 else "latin-1", "replace") if text else "0"


def is_white_on_white(content: bytes, at: int, looks: int, white: Collection[int]) -> bool:
    """Whether the look that begins at `at` has type in the colour of its ground."""
    if not looks & FONT or len(content) < at + FONT_LENGTH:
        return False
    (colour,) = struct.unpack_from("<I", content, at + TYPE_COLOUR)
    at += FONT_LENGTH + 8 * bool(looks & ALIGNMENT) + 8 * bool(looks & BORDER)
    if looks & PATTERN and len(content) >= at + 4:
        (grounds,) = struct.unpack_from("<H", content, at + 2)
        ground = grounds >> 7 & 0x7F
        return colour == ground or (colour in white and ground in white)
    return colour in white


def number_of(formula: bytes) -> float | None:
    """The number that a formula is, None for any other."""
    if len(formula) == 3 and formula[0] == INTEGER:
        return float(struct.unpack_from("<H", formula, 1)[0])
    if len(formula) == 9 and formula[0] == REAL:
        return float(struct.unpack_from("<d", formula, 1)[0])
    return None
