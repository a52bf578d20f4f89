"""From bytes to a Document: which kind of file it is, and the reader of that kind.

`sniff` asks the bytes before names and headers, which lie. Every reader module has
`read(body, hints) -> Document` and raises `Unreadable`; all but those of pages and text run in a child
process with limits.
"""

from __future__ import annotations

import importlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator

from parsers import confined
from parsers.errors import Unreadable
from parsers.model import Document, Hints

MODULES = {
    "html": "html",
    "text": "text",
    "pdf": "pdf",
    "docx": "docx",
    "doc": "office",
    "wps": "office",
    "odt": "office",
    "rtf": "office",
    "xlsx": "sheets",
    "xls": "sheets",
    "ofd": "ofd",
    "image": "image",
}
HARMLESS = frozenset({"html", "text"})
SECONDS = {"image": 60.0, "pdf": 60.0, "doc": 60.0, "wps": 60.0, "odt": 60.0, "rtf": 60.0}
USUAL_SECONDS = 10.0
MEMORY = {"image": 3 << 30, "pdf": 3 << 30, "doc": 3 << 30, "wps": 3 << 30, "odt": 3 << 30, "rtf": 3 << 30}
USUAL_MEMORY = 1 << 30
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
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
ENDING = re.compile(r"\.([A-Za-z0-9]{1,5})(?:$|[?#])")
MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|table|div|p|span|script|title|br|td|tr|h[1-6])[\s>/]", re.I
)
UTF16 = (b"\xff\xfe", b"\xfe\xff")
KINDS_OF_TYPE = {"text/html": "html", "text/plain": "text", "application/xhtml+xml": "html"}


def ending(hints: Hints) -> str:
    """The ending of the file's name or address, lower case, without the point; "" if there is none."""
    for name in (hints.name, hints.url):
        if found := ENDING.search(name):
            return found[1].lower()
    return ""


def sniff(body: bytes, hints: Hints = Hints()) -> str:
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
    if b"\0" in head and head.count(b"\0") > len(head) // 50 and not MARKUP.search(head.replace(b"\0", b"")):
        return ""
    if MARKUP.search(head) or MARKUP.search(body[:200_000]):
        return "html"
    stated = KINDS_OF_TYPE.get(hints.content_type.split(";")[0].strip().lower(), "")
    return "html" if stated == "html" and b"<" in head else "text"


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
    except Exception:  # noqa: BLE001 - a damaged package is told by its reader
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
        return "odt"
    return "zip"


def sniff_ole(body: bytes, hints: Hints) -> str:
    """doc, wps or xls by the streams of an OLE container, whose names stand in UTF-16."""
    if any(name.encode("utf-16-le") in body for name in ("Workbook", "Book\0")):
        if "WordDocument".encode("utf-16-le") not in body:
            return "xls"
    return "wps" if ending(hints) == "wps" else "doc"


def read(body: bytes, kind: str, hints: Hints) -> Document:
    """The Document in a file of a kind. Raises Unreadable."""
    if kind not in MODULES:
        raise Unreadable("empty file" if not body else "a file of an unknown kind")
    name = f"parsers.readers.{MODULES[kind]}"
    try:
        if kind in HARMLESS:
            document: Document = importlib.import_module(name).read(body, hints)
            return document
        made = confined.call(
            f"{name}:read",
            body,
            hints,
            seconds=SECONDS.get(kind, USUAL_SECONDS),
            memory=MEMORY.get(kind, USUAL_MEMORY),
        )
    except Unreadable:
        raise
    except RecursionError:
        raise Unreadable("nested too deeply to be read") from None
    except MemoryError:
        raise Unreadable("needs more memory than a report may take") from None
    except Exception as error:  # noqa: BLE001 - no document may stop a batch; the reason names our fault
        raise Unreadable(f"the reader of {kind} failed ({type(error).__name__}: {error})"[:300]) from None
    if not isinstance(made, Document):
        raise Unreadable(f"the reader of {kind} gave no document")
    return made


Member = tuple[str, Hints, str, bytes]  # part, hints, kind, bytes
Outcome = tuple[str, Hints, str, "Document | Unreadable"]


def expand(body: bytes, hints: Hints) -> list[Member] | tuple[str, Hints, Unreadable]:
    """The documents in a file: itself, or the members of an archive."""
    kind = sniff(body, hints)
    return [("", hints, kind, body)]


def read_many(files: Iterable[list[Member] | tuple[str, Hints, Unreadable]]) -> Iterator[list[Outcome]]:
    """The Document, or what is wrong, of each member of each file."""
    for members in files:
        outcomes: list[Outcome] = []
        assert isinstance(members, list)
        for part, hints, kind, body in members:
            try:
                outcomes.append((part, hints, kind, read(body, kind, hints)))
            except Unreadable as error:
                outcomes.append((part, hints, kind or "text", error))
        yield outcomes
