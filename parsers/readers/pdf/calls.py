"""PDFium's functions as plain calls on addresses, for pages of thousands of objects and characters.

The package's own declarations make an object of each pointer and convert every argument; here handles and
places in memory are numbers, so that a whole page is asked with one `map` for each question, and the
answers are written side by side into one array.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import compress, repeat
from math import hypot
from struct import iter_unpack
from typing import Any

from pypdfium2 import raw

HANDLE, NUMBER = ctypes.c_void_p, ctypes.c_int


def address_of(pointer: Any) -> int:
    """The number of a handle or function that the package holds as a pointer."""
    return ctypes.cast(pointer, HANDLE).value or 0


def function(name: str, result: Any, *arguments: Any) -> Callable[..., int]:
    """A function of PDFium by its own name; the interpreter's lock is kept, since all of them are short."""
    address = address_of(getattr(raw, name))
    called: Callable[..., int] = ctypes.PYFUNCTYPE(result, *arguments)(address)
    return called


object_at = function("FPDFPage_GetObject", HANDLE, HANDLE, NUMBER)
object_in_form = function("FPDFFormObj_GetObject", HANDLE, HANDLE, ctypes.c_ulong)
count_in_form = function("FPDFFormObj_CountObjects", NUMBER, HANDLE)
kind_of = function("FPDFPageObj_GetType", NUMBER, HANDLE)
mode_of_text = function("FPDFTextObj_GetTextRenderMode", NUMBER, HANDLE)
unicode_at = function("FPDFText_GetUnicode", ctypes.c_uint, HANDLE, NUMBER)
is_mapless = function("FPDFText_HasUnicodeMapError", NUMBER, HANDLE, NUMBER)
object_of_char = function("FPDFText_GetTextObject", HANDLE, HANDLE, NUMBER)
count_points = function("FPDFPath_CountSegments", NUMBER, HANDLE)
point_at = function("FPDFPath_GetPathSegment", HANDLE, HANDLE, NUMBER)
kind_of_point = function("FPDFPathSegment_GetType", NUMBER, HANDLE)
font_of = function("FPDFTextObj_GetFont", HANDLE, HANDLE)
is_sheer = function("FPDFPageObj_HasTransparency", NUMBER, HANDLE)
set_active = function("FPDFPageObj_SetIsActive", NUMBER, HANDLE, NUMBER)
clip_of = function("FPDFPageObj_GetClipPath", HANDLE, HANDLE)
count_clips = function("FPDFClipPath_CountPaths", NUMBER, HANDLE)
count_clip_points = function("FPDFClipPath_CountPathSegments", NUMBER, HANDLE, NUMBER)
clip_point_at = function("FPDFClipPath_GetPathSegment", HANDLE, HANDLE, NUMBER, NUMBER)
count_marks = function("FPDFPageObj_CountMarks", NUMBER, HANDLE)
mark_at = function("FPDFPageObj_GetMark", HANDLE, HANDLE, ctypes.c_ulong)
closes = function("FPDFPathSegment_GetClose", NUMBER, HANDLE)

_pixels = function("FPDFImageObj_GetImagePixelSize", NUMBER, HANDLE, HANDLE, HANDLE)
_matrix = function("FPDFPageObj_GetMatrix", NUMBER, HANDLE, HANDLE)
_bounds = function("FPDFPageObj_GetBounds", NUMBER, HANDLE, HANDLE, HANDLE, HANDLE, HANDLE)
_fill = function("FPDFPageObj_GetFillColor", NUMBER, HANDLE, HANDLE, HANDLE, HANDLE, HANDLE)
_stroke = function("FPDFPageObj_GetStrokeColor", NUMBER, HANDLE, HANDLE, HANDLE, HANDLE, HANDLE)
_draw_mode = function("FPDFPath_GetDrawMode", NUMBER, HANDLE, HANDLE, HANDLE)
_loose_box = function("FPDFText_GetLooseCharBox", NUMBER, HANDLE, NUMBER, HANDLE)
_ink_box = function("FPDFText_GetCharBox", NUMBER, HANDLE, NUMBER, HANDLE, HANDLE, HANDLE, HANDLE)
_point = function("FPDFPathSegment_GetPoint", NUMBER, HANDLE, HANDLE, HANDLE)
_param_type = function("FPDFPageObjMark_GetParamValueType", NUMBER, HANDLE, ctypes.c_char_p)
_param_text = function(
    "FPDFPageObjMark_GetParamStringValue", NUMBER, HANDLE, ctypes.c_char_p, HANDLE, ctypes.c_ulong, HANDLE
)
_mark_name = function("FPDFPageObjMark_GetName", NUMBER, HANDLE, HANDLE, ctypes.c_ulong, HANDLE)
_width = function("FPDFPageObj_GetStrokeWidth", NUMBER, HANDLE, HANDLE)
_font_data = function("FPDFFont_GetFontData", NUMBER, HANDLE, HANDLE, ctypes.c_size_t, HANDLE)

