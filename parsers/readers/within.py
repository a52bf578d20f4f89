"""What documents carry in themselves: attached files, and pictures that recognition reads."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from msgspec.structs import replace

from parsers import confined
from parsers.document import CARRIES, Block, Document, Issue, Picture, Place, Table
from parsers.errors import Unreadable
from parsers.readers import pictured
from parsers.readers.kinds import sniff
from parsers.readers.limits import LOOKING_MEMORY, LOOKING_SECONDS, USUAL_MEMORY, USUAL_SECONDS
from parsers.readers.members import Member, of_archive
from parsers.readers.reading import Outcome, outcome

CARRIERS = ("pdf", "ofd")
LEAST_PICTURE = 4 << 10  # bytes: less is an icon


def carried(found: Outcome) -> list[Outcome]:
    """What became of the documents that a PDF or an OFD carries in itself."""
    member, document = found.member, found.document
    if document is None or member.kind not in CARRIERS:
        return []
    if all(issue.code != CARRIES for issue in document.issues):
        return []
    try:
        files: list[tuple[str, bytes]] = confined.call(
            f"parsers.readers.{member.kind}:attached", member.body, seconds=USUAL_SECONDS, memory=USUAL_MEMORY
        )
    except Exception:  # its issue tells of them
        return []
    known = [of_archive(member.hints, name) for name, _ in files]
    return [
        outcome(one)
        for hints, (name, content) in zip(known, files, strict=True)
        if (one := Member(f"{member.part} {name}".strip(), hints, sniff(content, hints), content)).kind
    ]


def looked_at(found: Outcome) -> Outcome:
    """The outcome with what recognition reads in the pictures that its document holds in itself."""
    document = found.document
    if document is None:
        return found
    if on_pages := pictured.on_pages(document.blocks, found.member.kind):
        return looked_at_on_pages(found, document, on_pages)
    runs: list[list[Picture]] = []
    apart = True
    for block in document.blocks:
        if isinstance(block, Picture) and len(block.content) >= LEAST_PICTURE:
            runs += [[]] if apart else []
            runs[-1].append(block)
            apart = False
        else:
            apart |= not isinstance(block, Picture)
    if not runs:
        return found
    contents = [[picture.content for picture in run] for run in runs]
    try:
        made: tuple[dict[int, list[Block]], list[Issue]] = confined.call(
            "parsers.readers.image:read_pictures", contents, seconds=LOOKING_SECONDS, memory=LOOKING_MEMORY
        )
    except Unreadable as error:
        told = Issue("scan_not_read", f"pictures in the document: {error.reason}")
        return replace(found, document=replace(document, issues=(*document.issues, told)))
    by_number, issues = made
    numbers = {id(picture): number for number, picture in enumerate(itertools.chain(*runs), 1)}
    blocks: list[Block] = []
    for block in document.blocks:
        read_there = by_number.get(numbers.get(id(block), 0), ())
        blocks += [standing_at(one, block.place) for one in read_there] or [block]
    return replace(
        found, document=replace(document, blocks=tuple(blocks), issues=(*document.issues, *issues))
    )


def looked_at_on_pages(found: Outcome, document: Document, shown: Sequence[Picture]) -> Outcome:
    """The same for pictures whose places on pages are known: those of what they hold are on these pages."""
    try:
        made: list[tuple[list[Block], list[Issue]]] = confined.call(
            "parsers.readers.pictured:read",
            found.member.body if found.member.kind == "pdf" else b"",
            shown,
            seconds=LOOKING_SECONDS,
            memory=LOOKING_MEMORY,
        )
    except Unreadable as error:
        told = Issue("scan_not_read", f"pictures in the document: {error.reason}")
        return replace(found, document=replace(document, issues=(*document.issues, told)))
    issues = dict.fromkeys(issue for _, told_of in made for issue in told_of)
    blocks = tuple(pictured.put_in(document.blocks, shown, made))
    return replace(found, document=replace(document, blocks=blocks, issues=(*document.issues, *issues)))


def standing_at(block: Block, place: Place) -> Block:
    """A block of a picture, its places named after that of the picture in its document."""

    def named(old: Place) -> Place:
        return replace(old, path=place.path, part=place.part)

    if isinstance(block, Table):
        cells = tuple(replace(cell, place=named(cell.place)) for cell in block.cells)
        return Table(cells, named(block.place))
    return replace(block, place=named(block.place))
