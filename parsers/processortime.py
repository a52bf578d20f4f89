"""A limit on the processor time of what runs in this very process: pages, text, and the tables of every kind.

    with at_most(10.0):
        ...

Risky kinds are opened in a child (`parsers.confined`) that can be ended. What is left is ours, and bounded
in size; but a page that meets a slow rule of ours in an unforeseen way must not hold up what comes behind it.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

from parsers.errors import Unreadable

AGAIN = 1.0  # seconds until it is told once more, should the first have been taken for an error of a part

allowed: list[float] = []  # the seconds of what is timed now, if anything is


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise Unreadable in what stands within once it has used so many seconds of processor time.

    Only the main thread is told of signals; in others, and within what is timed already, nothing is done.
    A call into a C library is not interrupted, but ended behind.
    """
    if allowed or threading.current_thread() is not threading.main_thread():
        yield
        return
    if signal.getsignal(signal.SIGVTALRM) is not out_of_time:
        signal.signal(signal.SIGVTALRM, out_of_time)
    allowed.append(seconds)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN)
        try:
            yield
        finally:
            allowed.clear()
    finally:  # where it ran out while the lines above ended what is timed
        allowed.clear()
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def out_of_time(_signal: int, _frame: FrameType | None) -> None:
    if allowed:
        raise Unreadable(f"not read within {allowed[0]:g} s")
