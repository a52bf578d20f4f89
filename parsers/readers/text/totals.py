"""Which column of a table holds the sums of its rows, where only the order of the figures is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from parsers.readers.text.words import COMMAS, Token, is_bare

FOR_NONE = frozenset(("/", "／", "-", "—", "－", "–", "无"))
FEWEST = 5  # rows that tell it


def place_of_totals(runs: Iterable[Sequence[Token]], width: int, first_in_header: bool) -> int:
    """The column of the sums: the last, as in the form, unless the figures of the rows tell another.

    `first_in_header`: the header names it first, which decides where as many rows fit a first sum as another,
    such as rows of one figure and its sum, and where some fit a first sum and none the last.
    """
    fits = [0] * width
    for run in runs:
        row = [figure for token in run if (figure := counted(token.text)) is not None]
        if len(run) != width or len(row) != width:
            continue
        whole = sum(row)
        if not whole:
            continue
        places = [at for at, figure in enumerate(row) if 2 * figure == whole]
        if places == [width - 1]:
            return width - 1
        for at in places:
            fits[at] += 1
    if first_in_header and fits[0] and not fits[-1]:
        return 0
    most = max(fits)
    told = [at for at, count in enumerate(fits) if count == most]
    if most < FEWEST or width - 1 in told:
        return width - 1
    if len(told) == 1:
        return told[0]
    return 0 if first_in_header and told[0] == 0 else width - 1


def counted(text: str) -> int | None:
    """The count that a figure, or a sign for none, adds to its row; None for another word.

    >>> counted("1,113"), counted("/"), counted("3件")
    (1113, 0, None)
    """
    if is_bare(text):
        return int(text.translate(COMMAS))
    return 0 if text in FOR_NONE else None
