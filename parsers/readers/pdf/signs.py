"""What the characters of a page are named, and whether their ink is of that kind.

A font may name a digit a blank or a dash, as wrongly as another digit (`digits`). The box around the ink of
blanks, dashes and points is enough to tell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import repeat

from parsers.pages.textlines import UNKNOWN, Box, character_of
from parsers.readers.pdf import calls

DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d_~")
POINTS = frozenset(".,\uff0e\uff0c")
KINDS = DASHES | POINTS | {" ", ""}
SOFT_HYPHEN = 0xAD
# Of the size of type: more is ink, less is a point. Of its own width: a dash is less high.
INKED, LOW, FLAT = 0.03, 0.45, 0.8


def named(
    text: int,
    marks: Sequence[int],
    columns: Sequence[Sequence[float]],
    shows_ink: Callable[[int], bool],
    *,
    sideways: bool,
) -> tuple[list[str], list[int]]:
    """What characters are named, and the marks of those whose ink is another's, which are `UNKNOWN`.

    Those that print nothing are "". `columns` are the edges of their lines as the page counts, which run up
    or down it `sideways`; `shows_ink` tells whether anything is drawn for a character that is a whole text.
    """
    codes = list(map(calls.unicode_at, repeat(text), marks))
    names = {code: character_of(code) for code in set(codes)}
    characters = list(map(names.__getitem__, codes))
    mapless = list(map(calls.is_mapless, repeat(text), marks))
    if 1 in mapless:
        characters = [UNKNOWN if told == 1 else sign for sign, told in zip(characters, mapless, strict=True)]
    if KINDS.isdisjoint(names.values()):
        return characters, []
    wrong: list[int] = []
    lefts, tops, rights, bottoms = columns
    for at, sign in enumerate(characters):
        if sign not in KINDS or (not sign and is_part(at, lefts)):
            continue
        ink, line = calls.ink_box(text, marks[at]), (lefts[at], tops[at], rights[at], bottoms[at])
        shown = sign if ink is None else by_ink(sign, codes[at], ink, line, sideways=sideways)
        if shown == UNKNOWN:
            # Some have no box but that of their font, or of what tells them.
            if ink == line and (sign in POINTS or not shows_ink(marks[at])):
                continue
            wrong.append(marks[at])
        characters[at] = shown
    return characters, wrong


def is_part(at: int, lefts: Sequence[float]) -> bool:
    """Whether a character has the place of the one before or after it: one glyph is named both."""
    return any(0 <= other < len(lefts) and lefts[other] == lefts[at] for other in (at - 1, at + 1))


def by_ink(sign: str, code: int, ink: calls.Edges, line: Box, *, sideways: bool) -> str:
    """What a sign of KINDS is that a code names: itself if its ink may be its own, else `UNKNOWN`.

    Fonts with one shape for the hyphen and the soft hyphen, which prints nothing, let it be named the latter.
    """
    wide, high = ink[2] - ink[0], ink[1] - ink[3]
    if sideways:
        wide, high = high, wide
    size = max(line[1] - line[3], line[2] - line[0])
    if code == SOFT_HYPHEN and INKED * size < high <= FLAT * wide:
        return "-"
    most = FLAT * wide if sign in DASHES else (LOW if sign in POINTS else INKED) * size
    return sign if high <= most else UNKNOWN
