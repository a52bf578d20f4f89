"""Digital PDF: the characters and rules of its pages, through PDFium, become blocks.

Places are boxes in points from the top left corner of the page as a viewer shows it: cropped, and
turned by its /Rotate. Pages without text of their own (scans, with or without a layer of invisible
text; text drawn as shapes; fonts that name no characters) go to the reader of pictures.
"""

from __future__ import annotations

import ctypes
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

import pypdfium2 as pdfium
from pypdfium2 import raw

from parsers.document import (
    CARRIES,
    PICTURED,
    UNSEEN,
    Block,
    Document,
    Hints,
    Issue,
    Paragraph,
    Picture,
    Place,
)
from parsers.errors import Unreadable
from parsers.pages.affine import Matrix
from parsers.pages.blocks import Page, blocks
from parsers.pages.drawnsigns import bare_strokes, drawn_signs
from parsers.pages.edges import on_page
from parsers.pages.fieldvalues import told_otherwise
from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import UNKNOWN, Box, Char
from parsers.pages.textstrokes import (
    crossed_out,
    dotted_over,
    lying_in,
    running_into,
    signed_by_lines,
    struck_out,
    text_strokes,
)
from parsers.pages.turns import shown, upright_of
from parsers.readers import image
from parsers.readers.pdf import notes
from parsers.readers.pdf.digits import Digits
from parsers.readers.pdf.ink import Budget, Ink
from parsers.readers.pdf.notes import Undrawn
from parsers.readers.pdf.page import INVISIBLE_TEXT, PdfPage
from parsers.readers.pdf.sight import LAYERS, PATTERNS, holds

MOST_PAGES = 300
MOST_ATTACHED, LARGEST_ATTACHED = 40, 100 << 20  # files in a PDF, and their bytes
MOST_TYPED = 300  # texts typed on a page that are compared with its figures
FEW_CHARS = 12  # a page with no more visible characters, and a large picture, is a scan
MANY_FIGURES = 20  # drawn as shapes on a page of characters
MANY_SHAPES = 150  # curved shapes on a page without characters: letters drawn as outlines
LARGE_PICTURE = 0.35  # of the page
WHOLE_PAGE = 0.8  # of the page: what is typed on so large a picture is a part of it
PICTURE_IN_TEXT = 0.06  # of the page: smaller ones are seals and emblems
MOSTLY_UNKNOWN = 0.2  # of the characters: then the page must be read as a picture
LONGEST_TITLE = 200


@dataclass(slots=True)
class Contents:
    """What the pages of a document hold: pages to lay out, and pages to be read as pictures."""

    pages: list[Page] = field(default_factory=list)
    scans: list[int] = field(default_factory=list)
    turned: dict[int, Matrix] = field(default_factory=dict)  # from read to shown coordinates, by page
    issues: list[Issue] = field(default_factory=list)


def read(body: bytes, hints: Hints | None = None, look: bool = True) -> Document:
    """The paragraphs, tables and pictures of a PDF. Raises Unreadable where it cannot be opened.

    `look` is whether pages without readable text are read as pictures, which takes seconds each.
    """
    del hints  # what a list says of a document changes nothing about its pages
    pdf = opened(body)
    try:
        count = len(pdf)
        if not count:
            raise Unreadable("the PDF has no pages")
        if count > MOST_PAGES:
            raise Unreadable(f"the PDF has {count} pages; the limit is {MOST_PAGES}")
        contents = Contents()
        if not raw.FPDF_DocumentHasValidCrossReferenceTable(pdf.raw) or b"%%EOF" not in body[-2048:]:
            contents.issues.append(
                Issue("damaged", "the PDF is damaged or cut off; parts of it may be missing")
            )
        if carried := raw.FPDFDoc_GetAttachmentCount(pdf.raw):
            contents.issues.append(Issue(CARRIES, f"{carried} files are attached to the PDF"))
        patterns = cache(lambda: holds(body, PATTERNS))
        budget = Budget(patterns=patterns, layers=holds(body, LAYERS), digits=Digits(pdf.raw))
        loaded: list[PdfPage] = []
        try:
            for number in range(1, count + 1):
                handle, undrawn = notes.loaded(pdf.raw, number)
                if not handle:
                    contents.issues.append(
                        Issue("page_unreadable", "a page cannot be read", f"page {number}")
                    )
                else:
                    loaded.append(PdfPage(handle))
                    survey(loaded[-1], number, undrawn, budget, contents)
            if not loaded:
                raise Unreadable("none of the pages of the PDF can be read")
            return composed(body if look else b"", contents, title_of(pdf))
        finally:
            for page in loaded:
                page.close()
    finally:
        pdf.close()


