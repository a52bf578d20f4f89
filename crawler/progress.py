"""How far a run is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """Requests done and known of so far (more are found on the way), and a word on the state."""

    done: int
    total: int
    note: str = ""
