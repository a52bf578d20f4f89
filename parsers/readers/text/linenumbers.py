"""Numbers before all lines of a text, as listings and some programs that extract text put there."""

from __future__ import annotations

import re
from collections.abc import Sequence

NUMBERED = re.compile(r"\s{0,8}(\d{1,5})(?:[:：.、|)\]]?[ \t]|[:：|])[ \t]?")
FEWEST = 12  # lines with a number


def without_line_numbers(lines: Sequence[str]) -> Sequence[str]:
    """The lines with spaces in place of their numbers; the same lines unless all are numbered, one by one.

    Blank lines may be numbered or not, or be left out.

    >>> list(without_line_numbers([f"{number}: a{number}" for number in range(1, 13)]))[:2]
    ['   a1', '   a2']
    """
    found = []
    for at, line in enumerate(lines):
        if line.strip():
            if (number := NUMBERED.match(line + " ")) is None:
                return lines
            found.append((at, int(number[1]), number.end()))
    if len(found) < FEWEST:
        return lines
    (first, begin, _), *_ = found
    by_line = all(number - begin == at - first for at, number, _ in found)
    by_text = all(number - begin == count for count, (_, number, _) in enumerate(found))
    if not (by_line or by_text):
        return lines
    made = list(lines)
    for at, _, end in found:
        made[at] = " " * end + lines[at][end:]
    return made
