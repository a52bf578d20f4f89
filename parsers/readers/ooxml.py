"""What DOCX and XLSX share: parts as trees, and the relationships between parts.

The strict form of the standard (ISO/IEC 29500 Strict) differs in its namespaces only; they are put
back to the common ones before parsing, so that readers know one set of names.
"""

from __future__ import annotations

import base64
import io
import posixpath
import zipfile
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from parsers.errors import Unreadable
from parsers.readers import untrusted
from parsers.readers.archives import Package, plain
from parsers.readers.ole import MAGIC

XML_SIZE = 24 << 20  # bytes of one XML part; a report of 40 pages has under 2 MB
KEPT = 16 << 10  # bytes of a part whose meaning is kept for files that hold the same
XML_TAGS = 2_000_000  # counted before a tree is built: each costs about 100 bytes of memory
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
FLAT = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
STRICT = b"http://purl.oclc.org/ooxml/"
TRANSITIONAL = (
    (b"wordprocessingml/main", b"wordprocessingml/2006/main"),
    (b"spreadsheetml/main", b"spreadsheetml/2006/main"),
    (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
    (b"officeDocument/math", b"officeDocument/2006/math"),
    (b"drawingml/main", b"drawingml/2006/main"),
    (b"drawingml/picture", b"drawingml/2006/picture"),
    (b"drawingml/wordprocessingDrawing", b"drawingml/2006/wordprocessingDrawing"),
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part refers to: `target` is a part name, or an address where `external`."""

    kind: str  # the last word of the type: officeDocument, image, styles …
    target: str
    external: bool = False


def package(body: bytes) -> Package:
    """The office file as a package. Raises Unreadable: encrypted, an older binary form, no ZIP."""
    if body.startswith(MAGIC):
        if ENCRYPTED_PACKAGE in body:
            raise Unreadable("encrypted with a password")
        raise Unreadable("an office file of the old binary kind, named as a new one")
    if body[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return Package(zipped(body))
    return Package(body)


def zipped(body: bytes) -> bytes:
    """A package that is one XML document, all its parts in it ("flat OPC"), as the archive it stands for."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for part in root(body, "the file").iterchildren(f"{FLAT}part"):
            name = part.get(f"{FLAT}name", "").lstrip("/")
            held = next(iter(part), None)
            if not name or held is None:
                continue
            if held.tag == f"{FLAT}binaryData":
                try:
                    archive.writestr(name, base64.b64decode(held.text or ""))
                except ValueError:
                    continue  # a damaged picture: the text is what counts
            elif len(held):
                archive.writestr(name, etree.tostring(held[0], encoding="utf-8"))
    return made.getvalue()


def tree(pack: Package, name: str) -> etree._Element:
    """The root element of an XML part.

    Raises:
        Unreadable: no such part, too large, not well formed, nested deeper than libxml2 allows (256),
            or with a document type declaration, which the standard forbids and bombs need.
    """
    try:
        content = pack.read(name)
    except KeyError:
        raise Unreadable(f"the file has no part {name}") from None
    return root(content, name)


def root(content: bytes, name: str) -> etree._Element:
    """The root element of XML of an untrusted package, within the limits named at `tree`."""
    if len(content) > XML_SIZE:
        raise Unreadable(f"{name} has {len(content) >> 20} MB; the limit is {XML_SIZE >> 20}")
    if content.count(b"<") > XML_TAGS:
        raise Unreadable(f"{name} has more than {XML_TAGS} elements")
    if STRICT in content:
        for strict, transitional in TRANSITIONAL:
            content = content.replace(STRICT + strict, b"http://schemas.openxmlformats.org/" + transitional)
    try:
        element = etree.fromstring(content, untrusted.XML)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"{name} is not well-formed XML ({plain(error)})") from None
    if element is None or element.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(f"{name} declares a document type, which office files may not")
    return element


def relationships(pack: Package, part: str) -> dict[str, Relationship]:
    """The relationships of a part by id; "" stands for the package itself. Damaged ones are left out."""
    folder, name = posixpath.split(part)
    source = posixpath.join(folder, "_rels", name + ".rels")
    if source not in pack:
        return {}
    content = pack.read(source)
    related = known_relationships if len(content) <= KEPT else relationships_in
    return related(content, folder, source)


def relationships_in(content: bytes, folder: str, source: str) -> dict[str, Relationship]:
    """The relationships that a part of this name holds, of a part in a folder."""
    found = {}
    for element in root(content, source).iter(f"{PACKAGE_RELATIONSHIPS}Relationship"):
        target = element.get("Target", "")
        external = element.get("TargetMode", "") == "External"
        if not external:
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        kind = element.get("Type", "").rpartition("/")[2]
        found[element.get("Id", "")] = Relationship(kind, target, external)
    return found


# A program writes the same few for all its files; what is kept of them is only read.
known_relationships = lru_cache(maxsize=64)(relationships_in)


def main_part(pack: Package, usual: str) -> str:
    """The name of the part that holds the document; `usual` where the package does not say.

    Raises Unreadable where neither is there.
    """
    for relationship in relationships(pack, "").values():
        if relationship.kind == "officeDocument" and relationship.target in pack:
            return relationship.target
    if usual in pack:
        return usual
    raise Unreadable(f"a ZIP archive, but no office file of this kind (it has no {usual})")


def of_kind(related: dict[str, Relationship], kind: str) -> str:
    """The part that stands in this relation, "" if none does."""
    return next((each.target for each in related.values() if each.kind == kind and not each.external), "")


def title(pack: Package) -> str:
    """The title in the properties of the file, "" where there is none or it cannot be read."""
    try:
        found = tree(pack, "docProps/core.xml").findtext("{http://purl.org/dc/elements/1.1/}title")
    except Unreadable:
        return ""
    return " ".join((found or "").split())
