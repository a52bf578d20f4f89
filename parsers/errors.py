"""What goes wrong when a document is read, in words a person understands."""

from __future__ import annotations


class ParseError(Exception):
    """A document that cannot be read; its text is the plain reason."""


class Unreadable(ParseError):  # noqa: N818 - it says what the document is
    """The bytes are not what they claim to be, are protected, broken, or exceed a limit."""
