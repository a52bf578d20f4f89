"""Functions for the tests of `parsers.confined` that misbehave in the child."""

from __future__ import annotations

import mmap
import resource
from pathlib import Path

from parsers import confined
from parsers.errors import Unreadable

KEPT: list[mmap.mmap | bytes] = []


def encrypted() -> None:
    raise Unreadable("encrypted with a password")


def write(target: str) -> None:
    Path(target).write_text("x")


def keep_mapped(size: int) -> None:
    KEPT.append(mmap.mmap(-1, size))


def keep_written(size: int) -> None:
    KEPT.append(b"x" * size)


def map_once(size: int) -> int:
    with mmap.mmap(-1, size) as room:
        return len(room)


def hold_once(size: int) -> int:
    # Zeros that nobody writes: to write gigabytes takes more time than a test of memory may.
    return len(bytes(size))


def recognise_within(spare: int) -> list[int]:
    """The lengths of the answers of a network to lines of many sizes, with so many bytes left to map."""
    import numpy as np

    from parsers.scans.nets import recognition

    model = recognition.engine()
    limit = confined.mapped("self") + spare
    resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))
    sizes = [(count, 64 * wide) for count in (1, 5, 20) for wide in (2, 3, 9)]
    return [
        len(model.answers(np.ones((count, 3, 48, width), np.float32), [False] * count))
        for count, width in sizes
    ]
