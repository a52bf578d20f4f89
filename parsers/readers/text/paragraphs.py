"""Lines of running text as paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parsers.document import Paragraph, Place
from parsers.sections import ENDS, NARROWEST, NEW_ITEM, SHORTEST, WIDEST, heading_number
from parsers.titles import is_title
from parsers.wording import WORDS

FEWEST_LINES = 8  # that show how wide a page is
STOP = re.compile(f"[{ENDS}]$")
LOCATED = re.compile(rf"(?:{'|'.join(WORDS['metadata']['location'])})\s*[:：]")  # a trail of links


def width_of(lines: Sequence[tuple[int, str]]) -> int:
    """How long the longest lines are, but for a few; 0 for too few lines to tell."""
    if len(lines) < FEWEST_LINES:
        return 0
    lengths = sorted(filter(None, [len(line.strip()) for _, line in lines]))
    return lengths[int(len(lengths) * 0.9)] if len(lengths) >= FEWEST_LINES else 0


def paragraphs(lines: Sequence[tuple[int, str]]) -> Iterator[Paragraph]:
    """Paragraphs of lines, those that a page width broke joined again.

    A line is broken where it is as long as the longest and ends no sentence; a blank line amid a sentence
    is the end of a page.
    """
    full = width_of(lines)
    broken = NARROWEST <= full <= WIDEST
    current: list[str] = []
    start = 0
    gap = False
    for number, line in lines:
        text = line.strip()
        if not text:
            gap = True
            continue
        if current:
            last = current[-1]
            goes_on = (
                broken
                and len(last) >= full * SHORTEST
                and not STOP.search(last)
                and not NEW_ITEM.match(text)
                and not heading_number(last)
                and not heading_number(text)
                and not is_title(last)
                and not LOCATED.match(last)
            )
            if not (goes_on and (not gap or not line[:1].isspace())):
                yield Paragraph("".join(current), Place(line=start))
                current = []
        if not current:
            start = number
        current.append(text)
        gap = False
    if current:
        yield Paragraph("".join(current), Place(line=start))
