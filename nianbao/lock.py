"""One run at a time: a lock beside the archive that the system lets go when its holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LockedError(Exception):
    """Another run holds the archive."""


@contextmanager
def exclusive(archive: Path) -> Iterator[None]:
    """Hold the archive for one run; LockedError, naming the holder's process, if another one does.

    The lock is the kernel's (flock), so a killed run never leaves it behind; the file stays.
    """
    path = archive.with_name(archive.name + ".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise LockedError(f"another run (process {holder}) holds {archive}; try again later") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
