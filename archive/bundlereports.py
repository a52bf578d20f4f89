"""The reports of a bundle: which of its documents holds each, and which documents speak of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from archive.bundlereadings import Readings
from archive.bundles import Bundle, Capture
from archive.reports import RANK
from parsers.document import Issue
from parsers.model import Report, Status

WITH_TABLES = (Status.PARSED, Status.PARTIAL)


@dataclass(frozen=True, slots=True)
class Found:
    """A report of a bundle, and the documents that speak of it."""

    report: Report
    capture: Capture
    documents: frozenset[int]  # ids of captures


def resolve(bundle: Bundle, readings: Readings) -> list[Found]:
    """The reports of a bundle: from the page where its tables stand there, else from its attachments."""
    attached = [
        (report, chain[-1])
        for chain in bundle.attachments.values()
        for report in readings[chain[-1].id]
        if not chain[-1].inner
    ]
    documents = frozenset(chain[-1].id for chain in bundle.attachments.values())
    article, own = current(bundle.article, readings)
    if article and any(report.status in WITH_TABLES for report in own):
        note = [issue for report, _ in attached for issue in other_report(own[0], report)]
        first = replace(own[0], issues=(*own[0].issues, *note))
        return [
            Found(report, article, documents | {article.id} if place == 0 else frozenset({article.id}))
            for place, report in enumerate([first, *own[1:]])
        ]
    readable = [(report, capture) for report, capture in attached if report.status in WITH_TABLES]
    if not readable:
        if not article or not own:
            return []
        reasons = "; ".join(
            f"{capture.hints.name}: {report.reason}" for report, capture in attached if report.reason
        )
        told = replace(own[0], reason="; ".join(filter(None, (own[0].reason, reasons))))
        return [Found(told, article, documents | {article.id})]
    page = own[0] if own else None
    identities = {(report.agency, report.year, report.scope) for report, _ in readable}
    if page and len(identities) == 1:
        readable = [
            (
                replace(
                    report,
                    title=page.title or report.title,
                    agency=page.agency or report.agency,
                    year=page.year or report.year,
                    published_on=page.published_on or report.published_on,
                    sections=report.sections or page.sections,
                ),
                capture,
            )
            for report, capture in readable
        ]
    best: dict[tuple[str, int | None, str], tuple[Report, Capture]] = {}
    # Of equal readings the file of the later day: a corrected report is often uploaded under a new name.
    newest = sorted(readable, key=lambda pair: pair[1].fetched_at[:10], reverse=True)
    for report, capture in sorted(newest, key=lambda pair: RANK[pair[0].status]):
        best.setdefault((report.agency, report.year, report.scope), (report, capture))
    pages = frozenset({article.id}) if article else frozenset[int]()
    if len(best) == 1:
        return [Found(report, capture, documents | pages) for report, capture in best.values()]
    return [Found(report, capture, frozenset({capture.id}) | pages) for report, capture in best.values()]


def current(chain: list[Capture], readings: Readings) -> tuple[Capture | None, list[Report]]:
    """The newest capture that reads as a report, with its reports; what was read before stays served."""
    for capture in reversed(chain):
        found = [r for r in readings.get(capture.id, ()) if r.status is not Status.NOT_A_REPORT]
        if found:
            return capture, found
    return None, []


def other_report(own: Report, attached: Report) -> Iterator[Issue]:
    """An attachment that holds a report on another year than its page is told, not merged."""
    if attached.status in WITH_TABLES and attached.year and own.year and attached.year != own.year:
        yield Issue("other_report_attached", f"{attached.title or attached.agency} ({attached.year})")


def matching(found: Iterable[Report], report: Report, statuses: tuple[Status, ...]) -> Report | None:
    """The reading of such a status that speaks of the same report: the only one, or that of the same part."""
    read = [reading for reading in found if reading.status in statuses]
    same = [reading for reading in read if reading.part == report.part]
    return next(iter(same or read), None)


def replaced(bundle: Bundle, readings: Readings, found: Found) -> Iterator[list[Capture]]:
    """Pairs of captures of two attachments, the later of which took the place of the other.

    A body that corrects its report often uploads it under a new name: the same body, year and scope, in
    the same kind of file, first seen on a later day than the old one was last changed.
    """
    own = next((c for c in bundle.attachments.values() if found.capture in c), None)
    if own is None:
        return
    identity = (found.report.year, found.report.scope, found.report.kind, found.report.part)
    earlier = [
        chain[-1]
        for chain in bundle.attachments.values()
        if chain is not own
        and chain[-1].fetched_at[:10] < own[0].fetched_at[:10]
        and any((r.year, r.scope, r.kind, r.part) == identity for r in readings.get(chain[-1].id, ()))
    ]
    if earlier:
        first = own[0] if own[0].id in readings else own[-1]
        yield [max(earlier, key=lambda capture: capture.fetched_at), first]
