"""From the tables of a document to the figures of the official forms: one reader for all kinds of documents.

    tables ── lines ──▶ regions (header lines, then data lines, of one official table)
    region ── header ──▶ columns by label        data line ── label ──▶ row by label, figures by column
    tables laid out like others before ── layouts ──▶ each figure from the cell where it stood in those

A row is found by its whole label: by exact look-up first, and only what is left over by alignment in the
order of the form, with similarity. The form is chosen block by block by its header labels. Whatever does
not fit in exactly one way becomes `unreadable`, with an issue; nothing is guessed, nothing summed up.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.document import Table
from parsers.tables import layouts
from parsers.tables.applications import doubt_other_columns, doubt_unread, instances, read_applications
from parsers.tables.beside import joined, parted
from parsers.tables.crossed import apart
from parsers.tables.figures import Figures, doubt_twice
from parsers.tables.lines import APPLICATIONS, PROACTIVE, REVIEW, Region, regions, to_lines
from parsers.tables.padded import doubt_padded_items
from parsers.tables.proactive import read_proactive
from parsers.tables.reviews import read_review
from parsers.tables.rownumbers import without_row_numbers
from parsers.tables.statistics import read_statistics
from parsers.tables.strayed import doubt_strayed
from parsers.tables.units import said_of
from parsers.tables.yearsbeside import of_newest_year
from parsers.templates import forms

__all__ = ["Figures", "read", "read_labels"]
HIGHEST = 5_000  # rows of all tables together


def read(tables: Sequence[Table], expected: str = "") -> Figures:
    """The figures of all official tables among `tables`; `expected` is the form that the year calls for.

    The expected form only decides where the labels allow several forms.
    """
    return layouts.recalled(tables, expected, read_labels)


def read_labels(tables: Sequence[Table], expected: str = "") -> Figures:
    """What `read` gives, found by the labels whether tables were laid out like these before or not."""
    figures = Figures()
    numbered = read_statistics(tables, figures)
    plain = [without_row_numbers(table) for table in numbered]
    if any(one is not other for one, other in zip(plain, numbered, strict=True)):
        figures.by_layout = False
    for at, table in enumerate(plain):
        plain[at], others = of_newest_year(table)
        if others:
            figures.by_layout = False
            figures.note("other_year", f"columns of {others} stand beside the newest; they were not read")
    left = joined(parted(plain))
    figures.units = {number: said for number, said in enumerate(map(said_of, left)) if any(said)}
    lines = list(to_lines(left))
    if len(lines) > HIGHEST:
        figures.note("too_many_rows", f"only the first {HIGHEST} of {len(lines)} table rows were read")
        del lines[HIGHEST:]
    preference = list(dict.fromkeys(key for key in (expected, *forms()) if key in forms()))
    crossed, lines = apart(lines)
    found = list(regions(lines))
    if any(any(line.figures) for region in found for line in region.header):
        figures.by_layout = False  # what heads a column is compared by what stands there
    read_proactive([region for region in found if region.table == PROACTIVE], crossed, figures, preference)
    unread: list[Region] = []
    for instance in instances([region for region in found if region.table == APPLICATIONS]):
        unread += read_applications(instance, figures, preference)
    doubt_unread([region for region in found if region.table == APPLICATIONS], figures, preference)
    doubt_other_columns(unread, figures)
    read_review([region for region in found if region.table == REVIEW], figures, preference)
    doubt_padded_items(figures)
    doubt_twice(figures)
    doubt_strayed(left, figures)
    figures.alone = figures.alone and set(figures.tables) == {PROACTIVE}
    return figures
