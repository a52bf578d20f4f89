"""From bytes to a Document: which kind of file it is, and the reader of that kind.

`sniff` asks the bytes before names and headers, which lie. Every reader module has
`read(body, hints) -> Document` and raises `Unreadable`; all but those of pages and text run in a child
process with limits.
"""

from __future__ import annotations

import importlib
import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from parsers import confined
from parsers.decode import unmarked_utf16
from parsers.errors import Unreadable
from parsers.model import CARRIES, UNSEEN, Block, Document, Hints, Issue, Picture, Place, Table
from parsers.readers import answered, pictured

NOTHING_KNOWN = Hints()
MODULES = {
    "html": "html",
    "text": "text",
    "pdf": "pdf",
    "docx": "docx",
    "doc": "office",
    "wps": "office",
    "odt": "office",
    "ods": "office",
    "rtf": "office",
    "xlsx": "sheets",
    "xls": "sheets",
    "ofd": "ofd",
    "image": "image",
}
# Read in this process: LibreOffice is a process of its own, with its own limits.
OFFICE = frozenset({"doc", "wps", "odt", "ods", "rtf"})
HARMLESS = frozenset({"html", "text"}) | OFFICE
LARGEST_SAVED = 40 << 20  # bytes of an MHTML file
MOST_PARTS = 500  # of it
NOT_ATTACHED = frozenset({"html", "text", "image"})  # what letters and saved pages are made of
ATTACHED = frozenset(MODULES.keys() - NOT_ATTACHED | {"zip"})
USUAL_SECONDS, USUAL_MEMORY = 10.0, 1 << 30
LEAST_PICTURE = 4 << 10  # bytes: less is an icon
# Recognition maps gigabytes of libraries and models, and a page takes it seconds.
LOOKING_SECONDS, LOOKING_MEMORY = 60.0, 3 << 30
# Read without a look at their pictures first, which most have no need of, in the same child.
MAY_BE_SCANS = frozenset({"pdf", "ofd"})
MAGIC = (
    (b"%PDF", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"BM", "image"),
    (b"{\\rtf", "rtf"),
)
# Files packed as a whole: gzip, bzip2, XZ, zlib.
PACKED = (b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0", b"x\x01", b"x\x9c", b"x\xda")
NOT_OPENED = (
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"MSCF\0\0\0\0", "CAB"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
ENDING = re.compile(r"\.([A-Za-z0-9]{1,5})(?:$|[?#])")
MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|table|div|p|span|script|title|br|td|tr|h[1-6])[\s>/]",
    re.IGNORECASE,
)
# The kinds of office files that are XML throughout, by what their first element says; the first that fits.
XML_KINDS = (
    (b"opendocument.spreadsheet", "ods"),
    (b"opendocument.text", "odt"),
    (b"schemas.microsoft.com/office/word/2003/wordml", "doc"),
    (b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"', "xls"),
    (b"urn:schemas-microsoft-com:office:spreadsheet", "xls"),
)
# A DOCX or XLSX file as one XML document ("flat OPC"), and what tells the two apart.
FLAT_PACKAGE = b"schemas.microsoft.com/office/2006/xmlPackage"
FLAT_KINDS = ((b"wordprocessingml.document.main+xml", "docx"), (b"spreadsheetml.sheet.main+xml", "xlsx"))
# A page saved with all its parts (MHTML), often named .doc.
MIME = re.compile(
    rb"(?:[\w\-]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){0,12}?MIME-Version:\s*1\.0", re.IGNORECASE
)
UTF16 = (b"\xff\xfe", b"\xfe\xff")
KINDS_OF_TYPE = {"text/html": "html", "text/plain": "text", "application/xhtml+xml": "html"}


def ending(hints: Hints) -> str:
    """The ending of the file's name or address, lower case, without the point; "" if there is none."""
    for name in (hints.name, hints.url):
        if found := ENDING.search(name):
            return found[1].lower()
    return ""


def sniff(  # noqa: PLR0911 - a return for each kind
    body: bytes, hints: Hints = NOTHING_KNOWN
) -> str:
    """The kind of a file, one of the keys of `MODULES` or "zip"; "" for bytes of no known kind.

    >>> sniff(b"%PDF-1.7 ..."), sniff(b"<html><body>", Hints(name="report.pdf")), sniff("年报".encode())
    ('pdf', 'html', 'text')
    """
    head = body[:4096]
    for magic, kind in MAGIC:
        if head.startswith(magic) and not (kind == "image" and magic == b"BM" and len(body) < 26):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image"
    if b"%PDF-" in head[:1024] and not MARKUP.search(head[: head.find(b"%PDF-")]):
        return "pdf"
    if head.startswith(ZIP):
        return sniff_package(body)
    if head.startswith(OLE):
        return sniff_ole(body, hints)
    if head.startswith(UTF16) or not body:
        return "text" if body and "<" not in body[:200].decode("utf-16", "ignore") else "html" if body else ""
    if b"\0" in head and head.count(b"\0") > len(head) // 50:
        if MARKUP.search(head.replace(b"\0", b"")):
            return "html"
        return "text" if unmarked_utf16(body) else ""
    if MIME.match(head):
        return "mht"
    if kind := sniff_xml(body):
        return kind
    if MARKUP.search(head) or MARKUP.search(body[:200_000]):
        return "html"
    stated = KINDS_OF_TYPE.get(hints.content_type.split(";")[0].strip().lower(), "")
    return "html" if stated == "html" and b"<" in head else "text"


def sniff_xml(body: bytes) -> str:
    """The kind of an office file that is one XML document; "" for other XML and for anything else.

    >>> sniff_xml(b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">')
    'xls'
    """
    head = body[:4096]
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return ""
    if FLAT_PACKAGE in head:
        return next((kind for name, kind in FLAT_KINDS if name in body), "docx")
    return next((kind for name, kind in XML_KINDS if name in head), "")


def sniff_package(body: bytes) -> str:
    """The kind of a ZIP file by the names of its members."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            names = [name.replace("\\", "/").lower().lstrip("/") for name in package.namelist()[:5000]]
            kept = (
                package.read("mimetype")[:100]
                if "mimetype" in names and package.getinfo("mimetype").file_size < 1000
                else b""
            )
    except Exception:
        names, kept = [], b""
        for name, kind in ((b"word/document", "docx"), (b"xl/workbook", "xlsx"), (b"OFD.xml", "ofd")):
            if name in body[: 1 << 20]:
                return kind
    if any(name.startswith("word/") for name in names):
        return "docx"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "ofd.xml" in names:
        return "ofd"
    if b"opendocument" in kept:
        return "ods" if b"spreadsheet" in kept else "odt"
    return "zip"


def sniff_ole(body: bytes, hints: Hints) -> str:
    """doc, wps or xls by the streams of an OLE container, whose names stand in UTF-16."""
    book = any(name.encode("utf-16-le") in body for name in ("Workbook", "Book\0"))
    if book and "WordDocument".encode("utf-16-le") not in body:
        return "xls"
    return "wps" if ending(hints) == "wps" else "doc"


def read(body: bytes, kind: str, hints: Hints) -> Document:
    """The Document in a file of a kind. Raises Unreadable."""
    if kind not in MODULES:
        raise Unreadable("empty file" if not body else "a file of an unknown kind")
    name = f"parsers.readers.{MODULES[kind]}"
    try:
        if kind in HARMLESS or kind in OFFICE:  # LibreOffice runs in a process with limits of its own
            document: Document = importlib.import_module(name).read(body, hints)
            return document
        if kind == "image":
            made = confined.call(f"{name}:read", body, hints, seconds=LOOKING_SECONDS, memory=LOOKING_MEMORY)
        elif kind in MAY_BE_SCANS:
            made = seen(f"{name}:read", body, hints)
        else:
            made = confined.call(f"{name}:read", body, hints, seconds=USUAL_SECONDS, memory=USUAL_MEMORY)
    except Unreadable:
        raise
    except RecursionError:
        raise Unreadable("nested too deeply to be read") from None
    except MemoryError:
        raise Unreadable("needs more memory than a report may take") from None
    except Exception as error:
        raise Unreadable(f"the reader of {kind} failed ({type(error).__name__}: {error})"[:300]) from None
    if not isinstance(made, Document):
        raise Unreadable(f"the reader of {kind} gave no document")
    return made


def seen(function: str, body: bytes, hints: Hints) -> object:
    """What a reader makes of a file; where pages need a look, with one, for which there is more time."""
    made = confined.call(
        function, body, hints, False, seconds=USUAL_SECONDS, memory=USUAL_MEMORY, beside=True
    )
    if not isinstance(made, Document) or UNSEEN not in made.issues:
        return made
    try:
        return confined.call(function, body, hints, True, seconds=LOOKING_SECONDS, memory=LOOKING_MEMORY)
    except Unreadable as error:
        issues = [issue for issue in made.issues if issue != UNSEEN]
        told = Issue("scan_not_read", f"pages without readable text: {error.reason}")
        return replace(made, issues=(*issues, told))


BATCH = 64  # files that may wait for one start of LibreOffice
BATCH_SIZE = 128 << 20  # bytes of them
# Read in a few milliseconds, of which asking for each on its own would be a good part.
QUICK = frozenset({"docx", "xlsx", "xls"})
QUICK_BATCH = 8  # files that may wait for one call
QUICK_SIZE = 256 << 10  # bytes of each
QUICK_SECONDS = 4.0  # for all of them; what takes longer is read on its own


class Member(Struct, frozen=True):
    """One document on its way: where it lies in an archive, what is known of it, its kind and its bytes."""

    part: str
    hints: Hints
    kind: str
    body: bytes
    error: Unreadable | None = None


class Outcome(Struct, frozen=True):
    """What became of a member: its Document, or why there is none."""

    member: Member
    document: Document | None
    error: Unreadable | None = None


def expand(  # noqa: PLR0911 - a return for each kind
    body: bytes, hints: Hints
) -> list[Member]:
    """The documents in a file: itself, or the members of an archive, each by its own kind."""
    try:
        body = opened(body)
    except Unreadable as error:
        return [Member("", hints, "", b"", error)]
    kind = sniff(body, hints)
    if kind == "mht":
        return of_letter(body, hints)
    if kind != "zip":
        if kind in ("html", "text") and (page := answered.page_in(body, hints.content_type)):
            hints, kind, body = replace(hints, content_type="text/html; charset=utf-8"), "html", page
        return [Member("", hints, kind, body)]
    try:
        members: list[tuple[str, bytes]] = confined.call(
            "parsers.readers:unpacked", body, seconds=USUAL_SECONDS, memory=USUAL_MEMORY
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
        made.append(Member(name, known, sniff(content, known), content))
    return made


def opened(body: bytes) -> bytes:
    """A file without what it is packed in as a whole. Raises Unreadable, also for what is not unpacked."""
    if archive := next((name for magic, name in NOT_OPENED if body.startswith(magic)), ""):
        raise Unreadable(f"{archive} archives are not opened: unpack it and read what it holds")
    if not body.startswith(PACKED):
        return body
    held: bytes = confined.call(
        "parsers.readers.packed:unpacked", body, seconds=USUAL_SECONDS, memory=USUAL_MEMORY
    )
    return held


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
    page = saved_page(body)
    error = None if page else Unreadable("a saved page (MHTML) without a page in it")
    return [Member("", hints, "html", page, error)]


def saved_page(body: bytes) -> bytes:
    """The first page in an MHTML file, in UTF-8; b"" where there is none."""
    import email.policy  # noqa: PLC0415 - takes a tenth of a start, and hardly a report needs it

    try:
        message = email.message_from_bytes(body[:LARGEST_SAVED], policy=email.policy.compat32)
        for part in itertools.islice(message.walk(), MOST_PARTS):
            if part.get_content_type() == "text/html":
                content = part.get_payload(decode=True)
                return content if isinstance(content, bytes) else b""
    except (ValueError, LookupError, RecursionError):
        return b""
    return b""


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
            "parsers.readers:documents_in", files, seconds=QUICK_SECONDS, memory=USUAL_MEMORY
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


def outcome(member: Member) -> Outcome:
    if member.error is not None:
        return Outcome(member, None, member.error)
    try:
        return Outcome(member, read(member.body, member.kind, member.hints))
    except Unreadable as error:
        return Outcome(member, None, error)


def carried(found: Outcome) -> list[Outcome]:
    """What became of the documents that a document carries in itself, as a PDF does its attachments."""
    member, document = found.member, found.document
    if document is None or member.kind != "pdf" or all(issue.code != CARRIES for issue in document.issues):
        return []
    try:
        files: list[tuple[str, bytes]] = confined.call(
            "parsers.readers.pdf:attached", member.body, seconds=USUAL_SECONDS, memory=USUAL_MEMORY
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
