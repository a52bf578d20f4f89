"""Plain text: paragraphs and tables of text with tabs, and of text copied from a PDF, broken over lines.

A place is the line and column (in signs) where a figure stands.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.decode import decode
from parsers.document import Block, Document, Hints, Issue
from parsers.errors import Unreadable
from parsers.readers.limits import MOST_CELLS
from parsers.readers.markdown import without_marks
from parsers.readers.text.around import without_folios, without_headers
from parsers.readers.text.celled import SIGN, is_celled, with_cells
from parsers.readers.text.drawn import CORNERS, with_drawn
from parsers.readers.text.linenumbers import without_line_numbers, without_row_numbers
from parsers.readers.text.listed import with_tabs_for_lists
from parsers.readers.text.paragraphs import paragraphs
from parsers.readers.text.parted import with_tabs_for_signs
from parsers.readers.text.repeats import TAKEN_AWAY, lacks_repeats
from parsers.readers.text.stacked import is_stacked, with_stacked_cells
from parsers.readers.text.tabs import with_tabs
from parsers.readers.text.typeset import with_typeset_rows
from parsers.readers.text.wrapped import without_tabs

__all__ = ["blocks_of", "read"]

LARGEST = 20 << 20
LINE_ENDS = "\r\f\x85\u2028\u2029"
MOST_LINES = 200_000


def read(body: bytes, hints: Hints) -> Document:
    """The paragraphs and tables of a text. Raises Unreadable for what is too long or no text."""
    if len(body) > LARGEST:
        raise Unreadable(f"the text has {len(body) >> 20} MB; the limit is {LARGEST >> 20} MB")
    decoded = decode(body, hints.content_type)
    text = decoded.text
    if not text.strip():
        raise Unreadable("the file holds no text")
    if decoded.damaged * 20 > len(text):
        raise Unreadable("neither text nor any other known kind of file")
    text = text.replace("\r\n", "\n")
    for end in LINE_ENDS:
        text = text.replace(end, "\n")
    lines: Sequence[str] = text.split("\n")
    if len(lines) > MOST_LINES:
        raise Unreadable(f"the text has {len(lines)} lines; the limit is {MOST_LINES}")
    lines = without_row_numbers(without_line_numbers(lines), text)
    lines = with_typeset_rows(lines, text)
    lines = without_headers(without_marks(lines))
    lines = with_tabs_for_lists(without_folios(lines, text), text)
    issues = []
    if decoded.damaged:
        issues.append(
            Issue("damaged_text", f"{decoded.damaged} signs fit no encoding and are shown as \ufffd")
        )
    blocks, more = blocks_of(lines)
    return Document("text", tuple(blocks), {}, (), (*issues, *more))


def blocks_of(lines: Sequence[str]) -> tuple[list[Block], list[Issue]]:
    """Blocks of a text's lines, in order, and what a person should know."""
    text = "\n".join(lines)
    if any(map(text.__contains__, CORNERS)) and (drawn := with_drawn(lines)):
        return drawn, []
    if SIGN in text and is_celled(lines):
        return with_cells(lines), []
    last = lines[-1:]
    lines = with_tabs_for_signs(lines)
    if is_stacked(lines):
        return with_stacked_cells(lines), []
    tabs = [line.count("\t") for line in lines]
    if sum(tabs) > MOST_CELLS:
        raise Unreadable("more table cells than a report can have")
    if len([count for count in tabs if count >= 2]) >= 5:
        # Other signs than tabs close a cell, too.
        return with_tabs(lines, may_be_cut=last == lines[-1:]), []
    if lacks_repeats(lines):
        return list(paragraphs(list(enumerate(lines, 1)))), [TAKEN_AWAY]
    return without_tabs(lines)
