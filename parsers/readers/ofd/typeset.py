"""Runs of type of an OFD before they are put on a page: each sign in its box, in the object's measure."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from parsers.pages.textlines import character_of, wide
from parsers.readers.ofd.xml import number_of, numbers_of

ASCENT, DESCENT = 0.86, 0.14  # of the size: where a line of type stands about its foot


class Run(NamedTuple):
    """A run of type before it is put on the page: each sign in its box, and where the next run begins.

    `top` and `bottom` are those of all signs, None where they differ.
    """

    signs: tuple[tuple[str, float, float, float, float], ...]
    foot: tuple[float, float]
    top: float | None
    bottom: float


def typeset(text: str, across: str, down: str, x: float, y: float, size: float, em: float) -> Run:
    """Signs set one after the other from a foot, by the steps told along the line and down the page.

    Raises Damaged.
    """
    count = len(text)
    moves_told, drops = steps(across, count), steps(down, count)
    usual = [em if wide(sign) else em / 2 for sign in text]
    moves = advances(moves_told, drops, usual)
    widths = advances_of_type(moves, usual, em)
    ascent, descent = ASCENT * size, DESCENT * size
    top, bottom = y - ascent, y + descent
    level = not drops
    drops += (drops[-1:] or [0.0]) * (count - len(drops))
    signs = []
    for sign, move, drop, width in zip(text, moves, drops, widths, strict=True):
        if character := character_of(ord(sign)):
            signs.append((character, x, y - ascent, x + width, y + descent))
        x += move
        y += drop
    return Run(tuple(signs), (x, y), top if level else None, bottom)


# The labels of a form, and most figures, come again in document after document.
typeset_before = lru_cache(maxsize=4096)(typeset)


def steps(text: str, count: int) -> list[float]:
    """The steps from character to character; `g 3 5.2` stands for three steps of 5.2.

    >>> steps("1.5 g 3 2 4", 9)
    [1.5, 2.0, 2.0, 2.0, 4.0]
    """
    if "g" not in text:
        return numbers_of(text.split()[:count])
    made: list[float] = []
    words = iter(text.split())
    for word in words:
        if len(made) >= count:
            break
        if word == "g":
            times = number_of(next(words, ""))
            made += [number_of(next(words, ""))] * min(max(int(times), 0), count - len(made))
        else:
            made.append(number_of(word))
    return made


def advances(across: list[float], down: list[float], usual: list[float]) -> list[float]:
    """How far type moves on after each character: as told, else as usual.

    Writers that give one step for all mean it for each; where type runs down the page, none is meant.
    """
    if across:
        return across + across[-1:] * (len(usual) - len(across))
    return [0.0] * len(usual) if any(down) else usual


def advances_of_type(moves: list[float], usual: list[float], size: float) -> list[float]:
    """How wide each character is, as far as the steps of its run tell; the last one is as usual.

    Half-width type is set wider or narrower than half its size by many fonts; what tells a gap from a
    wide character is that the other steps of the run are shorter.
    """
    narrow = sorted(move for move, width in zip(moves[:-1], usual, strict=False) if width < size and move > 0)
    pitch = narrow[len(narrow) // 2] if narrow else 0.0
    made = []
    for index, (move, width) in enumerate(zip(moves, usual, strict=True)):
        if index == len(moves) - 1 or move <= 0:
            made.append(width)
        elif width < size:
            made.append(min(move, 1.3 * pitch) if pitch <= 1.1 * size else width)
        else:
            made.append(min(move, width))
    return made
