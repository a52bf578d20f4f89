"""What can go wrong while a document is read.

    ParseError          the base: a document, not the program, is at fault
    └── Unreadable      the document cannot be opened as what it claims to be; `reason` says why, plainly

Readers raise; `parsers.parse` turns each of them into a Report with status `failed`.
"""

from __future__ import annotations


class ParseError(Exception):
    """A document that cannot be read."""


class Unreadable(ParseError):  # noqa: N818 - the name says what the document is
    """The document cannot be opened; `reason` is one plain sentence for a reader of the report."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