size_of_char = function("FPDFText_GetFontSize", ctypes.c_double, HANDLE, NUMBER)
_origin = function("FPDFText_GetCharOrigin", NUMBER, HANDLE, NUMBER, HANDLE, HANDLE)
_char_matrix = function("FPDFText_GetMatrix", NUMBER, HANDLE, NUMBER, HANDLE)

INK = (ctypes.c_double * 4)()
INK_PLACES = tuple(range(ctypes.addressof(INK), ctypes.addressof(INK) + 32, 8))

ACTUAL_TEXT = b"ActualText"
OF_LAYER = "OC\0".encode("utf-16-le")
MOST_MARKS, LONGEST_BLANK = 16, 32  # spans around an object; signs of one that says blanks
LONGEST_NAME = 64  # signs of the name of a layer
MOST_CLIPS, MOST_CLIP_POINTS, CORNERS = 16, 64, 6  # points of one box, which may end as it began, twice
SAME_SIZE = 0.01  # of a font size
OPAQUE = 255
Colour = tuple[int, int, int, int]  # red, green, blue, opacity, each up to 255
Edges = tuple[float, float, float, float]


def places(array: Any, size: int, count: int, width: int, offset: int = 0) -> range:
    """Where in memory the number at `offset` of each group of `width` numbers of `size` bytes stands."""
    start = ctypes.addressof(array) + offset * size
    return range(start, start + count * width * size, width * size)


def matrices(objects: Sequence[int]) -> ctypes.Array[ctypes.c_float]:
    """The six numbers a to f of the matrix of each page object, one after the other."""
    found = (ctypes.c_float * (6 * len(objects)))()
    deque(map(_matrix, objects, places(found, 4, len(objects), 6)), maxlen=0)
    return found


def bounds(objects: Sequence[int]) -> tuple[list[int], list[list[float]]]:
    """Whether each page object has an extent, and the four columns left, top, right, bottom of them."""
    count = len(objects)
    found = (ctypes.c_float * (4 * count))()
    into = [places(found, 4, count, 4, at) for at in (0, 3, 2, 1)]
    told = list(map(_bounds, objects, *into))
    return told, [found[at::4] for at in range(4)]


def colours(objects: Sequence[int], *, stroked: bool = False) -> list[Colour | None]:
    """The colours that objects are filled (or stroked) with; None for patterns."""
    count = len(objects)
    found = (ctypes.c_uint * (4 * count))()
    into = [places(found, 4, count, 4, at) for at in range(4)]
    told = list(map(_stroke if stroked else _fill, objects, *into))
    numbers = bytes(found)
    if told and all(told) and numbers == numbers[:16] * count:  # nearly always
        red, green, blue, opacity = found[:4]
        return [(red, green, blue, opacity)] * count
    mixed = zip(found[0::4], found[1::4], found[2::4], found[3::4], strict=True)
    return [colour if known else None for known, colour in zip(told, mixed, strict=True)]


def pixels_of(image: int) -> tuple[int, int]:
    """How many pixels wide and high a picture is; 0 where that cannot be told."""
    found = (ctypes.c_uint * 2)()
    _pixels(image, ctypes.addressof(found), ctypes.addressof(found) + 4)
    return found[0], found[1]


def draw_modes(paths: Sequence[int]) -> tuple[list[int], list[int]]:
    """How each path is filled (0: not at all), and whether it is stroked."""
    count = len(paths)
    found = (ctypes.c_int * (2 * count))()
    deque(map(_draw_mode, paths, places(found, 4, count, 2), places(found, 4, count, 2, 1)), maxlen=0)
    return found[0::2], found[1::2]


def loose_boxes(text: int, count: int) -> list[list[float]]:
    """The four columns left, top, right, bottom of the boxes of all characters, in the height of their lines.

    Characters that PDFium made up have none: their edges coincide.
    """
    found = (ctypes.c_float * (4 * count))()
    deque(map(_loose_box, repeat(text), range(count), places(found, 4, count, 4)), maxlen=0)
    return [found[at::4] for at in range(4)]


