"""Pages of a PDF as pictures; called in a child process with limits, for the file may be hostile."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
from PIL import ExifTags, Image

WIDEST = 1400  # pixels; wide enough to read ten columns
MOST_PIXELS = 20_000_000
SIDEWAYS = 5  # the first of Exif's orientations that swap width and height


def pictures(body: bytes, first: int, most: int) -> tuple[list[tuple[int, bytes, float, float]], int]:
    """Up to `most` pages from page `first` on, and the number of all pages.

    Each page is its number, counted from 1, its picture as PNG, and its width and height in points.
    """
    document = pypdfium2.PdfDocument(body)
    count = len(document)
    shown = []
    for number in range(first, min(first + most, count + 1)):
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(WIDEST / max(width, 1.0), 3.0, (MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
        picture = BytesIO()
        page.render(scale=scale, grayscale=True).to_pil().save(picture, "PNG")
        shown.append((number, picture.getvalue(), float(width), float(height)))
    return shown, count


def size_of(body: bytes) -> tuple[int, int]:
    """Width and height of a PNG, GIF or JPEG as browsers show it, from its header alone; zeros if damaged.

    A picture larger than Pillow takes for harmless (179 megapixels) counts as damaged.
    """
    try:
        image = Image.open(BytesIO(body), formats=("PNG", "GIF", "JPEG"))
        width, height = image.size
        # Of a JPEG Exif stands before the picture; for that of a PNG all of it would be unpacked.
        turned = image.format == "JPEG" and image.getexif().get(ExifTags.Base.Orientation, 1) >= SIDEWAYS
    except (OSError, SyntaxError, ValueError, TypeError, Image.DecompressionBombError):
        return 0, 0
    return (height, width) if turned else (width, height)
