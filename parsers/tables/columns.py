"""Which column of a form each printed column is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from parsers.document import GridCell
from parsers.labels import letters, normalise, similarity
from parsers.templates import Heading
from parsers.titles import WITH_YEAR, year_of
from parsers.wording import WORDS

ALIKE = 0.6  # similarity below which two labels are not the same label with typing errors
HALF_ALIKE = 0.4  # similarity from which two labels may be the same
LAST = tuple(WORDS["years"]["last"])
CHINESE = re.compile(r"[\u3400-\u9fff]").match
CLEAR = 0.15  # how much better the best label must fit than the next


@dataclass(slots=True)
class Columns:
    """The columns of a region in printed order: a key, or None for one the form does not know.

    `spans` are the grid columns (first, last) of each; `proven` tells whether all labels were read; `guessed`
    are the places of columns that are known by their number alone.
    """

    keys: list[str | None]
    spans: list[tuple[int, int]]
    proven: bool = True
    labels: list[str] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    guessed: set[int] = field(default_factory=set)
    again: list[str] = field(default_factory=list)  # of each, where given: the key that its label repeats
    before: list[tuple[int, int]] = field(default_factory=list)  # spans of columns left of the form's

    def again_at(self, at: int) -> str:
        return self.again[at] if self.again else ""

    def blanks(self, at: int) -> bool:
        """Whether the header cell of a column is blank."""
        return bool(self.labels) and not self.labels[at].strip()

    def under(self, cell: GridCell) -> list[int]:
        """The columns that a cell lies under."""
        last = cell.column + cell.column_span - 1
        return [at for at, span in enumerate(self.spans) if span[0] <= last and cell.column <= span[1]]


def resolve(cells: Sequence[GridCell], headings: Sequence[Heading]) -> Columns:
    """Which heading each printed header cell is: by whole label, then by likeness in order.

    A cell that is no heading of the form gets None: an extra column.
    """
    known = labels_of(tuple(headings))
    keys: list[str | None] = []
    again: list[str] = []
    for cell in cells:
        key = known.get(normalise(cell.text)) or known.get(letters(cell.text))
        again.append(key if key and key in keys else "")
        keys.append(key if key not in keys else None)
    left = [heading for heading in headings if heading.key not in keys]
    proven = not left
    if left:
        order = [heading.key for heading in headings]
        for at, key in enumerate(keys):
            if key is not None or again[at] or not cells[at].text.strip():
                continue
            before = max((order.index(k) for k in keys[:at] if k), default=-1)
            after = min((order.index(k) for k in keys[at + 1 :] if k), default=len(order))
            between = [heading for heading in left if before < order.index(heading.key) < after]
            best = nearest(cells[at].text, between, 0.5, cut=True)
            if best is not None:
                free = [other for other, taken in enumerate(keys) if not taken and not again[other]]
                newest = of_newest_year(cells, [at, *free])
                keys[newest] = best.key
                left.remove(best)
                for other in free:
                    text = cells[other].text
                    if other in (at, newest) or (other > newest and is_cut_off(text, left)):
                        continue
                    if nearer(text, cells[newest].text, best):
                        again[other] = best.key  # as like: nobody knows which of them it is
    spans = [(cell.column, cell.column + cell.column_span - 1) for cell in cells]
    return Columns(keys, spans, proven, [cell.text for cell in cells], again=again)


def is_cut_off(text: str, headings: Sequence[Heading]) -> bool:
    """Whether a text is the beginning of one of the labels."""
    printed = normalise(text)
    return len(printed) > 1 and any(normalise(heading.label).startswith(printed) for heading in headings)


def nearer(text: str, than: str, heading: Heading) -> bool:
    """Whether a text is as like a label as another that was taken for it, or more."""
    official = normalise(heading.label)
    return similarity(normalise(text), official) >= similarity(normalise(than), official)


def of_newest_year(cells: Sequence[GridCell], places: Sequence[int]) -> int:
    """Of cells that say the same but for a year the one of the newest; the first where it names none."""
    name = WITH_YEAR.sub("", normalise(cells[places[0]].text))
    alike = [at for at in places if WITH_YEAR.sub("", normalise(cells[at].text)) == name]
    return max(alike, key=lambda at: year_of(cells[at].text) or 0)


@lru_cache(maxsize=256)
def labels_of(headings: tuple[Heading, ...]) -> dict[str, str]:
    """The key of each wording of headings."""
    known: dict[str, str] = {}
    for heading in headings:
        for label in (heading.label, *heading.synonyms):
            known.setdefault(normalise(label), heading.key)
            known.setdefault(letters(label), heading.key)
    return known


def by_neighbours(part: Columns, headings: Sequence[Heading]) -> Columns | None:
    """Columns of which some labels are hidden, where the others stand in their own places; else None.

    There are as many columns as the form has, and no more are hidden than known. One hidden label can only
    be the one that is missing; several could have changed places, so that they are guessed.
    """
    order = [heading.key for heading in headings]
    hidden = [at for at, key in enumerate(part.keys) if key is None]
    if len(part.keys) != len(order) or len(hidden) > len(order) // 2 or any(part.again):
        return None
    if any(key not in (None, order[at]) for at, key in enumerate(part.keys)):
        return None
    guessed = set(hidden) if len(hidden) > 1 else set()
    return replace(part, keys=list(order), proven=False, guessed=guessed)


def nearest(
    text: str, headings: Sequence[Heading], least: float = ALIKE, cut: bool = False
) -> Heading | None:
    """The heading whose label is like `text` and clearly more so than any other; None if there is none.

    `cut`: a label cut off after two signs or more counts as that label, the first such in order.
    """
    printed = normalise(text)
    if not printed:
        return None
    marks = []
    of_last = printed.startswith(LAST)
    for heading in headings:
        labels = (heading.label, *heading.synonyms)
        if of_last and not any(word in heading.label for word in LAST):
            continue  # 上年总计 is as like 总计 as any label with a word more
        mark = max(similarity(printed, normalise(label)) for label in labels)
        if cut and len(printed) >= 2 and normalise(heading.label).startswith(printed):
            mark = max(mark, 0.9)
        marks.append((mark, heading))
    marks.sort(key=lambda pair: -pair[0])
    if not marks or marks[0][0] < least:
        return None
    if len(marks) > 1 and marks[0][0] - marks[1][0] < CLEAR and not (cut and marks[0][0] == 0.9):
        return None
    return marks[0][1]


def may_be(text: str, heading: Heading) -> bool:
    """Whether a printed label may be that of a row: changed much, a piece of it, or run into by others.

    A text without any Chinese sign names nothing.
    """
    printed, official = normalise(text), normalise(heading.label)
    if official in printed or not any(map(CHINESE, text)):
        return True
    if any(map(str.isdecimal, printed)) and not any(map(str.isdecimal, official)):
        return True
    return bool(printed) and (printed in official or similarity(printed, official) >= HALF_ALIKE)
