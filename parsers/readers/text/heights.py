"""Figures of cells of unlike height: text has them before, amid or after the labels of their rows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from operator import attrgetter

from parsers.readers.text.landmarks import Spot
from parsers.readers.text.words import COMMAS, Stretch, Token, is_bare
from parsers.templates import FormTable
from parsers.values import LONGEST_NUMBER

FEW_ROWS = 5  # fewer may be laid out so by chance
LINE_OF, START_OF = attrgetter("line"), attrgetter("start")


def mixes(stretch: Stretch, first: int, ordered: Sequence[Spot]) -> bool:
    """Whether lines of figures alone are seen to stand before or amid labels, or two after one."""
    starts = list(map(START_OF, ordered))
    named = set(map(LINE_OF, stretch.named))
    for position, run in stretch.runs:
        if position < first or run[0].line in named:
            continue
        at = bisect_left(starts, position)
        if not at or ordered[at - 1].end > position:
            return True
        width = len(ordered[at - 1].marks.columns)
        if len(run) == 2 * width and run[width - 1].line == run[0].line < run[width].line == run[-1].line:
            return True
    return False


def of_either(
    stretch: Stretch, blocks: Sequence[Sequence[Spot]], taken: Mapping[int, list[Token] | None]
) -> set[int]:
    """Rows whose figures, in lines of their own, may be those of the label before or behind them.

    They are, if a row between has none and no figures stand behind the last label of a block. Where others
    stand in a line with their label, a row whose label takes but one line shows that it has none. Behind the
    last label of a block, whose others have none, they may be those of any: all labels may stand before them.
    """
    named = set(map(LINE_OF, stretch.named))
    shown = {key: run[0].line in named for key, run in taken.items() if run}
    alone = {key for key, beside in shown.items() if not beside}
    if not alone:
        return set()
    if not any(id(spot) in shown for spots in blocks for spot in spots[:-1]):
        return {id(spot) for spots in blocks if len(spots) > 1 and id(spots[-1]) in alone for spot in spots}
    if any(id(spots[-1]) in alone for spots in blocks):
        return set()
    pairs = [(one, other) for spots in blocks for one, other in pairwise(spots) if id(one) in alone]
    lacking = [
        other
        for _, other in pairs
        if not taken[id(other)] and not (any(shown.values()) and in_one_line(stretch, other))
    ]
    return {id(spot) for pair in pairs for spot in pair} if lacking else set()


def in_one_line(stretch: Stretch, spot: Spot) -> bool:
    return stretch.word_at(spot.start).line == stretch.word_at(spot.end - 1).line


def beside_labels(
    stretch: Stretch, ordered: Sequence[Spot], taken: Mapping[int, list[Token] | None]
) -> dict[int, list[Token] | None]:
    """The runs of figures that stand in a line with their label, or amid it; others are not certain."""
    kept: dict[int, list[Token] | None] = {}
    for spot in ordered:
        run = taken[id(spot)]
        within = range(stretch.word_at(spot.start).line, stretch.word_at(spot.end - 1).line + 1)
        kept[id(spot)] = run if run and run[0].line in within else None
    return kept


def in_turn_of(
    stretch: Stretch, first: int, table: FormTable, ordered: Sequence[Spot]
) -> dict[int, list[Token] | None]:
    """The runs of figures by the order of the labels, where each stands beside its own; else {}.

    Lines of a row are read in the order of their heights: figures stand before, amid or after their
    label. Each run must be whole, there must be as many as labels and no other label, and sums must hold.
    """
    runs = [
        (position, list(line))
        for position, run in stretch.runs
        if position >= first
        for _, line in groupby(run, key=LINE_OF)
    ]
    if len(runs) != len(ordered) or len(runs) < FEW_ROWS:
        return {}
    ends = [first, *(spot.end for spot in ordered)]
    begins = [*(spot.start for spot in ordered[1:]), len(stretch.text)]
    for (position, run), spot, end, begin in zip(runs, ordered, ends[:-1], begins, strict=True):
        if len(run) != len(spot.marks.columns) or not end <= position <= begin:
            return {}
        if set(stretch.text[end : spot.start]) - set("".join(spot.marks.groups)):
            return {}
    rows = {spot.row.key: run for spot, (_, run) in zip(ordered, runs, strict=True)}
    if not adds_up(table, rows):
        return {}
    return {id(spot): run for spot, (_, run) in zip(ordered, runs, strict=True)}


def adds_up(table: FormTable, rows: Mapping[str, Sequence[Token]]) -> bool:
    """Whether the sums that a form asks of its columns hold for the rows that are there, of plain figures."""
    if not all(
        is_bare(token.text) and len(token.text) <= LONGEST_NUMBER for run in rows.values() for token in run
    ):
        return False
    counts = {key: [int(token.text.translate(COMMAS)) for token in run] for key, run in rows.items()}
    return all(
        sums(counts, identity.left) == sums(counts, identity.right)
        for identity in table.identities
        if identity.each == "column"
    )


def sums(counts: Mapping[str, Sequence[int]], keys: Sequence[str]) -> list[int]:
    """The sums, by column, of those rows that are there."""
    return [sum(column) for column in zip(*(counts[key] for key in keys if key in counts), strict=True)]
