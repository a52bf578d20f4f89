"""Functions for the tests of `parsers.confined` that misbehave in the child."""

from __future__ import annotations

from pathlib import Path

from parsers.errors import Unreadable


def encrypted() -> None:
    raise Unreadable("encrypted with a password")


def write(target: str) -> None:
    Path(target).write_text("x")
