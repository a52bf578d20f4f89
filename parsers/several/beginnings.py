"""Where reports begin in a document of several: with a title, or a name above a heading that comes again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from parsers.document import Block, Paragraph, Table
from parsers.labels import squeeze
from parsers.names import NAME
from parsers.sections import heading_number
from parsers.several.scopes import SCOPES, SENTENCE, SHARED, body_of, labels_of, scope_of
from parsers.titles import LONGEST_TITLE, REPORT, agency_of, is_title, year_of
from parsers.wording import WORDS
from parsers.yearfigures import in_figures

MOST = 300  # beginnings in one document
LONGEST_OPENING = 3  # lines
MOST_ABOVE = 6  # lines of an opening above its first heading
DAY = re.compile(r"[(（]?20\d\d年\d{1,2}月\d{1,2}日[)）]?")
ANNEX_MARK = re.compile(WORDS["captions"]["annex_mark"])
SENT = re.compile(rf"^.{{4,40}}?关于.{{0,20}}{REPORT.pattern}的(?:公告|公示|函|报告)$")


def title_of(block: Block) -> str:
    """The title that a paragraph is, "" for any other block."""
    if not isinstance(block, Paragraph) or len(block.text) >= LONGEST_TITLE:
        return ""
    text = block.text
    if "报" not in text and "報" not in text:  # as in most lines
        return ""
    if is_title(text):
        return squeeze(text)
    if "关" not in text or "报" not in text:
        return ""
    text = in_figures(squeeze(text))
    return text if SENT.search(text) and year_of(text) else ""


def beginnings(blocks: Sequence[Block]) -> list[int]:
    """The places at which reports begin, in order."""
    starts = {
        with_name_above(blocks, at, title) for at, block in enumerate(blocks) if (title := title_of(block))
    }
    return but_heads_of_pages(blocks, sorted(starts | set(anew(Lines(blocks), starts)))[:MOST])


def but_heads_of_pages(blocks: Sequence[Block], starts: Sequence[int]) -> list[int]:
    """The beginnings without titles that name no body and with which the report above them goes on.

    They are printed at the head of each page: below them stand no first heading and no rows again.
    """
    kept: list[int] = []
    rows: set[tuple[str, str]] = set()
    headings: set[int] = set()
    year: int | None = None
    for start, end in pairwise([*starts, len(blocks)]):
        below = blocks[start:end]
        new_rows = frozenset().union(*map(labels_of, below))
        new_headings = {heading_number(block.text) for block in below if isinstance(block, Paragraph)} - {0}
        title = title_of(below[0])
        goes_on = (
            bool(title and headings)
            and year_of(title) in (None, year)
            and not any(names_body(block) for block in below[:LONGEST_OPENING])
            and len(rows & new_rows) <= SHARED
            and min(new_headings, default=6) >= max(headings)
            and 1 not in new_headings
        )
        if not goes_on:
            kept.append(start)
            rows, headings, year = set(), set(), year_of(title)
        rows |= new_rows
        headings |= new_headings
    return kept


def names_body(block: Block) -> bool:
    """Whether a line is the name of a body, or a title or caption with one."""
    if not isinstance(block, Paragraph) or len(block.text) >= LONGEST_TITLE:
        return False
    return bool(agency_of(title_of(block)) or body_of(in_figures(squeeze(block.text))))


def with_name_above(blocks: Sequence[Block], at: int, title: str) -> int:
    """Where the opening of a report begins, of which the title stands at `at`."""
    while at > 0 and isinstance(above := blocks[at - 1], Paragraph):
        text = squeeze(above.text)
        if not ANNEX_MARK.fullmatch(text) and (agency_of(title) or not NAME.fullmatch(text)):
            break
        at -= 1
        title = text
    return at


class Lines:
    """The lines of a document: the body that each names, in a title or as such, "" for none."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.texts = [
            in_figures(squeeze(block.text))
            if isinstance(block, Paragraph) and len(block.text) < LONGEST_TITLE
            else ""
            for block in blocks
        ]
        self.titled = [REPORT.search(text) is not None for text in self.texts]
        self.named = [
            body_of(text) or (agency_of(text) if titled else "")
            for text, titled in zip(self.texts, self.titled, strict=True)
        ]
        self.scoped = [scope_of(text) in SCOPES for text in self.texts]
        self.first: dict[str, int] = {}  # where a body is first named
        for at, name in enumerate(self.named):
            self.first.setdefault(name, at)

    def heads(self, at: int) -> str:
        """The body that a line names; "" for a line of a list of names, unless that is printed before."""
        name = self.named[at]
        listed = at > 0 and self.named[at - 1] and self.titled[at] == self.titled[at - 1]
        return "" if listed and self.first[name] == at else name

    def opening_above(self, at: int) -> int:
        """Where the lines above a first heading begin that name one body, or a report; `at` for none."""
        low, named = at, False
        for place in range(at - 1, max(at - 1 - MOST_ABOVE, -1), -1):
            text = self.texts[place]
            if not text or SENTENCE.search(text) or heading_number(text) or DAY.fullmatch(text):
                break
            body = bool(self.heads(place))
            told = body or self.titled[place] or self.scoped[place] or bool(ANNEX_MARK.fullmatch(text))
            if (self.named[place] and (named or not body)) or (low < at and not told):
                break
            if told:
                low, named = place, named or body
        return low

    def begins_prose(self, at: int) -> bool:
        """Whether the name of a body stands above a sentence."""
        below = self.blocks[at + 1]
        return isinstance(below, Paragraph) and "。" in below.text and bool(self.heads(at))


def anew(lines: Lines, starts: set[int]) -> Iterator[int]:
    """The places at which a segment begins again: its first heading is printed anew below tables.

    Names above it count as its opening where one stands above the first, too; else they are signatures.
    """
    first, opening, body = "", 0, ""
    named = filled = any_named = False
    for at, block in enumerate(lines.blocks):
        if at in starts:
            first, filled = "", False
        if isinstance(block, Table):
            filled = filled or (bool(first) and bool(labels_of(block)))
        elif isinstance(block, Paragraph) and heading_number(block.text) == 1:
            text, above = squeeze(block.text), lines.opening_above(at)
            name = next((found for place in range(above, at) if (found := lines.heads(place))), "")
            if not first:
                first, opening, body = text, above, name
                named = bool(name) and opening not in starts
            elif text == first and (filled or (named and name not in ("", body))):
                filled, body = False, name
                yield above if named or any(lines.scoped[above:at]) else at
                if named:
                    any_named = True
                    yield opening
    if any_named:
        yield from (at for at in range(len(lines.blocks) - 1) if lines.begins_prose(at))
