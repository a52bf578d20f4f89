"""What an OpenDocument text hides, taken out of it: LibreOffice writes it into DOCX as if it were shown.

    without_hidden(body) -> (body, places it was taken out of)

Sections may be hidden always or on a condition, paragraphs on a condition; whether the condition held when
the file was saved is written beside it (OpenDocument 1.3 part 3, 19.815 and 19.850). Characters that are
hidden by their style stay: those LibreOffice tells.
"""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

from parsers.errors import Unreadable
from parsers.readers import ooxml

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
SECTION, FIELD = f"{TEXT}section", f"{TEXT}hidden-paragraph"
PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
DISPLAY, IS_HIDDEN = f"{TEXT}display", f"{TEXT}is-hidden"
CONTENT = "content.xml"
MAY_HIDE = re.compile(rb"section\b[^>]*\bdisplay\s*=|hidden-paragraph\b")  # looked for before a tree is built


def without_hidden(body: bytes) -> tuple[bytes, int]:
    """A file, flat or a package, without its hidden sections and paragraphs, and how many there were.

    A file that cannot be opened, or is beyond the limits, comes back as it is.
    """
    try:
        if body[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            shown, places = shown_of(body)
            return (shown if places else body), places
        pack = ooxml.package(body)
        pack.measure()
        shown, places = shown_of(pack.read(CONTENT))
    except (Unreadable, KeyError):
        return body, 0
    return (with_content(body, shown) if places else body), places


def shown_of(content: bytes) -> tuple[bytes, int]:
    """The XML of a text without what is hidden in it, and in how many places that was."""
    if not MAY_HIDE.search(content):
        return content, 0
    root = ooxml.root(content, CONTENT)
    hidden = [section for section in root.iter(SECTION) if is_hidden(section)]
    for section in hidden:
        if (parent := section.getparent()) is not None:
            parent.remove(section)
    # Emptied, not taken out: a cell without a paragraph is none.
    emptied = {
        paragraph
        for field in root.iter(FIELD)
        if field.get(IS_HIDDEN) == "true"
        and (paragraph := next(field.iterancestors(*PARAGRAPHS), None)) is not None
    }
    for paragraph in emptied:
        for child in list(paragraph):
            paragraph.remove(child)
        paragraph.text = None
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8"), len(hidden) + len(emptied)


def is_hidden(section: etree._Element) -> bool:
    """Whether a section was not shown when its file was saved."""
    display = section.get(DISPLAY)
    return display == "none" or (display == "condition" and section.get(IS_HIDDEN) == "true")


def with_content(body: bytes, content: bytes) -> bytes:
    """A package with another text in it."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as archive,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in dict.fromkeys(archive.namelist()):
            made.writestr(name, content if name == CONTENT else archive.read(name))
    return target.getvalue()
