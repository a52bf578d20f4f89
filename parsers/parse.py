"""From bytes to Reports: the public way into the parsers.

    parse(body, Hints(name="report.html")) -> [Report]
    parse_many([(body, hints), …])          -> one list of Reports for each document, in order

Neither ever raises for what a document holds: what cannot be read is a Report with status `failed` and a
plain reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import count, pairwise, repeat

from msgspec.structs import replace

from parsers import tables
from parsers.checks import check, keys_of
from parsers.claims import claims
from parsers.errors import Unreadable
from parsers.identity import Identity, identify
from parsers.labels import squeeze
from parsers.model import (
    Cell,
    Document,
    Hints,
    Issue,
    Paragraph,
    Picture,
    Report,
    Section,
    State,
    Status,
    Table,
)
from parsers.readers import NOTHING_KNOWN, Outcome, carried, looked_at, read_many
from parsers.readers.text import blocks_of
from parsers.scopes import apart
from parsers.sections import heading_number, sections
from parsers.tables.figures import doubt_outside
from parsers.tables.units import captioned
from parsers.templates import expected, forms
from parsers.titles import NOT_REPORT, is_title
from parsers.wording import WORDS, alternatives

MOST_LINES = 5_000  # of running text in which tables are looked for
UNTOLD = "neither a title, nor sections, nor tables of a report"
UNSEEN = "scan_not_read"  # the issue of a document of which pages were not looked at
# The standard tables that a report is `parsed` with.
STANDARD = ("proactive_disclosure", "applications", "review_litigation")

# A document that was read so far may hold tables in pictures.
INCOMPLETE = (Status.PARTIAL, Status.NO_TABLES, Status.NOT_A_REPORT)

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


def parse(body: bytes, hints: Hints = NOTHING_KNOWN) -> list[Report]:
    """The reports in a document: one as a rule, several for a ZIP or a page with several bodies' reports."""
    return next(parse_many([(body, hints)]))


def parse_many(documents: Iterable[tuple[bytes, Hints]]) -> Iterator[list[Report]]:
    """The reports of each document, in order; office files are converted in one start for the whole batch."""
    for outcomes in read_many(documents):
        reports: list[Report] = []
        for outcome in outcomes:
            made = seen_whole(outcome, parts_of(outcome))
            if not any(one.cells for one in made):  # a cover, with the report in its attachments
                within = [one for each in carried(outcome) for one in parts_of(each)]
                made = [one for one in within if one.cells] or made
            reports += made
        yield reports


def seen_whole(outcome: Outcome, made: list[Report]) -> list[Report]:
    """The reports of a document, with those that stand in its pictures where it lacks tables."""
    if outcome.document is None or len(made) > 1 or made[0].status not in INCOMPLETE:
        return made
    if not any(
        isinstance(block, Picture) and (block.content or block.place.box) for block in outcome.document.blocks
    ):
        return made
    again = parts_of(looked_at(outcome))
    return again if sum(len(one.cells) for one in again) > len(made[0].cells) else made


def parts_of(outcome: Outcome) -> list[Report]:
    """The reports in one document, each with the name of the part that it stands in."""
    made, part = reports_of(outcome), outcome.member.part
    if len(made) == 1:
        return [replace(made[0], part=part)] if part else made
    return [replace(one, part=f"{part} {at}".strip()) for at, one in enumerate(made, 1)]


def parse_joined(parts: Sequence[tuple[bytes, Hints]]) -> list[Report]:
    """The report of an article that is spread over several documents, read as one.

    Such are an article cut into inner pages, and a page whose tables are pictures. Places after the
    first document carry its name as their part. A part that cannot be read leaves an issue.
    """
    outcomes = [outcome for made in read_many(parts) for outcome in made]
    first = outcomes[0]
    blocks: list[Paragraph | Table | Picture] = []
    issues: list[Issue] = []
    for outcome in outcomes:
        if outcome.document is None:
            reason = outcome.error.reason if outcome.error else "no document"
            issues.append(Issue("part_not_read", f"{outcome.member.hints.name}: {reason}"))
            continue
        name = "" if outcome is first else outcome.member.hints.name
        blocks += (
            [placed(block, name) for block in outcome.document.blocks] if name else outcome.document.blocks
        )
        issues += outcome.document.issues
    if first.document is None:
        return reports_of(first)
    joined = replace(first.document, blocks=tuple(blocks), issues=tuple(dict.fromkeys(issues)))
    return reports_of(replace(first, document=joined))


def placed(block: Paragraph | Table | Picture, part: str) -> Paragraph | Table | Picture:
    """A block whose places, and those of its cells, name the document they stand in."""
    moved = replace(block, place=replace(block.place, part=part))
    if isinstance(moved, Table):
        cells = tuple(replace(cell, place=replace(cell.place, part=part)) for cell in moved.cells)
        return replace(moved, cells=cells)
    return moved


