"""Lines of several pages read at the same time: the model is quickest with many lines of one width.

What reads a page is a generator: it yields the lines that it has to know, is sent what they say, and returns
what it makes of that. `together` runs several side by side, `finished` lets the model answer.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar

from parsers.scans.nets.decoding import Reading
from parsers.scans.nets.recognition import Look, read_lines
from parsers.scans.types import Grey

Made = TypeVar("Made")
Asking = Generator[list[Look], list[Reading], Made]


def said_by(crops: Sequence[Grey], **way: Any) -> Asking[list[Reading]]:
    """What the model says of pictures of lines, all shown in one way, as `Look` has them."""
    if not crops:
        return []
    return (yield [Look(crop, **way) for crop in crops])


def together(tasks: Iterable[Asking[Made]]) -> Asking[list[Made]]:
    """What each task makes; what they ask for at the same time is asked for at once."""
    made: dict[int, Made] = {}
    asking: dict[int, tuple[Asking[Made], list[Look]]] = {}
    for number, task in enumerate(tasks):
        try:
            asking[number] = task, next(task)
        except StopIteration as end:
            made[number] = end.value
    while asking:
        readings = iter((yield [look for _, looks in asking.values() for look in looks]))
        asked, asking = asking, {}
        for number, (task, looks) in asked.items():
            try:
                asking[number] = task, task.send(list(islice(readings, len(looks))))
            except StopIteration as end:
                made[number] = end.value
    return [made[number] for number in sorted(made)]


def finished(task: Asking[Made]) -> Made:
    """What a task makes, each line that it asks for read by the model."""
    try:
        looks = next(task)
        while True:
            looks = task.send(read_lines(looks))
    except StopIteration as end:
        made: Made = end.value
        return made
