"""The documents in a file: itself, or the members of an archive, a letter or a saved page."""

from __future__ import annotations

import itertools
import re

from msgspec import Struct
from msgspec.structs import replace

from parsers import confined
from parsers.document import Hints
from parsers.errors import Unreadable
from parsers.readers import answered, repacked
from parsers.readers.archives import DEPTH
from parsers.readers.kinds import MODULES, sniff
from parsers.readers.limits import USUAL_MEMORY, USUAL_SECONDS

LARGEST_SAVED = 40 << 20  # bytes of an MHTML file
MOST_PARTS = 500  # of it
NOT_ATTACHED = frozenset({"html", "text", "image"})  # what letters and saved pages are made of
ATTACHED = frozenset(MODULES.keys() - NOT_ATTACHED | {"zip"})
# Files packed as a whole: gzip, bzip2, XZ, zlib.
PACKED = (b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0", b"x\x01", b"x\x9c", b"x\xda")
TYPES = {"html": "text/html; charset=utf-8", "text": "text/plain; charset=utf-8"}
NOTHING_SAVED = ("", b"", "")
FRAMES, TABLE = re.compile(rb"<frameset[\s>]", re.IGNORECASE), re.compile(rb"<table[\s>]", re.IGNORECASE)


class Member(Struct, frozen=True):
    """One document on its way: where it lies in an archive, what is known of it, its kind and its bytes."""

    part: str
    hints: Hints
    kind: str
    body: bytes
    error: Unreadable | None = None


def expand(  # noqa: PLR0911 - a return for each kind
    body: bytes, hints: Hints, depth: int = 1
) -> list[Member]:
    """The documents in a file: itself, or the members of an archive, each by its own kind.

    Archives in an archive are opened up to `DEPTH` of `archives`.
    """
    try:
        body = opened(body)
    except Unreadable as error:
        return [Member("", hints, "zip" if repacked.kind_of(body) else "", b"", error)]
    kind = sniff(body, hints)
    if kind == "mht":
        return of_letter(body, hints)
    if kind != "zip":
        if kind in ("html", "text"):
            told, article = answered.article_in(body, hints.content_type)
            if told:
                hints, kind, body = replace(hints, content_type=TYPES[told]), told, article
        return [Member("", hints, kind, body)]
    try:
        members: list[tuple[str, bytes]] = confined.call(
            "parsers.readers.members:unpacked", body, seconds=USUAL_SECONDS, memory=USUAL_MEMORY
        )
    except Unreadable as error:
        return [Member("", hints, kind, b"", error)]
    except Exception as error:
        return [Member("", hints, kind, b"", Unreadable(f"the archive cannot be opened ({error})"[:300]))]
    if not members:
        return [Member("", hints, kind, b"", Unreadable("the archive holds no document"))]
    alone = len(members) == 1
    made = []
    for name, content in members:
        known = replace(hints, name=name, content_type="") if alone else of_archive(hints, name)
        if depth < DEPTH and repacked.kind_of(content):
            within = expand(content, known, depth + 1)
            made += [replace(one, part=f"{name}/{one.part}".rstrip("/")) for one in within]
        else:
            made.append(Member(name, known, sniff(content, known), content))
    return made


def opened(body: bytes) -> bytes:
    """A file without what it is packed in as a whole; other archives as ZIP. Raises Unreadable."""
    if body.startswith(PACKED):
        body = confined.call(
            "parsers.readers.packed:unpacked", body, seconds=USUAL_SECONDS, memory=USUAL_MEMORY
        )
    archive = repacked.kind_of(body)
    return repacked.as_zip(body, archive) if archive else body


def of_letter(body: bytes, hints: Hints) -> list[Member]:
    """The documents attached to a letter, or its page; the page of a saved one (MHTML)."""
    made: list[Member] = []
    for name, kind, content in attachments(body):
        known = of_archive(hints, name)
        if kind == "zip":
            made += [replace(one, part=f"{name}/{one.part}".rstrip("/")) for one in expand(content, known)]
        else:
            made.append(Member(name, known, kind, content))
    if made:
        return made
    kind, content, charset = saved(body)
    if not kind:
        return [
            Member(
                "", hints, "html", b"", Unreadable("a saved page (MHTML) or a letter without a text in it")
            )
        ]
    if kind == "text":
        hints = replace(hints, content_type=f"text/plain; charset={charset}" if charset else "")
    return [Member("", hints, kind, content)]


def saved(body: bytes) -> tuple[str, bytes, str]:
    """The page in an MHTML file or a letter, else its text: kind, bytes, charset; all of them empty without.

    The page is the first, or the first with a table where that only frames others, as Excel saves sheets.
    """
    import email.policy  # noqa: PLC0415 - takes a tenth of a start, and hardly a report needs it

    pages: list[tuple[str, bytes, str]] = []
    texts: list[tuple[str, bytes, str]] = []
    try:
        message = email.message_from_bytes(body[:LARGEST_SAVED], policy=email.policy.compat32)
        for part in itertools.islice(message.walk(), MOST_PARTS):
            kind = part.get_content_type()
            made = pages if kind == "text/html" else texts if kind == "text/plain" else None
            if made is not None and isinstance(content := part.get_payload(decode=True), bytes):
                made.append((kind[5:].replace("plain", "text"), content, part.get_content_charset("")))
    except (ValueError, LookupError, RecursionError):
        return NOTHING_SAVED
    found = next(iter(pages or texts), NOTHING_SAVED)
    if FRAMES.search(found[1]):
        return next((page for page in pages if TABLE.search(page[1])), found)
    return found


def attachments(body: bytes) -> list[tuple[str, str, bytes]]:
    """The documents attached to a letter (EML): the name, the kind and the bytes of each."""
    import email.header  # noqa: PLC0415 - as above
    import email.policy  # noqa: PLC0415

    made: list[tuple[str, str, bytes]] = []
    try:
        message = email.message_from_bytes(body[:LARGEST_SAVED], policy=email.policy.compat32)
        for part in itertools.islice(message.walk(), MOST_PARTS):
            if not (name := part.get_filename()):
                continue
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and (kind := sniff(content)) in ATTACHED:
                made.append((str(email.header.make_header(email.header.decode_header(name))), kind, content))
    except (ValueError, LookupError, RecursionError):
        return []
    return made


def of_archive(hints: Hints, name: str) -> Hints:
    """What the hints of an archive of several documents say about one of them: not title, nor agency."""
    return Hints(name=name, url=hints.url, year=hints.year, published_on=hints.published_on, site=hints.site)


def unpacked(body: bytes) -> list[tuple[str, bytes]]:
    """The members of an archive; runs in the child process."""
    from parsers.readers import archives  # noqa: PLC0415 - only the child needs it

    return list(archives.members(body))