def ink_box(text: int, mark: int) -> Edges | None:
    """Left, top, right and bottom of the ink of a character; None for one without ink."""
    known = _ink_box(text, mark, *INK_PLACES)
    left, right, bottom, top = INK[:]
    return (left, top, right, bottom) if known and left < right else None


def origins(text: int, mark: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where a character begins as PDFium tells its place, and where its matrix puts it."""
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), (ctypes.c_float * 6)()
    _origin(text, mark, ctypes.addressof(x), ctypes.addressof(y))
    _char_matrix(text, mark, ctypes.addressof(matrix))
    return (x.value, y.value), (matrix[4], matrix[5])


def unscaled_box(text: int, mark: int, box: Edges) -> Edges:
    """The box of a character as its matrix scales it; PDFium leaves that out where fonts write downwards.

    There the box is as wide as the type would be by its font size alone.
    """
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), (ctypes.c_float * 6)()
    _origin(text, mark, ctypes.addressof(x), ctypes.addressof(y))
    _char_matrix(text, mark, ctypes.addressof(matrix))
    size = size_of_char(text, mark)
    scale = hypot(matrix[0], matrix[1])
    left, top, right, bottom = box
    if abs(right - left - size) > SAME_SIZE * size or abs(scale - 1) < SAME_SIZE:
        return box
    xs = [x.value + scale * (edge - x.value) for edge in (left, right)]
    ys = [y.value + scale * (edge - y.value) for edge in (top, bottom)]
    return xs[0], ys[0], xs[1], ys[1]


def progress(text: int, mark: int) -> float:
    """How far along the line that it is written on a character begins, in a measure of the line's own."""
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), (ctypes.c_float * 6)()
    _origin(text, mark, ctypes.addressof(x), ctypes.addressof(y))
    _char_matrix(text, mark, ctypes.addressof(matrix))
    return matrix[0] * x.value + matrix[1] * y.value


def points(path: int) -> Iterable[tuple[int, float, float, int]]:
    """Kind, x, y and whether it closes its outline, of each point of a path."""
    each = list(map(point_at, repeat(path), range(max(count_points(path), 0))))
    return zip(map(kind_of_point, each), *places_of(each), map(closes, each), strict=True)


def places_of(points: Sequence[int]) -> tuple[list[float], list[float]]:
    """The x and the y of points of paths."""
    count = len(points)
    found = (ctypes.c_float * (2 * count))()
    deque(map(_point, points, places(found, 4, count, 2), places(found, 4, count, 2, 1)), maxlen=0)
    return found[0::2], found[1::2]


def clips(clip: int, paths: int) -> Iterable[tuple[Edges, bool]]:
    """Left, bottom, right and top of each path that clips an object, and whether it leaves all of that box.

    A path without points leaves nothing.
    """
    for number in range(min(max(paths, 0), MOST_CLIPS)):
        count = min(max(count_clip_points(clip, number), 0), MOST_CLIP_POINTS)
        xs, ys = places_of(list(map(clip_point_at, repeat(clip), repeat(number), range(count))))
        edges = (min(xs), min(ys), max(xs), max(ys)) if count else (0.0, 0.0, 0.0, 0.0)
        yield edges, count <= CORNERS and {*xs} == {edges[0], edges[2]} and {*ys} == {edges[1], edges[3]}


def clip_points(item: int) -> list[tuple[list[int], list[float], list[float]]]:
    """The kinds, x and y of the points of each path that clips an object."""
    clip = clip_of(item)
    made = []
    for number in range(min(max(count_clips(clip), 0), MOST_CLIPS)):
        count = min(max(count_clip_points(clip, number), 0), MOST_CLIP_POINTS)
        each = list(map(clip_point_at, repeat(clip), repeat(number), range(count)))
        made.append((list(map(kind_of_point, each)), *places_of(each)))
    return made


def told(items: Sequence[int]) -> set[int]:
    """The text objects of which a span says what their glyphs mean, in place of their font."""
    counts = list(map(count_marks, items))
    owners = [item for item, count in zip(items, counts, strict=True) for _ in range(count)]
    numbers = [number for count in counts for number in range(count)]
    marks = list(map(mark_at, owners, numbers))
    telling = {mark for mark in set(marks) if _param_type(mark, ACTUAL_TEXT)}
    return set(compress(owners, map(telling.__contains__, marks)))


def innermost(item: int) -> int:
    """The mark of the innermost span around a page object; 0 for none."""
    count = count_marks(item)
    return mark_at(item, count - 1) if count > 0 else 0


