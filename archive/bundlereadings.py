"""What the parser makes of the captures of bundles: over all cores, in order, a few bundles at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from archive import warc
from archive.bundles import Bundle
from parsers import collector
from parsers.document import Hints
from parsers.model import Report, Status
from parsers.parse import parse_joined, parse_many

INCOMPLETE = (Status.PARTIAL, Status.NO_TABLES)
BUNDLES_PER_JOB = 16  # enough to share one start of LibreOffice, few enough to show progress

# The reports of each capture, by its id.
Readings = dict[int, list[Report]]


def read(
    bundles: list[Bundle], folder: Path, workers: int | None = None
) -> Iterator[tuple[list[Bundle], Readings]]:
    """Read the bundles over all cores, a few at a time and in order."""
    jobs = [bundles[at : at + BUNDLES_PER_JOB] for at in range(0, len(bundles), BUNDLES_PER_JOB)]
    workers = workers or os.cpu_count() or 1
    if workers == 1 or len(jobs) <= 1:
        for job in jobs:
            yield job, read_bundles(job, folder)
        return
    with ProcessPoolExecutor(min(workers, len(jobs))) as pool:
        futures = [pool.submit(read_bundles, job, folder) for job in jobs]
        for job, future in zip(jobs, futures, strict=True):
            yield job, future.result()


def read_bundles(bundles: list[Bundle], folder: Path) -> Readings:
    """What the parser makes of each capture, by its id; a capture whose bytes are missing is `failed`."""
    collector.run_seldom()
    readings: Readings = {}
    documents: dict[int, tuple[bytes, Hints]] = {}
    for bundle in bundles:
        for capture in bundle.to_read():
            try:
                body = warc.read(folder, capture.warc_file, capture.warc_offset).body
            except warc.CaptureError as error:
                readings[capture.id] = [Report(kind="", status=Status.FAILED, reason=str(error))]
                continue
            documents[capture.id] = (body, capture.hints)
    readings.update(zip(documents, parse_many(documents.values()), strict=True))
    for bundle in bundles:
        join(bundle, documents, readings)
    return readings


def join(bundle: Bundle, documents: dict[int, tuple[bytes, Hints]], readings: Readings) -> None:
    """Read a page that lacks tables together with its inner pages and pictures, which may hold them."""
    for position, capture in enumerate(bundle.article):
        own = readings.get(capture.id)
        if not own or capture.id not in documents or len(own) > 1 or own[0].status not in INCOMPLETE:
            continue
        later = bundle.article[position + 1].id if position + 1 < len(bundle.article) else None
        parts = [
            part
            for chain in bundle.attachments.values()
            for part in [c for c in chain if later is None or c.id < later][-1:]
            if part.id in documents and (part.inner or readings[part.id][0].kind == "image")
        ]
        if not parts:
            continue
        joined = parse_joined([documents[part.id] for part in (capture, *parts)])
        if len(joined) == 1 and len(joined[0].cells) > len(own[0].cells):
            readings[capture.id] = joined
