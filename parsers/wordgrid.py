"""Tables without rules, by the columns of their words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from parsers.model import Table
from parsers.rulegrid import Segment
from parsers.textlines import Box, Char, Line, box_of


def tables(
    lines: list[Line],
    segments: Sequence[Segment],
    page: int,
    *,
    box_around: Callable[[Sequence[Char]], Box] = box_of,
) -> tuple[list[Table], list[Line]]:
    return [], lines
