"""Functions for the tests of `parsers.confined` that misbehave in the child."""

from __future__ import annotations

import mmap
from pathlib import Path

from parsers.errors import Unreadable

KEPT: list[mmap.mmap] = []


def encrypted() -> None:
    raise Unreadable("encrypted with a password")


def write(target: str) -> None:
    Path(target).write_text("x")


def keep_mapped(size: int) -> None:
    KEPT.append(mmap.mmap(-1, size))


def map_once(size: int) -> int:
    with mmap.mmap(-1, size) as room:
        return len(room)
