"""Bands: the headings of columns that stand side by side above the figures of a table without rules."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from parsers.unruled.labels import Label, Word
from parsers.unruled.wordings import is_across, is_figure

BAND = 14.0  # headings of one band stand no further apart, in ems
BESIDE_BAND = 2.6  # and a 总计 no further above or below the others
ABOVE = 16.0  # labels of groups of columns stand no further above them


@dataclass(slots=True)
class Band:
    """Headings of columns side by side, from left to right, and the labels of groups above them."""

    table: str
    leaves: list[Label]
    above: list[Label]
    corner: Label | None = None
    doubtful: bool = False
    top: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        self.top = min([label.box[1] for label in [*self.leaves, *self.above]])
        self.bottom = max([label.box[3] for label in self.leaves])


def bands_of(words: Sequence[Word], labels: Sequence[Label], stops: Sequence[float]) -> list[Band]:
    """The headings of columns that stand side by side, from top to bottom."""
    sure = [label for label in labels if is_heading(label)]
    unsure = [label for label in labels if may_be_heading(label)]
    barriers = sorted(
        [
            label.middle
            for label in labels
            if is_row(label) and not may_be_heading(label) and not side_by_side(label)
        ]
        + [word.middle for word in words if is_figure(word.text)]
        + [label.middle for label in labels if "block" in label.kinds]
    )
    clusters: list[list[Label]] = []
    turns: list[float] = []  # where headings end that the next page has again
    for label in sorted(sure, key=lambda label: label.middle):
        if clusters:
            last = clusters[-1]
            lowest = last[-1].middle
            parted = bisect_right(barriers, lowest + 1) < bisect_left(barriers, label.middle - 1)
            near = label.middle - lowest < BAND * label.words[0].em
            if near and not parted and any(repeats(label, one) for one in last):
                turns.append(max(one.box[3] for one in last))
            elif near and not parted and table_of([*last, label]):
                last.append(label)
                continue
        clusters.append([label])
    edges = sorted([*stops, *barriers, *turns])
    return [band_of(cluster, unsure, words, labels, edges) for cluster in clusters]


def repeats(label: Label, before: Label) -> bool:
    """Whether a heading is one of the page before again, where no row stood below that one."""
    return (
        label.words[0].leaf > before.words[-1].leaf
        and label.text == before.text
        and label.box[0] < before.box[2]
        and before.box[0] < label.box[2]
    )


def band_of(
    cluster: list[Label],
    unsure: list[Label],
    words: Sequence[Word],
    labels: Sequence[Label],
    edges: Sequence[float],
) -> Band:
    """The band of headings that were found side by side, with those that may also be labels of rows."""
    em = cluster[0].words[0].em
    top, bottom = min(label.middle for label in cluster), max(label.middle for label in cluster)
    left = min(label.box[0] for label in cluster)
    table = table_of(cluster)
    for label in unsure:
        level = top - BESIDE_BAND * em < label.middle < bottom + BESIDE_BAND * em
        if level and label.means("column", table) and label.box[0] > left and len(cluster) > 1:
            cluster.append(label)
    cluster += unknown_headings(cluster, words, em)
    cluster.sort(key=lambda label: label.box[0])
    high = min(label.box[1] for label in cluster)
    above = []
    corner = None
    for label in labels:
        if not high - ABOVE * em < label.middle < bottom + em or label in cluster:
            continue
        if label.means("corner", table) and label.centre < cluster[0].centre:
            corner = label
        elif is_upper(label, table) and label.centre > cluster[0].box[0]:
            above.append(label)
    first = max((edge for edge in edges if edge < top), default=float("-inf"))
    above = [label for label in above if label.middle > first]
    band = Band(table, cluster, above, corner if corner and corner.middle > first else None)
    band.doubtful = any(one.box[2] > other.box[0] + 0.2 * em for one, other in pairwise(cluster))
    return band


def unknown_headings(cluster: Sequence[Label], words: Sequence[Word], em: float) -> Iterator[Label]:
    """What is printed between the headings of a band and is no label of the forms, word by word."""
    if len(cluster) < 2:
        return
    top, bottom = min(label.box[1] for label in cluster), max(label.box[3] for label in cluster)
    left = min(label.box[0] for label in cluster)
    free = [
        word
        for word in words
        if not word.used
        and top - 0.5 * em < word.middle < bottom + 0.5 * em
        and word.box[0] > left
        and not is_figure(word.text)
        and not any(word.box[0] < label.box[2] and label.box[0] < word.box[2] for label in cluster)
    ]
    for low, high in merged((word.box[0], word.box[2]) for word in free):
        found = [word for word in free if low <= word.box[0] and word.box[2] <= high]
        found.sort(key=lambda word: (word.leaf, word.line, word.box[0]))
        for word in found:
            word.used = True
        yield Label(found, "".join(word.text for word in found), ())


def is_heading(label: Label) -> bool:
    """Whether a label can only be that of a column."""
    return "column" in label.kinds and "row" not in label.kinds and "group" not in label.kinds


def may_be_heading(label: Label) -> bool:
    """Whether a label is that of a column or of a row: 其他, 总计. A row's has an ordinal, as a rule."""
    return "column" in label.kinds and "row" in label.kinds and not label.ordinal


def is_row(label: Label) -> bool:
    return "row" in label.kinds and not (label.kinds & {"block", "corner", "title"})


def side_by_side(label: Label) -> bool:
    """Whether a label is that of a row which the form prints beside others, with its columns below it."""
    return all(is_across(meaning) for meaning in label.meanings if meaning.kind == "row")


def is_upper(label: Label, table: str) -> bool:
    """Whether a label stands above columns: those of groups of columns, and of rows printed side by side."""
    return any(
        meaning.table == table
        and (
            (meaning.kind == "group" and meaning.key == "column")
            or (is_across(meaning) and meaning.kind in ("row", "group"))
        )
        for meaning in label.meanings
    )


def table_of(labels: Sequence[Label]) -> str:
    """The table to which all labels of columns can belong; "" if there is none."""
    common = set.intersection(
        *({meaning.table for meaning in label.meanings if meaning.kind == "column"} for label in labels)
    )
    counted = Counter(
        meaning.table for label in labels for meaning in label.meanings if meaning.table in common
    )
    return counted.most_common(1)[0][0] if counted else ""


def merged(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Spans that overlap, as one each, from left to right."""
    made: list[tuple[float, float]] = []
    for low, high in sorted(spans):
        if made and low < made[-1][1]:
            made[-1] = (made[-1][0], max(high, made[-1][1]))
        else:
            made.append((low, high))
    return made
