"""CPU seconds and memory of a process with all its children, living and dead; Linux only."""

from __future__ import annotations

import os
import resource
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def stat(process: Path) -> list[str]:
    """The fields of /proc/PID/stat behind the name, which may hold spaces; empty if the process is gone."""
    try:
        return (process / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []


def descendants(pid: int) -> Iterator[tuple[Path, list[str]]]:
    """The living descendants of a process: the folder and the fields of each."""
    children: dict[int, list[tuple[Path, list[str]]]] = defaultdict(list)
    for process in Path("/proc").glob("[0-9]*"):
        if fields := stat(process):
            children[int(fields[1])].append((process, fields))
    waiting = [pid]
    while waiting:
        for process, fields in children.pop(waiting.pop(), []):
            yield process, fields
            waiting.append(int(process.name))


def cpu_seconds(pid: int | None = None) -> float:
    """User and system time of a process, of its living descendants and of those it waited for."""
    if pid is None:
        pid = os.getpid()
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        own = sum(usage.ru_utime + usage.ru_stime for usage in used)
    else:
        own = ticks(stat(Path(f"/proc/{pid}")))
    return own + sum(ticks(fields) for _, fields in descendants(pid))


def ticks(fields: list[str]) -> float:
    """utime, stime, cutime and cstime of a process, in seconds."""
    return sum(map(int, fields[11:15])) / TICKS


def peak_megabytes() -> float:
    """The most memory this process ever held, and with it the most that one child held.

    Not ru_maxrss for ourselves: that one counts what the process was before it became this program.
    """
    own = high_water(Path("/proc/self"))
    dead = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    living = (high_water(process) for process, _ in descendants(os.getpid()))
    return (own + max(dead, *living, 0)) / 1024


def high_water(process: Path) -> int:
    """VmHWM of a process in kB; 0 if it is gone."""
    try:
        lines = (process / "status").read_text("utf-8", "replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


def resident_megabytes(pid: int) -> float:
    """What a process and its descendants hold now, in MB."""
    pages = 0
    for process in (Path(f"/proc/{pid}"), *(path for path, _ in descendants(pid))):
        try:
            pages += int((process / "statm").read_text().split()[1])
        except OSError:
            continue
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
