"""From bytes to Reports: the public way into the parsers.

    parse(body, Hints(name="report.html")) -> [Report]
    parse_many([(body, hints), …])          -> one list of Reports for each document, in order

Neither ever raises for what a document holds: what cannot be read is a Report with status `failed` and a
plain reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from parsers.document import Hints, Issue, Paragraph, Picture, Table
from parsers.errors import Unreadable
from parsers.model import Report, Status
from parsers.processortime import at_most
from parsers.readers import NOTHING_KNOWN, Outcome, carried, looked_at, read_many
from parsers.readers.limits import OWN_SECONDS
from parsers.report import report
from parsers.several import separate
from parsers.templates import expected

# A document that was read so far may hold tables in pictures.
INCOMPLETE = (Status.PARTIAL, Status.NO_TABLES, Status.NOT_A_REPORT)


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
        with at_most(OWN_SECONDS):
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
