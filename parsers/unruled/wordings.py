"""What words of tables without rules mean, or may become: figures, and labels of the official forms."""

from __future__ import annotations

import unicodedata
from functools import cache

from parsers.labels import ORDINAL, Meaning, letters, lexicon, normalise, squeeze
from parsers.remembered import remembered
from parsers.templates import forms

MARKS = frozenset("0123456789.,+-/\\—–－―─%·_~")


def is_across(meaning: Meaning) -> bool:
    """Whether a label is of a table whose rows the form prints side by side."""
    return forms()[meaning.form].table(meaning.table).across


def is_above(meaning: Meaning) -> bool:
    """Whether a label stands above a column of figures, or above several."""
    return meaning.kind == "column" or (meaning.kind in ("row", "group") and is_across(meaning))


@remembered(4096)
def figure_sign(text: str) -> bool:
    return all(sign in MARKS for sign in unicodedata.normalize("NFKC", text))


@remembered(16384)
def is_figure(text: str) -> bool:
    """Whether a word is a number, or a dash or slash in the place of one; points alone are none.

    >>> is_figure("1,113"), is_figure("—"), is_figure("1."), is_figure("12件")
    (True, True, False, False)
    """
    text = text.replace(" ", "")
    return figure_sign(text) and not all(sign in ".,%·" for sign in unicodedata.normalize("NFKC", text[-1]))


@remembered(16384)
def begins_anew(text: str) -> bool:
    """Whether a text begins with an ordinal, as the next label does and the rest of one does not."""
    return ORDINAL.match(squeeze(text)) is not None


@cache
def wordings() -> dict[str, tuple[Meaning, ...]]:
    """All that a normal form can mean by itself: without the labels of its groups run together with it."""
    alone: set[str] = set()
    for form in forms().values():
        for table in form.tables:
            printed = [table.label, table.corner]
            for block in table.blocks:
                printed.append(block.label)
                for heading in (*block.columns, *block.rows):
                    printed += [heading.label, *heading.synonyms, *heading.groups]
            for label in printed:
                alone |= {normalise(label), letters(label)}
    return {label: meanings for label, meanings in lexicon().items() if label in alone}


@cache
def beginnings() -> frozenset[str]:
    """What the labels of all forms begin with."""
    return frozenset(label[:end] for label in wordings() for end in range(1, len(label) + 1))


@cache
def heading_beginnings() -> frozenset[str]:
    """What the headings of columns begin with, four letters at least."""
    headings = [label for label, meanings in wordings().items() if any(map(is_above, meanings))]
    return frozenset(label[:end] for label in headings for end in range(4, len(label) + 1))


@cache
def row_labels() -> frozenset[str]:
    return frozenset(
        label for label, meanings in wordings().items() if any(m.kind in ("row", "group") for m in meanings)
    )


@cache
def row_beginnings() -> frozenset[str]:
    return frozenset(label[:end] for label in row_labels() for end in range(3, len(label) + 1))


def begins_row(plain: str) -> bool:
    """Whether the letters of a text are those of a row's label, its beginning, or begin with it."""
    return plain in row_beginnings() or any(plain[:end] in row_labels() for end in range(4, len(plain)))


@remembered(16384)
def may_become(text: str) -> bool:
    """Whether a label of the forms begins with a text."""
    return letters(text) in beginnings() or normalise(text) in beginnings()


@remembered(16384)
def known(text: str) -> tuple[Meaning, ...]:
    """Everything that a text means as the whole label of a row, a column, a group or a table."""
    return wordings().get(normalise(text)) or wordings().get(letters(text)) or ()
