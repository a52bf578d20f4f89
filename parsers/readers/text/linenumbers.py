"""Numbers before all lines of a text, as listings and some programs that extract text put there."""

from __future__ import annotations

import re
from collections.abc import Sequence

NUMBERED = re.compile(r"\s{0,8}(\d{1,5})(?:[:：.、|)\]]?[ \t]|[:：|])[ \t]?")
FEWEST = 12  # lines with a number
NUMBERED_COLUMNS = re.compile(r"^[ ]+0[ ]+1(?:[ ]+\d+)*[ ]*$", re.MULTILINE)
ZERO_AHEAD = re.compile("\n +0 ")  # in a text of such, and found sooner
ROW_NUMBER = re.compile(r"(\d{1,3})[ ]")
BLANK = re.compile(r"(?<!\S)NaN(?!\S)")


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


def without_row_numbers(lines: Sequence[str], text: str) -> Sequence[str]:
    """The lines of a text, blanks for the numbers of rows and columns that pandas prints around tables.

    NaN is what it prints for a blank cell.
    """
    if ZERO_AHEAD.search(f"\n{text}") is None or NUMBERED_COLUMNS.search(text) is None:
        return lines
    made = list(lines)
    at = 0
    while at < len(made):
        if NUMBERED_COLUMNS.fullmatch(made[at]) and are_counted(made[at].split()):
            made[at] = ""
            number = 0
            while (
                at + 1 < len(made) and (found := ROW_NUMBER.match(made[at + 1])) and found[1] == str(number)
            ):
                at, number = at + 1, number + 1
                cells = made[at][found.end(1) :]
                made[at] = " " * found.end(1) + BLANK.sub("   ", cells)
        at += 1
    return made


def are_counted(words: Sequence[str]) -> bool:
    return list(words) == [str(number) for number in range(len(words))]
