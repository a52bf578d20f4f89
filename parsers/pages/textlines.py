"""Lines of text from characters with boxes: what pages of a PDF, an OFD or a recognised picture are made of.

Coordinates are those of a page seen upright: x to the right, y down, any unit. Nothing here knows
where the characters come from.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from math import inf
from operator import itemgetter, sub
from typing import NamedTuple

Box = tuple[float, float, float, float]  # left, top, right, bottom

UNKNOWN = "\ufffd"  # stands for ink that no character can be named for: never part of a figure

# Characters further apart than this share of their height stand apart as words do.
WORD_GAP = 0.3
POINT_GAP = 0.5  # beside points and commas, whose ink is a part of their width
WIDE_GAP = 0.6  # beside Chinese characters, which justified lines move apart
MARK_GAP = 1.1  # beside their punctuation, whose ink fills half of its square
CLOSE, OVERLAP = 0.1, 0.05  # of their height: what stands so close, or so little over each other, is one word
# A character drawn again within this share of its width is the same one: print makes bold type that way.
SAME_INK = 0.35
# Digits that lie on each other by more than this share of their width were not set side by side.
COVERING = 0.4
DIGITS = "0123456789０１２３４５６７８９"
FIGURE_SIGNS = frozenset(f"{DIGITS}+-/\u2013\u2014\u2212\uff0b\uff0d")
# A digit this much less high than the one beside it is not of the same figure.
SMALL = 0.8
# So is one a little less high, or of the very same size, that stands higher or lower by more than this share
# of the height; of signs of nearly one size the boxes say too little.
SMALLER, RAISED, SAME_SIZE = 0.92, 0.18, 0.99
# Characters are on one line if their middles differ by less than this share of their height.
SAME_LINE = 0.35

# Characters of the radicals' block that print writes for the characters themselves and that
# compatibility normalisation leaves alone (Unicode, EquivalentUnifiedIdeograph.txt).
RADICALS = (
    "⺟母⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻌辶⻎辶⻐钅⻓长⻑長⻒镸⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨"
    "⻤鬼⻥鱼⻦鸟⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟⺝月⺮竹⺼肉⺌小⺍小⺩王⺪疋⺶羊⺷羊"
)
SAME_CHARACTER = str.maketrans(dict(zip(RADICALS[::2], RADICALS[1::2], strict=True)))


DOUBTED = -1


class Char(NamedTuple):
    """A character (or a word, from recognition) in the box of its line's height, and what marks it.

    `confidence` is None where the character is certain; `mark` is the reader's own number for it, DOUBTED
    for a letter of a line that was recognised and may be another.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float | None = None
    mark: int = 0


