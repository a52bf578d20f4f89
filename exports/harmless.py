"""Texts that no spreadsheet program takes for more than data."""

from __future__ import annotations

import re

# A cell that begins so may be run as a formula.
FORMULA = re.compile("^(?:[\\s\u202a-\u202e\u2066-\u2069]*[=+@|\uff1d\uff0b\uff0d\uff20-]|[\\t\\r])")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def harmless(text: str) -> str:
    """A text that a spreadsheet program does not run: an apostrophe before what looks like a formula.

    >>> harmless('=HYPERLINK("x")'), harmless("-3"), harmless("教育局")
    ('\\'=HYPERLINK("x")', '-3', '教育局')
    """
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text
