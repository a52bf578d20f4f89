"""Labels of cells side by side, as they are read line by line where the cells are lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import combinations

from parsers import labels

LONGEST_WHOLE = 3  # signs of a label that is not broken over lines


def with_pieces(label: str, groups: tuple[str, ...]) -> re.Pattern[str]:
    """What finds a label amid which pieces of its groups' labels are printed, as in a line of three cells."""
    names = [labels.letters(group) for group in groups]
    pieces = {name[a:b] for name in names for a in range(len(name)) for b in range(a + 1, len(name) + 1)}
    some = "|".join(sorted(map(re.escape, pieces), key=lambda piece: -len(piece)))
    return re.compile(f"(?:{some})?".join(map(re.escape, label)))


@lru_cache(maxsize=256)  # forms that differ in their rows alone ask the same
def in_order(stretch: str, corner: str, groups: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether a stretch of letters is the heading of the applicants, its columns in the order of the form.

    Nothing but the labels may stand there; lines of cells side by side may be mixed, but the first letters
    of the labels then stand in the order of the columns. The 总计, of two or three lines' height, and the
    corner may stand anywhere.
    """
    apart = set(corner) - set("".join(wanted)) - set("".join(groups))
    if set(corner) == apart and all(stretch.count(sign) == corner.count(sign) for sign in apart):
        stretch = "".join(sign for sign in stretch if sign not in apart)
    else:
        stretch = stretch.replace(corner, "")
    stretch = stretch[max(stretch.rfind(groups[0]), 0) :]  # before which a corner in other words may stand
    for group in dict.fromkeys(groups):
        stretch = stretch.replace(group, "", 1)
    if Counter(stretch) != Counter("".join(wanted)):
        return False
    places = [stretch.find(name[0]) for name in wanted[:-1]]
    if len(set(places)) < len(places):
        return False
    # Labels of more lines begin higher than those beside them, which are read later.
    broken = not any(name in stretch for name in wanted if len(name) > LONGEST_WHOLE)
    lengths = [len(name) for name in wanted[:-1] if broken and len(name) > LONGEST_WHOLE]
    kinds = [{length} for length in dict.fromkeys(lengths)] or [set(map(len, wanted))]
    return all(
        (among := [place for place, name in zip(places, wanted, strict=False) if len(name) in kind])
        == sorted(among)
        for kind in kinds
    )


@cache
def readings(names: tuple[str, ...]) -> tuple[str, ...]:
    """The ways in which the labels of cells side by side are read line by line: whole, or broken alike."""
    return tuple(dict.fromkeys(broken(names)))


def broken(names: tuple[str, ...]) -> Iterator[str]:
    """The same, some perhaps twice."""
    yield "".join(names)
    longest = max(map(len, names))
    for width in range(1, longest):
        lines = [[name[at : at + width] for name in names] for at in range(0, longest, width)]
        yield "".join("".join(line) for line in lines)
        # The last, shorter label stands whole in the first or the last line.
        for home in (0, len(lines) - 1):
            yield "".join(
                "".join(line[:-1]) + (names[-1] if at == home else "") for at, line in enumerate(lines)
            )


def leaves_end(text: str, leaves: tuple[str, ...], times: int) -> int:
    """Where the last of so many sets of the same labels ends, whole or read line by line; -1 if any lacks."""
    for way in readings(leaves):
        if text.count(way) == times:
            return text.rfind(way) + len(way)
    for first in readings(leaves):  # one set for itself, the others side by side
        at = text.find(first)
        rest = text[:at] + "|" + text[at + len(first) :]
        for others in readings(leaves * (times - 1)) if at >= 0 else ():
            if others in rest:
                return max(at + len(first), text.rfind(others) + len(others))
    return -1


@lru_cache(maxsize=256)
def mixed_leaves(stretch: str, leaves: tuple[str, ...], times: int) -> bool:
    """Whether a stretch of letters is so many sets of the same labels, their lines mixed, and nothing else.

    Cells of unlike height mix them. Of two labels whose own signs stand in the same place the first is read
    first.
    """
    if Counter(stretch) != Counter("".join(leaves) * times):
        return False
    signs = Counter("".join(leaves))
    own = {leaf: next((at for at, sign in enumerate(leaf) if signs[sign] == 1), -1) for leaf in leaves[:-1]}
    alike = [(one, other) for one, other in combinations(own, 2) if own[one] == own[other] >= 0]
    return all(stretch.find(one[own[one]]) < stretch.find(other[own[other]]) for one, other in alike)
