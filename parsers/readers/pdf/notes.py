"""What was put on a page of a PDF beside its contents: fields, notes, strokes, bars, stamps (annotations).

PDFium draws those that have a look of their own, and makes looks for some that have none. Others, as a
line drawn by a viewer that leaves its look to the next, it leaves out: where they lie is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from pypdfium2 import raw

from parsers.pages.textlines import Box
from parsers.pages.textstrokes import Slant

MOST_ANNOTATIONS = 500
MOST_POINTS = 400  # of one stroke
LONGEST_VALUE = 64  # signs of a field that may hold a figure
WITHOUT_LOOKS = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_TEXT)
# An icon or nothing is shown of these, and fields are drawn by what fills them in.
ICONS = (
    raw.FPDF_ANNOT_FILEATTACHMENT,
    raw.FPDF_ANNOT_SOUND,
    raw.FPDF_ANNOT_MOVIE,
    raw.FPDF_ANNOT_SCREEN,
    raw.FPDF_ANNOT_PRINTERMARK,
    raw.FPDF_ANNOT_TRAPNET,
    raw.FPDF_ANNOT_WIDGET,
    raw.FPDF_ANNOT_XFAWIDGET,
)
ICON = 24.0  # points: the icon of a note without a look is no larger, whatever its box
LIE_ON_TEXT = (raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_FILEATTACHMENT)
UNSEEN_FLAGS = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW


@dataclass(slots=True)
class Undrawn:
    """What a viewer may show on a page and PDFium does not, and texts typed on it, as the page counts."""

    strokes: list[Slant] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)  # left, bottom, right, top
    typed: list[Box] = field(default_factory=list)  # what was typed on the page later, drawn or not
    values: list[tuple[Box, str]] = field(default_factory=list)  # what fields hold, which may show another
    icons: list[Box] = field(default_factory=list)  # of notes and attached files


def loaded(document: raw.FPDF_DOCUMENT, number: int) -> tuple[raw.FPDF_PAGE | None, Undrawn]:
    """A page with what was put on it drawn on it, and what is not drawn; None if it is damaged."""
    page = raw.FPDF_LoadPage(document, number - 1)
    undrawn = Undrawn()
    if page and has_looks(page):
        set_as_seen(page)
        values = give_looks(document, page)
        undrawn = without_looks(page)
        undrawn.values += values
        undrawn.typed += typed_on(page)
        undrawn.icons += icons_on(page)
        if raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == 1:
            raw.FPDF_ClosePage(page)
            page = raw.FPDF_LoadPage(document, number - 1)
    elif page:
        undrawn.icons += icons_on(page)
    return page, undrawn


def has_looks(page: raw.FPDF_PAGE) -> bool:
    """Whether something was put on a page that is more than a link or a note beside it."""
    if raw.FPDFPage_GetAnnotCount(page) > MOST_ANNOTATIONS:
        return True
    return any(
        kind not in WITHOUT_LOOKS or (kind == raw.FPDF_ANNOT_LINK and raw.FPDFAnnot_HasKey(annotation, b"AP"))
        for annotation, kind in notes_of(page)
    )


def set_as_seen(page: raw.FPDF_PAGE) -> None:
    """Hide the annotations of a page that are for print only, and show those that viewers show.

    "Invisible" is said of kinds that a viewer does not know; PDFium takes it, and it alone, to hide any.
    """
    for annotation, kind in notes_of(page):
        flags = raw.FPDFAnnot_GetFlags(annotation)
        seen = flags | (raw.FPDF_ANNOT_FLAG_HIDDEN if flags & UNSEEN_FLAGS else 0)
        if kind != raw.FPDF_ANNOT_UNKNOWN:
            seen &= ~raw.FPDF_ANNOT_FLAG_INVISIBLE
        if seen != flags:
            raw.FPDFAnnot_SetFlags(annotation, seen)


def icons_on(page: raw.FPDF_PAGE) -> Iterator[Box]:
    """The boxes of the icons of notes and attached files, which hide what they lie on."""
    for annotation, kind in notes_of(page):
        if kind in LIE_ON_TEXT and not raw.FPDFAnnot_GetFlags(annotation) & UNSEEN_FLAGS:
            for left, bottom, right, top in box_of(annotation):
                if raw.FPDFAnnot_HasKey(annotation, b"AP"):
                    yield left, bottom, right, top
                else:  # from the upper left corner
                    yield left, max(bottom, top - ICON), min(right, left + ICON), top


def notes_of(page: raw.FPDF_PAGE) -> Iterator[tuple[raw.FPDF_ANNOTATION, int]]:
    """The annotations of a page, each open until the next is asked for, and their kinds."""
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MOST_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if annotation:
            try:
                yield annotation, raw.FPDFAnnot_GetSubtype(annotation)
            finally:
                raw.FPDFPage_CloseAnnot(annotation)


def give_looks(document: raw.FPDF_DOCUMENT, page: raw.FPDF_PAGE) -> list[tuple[Box, str]]:
    """Have PDFium make the looks that annotations and fields without any of their own are shown with.

    What fields hold is told with their boxes.
    """
    values: list[tuple[Box, str]] = []
    told = raw.FPDF_FORMFILLINFO(version=2)
    forms = raw.FPDFDOC_InitFormFillEnvironment(document, told)
    if forms:
        raw.FORM_OnAfterLoadPage(page, forms)
    bitmap = raw.FPDFBitmap_CreateEx(1, 1, raw.FPDFBitmap_BGR, None, 0)
    if bitmap:
        raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, 1, 1, 0, raw.FPDF_ANNOT)
        raw.FPDFBitmap_Destroy(bitmap)
    if forms:
        values += values_of(forms, page)
        raw.FORM_OnBeforeClosePage(page, forms)
        raw.FPDFDOC_ExitFormFillEnvironment(forms)
    return values


def values_of(forms: raw.FPDF_FORMHANDLE, page: raw.FPDF_PAGE) -> Iterator[tuple[Box, str]]:
    """The boxes of the fields of a page that hold text, and what they hold."""
    for annotation, kind in notes_of(page):
        if kind != raw.FPDF_ANNOT_WIDGET or raw.FPDFAnnot_GetFlags(annotation) & UNSEEN_FLAGS:
            continue
        if raw.FPDFAnnot_GetFormFieldType(forms, annotation) != raw.FPDF_FORMFIELD_TEXTFIELD:
            continue
        held = (raw.FPDF_WCHAR * LONGEST_VALUE)()
        size = raw.FPDFAnnot_GetFormFieldValue(forms, annotation, held, 2 * LONGEST_VALUE)
        if 2 < size <= 2 * LONGEST_VALUE:
            text = bytes(held)[: size - 2].decode("utf-16-le", "replace")
            yield from ((box, text) for box in box_of(annotation))


def without_looks(page: raw.FPDF_PAGE) -> Undrawn:
    """The annotations of a page that are shown and have no look even now."""
    found = Undrawn()
    for annotation, kind in notes_of(page):
        if (
            kind in WITHOUT_LOOKS
            or kind in ICONS
            or raw.FPDFAnnot_GetFlags(annotation) & UNSEEN_FLAGS
            or raw.FPDFAnnot_HasKey(annotation, b"AP")
        ):
            continue
        if strokes := list(strokes_of(annotation, kind)):
            found.strokes += strokes
            continue
        found.boxes += box_of(annotation)
    return found


def typed_on(page: raw.FPDF_PAGE) -> Iterator[Box]:
    """The boxes of texts that were typed on a page and are shown."""
    for annotation, kind in notes_of(page):
        if kind == raw.FPDF_ANNOT_FREETEXT and not raw.FPDFAnnot_GetFlags(annotation) & UNSEEN_FLAGS:
            yield from box_of(annotation)


def box_of(annotation: raw.FPDF_ANNOTATION) -> list[Box]:
    """The box of an annotation; none where it has no place."""
    edges = raw.FS_RECTF()
    if not raw.FPDFAnnot_GetRect(annotation, edges):
        return []
    xs, ys = sorted((edges.left, edges.right)), sorted((edges.bottom, edges.top))
    return [(xs[0], ys[0], xs[1], ys[1])]


def strokes_of(annotation: raw.FPDF_ANNOTATION, kind: int) -> Iterator[Slant]:
    """The straight pieces of a line, of several joined or of a stroke of a pen; none of other kinds."""
    if kind == raw.FPDF_ANNOT_LINE:
        start, end = raw.FS_POINTF(), raw.FS_POINTF()
        if raw.FPDFAnnot_GetLine(annotation, start, end):
            yield (start.x, start.y), (end.x, end.y)
    elif kind == raw.FPDF_ANNOT_POLYLINE:
        count = raw.FPDFAnnot_GetVertices(annotation, None, 0)
        yield from joined(annotation, raw.FPDFAnnot_GetVertices, count)
    elif kind == raw.FPDF_ANNOT_INK:
        for number in range(min(raw.FPDFAnnot_GetInkListCount(annotation), MOST_POINTS)):
            count = raw.FPDFAnnot_GetInkListPath(annotation, number, None, 0)
            yield from joined(annotation, raw.FPDFAnnot_GetInkListPath, count, number)


def joined(
    annotation: raw.FPDF_ANNOTATION, ask: Callable[..., int], count: int, *which: int
) -> Iterator[Slant]:
    """The lines between the points that PDFium tells of an annotation, and from the first to the last."""
    count = min(count, MOST_POINTS)
    points = (raw.FS_POINTF * count)()
    if count > 1 and ask(annotation, *which, points, count):
        places = [(point.x, point.y) for point in points]
        yield from pairwise(places)
        yield places[0], places[-1]