def reports_of(outcome: Outcome) -> list[Report]:
    """The reports in one document; never raises."""
    member = outcome.member
    if outcome.document is None:
        reason = outcome.error.reason if outcome.error else "no document"
        return [failed(member.kind or "text", reason, member.hints)]
    try:
        return [report(one, member.hints) for one in separate(outcome.document, member.hints)]
    except Unreadable as error:
        return [failed(member.kind, error.reason, member.hints)]
    except RecursionError:
        return [failed(member.kind, "nested too deeply to be read", member.hints)]
    except Exception as error:
        return [
            failed(member.kind, f"the parser failed ({type(error).__name__}: {error})"[:300], member.hints)
        ]


def failed(kind: str, reason: str, hints: Hints) -> Report:
    return Report(
        kind,
        Status.FAILED,
        reason,
        title=hints.title,
        agency=hints.agency,
        year=hints.year,
        published_on=hints.published_on,
        expected_template=expected(hints.year),
    )


def report(document: Document, hints: Hints) -> Report:
    """The report in a document that holds one."""
    identity = identify(document, hints)
    called_for = expected(identity.year)
    figures = tables.read(captioned(document.blocks), called_for)
    read_tables = set(STANDARD) & set(figures.tables)
    only_annex = bool(figures.tables) and not read_tables
    if document.kind != "text" and not only_annex and len(read_tables) < len(STANDARD):
        from_running_text(document, called_for, figures)
    if figures.tables and not any(cell.raw for cell in figures.cells.values()):
        figures.note(
            "no_figures", "no figure is printed in any table: a form that is left blank, or not filled in yet"
        )
    doubt_outside(figures, (block.text for block in document.paragraphs))
    prose = sections(document.blocks)
    template = template_of(figures)
    issues = [*document.issues, *identity.issues, *figures.issues]
    if template and called_for and template != called_for:
        message = f"the form of {template} is used; the year {identity.year} calls for that of {called_for}"
        issues.append(Issue("wrong_template", message))
    status, reason = standing(document, identity, figures, prose, hints)
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


DOUBTFUL_DIGITS = {"text_hidden", "struck_out", "misnamed_digits"}
IN_DOUBT = 0.5


def from_running_text(document: Document, called_for: str, figures: tables.Figures) -> None:
    """Add the figures of tables that were typed or pasted as running text, with the place of their paragraph.

    Only tables that are not printed as such are looked for.
    """
    printed = [block for block in document.blocks if isinstance(block, Paragraph)]
    lines = [(line, block.place) for block in printed for line in block.text.split("\n")]
    if not 20 <= len(lines) <= MOST_LINES:
        return
    blocks, _ = blocks_of([line for line, _ in lines])
    # Which of the digits in running text are in doubt is not told.
    sure = IN_DOUBT if any(issue.code in DOUBTFUL_DIGITS for issue in document.issues) else None
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


PART_OF_YEAR = re.compile(alternatives(WORDS["titles"]["part_of_year"]))
SENT = re.compile(WORDS["titles"]["sent"])
OWN_HEADINGS = {2, 3, 4}  # sections that no report of another kind has


def template_of(figures: tables.Figures) -> str:
    """The form most tables follow; that of an annex of statistics only where there is nothing else."""
    forms_of = {figures.tables[key] for key in STANDARD if key in figures.tables} or set(
        figures.tables.values()
    )
    return max(forms_of, key=lambda form: (figures.forms[form], form), default="")


def ordered(figures: tables.Figures, template: str) -> tuple[Cell, ...]:
    """The cells in the order of the form; those of another form after them."""
    cells = tuple(figures.cells.values())
    ranks = rank_of(template)
    order = tuple(ranks)
    if tuple(figures.cells) == order[: len(cells)]:  # a whole form, read in its order
        return cells
    places = map(ranks.get, figures.cells, repeat(len(ranks)))
    return tuple([cell for _, _, cell in sorted(zip(places, count(), cells, strict=False))])


@cache
def rank_of(template: str) -> dict[tuple[str, str, str], int]:
    """The place of every figure of the forms in their order, those of `template` first."""
    figures = dict.fromkeys(
        figure
        for key in dict.fromkeys([template, *forms()])
        if key in forms()
        for table in forms()[key].tables
        for figure in keys_of(key, table.key)
    )
    return {figure: rank for rank, figure in enumerate(figures)}


