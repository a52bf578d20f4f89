"""Lines of text become paragraphs, by how the text of their column is set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from parsers.document import Block, Paragraph, Place
from parsers.pages.textlines import DOUBTED, UNKNOWN, Line, around, letters_meet, wide
from parsers.sections import ORDINAL, heading_number

# The first line of a paragraph stands back from the others by two characters, or at least by this.
INDENT = 1.2
LONG = 0.7  # of the column: the end of a line that may go on below
SENTENCE_ENDS = "。！？；.!?;"  # after which a new page begins a new paragraph
# The number of a document, which stands in a line of its own: 某政发〔2026〕3号.
NUMBER = re.compile(r"[\u4e00-\u9fff]{2,14}\s*[〔\[(【（]\s*\d{4}\s*[〕\])】）]\s*第?\s*\d{1,4}\s*号")


@dataclass(slots=True)
class Run:
    """The lines of a paragraph so far, and whether the last of them reaches the right edge."""

    page: int
    lines: list[Line]
    full: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """How the text of a column is set: where its lines begin and end, and how far apart they stand."""

    left: float
    right: float
    height: float
    pitch: float

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Shape:
        if not lines:
            return cls(0.0, 0.0, 1.0, 2.0)
        height = median(line.bottom - line.top for line in lines)
        usual = [line for line in lines if 0.8 * height < line.bottom - line.top < 1.2 * height] or list(
            lines
        )
        steps = [after.top - before.top for before, after in pairwise(usual)]
        steps = [step for step in steps if 0.8 * height < step < 4 * height]
        left = min(line.left for line in usual)
        return cls(left, max(line.right for line in usual), height, min(steps, default=2 * height))

    def full(self, line: Line) -> bool:
        """Whether a line reaches the right edge, so that what follows may belong to it."""
        return line.right > self.right - 3.5 * self.height

    def long(self, line: Line) -> bool:
        return line.right - self.left > LONG * (self.right - self.left)

    def centred(self, line: Line) -> bool:
        return abs(line.left + line.right - self.left - self.right) < 2 * self.height

    def runs_on(self, run: Run, line: Line, *, same_page: bool) -> bool:
        """Whether a line belongs to the paragraph before it."""
        last = run.lines[-1]
        sizes = sorted((last.bottom - last.top, line.bottom - line.top))
        # The height of a few flat characters says nothing about the size of their type.
        if sizes[1] > 1.15 * sizes[0] and min(len(last.chars), len(line.chars)) > 4:
            return False
        if stands_alone(line.text) or (stands_alone(last.text) and not opens_section(last.text + line.text)):
            return False
        if same_page:
            if line.top < last.top or line.top - last.top > max(1.6 * self.pitch, 2.2 * sizes[1]):
                return False
            if self.centred(last) and self.centred(line) and sizes[1] > 1.2 * self.height:
                return True  # a title of several lines
        elif last.text[-1] in SENTENCE_ENDS:
            return False
        set_back = self.left + INDENT * self.height
        # Lines that a program breaks after so many signs end where their figures let them.
        goes_on = run.lines[0].left >= set_back and self.long(last) and last.text[-1] not in SENTENCE_ENDS
        return line.left < set_back and (run.full or goes_on)


def opens_section(text: str) -> bool:
    """Whether a line is a heading of the form, with its ordinal: no paragraph runs on into it."""
    return heading_number(text) > 0 and ORDINAL.match(text) is not None


def stands_alone(text: str) -> bool:
    """Whether a line is a heading of the form, or the number of the document.

    >>> stands_alone("二、主动公开政府信息情况"), stands_alone("某政发〔2026〕3号"), stands_alone("（3号）")
    (True, True, False)
    """
    return opens_section(text) or NUMBER.fullmatch(text.strip()) is not None


def finished(run: Run | None) -> list[Block]:
    """The paragraph of a run of lines; nothing for none."""
    if run is None:
        return []
    text = ""
    for line in run.lines:
        if text and not (wide(text[-1]) or wide(line.text[0])) and letters_meet(text[-1], line.text[0]):
            # A figure that the layout broke runs on; words of an alphabet stand apart.
            text += "" if text[-1].isdecimal() and line.text[0].isdecimal() else " "
        text += line.text
    first = [line for line in run.lines if line.top >= run.lines[0].top]
    place = Place(page=run.page, box=around(line[2:6] for line in first))
    chars = [char for line in run.lines for char in line.chars]
    if not any(char.mark == DOUBTED for char in chars):
        return [Paragraph(text, place)]
    sure = "".join(UNKNOWN if char.mark == DOUBTED else char.text for char in chars)
    return [Paragraph(text, place, sure=sure)]
