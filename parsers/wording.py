"""The Chinese words the parsers look for: `WORDS` is `wording.toml`, loaded once.

Words are data, so that code holds none and a person who reads Chinese but no Python can add one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib import resources
from typing import Any

WORDS: dict[str, Any] = tomllib.loads(resources.files("parsers").joinpath("wording.toml").read_text("utf-8"))


def alternatives(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, the longest first.

    >>> import re
    >>> re.match(alternatives(["元", "元整"]), "元整").group()
    '元整'
    """
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


def pairs(text: str) -> dict[int, str]:
    """Neighbours of a string as a table for `str.translate`: first of each pair to second."""
    return {ord(text[at]): text[at + 1] for at in range(0, len(text) - 1, 2)}