class Line(NamedTuple):
    """A line of text: its characters from left to right, and the string they make."""

    chars: tuple[Char, ...]
    text: str
    left: float
    top: float
    right: float
    bottom: float


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box around boxes; ValueError if there are none."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def box_of(chars: Iterable[Char]) -> Box:
    """The smallest box around characters; ValueError if there are none."""
    _, lefts, tops, rights, bottoms, _, _ = zip(*chars, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


@cache
def character_of(code: int) -> str:
    """The character of a code point: "" for one that prints nothing, `UNKNOWN` for one without meaning."""
    if code in {0, 0xFFFE} or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return UNKNOWN
    character = chr(code)
    kind = unicodedata.category(character)
    if character in "\t\n\r" or kind == "Zs":
        return " "
    foreign = kind == "Nd" and character not in DIGITS  # no report is printed so: the font names it wrongly
    if kind in ("Co", "Cn") or kind == "Cc" or foreign:
        return UNKNOWN
    if kind in ("Cf", "Mn", "Me"):
        return ""
    if 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF or 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", character.translate(SAME_CHARACTER))
    return character


@cache
def wide(character: str) -> bool:
    """Whether a character fills a square, as Chinese characters and their punctuation do."""
    return unicodedata.east_asian_width(character) in "WFA"


@cache
def breadth(character: str) -> float:
    """How wide a gap beside a character may be within a word, in heights."""
    if not wide(character):
        return POINT_GAP if character in ".,:;" else WORD_GAP
    return MARK_GAP if unicodedata.category(character)[0] == "P" else WIDE_GAP


def is_gap(last: Char, char: Char, gap: float, blank: bool) -> bool:
    """Whether two neighbours are parted, by a printed blank or by the room of one."""
    height = max(last.bottom - last.top, char.bottom - char.top)
    limit = 0.1 if blank else max(breadth(last.text[-1]), breadth(char.text[0]))
    return gap > limit * height


def covers(one: Char, other: Char) -> bool:
    """Whether too much of one of two neighbours lies on the other for both to be read."""
    return one.right - other.left > COVERING * min(one.right - one.left, other.right - other.left) > 0


def uneven(one: Char, other: Char) -> bool:
    """Whether two signs differ so much in their size or their height on the line that one may be a note's."""
    low, high = sorted((one.bottom - one.top, other.bottom - other.top))
    if abs(one.bottom - other.bottom) > RAISED * high:
        return not SMALLER * high <= low <= SAME_SIZE * high
    return low < SMALL * high


def letters_meet(one: str, other: str) -> bool:
    """Whether two characters would make one word if nothing stood between them."""
    return one.isalnum() and other.isalnum()


def spaced(chars: Sequence[Char]) -> str:
    """The characters of a line as a string: one blank where words stand apart.

    Two digits or signs of figures that lie on each other, and digits of different sizes or heights, are kept
    apart by `UNKNOWN`: nothing tells which of them is meant or how they follow; one may be that of a note.
    """
    pieces: list[str] = []
    last: Char | None = None
    blank = False
    for char in chars:
        text = char.text
        if text.isspace():
            blank = True
            continue
        if last is not None:
            gap = char.left - last.right
            height = char.bottom - char.top
            # Most characters stand close together: only wider gaps are worth a closer look.
            if gap > CLOSE * height and is_gap(last, char, gap, blank):
                pieces.append(" ")
            elif (last.text[-1].isdecimal() and text[0].isdecimal() and uneven(last, char)) or (
                gap < 0 and last.text[-1] in FIGURE_SIGNS and text[0] in FIGURE_SIGNS and covers(last, char)
            ):
                pieces.append(UNKNOWN)
        pieces.append(text)
        last, blank = char, False
    return "".join(pieces)


def once(chars: Iterable[Char]) -> list[Char]:
    """Characters from left to right, without those that are drawn a second time in their own place."""
    kept: list[Char] = []
    last = -inf
    for char in sorted(chars, key=itemgetter(1)):
        text, left, top, right, bottom, _, _ = char
        near = SAME_INK * min(right - left, bottom - top)  # some fonts tell digits wider than they are
        if left - last < near and any(other.text == text and left - other.left < near for other in kept[-3:]):
            continue
        kept.append(char)
        last = left
    return kept


def text_lines(chars: Iterable[Char]) -> list[Line]:
    """The lines that characters stand on, from top to bottom, each from left to right.

    Characters drawn one after the other and side by side stay together; such runs are on one line if
    their middles lie close together. Flat ones (dashes, commas in the boxes of recognition) join the line
    they stand in.
    """
    chars = list(chars)
    if chars and (line := close_line(chars)) is not None:
        return [line]  # as the figure of a cell
    runs = runs_of(chars)
    if len(runs) < 2:
        return [line_of(run.chars) for run in runs]
    heights = sorted(run.height for run in runs)
    flat = heights[len(heights) // 2] * 0.6
    bands: list[tuple[float, float, list[Char]]] = []  # middle and height of the first run
    low: list[Run] = []
    for run in sorted(runs, key=lambda run: run.middle):
        if run.height < flat:
            low.append(run)
        elif bands and run.middle - bands[-1][0] < SAME_LINE * min(run.height, bands[-1][1]):
            bands[-1][2].extend(run.chars)
        else:
            bands.append((run.middle, run.height, list(run.chars)))
    for run in low:
        home = min(bands, key=lambda band: abs(band[0] - run.middle), default=None)
        if home is not None and abs(home[0] - run.middle) <= 0.65 * home[1]:
            home[2].extend(run.chars)
        else:
            bands.append((run.middle, run.height, list(run.chars)))
    return [line_of(members) for _, _, members in sorted(bands, key=itemgetter(0))]


def line_of(chars: list[Char]) -> Line:
    """The line that characters make which stand on one; some of them are more than blanks."""
    if (line := close_line(chars)) is not None:
        return line
    ordered = once(chars)
    solid = tuple([char for char in ordered if not char[0].isspace()])
    return Line(solid, spaced(ordered), *box_of(solid))


def close_line(chars: list[Char]) -> Line | None:
    """The line of characters that were drawn from left to right, each close to the next; else None.

    It is what the longer way would make of them, since neither gaps nor overlaps are worth a look.
    """
    if len(chars) == 1:  # most figures
        text, left, top, right, bottom, _, _ = chars[0]
        return Line((chars[0],), text, left, top, right, bottom) if text.split() == [text] else None
    texts, lefts, tops, rights, bottoms, _, _ = zip(*chars, strict=True)
    top, bottom = min(tops), max(bottoms)
    height = min(map(sub, bottoms, tops))
    if height * (1 + RAISED) < bottom - top:
        return None
    gaps = list(map(sub, lefts[1:], rights))
    if min(gaps) <= -OVERLAP * height or max(gaps) > CLOSE * height:
        return None
    text = "".join(texts)
    return Line(tuple(chars), text, lefts[0], top, rights[-1], bottom) if text.split() == [text] else None


class Run(NamedTuple):
    """Characters drawn one after the other and side by side; middle and height are those of the tallest."""

    middle: float
    height: float
    chars: list[Char]


def runs_of(chars: Iterable[Char]) -> list[Run]:
    """The runs of characters, in the order in which they were drawn; blanks alone make none."""
    made: list[Run] = []
    for char in chars:
        _, left, top, _, bottom, _, _ = char
        middle, height = (top + bottom) / 2, bottom - top
        if char.text.isspace():
            if made and abs(middle - made[-1].middle) < 0.5 * made[-1].height:
                made[-1].chars.append(char)
            continue
        if made:
            last = made[-1]
            near = abs(middle - last.middle) < 0.2 * max(height, last.height)
            if near and -0.5 * height <= left - last.chars[-1].right < height:
                last.chars.append(char)
                if height > last.height:
                    made[-1] = Run(middle, height, last.chars)
                continue
        made.append(Run(middle, height, [char]))
    return made
