"""From a document to its report: whose it is, its figures checked, its prose, its claims."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from parsers import tables
from parsers.checks import check
from parsers.claims import claims
from parsers.document import Document, Hints, Issue, Paragraph, Table
from parsers.identity import identify
from parsers.labels import look_up
from parsers.model import Report, State, Status
from parsers.readers.text import blocks_of
from parsers.sections import sections
from parsers.standing import standing
from parsers.tables.figures import doubt_outside
from parsers.tables.followed import STANDARD, ordered, template_of
from parsers.tables.pairs import read_pairs
from parsers.tables.typedannex import read_typed_annex
from parsers.tables.units import captioned
from parsers.templates import expected

MOST_LINES = 5_000  # of running text in which tables are looked for
# Issues of a document that shows or yields less than it holds: a row that seems missing may be in the rest
# and count in a sum.
LEFT_OUT = frozenset(
    {
        "hidden_rows",
        "hidden_text",
        "text_hidden",
        "hidden_skipped",
        "tracked_changes",
        "struck_text",
        "too_large",
        "too_many_rows",
        "cut_off",
        "damaged",
        "page_unreadable",
        "part_not_read",
        "scan_not_read",
    }
)
DOUBTFUL_DIGITS = {"text_hidden", "struck_out", "misnamed_digits"}
IN_DOUBT = 0.5


def report(document: Document, hints: Hints) -> Report:
    """The report in a document that holds one."""
    identity = identify(document, hints)
    called_for = expected(identity.year)
    figures = tables.read(captioned(document.blocks), called_for)
    read_tables = set(STANDARD) & set(figures.tables)
    only_annex = bool(figures.tables) and not read_tables
    if document.kind != "text" and not only_annex and len(read_tables) < len(STANDARD):
        from_running_text(document, called_for, figures)
    if not only_annex and not all(table in figures.tables for table in STANDARD):
        read_pairs(document.blocks, called_for, figures, confidence_in(document))
    if not figures.tables:
        read_typed_annex(document.blocks, figures, confidence_in(document))
    if figures.tables and not any(cell.raw for cell in figures.cells.values()):
        figures.note(
            "no_figures", "no figure is printed in any table: a form that is left blank, or not filled in yet"
        )
    doubt_outside(figures, texts_of(document))
    prose = sections(document.blocks)
    template = template_of(figures)
    issues = [*document.issues, *identity.issues, *figures.issues]
    if template and called_for and template != called_for:
        message = f"the form of {template} is used; the year {identity.year} calls for that of {called_for}"
        issues.append(Issue("wrong_template", message))
    status, reason = standing(document, identity, figures, prose)
    if status is Status.NOT_A_REPORT:
        template = ""
        figures = tables.Figures()
    elif not template and prose:
        template = "free"
    cells = ordered(figures, template)
    rows_lost = figures.rows_lost() or any(issue.code in LEFT_OUT for issue in issues)
    checked = check(figures.cells, figures.tables, rows_lost)
    return Report(
        document.kind,
        status,
        reason,
        identity.title,
        identity.agency,
        identity.year,
        identity.scope,
        identity.published_on,
        template,
        called_for,
        identity.index_number,
        identity.document_number,
        cells,
        tuple(prose),
        tuple(checked),
        tuple(claims(prose, identity.year, document.meta.get("scope", ""))),
        tuple(issues),
        document.links,
    )


def texts_of(document: Document) -> Iterator[str]:
    """The texts of all paragraphs, and of cells that are labels of rows and nothing else."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            for cell in block.cells:
                if (meant := look_up(cell.text)) and all(one.kind == "row" for one in meant):
                    yield cell.text


def confidence_in(document: Document) -> float | None:
    """The confidence in digits of running text: which of them are in doubt is not told."""
    return IN_DOUBT if any(issue.code in DOUBTFUL_DIGITS for issue in document.issues) else None


def from_running_text(document: Document, called_for: str, figures: tables.Figures) -> None:
    """Add the figures of tables that were typed or pasted as running text, with the place of their paragraph.

    Only tables that are not printed as such are looked for.
    """
    printed = [block for block in document.blocks if isinstance(block, Paragraph)]
    lines = [(line, block.place) for block in printed for line in block.text.split("\n")]
    if not 20 <= len(lines) <= MOST_LINES:
        return
    blocks, _ = blocks_of([line for line, _ in lines])
    sure = confidence_in(document)
    found = [
        Table(
            tuple(
                replace(cell, place=lines[max(cell.place.line, 1) - 1][1], confidence=sure)
                for cell in block.cells
            ),
            block.place,
        )
        for block in blocks
        if isinstance(block, Table)
    ]
    typed = tables.read(found, called_for)
    read = {
        cell.table
        for cell in typed.cells.values()
        if cell.state in (State.NUMBER, State.SLASH, State.DASH) or (sure and cell.raw.isdecimal())
    }
    if new := [table for table in typed.tables if table in read and table not in figures.tables]:
        figures.take(typed, new)
        figures.note("tables_as_text", "the tables are printed as running text, without cells")
