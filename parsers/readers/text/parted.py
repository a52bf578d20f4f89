"""Lines whose cells are parted by commas or by rules drawn with signs: the same with tabs between cells."""

from __future__ import annotations

import csv
import re

from parsers.labels import look_up
from parsers.readers.text.tabs import LONGEST_LINE

UPRIGHT = re.compile("[│┃║┆┇┊┋]")
OUTER = re.compile(r"^\s*[│┃║]|[│┃║]\s*$")
DRAWN = re.compile("[\u2500-\u257f\\s]")  # signs of rules and corners
FEWEST_COMMAS = 3  # in a line of comma-separated values
FEWEST_ROWS = 6  # of them with a label of a form
SENTENCE = re.compile(r"[。！？]")


def with_tabs_for_rules(lines: list[str]) -> list[str]:
    """The lines of a text whose tables are drawn with │ and ─, with tabs between cells; others unchanged."""
    if not any(map(UPRIGHT.search, lines)):
        return lines
    made = []
    for line in lines:
        drawn = line.strip()
        if drawn and not DRAWN.sub("", drawn):
            made.append("\t\t")  # a rule between rows, or a row of blank cells
        elif UPRIGHT.search(line):
            made.append(UPRIGHT.sub("\t", OUTER.sub("", line)))
        else:
            made.append(line)
    return made


def with_tabs_for_commas(lines: list[str]) -> list[str]:
    """The lines of a file of comma-separated values with tabs between cells; others as they are."""
    rows = {
        at: cells
        for at, line in enumerate(lines)
        if line.count(",") >= FEWEST_COMMAS and (cells := separated(line))
    }
    labelled = sum(any(map(look_up, cells)) for cells in rows.values())
    if labelled < FEWEST_ROWS:
        return lines
    return ["\t".join(rows[at]) if at in rows else line for at, line in enumerate(lines)]


def separated(line: str) -> list[str]:
    """The cells of a line with commas, [] for one that is no line of comma-separated values."""
    if len(line) > LONGEST_LINE or "\t" in line or SENTENCE.search(line):
        return []
    return next(csv.reader([line]), [])