def is_lost(item: int) -> bool:
    """Whether PDFium may leave out the signs of a text object: a span around it says blanks in their place.

    Or it says anything, and another span within it says nothing.
    """
    marks = [mark_at(item, number) for number in range(min(max(count_marks(item), 0), MOST_MARKS))]
    tell = [_param_type(mark, ACTUAL_TEXT) != 0 for mark in marks]
    if not any(tell) or not tell[-1]:
        return any(tell)
    said, length = (ctypes.c_ushort * LONGEST_BLANK)(), ctypes.c_ulong()
    known = _param_text(
        marks[-1], ACTUAL_TEXT, ctypes.addressof(said), 2 * LONGEST_BLANK, ctypes.addressof(length)
    )
    return bool(known) and not bytes(said).strip(b" \t\r\n\xa0\0")


def layers_of(item: int) -> tuple[bytes, ...]:
    """The layers that the spans around a page object put it on (OC), by their names."""
    found: list[bytes] = []
    for number in range(min(max(count_marks(item), 0), MOST_MARKS)):
        mark, said, length = mark_at(item, number), (ctypes.c_ushort * LONGEST_NAME)(), ctypes.c_ulong()
        size, told, written = 2 * LONGEST_NAME, ctypes.addressof(said), ctypes.addressof(length)
        if _mark_name(mark, told, size, written) and bytes(said)[: length.value] == OF_LAYER:
            known = _param_text(mark, b"Name", told, size, written)
            found.append(bytes(said)[: length.value] if known else b"")
    return tuple(found)


def alone(
    document: Any, page: Any, item: int, tall: float, largest: int, *, sideways: bool = False
) -> list[bytes]:
    """A text object drawn by itself, in the coordinates of what holds it: rows of darkness.

    It is `tall` pixels high (with `sideways` wide); none where it cannot be drawn or would be too large.
    """
    pixels, width = _drawn(document, page, item, tall, largest, sideways=sideways)
    opacity = pixels[3::4]
    return [opacity[start : start + width] for start in range(0, len(opacity), width)] if width else []


def is_in_own_colour(document: Any, page: Any, item: int, tall: float, largest: int) -> bool:
    """Whether a text object drawn by itself shows ink, and none in another colour than it is filled with."""
    pixels, _ = _drawn(document, page, item, tall, largest)
    (colour,) = colours([item])
    if colour is None:
        return False
    red, green, blue, _ = colour
    shown = {pixel[:3] for (pixel,) in set(iter_unpack("4s", pixels)) if pixel[3] == OPAQUE}
    return shown == {bytes((blue, green, red))}


def _drawn(
    document: Any, page: Any, item: int, tall: float, largest: int, *, sideways: bool = False
) -> tuple[bytes, int]:
    """The pixels of a text object drawn by itself, four bytes each, and how many are in a row; 0 for none."""
    (known,), ((left,), (top,), (right,), (bottom,)) = bounds([item])
    height = right - left if sideways else top - bottom
    if not known or height <= 0 or max(right - left, top - bottom) * tall > largest * height:
        return b"", 0
    scale = tall / height
    bitmap = raw.FPDFTextObj_GetRenderedBitmap(document, page, ctypes.cast(item, raw.FPDF_PAGEOBJECT), scale)
    if not bitmap:
        return b"", 0
    try:
        if raw.FPDFBitmap_GetFormat(bitmap) != raw.FPDFBitmap_BGRA:
            return b"", 0
        width, height = raw.FPDFBitmap_GetWidth(bitmap), raw.FPDFBitmap_GetHeight(bitmap)
        stride = raw.FPDFBitmap_GetStride(bitmap)
        pixels = memory(raw.FPDFBitmap_GetBuffer(bitmap), stride * height)
        if stride > 4 * width:
            pixels = b"".join(pixels[row * stride : row * stride + 4 * width] for row in range(height))
        return pixels, width
    finally:
        raw.FPDFBitmap_Destroy(bitmap)


def is_without_outlines(font: int) -> bool:
    """Whether the glyphs of a font are procedures: it has no file of outlines, nor one that stands for it."""
    length = ctypes.c_size_t()
    return bool(_font_data(font, None, 0, ctypes.addressof(length))) and length.value == 0


def memory(pointer: Any, size: int) -> bytes:
    """A copy of the bytes that a pointer points to."""
    return ctypes.string_at(address_of(pointer), size)


def stroke_width(path: int) -> float:
    found = ctypes.c_float()
    _width(path, ctypes.addressof(found))
    return found.value