def attached(body: bytes) -> list[tuple[str, bytes]]:
    """The names and contents of the files attached to a PDF: a portfolio is nothing but these.

    Raises Unreadable where it cannot be opened, or where they are too large together.
    """
    pdf = opened(body)
    found: list[tuple[str, bytes]] = []
    room = LARGEST_ATTACHED
    try:
        for number in range(min(pdf.count_attachments(), MOST_ATTACHED)):
            file = pdf.get_attachment(number)
            length = ctypes.c_ulong()
            if not raw.FPDFAttachment_GetFile(file, None, 0, length):
                continue
            room -= length.value
            if room < 0:
                raise Unreadable(f"the files attached to the PDF hold more than {LARGEST_ATTACHED >> 20} MB")
            found.append((file.get_name(), bytes(file.get_data())))
    except pdfium.PdfiumError as error:
        raise Unreadable(f"a file attached to the PDF cannot be read ({error})") from None
    finally:
        pdf.close()
    return found


def opened(body: bytes) -> pdfium.PdfDocument:
    """The document, opened without a password."""
    if not body:
        raise Unreadable("the file is empty")
    try:
        return pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise Unreadable("the PDF is protected by a password") from None
        if error.err_code == raw.FPDF_ERR_SECURITY:
            raise Unreadable("the PDF is encrypted in a way that cannot be read") from None
        raise Unreadable("not a whole PDF: its structure is damaged or missing") from None


def survey(page: PdfPage, number: int, undrawn: Undrawn, budget: Budget, contents: Contents) -> None:
    """Add what is drawn on a page to the contents of its document."""
    ink = page.ink(budget)
    turn = max(range(4), key=lambda quarter: ink.turns[quarter])
    upright, width, height = upright_of(turn, page.width, page.height)
    matrix = page.shown.then(upright)
    segments: Sequence[Segment] = ink.segments
    if turn:
        segments = [Segment(*upright.box(*segment)) for segment in segments]
    chars, beyond = on_page(page.chars(ink, matrix, budget), segments, width, height)
    if beyond:
        contents.issues.append(
            Issue(
                "cut_off",
                f"{beyond} characters stand beyond the edges of the page",
                f"page {number}",
            )
        )
    if ink.hidden:
        contents.issues.append(
            Issue(
                "text_hidden",
                f"{ink.hidden} characters cannot be seen as the page is shown",
                f"page {number}",
            )
        )
    pictures = [box for box in ink.pictures if share(box, page) >= PICTURE_IN_TEXT]
    if is_scan(page, ink, chars):
        contents.scans.append(number)
        if not any(char.confidence is not None for char in chars):
            return
        pictures = []
    elif (ink.drawn and figures_are_drawn(chars)) or (len(chars) <= FEW_CHARS and ink.is_aslant()):
        contents.scans.append(number)
        pictures = []
    if names_too_little(chars, ink.misnamed, number, contents):
        contents.scans.append(number)
        return
    if ink.misnamed:
        chars = [
            char._replace(confidence=INVISIBLE_TEXT) if char.mark in ink.misnamed else char for char in chars
        ]
    if turn:
        contents.turned[number] = upright.inverse()
    shades = [matrix.box(*box) for box in undrawn.boxes]
    values = [(matrix.box(*box), value) for box, value in undrawn.values]
    doubted, unfilled = told_otherwise(values, chars)
    shades += unfilled
    slants = [(upright.point(*start), upright.point(*end)) for start, end in ink.slants]
    slants += [(matrix.point(*start), matrix.point(*end)) for start, end in undrawn.strokes]
    bare, lines = bare_strokes(segments, slants, chars)
    if lines:
        segments = [segment for segment in segments if segment not in lines]
    chars += drawn_signs([*shades, *bare], chars)
    struck, strokes = struck_out(chars, segments)
    typed = [matrix.box(*box) for box in undrawn.typed[:MOST_TYPED]]
    struck |= (
        doubted
        | running_into(typed, chars)
        | lying_in([*shades, *(matrix.box(*box) for box in undrawn.icons)], chars)
        | crossed_out(chars, slants)
        | signed_by_lines(chars, segments)
        | dotted_over(chars, [*segments, *lines])
    )
    strokes |= text_strokes(chars, segments)
    if strokes:
        segments = [segment for segment in segments if segment not in strokes]
    if struck:
        chars = [
            char._replace(confidence=INVISIBLE_TEXT) if at in struck else char
            for at, char in enumerate(chars)
        ]
        contents.issues.append(Issue("struck_out", f"{len(struck)} digits are struck out", f"page {number}"))
    contents.pages.append(
        Page(
            number=number,
            width=width,
            height=height,
            segments=segments,
            chars=chars,
            pictures=tuple(Picture(place=Place(page=number, box=upright.box(*box))) for box in pictures),
            box_around=partial(page.box_around, matrix=matrix),
        )
    )


