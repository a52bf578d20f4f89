"""Which kind of file bytes are: they are asked before names and headers, which lie."""

from __future__ import annotations

import io
import re
import zipfile

from parsers.decode import unmarked_utf16
from parsers.document import Hints
from parsers.errors import Unreadable
from parsers.readers import ole
from parsers.readers.markdown import in_pipes

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
    "uof": "office",
    "xlsx": "sheets",
    "xls": "sheets",
    "ofd": "ofd",
    "image": "image",
}
# Read in this process: LibreOffice is a process of its own, with its own limits.
OFFICE = frozenset(kind for kind, module in MODULES.items() if module == "office")
# Kinds that are known and not read, as people are told.
UNREAD = {
    "uof sheet": "a workbook in UOF, of which LibreOffice loses the merged cells,",
    "uof 2": "a file in UOF 2",
    "xlsb": "a binary workbook (XLSB)",
    "slides": "a presentation",
    "xps": "a file in XPS",
    "ceb": "a file in CEB (Founder Apabi)",
}
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
    (b"Founder CEB", "ceb"),
)
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
ENDING = re.compile(r"\.([A-Za-z0-9]{1,5})(?:$|[?#])")
MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|table|div|p|span|script|style|section|article|title|br|td|tr|h[1-6])"
    rb"[\s>/]",
    re.IGNORECASE,
)
# The kinds of office files that are XML throughout, by what their first element says; the first that fits.
XML_KINDS = (
    (b"opendocument.spreadsheet", "ods"),
    (b"opendocument.text", "odt"),
    (b"schemas.microsoft.com/office/word/2003/wordml", "doc"),
    (b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"', "xls"),
    (b"urn:schemas-microsoft-com:office:spreadsheet", "xls"),
    (b"<uof:UOF", "uof"),
)
# Documents in UOF (GB/T 20916, 标文通) by the element of their body, those of text first.
UOF_BODIES = (("文字处理", "uof"), ("电子表格", "uof sheet"), ("演示文稿", "slides"))
# A DOCX or XLSX file as one XML document ("flat OPC"), and what tells the two apart.
FLAT_PACKAGE = b"schemas.microsoft.com/office/2006/xmlPackage"
FLAT_KINDS = ((b"wordprocessingml.document.main+xml", "docx"), (b"spreadsheetml.sheet.main+xml", "xlsx"))
# A page saved with all its parts (MHTML), often named .doc.
MIME = re.compile(
    rb"(?:[\w\-]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){0,12}?MIME-Version:\s*1\.0", re.IGNORECASE
)
# ZIP packages by how the name of a member begins, in lower case; the first that fits.
PACKAGES = (
    ("word/", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("xl/", "xlsx"),
    ("ofd.xml", "ofd"),
    ("ppt/presentation.xml", "slides"),
    ("fixeddocseq.fdseq", "xps"),
    ("uof.xml", "uof 2"),
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
    >>> sniff(b"BMW"), sniff(b"BM6\\0\\0\\0" + bytes(4) + b"6\\0\\0\\0")
    ('text', 'image')
    """
    head = body[:4096]
    for magic, kind in MAGIC:
        if head.startswith(magic) and (magic != b"BM" or body[6:10] == bytes(4)):  # words begin with BM, too
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image"
    if b"%PDF-" in head[:1024] and not MARKUP.search(head[: head.find(b"%PDF-")]):
        return "pdf"
    if head.startswith(ZIP):
        return sniff_package(body)
    if head.startswith(ole.MAGIC):
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
        return "text" if in_pipes(body[:200_000]) else "html"
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
    kind = next((kind for name, kind in XML_KINDS if name in head), "")
    if kind == "uof":
        return next((one for name, one in UOF_BODIES if f"<uof:{name}".encode() in body), "uof")
    return kind


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
    for start, kind in PACKAGES:
        if any(name.startswith(start) for name in names):
            return kind
    if b"opendocument" in kept:
        return "ods" if b"spreadsheet" in kept else "odt"
    return "zip"


def sniff_ole(body: bytes, hints: Hints) -> str:
    """doc, wps or xls by the streams at the top of an OLE container; by any name where it is damaged."""
    try:
        holds = ole.Container(body).__contains__
    except Unreadable:

        def holds(name: str) -> bool:
            return f"{name}\0".encode("utf-16-le") in body

    if not holds(ole.WORD) and any(map(holds, ole.BOOKS)):
        return "xls"
    return "wps" if ending(hints) == "wps" else "doc"
