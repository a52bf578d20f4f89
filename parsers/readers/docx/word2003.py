"""Word 2003 XML (WordprocessingML as one document, often named .doc) as the DOCX file that says the same.

    packed(body) -> docx

Programs that fill a template in write it, Word 2003 and later save it. Most of its names are those of DOCX
in another namespace. LibreOffice loses too much of it: hidden text is shown as if it were not, insertions,
symbols and numbers of lists are gone.
"""

from __future__ import annotations

import base64
import io
import zipfile

from lxml import etree

from parsers.errors import Unreadable
from parsers.readers import ooxml
from parsers.readers.docx.names import BODY, CELL, IMAGE_DATA, PARAGRAPH, RELATED, ROW, RUN, TABLE, VAL, W

NAMESPACE = b"http://schemas.microsoft.com/office/word/2003/wordml"
AML = "{http://schemas.microsoft.com/aml/2001/core}"
ANNOTATION, CONTENT = f"{AML}annotation", f"{AML}content"
TITLE = "{urn:schemas-microsoft-com:office:office}Title"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
CHANGES = {"Word.Deletion": f"{W}del", "Word.Insertion": f"{W}ins"}
RENAMED = {
    f"{W}{old}": f"{W}{new}"
    for old, new in (
        ("vmerge", "vMerge"), ("hmerge", "hMerge"), ("hlink", "hyperlink"), ("cfChunk", "customXml"),
        ("listPr", "numPr"), ("ilfo", "numId"), ("nfc", "numFmt"), ("ilst", "abstractNumId"),
        ("listDef", "abstractNum"), ("list", "num"),
    )
}  # fmt: skip
NUMBERS = {f"{W}abstractNum": ("listDefId", "abstractNumId"), f"{W}num": ("ilfo", "numId")}
# Numerals of lists by their number in older files; other ones are digits.
NUMERALS = {
    "1": "upperRoman", "2": "lowerRoman", "3": "upperLetter", "4": "lowerLetter", "22": "decimalZero",
    "18": "decimalEnclosedCircle", "23": "bullet", "30": "ideographTraditional", "31": "ideographZodiac",
    "255": "none",
    **dict.fromkeys(("10", "11", "35", "36", "37", "39"), "chineseCounting"),
    **dict.fromkeys(("34", "38"), "chineseLegalSimplified"),
}  # fmt: skip
# Elements of other namespaces that hold such, as sections and smart tags do, only wrap it.
WRAPPER = f"{W}customXml"
PRINTED = frozenset({PARAGRAPH, TABLE, ROW, CELL, RUN, WRAPPER})
IMAGES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
PARTS = {"styles": f"{W}styles", "numbering": f"{W}lists"}


def is_word_2003(body: bytes) -> bool:
    return NAMESPACE in body[:4096]


def packed(body: bytes) -> bytes:
    """The file as a DOCX file. Raises Unreadable: not well formed, beyond the limits, or without a text."""
    root = ooxml.root(body.replace(NAMESPACE, W[1:-1].encode()), "the file")
    text = root.find(BODY)
    if text is None:
        raise Unreadable("the file has no text (no body in it)")
    pictures = {each.get(f"{W}name", ""): each for each in root.iter(f"{W}binData")}
    shown: dict[str, str] = {}  # the relationship of each picture that is
    for annotation in list(root.iter(ANNOTATION)):
        as_change(annotation)
    for _, element in etree.iterwalk(root, events=("end",)):  # what is wrapped before what wraps it
        rename(element)
        if element.tag == IMAGE_DATA and (name := element.get("src", "")) in pictures:
            element.set(RELATED, shown.setdefault(name, f"p{len(shown)}"))
    related = [(key, IMAGES, f"media/{key}") for key in shown.values()]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, key in shown.items():
            archive.writestr(f"word/media/{key}", decoded(pictures[name].text or ""))
        for name, tag in PARTS.items():
            if (part := root.find(tag)) is not None:
                archive.writestr(f"word/{name}.xml", written(part))
                related.append((name, IMAGES.replace("image", name), f"{name}.xml"))
        archive.writestr("word/_rels/document.xml.rels", relationships(related))
        # lxml takes the square of its size to move a text into another document.
        document = b'<w:document xmlns:w="%s">%s</w:document>' % (W[1:-1].encode(), written(text))
        archive.writestr("word/document.xml", document)
        if (title := next(root.iter(TITLE), None)) is not None:
            core = etree.Element("core")
            etree.SubElement(core, f"{{{DUBLIN_CORE}}}title").text = title.text
            archive.writestr("docProps/core.xml", written(core))
    return made.getvalue()


def as_change(annotation: etree._Element) -> None:
    """Make a tracked change of an annotation that is one; others are comments, bookmarks and former looks."""
    if change := CHANGES.get(annotation.get(f"{W}type", "")):
        annotation.tag = change
        for content in annotation.findall(CONTENT):
            annotation.extend(content)
            annotation.remove(content)


def rename(element: etree._Element) -> None:
    """Give an element the name, and the numbers, that it has in a DOCX file."""
    tag = str(element.tag)
    if tag == RUN or not tag.startswith((W, AML)):  # LibreOffice writes runs within runs
        if any(child.tag in PRINTED for child in element):
            element.tag = WRAPPER
    elif tag in RENAMED:
        element.tag = tag = RENAMED[tag]
        if tag in NUMBERS:
            old, new = NUMBERS[tag]
            element.set(f"{W}{new}", element.get(f"{W}{old}", ""))
        elif tag == f"{W}numFmt":
            element.set(VAL, NUMERALS.get(element.get(VAL, ""), "decimal"))


def relationships(related: list[tuple[str, str, str]]) -> bytes:
    root = etree.Element(f"{ooxml.PACKAGE_RELATIONSHIPS}Relationships")
    for key, kind, target in related:
        about = {"Id": key, "Type": kind, "Target": target}
        etree.SubElement(root, f"{ooxml.PACKAGE_RELATIONSHIPS}Relationship", about)
    return written(root)


def written(element: etree._Element) -> bytes:
    return etree.tostring(element, encoding="utf-8", xml_declaration=False, with_tail=False)


def decoded(text: str) -> bytes:
    """The bytes of a picture; none of a damaged one: the text is what counts."""
    try:
        return base64.b64decode(text)
    except ValueError:
        return b""
