"""An OFD file (GB/T 33190) of the characters and rules of a PDF.

No program at hand writes OFD. This writer shares no line with the reader it tests, but both are by the
same people, so what is read of it shows speed and not that every real OFD can be read.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from html import escape
from itertools import pairwise

import pypdfium2 as pdfium
from pypdfium2 import raw

MILLIMETRES = 25.4 / 72
NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def from_pdf(body: bytes) -> bytes:
    """The pages of a PDF as OFD: a text object for each run of characters, a filled path for each rule."""
    pdf = pdfium.PdfDocument(body)
    numbers = iter(range(10, 10**9))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        pages = []
        for at, page in enumerate(pdf):
            width, height = page.get_size()
            objects = [*rules(page, height, numbers), *runs(page, height, numbers)]
            area = f"<ofd:Area><ofd:PhysicalBox>{box(0, 0, width, height)}</ofd:PhysicalBox></ofd:Area>"
            layer = (
                f'<ofd:Content><ofd:Layer ID="{next(numbers)}">{"".join(objects)}</ofd:Layer></ofd:Content>'
            )
            package.writestr(
                f"Doc_0/Pages/Page_{at}/Content.xml", f"{HEAD}<ofd:Page {NAMESPACE}>{area}{layer}</ofd:Page>"
            )
            pages.append(f'<ofd:Page ID="{next(numbers)}" BaseLoc="Pages/Page_{at}/Content.xml"/>')
        package.writestr(
            "OFD.xml",
            f'{HEAD}<ofd:OFD {NAMESPACE} Version="1.1" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        package.writestr(
            "Doc_0/Document.xml",
            f"{HEAD}<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
            "</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
            f"<ofd:Pages>{''.join(pages)}</ofd:Pages></ofd:Document>",
        )
        package.writestr(
            "Doc_0/PublicRes.xml",
            f'{HEAD}<ofd:Res {NAMESPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="1" FontName="宋体"/>'
            "</ofd:Fonts></ofd:Res>",
        )
    return out.getvalue()


def box(left: float, top: float, width: float, height: float) -> str:
    return " ".join(f"{edge * MILLIMETRES:.3f}" for edge in (left, top, width, height))


def rules(page: pdfium.PdfPage, height: float, numbers: Iterator[int]) -> Iterator[str]:
    """Each thin path as a filled rectangle."""
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = item.get_bounds()
        wide, high = right - left, top - bottom
        if min(wide, high) < 3 < max(wide, high):
            x, y = wide * MILLIMETRES, high * MILLIMETRES
            yield (
                f'<ofd:PathObject ID="{next(numbers)}" Boundary="{box(left, height - top, wide, high)}" '
                'Stroke="false" Fill="true"><ofd:FillColor Value="0 0 0"/><ofd:AbbreviatedData>'
                f"M 0 0 L {x:.3f} 0 L {x:.3f} {y:.3f} L 0 {y:.3f} C</ofd:AbbreviatedData></ofd:PathObject>"
            )


def runs(page: pdfium.PdfPage, height: float, numbers: Iterator[int]) -> Iterator[str]:
    """The characters of a page, those that follow each other on a line together."""
    text = page.get_textpage()
    run: list[tuple[str, tuple[float, float, float, float]]] = []
    for at in range(text.count_chars()):
        sign = chr(raw.FPDFText_GetUnicode(text, at))
        if sign.isspace() or raw.FPDFText_IsGenerated(text, at) == 1:
            continue
        place = text.get_charbox(at, loose=True)
        if run:
            last = run[-1][1]
            size = last[3] - last[1]
            if abs(place[1] - last[1]) > 0.5 or not -1 < place[0] - last[2] < size / 2:
                yield written(run, height, next(numbers))
                run = []
        run.append((sign, place))
    if run:
        yield written(run, height, next(numbers))


def written(run: list[tuple[str, tuple[float, float, float, float]]], height: float, number: int) -> str:
    left, bottom, _, top = run[0][1]
    right = run[-1][1][2]
    size = (top - bottom) * MILLIMETRES
    steps = " ".join(f"{(after[1][0] - before[1][0]) * MILLIMETRES:.3f}" for before, after in pairwise(run))
    delta = f' DeltaX="{steps}"' if steps else ""
    letters = escape("".join(sign for sign, _ in run))
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{box(left, height - top, right - left, top - bottom)}" '
        f'Font="1" Size="{size:.3f}"><ofd:TextCode X="0" Y="{size * 0.8:.3f}"{delta}>{letters}</ofd:TextCode>'
        "</ofd:TextObject>"
    )
