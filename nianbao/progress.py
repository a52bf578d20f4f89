"""Progress of long work: a bar on a terminal, a line now and then where there is none."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

SECONDS_BETWEEN_LINES = 10

Report = Callable[[int, int, str], None]  # done, total (0: not known), what is being done


@contextmanager
def progress(title: str, console: Console) -> Iterator[Report]:
    """Show work under `title`; the caller reports (done, total, note) as often as it likes."""
    if console.is_terminal:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}", style="dim"),
        )
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task(title, total=None, note="")
            yield lambda done, total, note: bar.update(task, completed=done, total=total or None, note=note)
        return
    last = time.monotonic()

    def line(done: int, total: int, note: str) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            console.print(
                f"{title}: {done}{f' of {total}' if total else ''} {note}".rstrip(), highlight=False
            )

    yield line