def names_too_little(chars: Sequence[Char], misnamed: Collection[int], page: int, contents: Contents) -> bool:
    """Whether fonts name so few of the characters of a page, or so many of its digits wrongly, that only a
    look at it can tell them; what they do is noted."""
    unknown = [char[0] for char in chars].count(UNKNOWN)
    if misnamed:
        told = f"{len(misnamed)} digits are drawn by fonts that name them wrongly"
        contents.issues.append(Issue("misnamed_digits", told, f"page {page}"))
    if unknown:
        told = f"{unknown} characters are drawn by fonts that do not name them"
        contents.issues.append(Issue("unmapped_text", told, f"page {page}"))
    digits = sum(char[0].isdecimal() for char in chars) if misnamed else 0
    return (
        (unknown > 0 and unknown >= MOSTLY_UNKNOWN * len(chars))
        or (bool(misnamed) and len(misnamed) >= MOSTLY_UNKNOWN * digits)
        or (unknown >= MANY_FIGURES and unknown > sum(char[0].isdecimal() for char in chars))
    )


def figures_are_drawn(chars: Sequence[Char]) -> bool:
    """Whether a page shows its figures as shapes, while its words are characters."""
    drawn = [char[0] for char in chars].count(PICTURED)
    return drawn >= MANY_FIGURES and drawn > sum(char[0].isdecimal() for char in chars)


def share(box: Box, page: PdfPage) -> float:
    """How much of the page a box covers."""
    width = min(box[2], page.width) - max(box[0], 0.0)
    height = min(box[3], page.height) - max(box[1], 0.0)
    return max(width, 0.0) * max(height, 0.0) / max(page.width * page.height, 1.0)


def is_scan(page: PdfPage, ink: Ink, chars: Sequence[Char]) -> bool:
    """Whether what a reader of the page sees is a picture, or letters drawn as shapes.

    So is a scanned form that was filled in with figures only.
    """
    seen = [char[5] for char in chars].count(None)
    covered = sum(share(box, page) for box in ink.pictures)
    if seen > FEW_CHARS and seen * 2 > len(chars):
        return covered >= WHOLE_PAGE and sum(char[0].isalpha() for char in chars) <= FEW_CHARS
    return covered >= LARGE_PICTURE or (not chars and ink.shapes >= MANY_SHAPES)


def composed(body: bytes, contents: Contents, title: str) -> Document:
    """The document of what was surveyed; scans are read from `body`; without it they are told as unseen."""
    made = [shown(block, contents.turned) for block in blocks(contents.pages)]
    issues = contents.issues
    if contents.scans:
        pictured, told = from_pictures(body, contents.scans) if body else ([], [UNSEEN])
        issues = issues + told
        read_pages = {block.place.page for block in pictured}
        made = [block for block in made if block.place.page not in read_pages] + pictured
        missing = [number for number in contents.scans if number not in {block.place.page for block in made}]
        made += [Picture(place=Place(page=number)) for number in missing]
        made.sort(key=lambda block: block.place.page)
    text = "".join(squeezed(block) for block in made)
    meta = {"title": title} if title and "".join(title.split()) in text else {}
    return Document("pdf", tuple(made), meta=meta, issues=tuple(issues))


def squeezed(block: Block) -> str:
    return "".join(block.text.split()) if isinstance(block, Paragraph) else ""


def from_pictures(body: bytes, pages: Sequence[int]) -> tuple[list[Block], list[Issue]]:
    """The blocks of pages that only a look at them can read; none, and why, where that is not possible."""
    try:
        return image.read_scans(body, pages)
    except Unreadable as error:
        return [], [Issue("scan_not_read", f"pages without readable text: {error.reason}")]


def title_of(pdf: pdfium.PdfDocument) -> str:
    """The title in the document's properties, which is believed only where the text has it too.

    Word keeps the title of the file that a report was made from, mostly last year's.
    """
    try:
        title = pdf.get_metadata_value("Title")
    except (pdfium.PdfiumError, UnicodeError):
        return ""
    return title.strip() if 4 <= len(title.strip()) <= LONGEST_TITLE else ""
