"""What some kinds of documents need beyond the core, and how a reading says that it was missing."""

from __future__ import annotations

from collections.abc import Callable

from parsers.readers import office, repacked
from parsers.scans.nets import recognition

# What a reason or an issue holds where something was missing, and whether it is here now.
NEEDED: tuple[tuple[str, Callable[[], bool]], ...] = (
    (office.MISSING, lambda: office.program() is not None),
    (repacked.MISSING, lambda: repacked.program() is not None),
    (recognition.MISSING, lambda: not recognition.missing()),
)


def come() -> list[str]:
    """What readings said that lacked something which is here now: those are worth another."""
    return [said for said, is_here in NEEDED if is_here()]
