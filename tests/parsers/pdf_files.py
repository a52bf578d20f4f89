"""PDF files made of a few drawing operators, for tests that need to know what is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product

XS = (50, 200, 260, 320)
YS = (700, 680, 660, 640)  # from the bottom, as PDF counts
TEXTS = (("item", "open", "sum"), ("first", "12", "407"), ("second", "3", "58"))


def pdf(
    pages: Sequence[bytes],
    *,
    box: str = "0 0 400 800",
    page_entries: str = "",
    resources: str = "",
    fonts: str = "",
    more: Sequence[bytes] = (),
    trailer: str = "",
    catalog: str = "",
) -> bytes:
    """A whole PDF; `more` are objects numbered on from 4 + twice the pages."""
    first = 4
    kids = " ".join(f"{first + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} /MediaBox [{box}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for index, content in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /Contents {first + 2 * index + 1} 0 R {page_entries} "
            f"/Resources << /Font << /F1 3 0 R {fonts} >> {resources} >> >>".encode()
        )
        objects.append(stream(content))
    objects += more
    made = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(made)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        made += f"{place:010d} 00000 n \n".encode()
    made += (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return bytes(made)


def stream(content: bytes, entries: str = "") -> bytes:
    return f"<< /Length {len(content)} {entries} >>\nstream\n".encode() + content + b"\nendstream"


def words(mode: int = 0, size: int = 9) -> bytes:
    """The texts of the table, each in its cell, in a text rendering mode."""
    made = []
    for row, texts in enumerate(TEXTS):
        for column, text in enumerate(texts):
            x, y = XS[column] + 4, YS[row + 1] + 6
            made.append(f"BT {mode} Tr /F1 {size} Tf {x} {y} Td ({text}) Tj ET")
    return "\n".join(made).encode() + b"\n"


def strokes() -> bytes:
    lines = [f"{XS[0]} {y} m {XS[-1]} {y} l S" for y in YS] + [f"{x} {YS[0]} m {x} {YS[-1]} l S" for x in XS]
    return ("0.5 w\n" + "\n".join(lines) + "\n").encode()


def bars() -> bytes:
    """The rules as thin filled rectangles, as Word prints them."""
    lines = [f"{XS[0]} {y - 0.24} {XS[-1] - XS[0]} 0.48 re f" for y in YS]
    lines += [f"{x - 0.24} {YS[-1]} 0.48 {YS[0] - YS[-1]} re f" for x in XS]
    return ("0 0 0 rg\n" + "\n".join(lines) + "\n").encode()


def boxes() -> bytes:
    """A stroked rectangle around each cell."""
    made = []
    for row in range(3):
        for column in range(3):
            width, height = XS[column + 1] - XS[column], YS[row] - YS[row + 1]
            made.append(f"{XS[column]} {YS[row + 1]} {width} {height} re S")
    return ("0.5 w\n" + "\n".join(made) + "\n").encode()


def frames(*, sides: bool = True) -> bytes:
    """A filled frame around each cell, as WeasyPrint draws them: once for each of its `sides`, clipped to that."""
    made = []
    for (x0, x1), (y1, y0) in product(pairwise(XS), pairwise(YS)):
        outer = (x0, y0), (x1, y0), (x1, y1), (x0, y1)
        inner = (x0 + 1, y0 + 1), (x1 - 1, y0 + 1), (x1 - 1, y1 - 1), (x0 + 1, y1 - 1)
        frame = f"{x0} {y0} {x1 - x0} {y1 - y0} re {x0 + 1} {y0 + 1} {x1 - x0 - 2} {y1 - y0 - 2} re f*"
        for at, other in enumerate((1, 2, 3, 0)) if sides else ():
            corners = outer[at], outer[other], inner[other], inner[at]
            clip = " ".join(f"{x} {y} {'l' if number else 'm'}" for number, (x, y) in enumerate(corners))
            made.append(f"q {clip} W n {frame} Q")
        made += [] if sides else [frame]
    return ("0 g\n" + "\n".join(made) + "\n").encode()


def shadows(*, joined: bool = False) -> bytes:
    """A filled box around each cell, without the cell itself, as Chromium draws the shadows of boxes.

    Or `joined` with what of the page is shown, which ends amid the highest row of cells.
    """
    made = []
    for (x0, x1), (y1, y0) in product(pairwise(XS), pairwise(YS)):
        box = f"{x0 - 0.5} {y0 - 0.5} {x1 - x0 + 1} {y1 - y0 + 1} re f"
        clip = f"0 0 595 842 re {x0} {y0} {x1 - x0} {y1 - y0} re"
        if joined and y1 == YS[0]:
            around = (x0, y1), (0, y1), (0, 0), (595, 0), (595, y1), (x1, y1), (x1, y0), (x0, y0)
            clip = " ".join(f"{x} {y} {'l' if number else 'm'}" for number, (x, y) in enumerate(around))
        made.append(f"q {clip} W* n {box} Q")
    made.append(f"q 0 {YS[0] + 9} 595 99 re W n {XS[1]} {YS[1]} {XS[2] - XS[1]} {YS[0] - YS[1]} re f Q")
    return ("0 g\n" + "\n".join(made) + "\n").encode()


def one_path() -> bytes:
    """All rules in one filled path of thin rectangles, as office programs print borders."""
    lines = [f"{XS[0]} {y - 0.3} {XS[-1] - XS[0]} 0.6 re" for y in YS]
    lines += [f"{x - 0.3} {YS[-1]} 0.6 {YS[0] - YS[-1]} re" for x in XS]
    return ("0 g\n" + "\n".join(lines) + "\nf\n").encode()