def standing(
    document: Document,
    identity: Identity,
    figures: tables.Figures,
    prose: list[Section],
    hints: Hints,
) -> tuple[Status, str]:
    """How well a document was read, and why not better."""
    headings = {section.number for section in prose if section.number}
    if reason := something_else(document, identity, figures, headings):
        # Who has not seen a page cannot say that it is no report.
        unseen = [issue.message for issue in document.issues if issue.code == UNSEEN]
        return (Status.FAILED, unseen[0]) if unseen and reason == UNTOLD else (Status.NOT_A_REPORT, reason)
    if not figures.tables:
        return Status.NO_TABLES, no_tables(document, headings)
    form = template_of(figures)
    missing = [table.label for table in forms()[form].tables if table.key not in figures.tables]
    if missing:
        return Status.PARTIAL, "not found: " + "；".join(missing)
    unreadable = State.UNREADABLE  # an enumeration looks members up each time they are named
    lost = sum([cell.state is unreadable for cell in figures.cells.values()])
    if lost * 2 > len(figures.cells):
        return Status.PARTIAL, f"{lost} of {len(figures.cells)} figures cannot be read with certainty"
    return Status.PARSED, ""


def something_else(  # noqa: PLR0911 - a return for each reason
    document: Document, identity: Identity, figures: tables.Figures, headings: set[int]
) -> str:
    """Why a document is no annual report, "" for one that is."""
    titled = is_title(identity.title)
    if not titled and PART_OF_YEAR.search(squeeze(identity.title)):
        return "a report on a part of a year"
    if figures.tables:
        return "" if titled and identity.year else not_filled_in(figures, headings)
    sent = SENT.search(squeeze(identity.title)) and headings & OWN_HEADINGS
    if NOT_REPORT.search(squeeze(identity.title)) and not titled and not sent:
        return "the title is that of a notice, an explanation or a list"
    # 总体情况 and 存在的主要问题 stand in reports of every kind: at least one heading must be of these.
    if not titled and (len(headings) < 2 or not headings & OWN_HEADINGS):
        return UNTOLD
    if not (identity.agency or identity.year or headings or holds_document(document, identity.title)):
        return "the name of a column of reports"
    titles = {block.text for block in document.paragraphs if is_title(block.text)}
    if len(titles) > 2 and not headings and not holds_document(document, identity.title):
        return "a list of reports"
    return ""


def holds_document(document: Document, title: str) -> bool:
    """Whether a page shows one document, in pictures or by a link; lists link to several by their titles."""
    if any(isinstance(block, Picture) for block in document.blocks):
        return True
    named = {squeeze(link.text) for link in document.links if is_title(link.text)}
    return bool(document.links) and (len(named) < 3 or any(squeeze(title) in name for name in named))


def not_filled_in(figures: tables.Figures, headings: set[int]) -> str:
    """Why tables without a title are no report: an empty form, or rows that only look like those of one."""
    if not any(cell.raw for cell in figures.cells.values()):
        return "a form that is not filled in"
    if figures.alone and not headings & OWN_HEADINGS:
        return "neither a title, nor sections, nor a whole table of a report"
    return ""


def no_tables(document: Document, headings: set[int]) -> str:
    if any(isinstance(block, Picture) for block in document.blocks):
        return "no table of the forms was found; the page holds pictures"
    if document.links:
        return "no table of the forms was found; the page links to documents"
    if not headings:
        return "neither sections nor tables were found"
    return "no table of the forms was found"


def separate(document: Document, hints: Hints) -> list[Document]:
    """The reports in a document: of several bodies, told apart by titles, and of both scopes of each."""
    return [one for part in by_titles(document) for one in apart(part, hints)]


def by_titles(document: Document) -> list[Document]:
    """The reports of several bodies on one page, told apart by their titles; else the document itself."""
    starts: list[int] = []
    names: list[str] = []
    for at, block in enumerate(document.blocks):
        if isinstance(block, Paragraph) and len(block.text) < 90 and is_title(block.text):
            name = squeeze(block.text)
            if name not in names:
                names.append(name)
                starts.append(at)
    if len(starts) < 2:
        return [document]
    bounds = [*starts, len(document.blocks)]
    parts = [document.blocks[start:end] for start, end in pairwise(bounds)]
    whole = [part for part in parts if holds_report(part)]
    if len(whole) < 2:
        return [document]
    meta = {
        key: value
        for key, value in document.meta.items()
        if key not in ("title", "heading", "info_title", "page_title")
    }
    return [
        Document(
            document.kind, part, meta, document.links if at == 0 else (), document.issues if at == 0 else ()
        )
        for at, part in enumerate(whole)
    ]


def holds_report(blocks: tuple[Paragraph | Table | Picture, ...]) -> bool:
    headings = {heading_number(block.text) for block in blocks if isinstance(block, Paragraph)} - {0}
    return len(headings) >= 3 or sum(isinstance(block, Table) for block in blocks) >= 2
