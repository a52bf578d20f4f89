"""How often Python looks for garbage in a process that reads documents."""

from __future__ import annotations

import gc

# A report is thousands of small objects that all live until it is done: looking for cycles among them
# every 700 finds nothing, and walks through memory that would else stay out of the processor's cache.
ALLOCATIONS = 20_000


def run_seldom() -> None:
    """Let the collector run seldom from now on; for processes that read one document after the other."""
    gc.set_threshold(ALLOCATIONS, 20, 20)
