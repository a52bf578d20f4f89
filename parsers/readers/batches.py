"""Many files at once: office files in one start of LibreOffice, small ones in one call of the child."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence

from parsers import confined
from parsers.document import Document, Hints
from parsers.errors import Unreadable
from parsers.readers.kinds import MODULES, OFFICE
from parsers.readers.limits import USUAL_MEMORY
from parsers.readers.members import Member, expand
from parsers.readers.reading import Outcome, outcome

BATCH = 64  # files that may wait for one start of LibreOffice
BATCH_SIZE = 128 << 20  # bytes of them
# Read in a few milliseconds, of which asking for each on its own would be a good part.
QUICK = frozenset({"docx", "xlsx", "xls"})
QUICK_BATCH = 8  # files that may wait for one call
QUICK_SIZE = 256 << 10  # bytes of each
QUICK_SECONDS = 4.0  # for all of them; what takes longer is read on its own


def read_many(files: Iterable[tuple[bytes, Hints]]) -> Iterator[list[Outcome]]:
    """For each file, in order, the Document (or what is wrong) of each document in it.

    Files are taken in batches, so that LibreOffice starts once for all office files of one.
    """
    batch: list[list[Member]] = []
    size = most = 0
    for body, hints in files:
        members = expand(body, hints)
        batch.append(members)
        size += len(body)
        kinds = {member.kind for member in members}
        most = max(most, BATCH if kinds & OFFICE else 0)
        if len(batch) >= (most or (QUICK_BATCH if kinds & QUICK else 1)) or size >= BATCH_SIZE:
            yield from read_batch(batch)
            batch, size, most = [], 0, 0
    yield from read_batch(batch)


def read_batch(batch: Sequence[Sequence[Member]]) -> Iterator[list[Outcome]]:
    whole = [member for members in batch for member in members if member.error is None]
    office = [member for member in whole if member.kind in OFFICE]
    quick = [member for member in whole if member.kind in QUICK and len(member.body) <= QUICK_SIZE]
    known: dict[int, Outcome | None] = dict(zip(map(id, office), converted_many(office), strict=True))
    for start in range(0, len(quick), QUICK_BATCH):
        these = quick[start : start + QUICK_BATCH]
        known |= zip(map(id, these), read_together(these), strict=True)
    for members in batch:
        yield [known.get(id(member)) or outcome(member) for member in members]


def read_together(members: Sequence[Member]) -> list[Outcome | None]:
    """The outcomes of files read in one call; None for what is to be read on its own, with all its limits."""
    if len(members) < 2:
        return [None] * len(members)
    files = [(f"parsers.readers.{MODULES[member.kind]}", member.body, member.hints) for member in members]
    try:
        made = confined.call(
            "parsers.readers.batches:documents_in", files, seconds=QUICK_SECONDS, memory=USUAL_MEMORY
        )
    except Unreadable:
        return [None] * len(members)
    return [
        Outcome(member, one) if isinstance(one, Document) else None
        for member, one in zip(members, made, strict=True)
    ]


def documents_in(files: Sequence[tuple[str, bytes, Hints]]) -> list[Document | None]:
    """The Document of each file by the reader named with it, None where it fails; runs in the child."""
    made: list[Document | None] = []
    for reader, body, hints in files:
        try:
            made.append(importlib.import_module(reader).read(body, hints))
        except Exception:  # told when it is read on its own
            made.append(None)
    return made


def converted_many(members: Sequence[Member]) -> list[Outcome]:
    """The outcomes of office files, converted in one start of LibreOffice, which has its own limits."""
    if len(members) < 2:
        return [outcome(member) for member in members]
    office = importlib.import_module("parsers.readers.office")
    made: list[Document | Unreadable] = office.read_many([(member.body, member.hints) for member in members])
    return [
        Outcome(member, None, each) if isinstance(each, Unreadable) else Outcome(member, each)
        for member, each in zip(members, made, strict=True)
    ]
