"""Tables without rules, drawn in many tastes: every figure in its place, or flagged."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest

from tests.parsers.drawn_report import Style, counter, read, report, values


def apart(codes: str) -> str:
    """Each glyph shown by itself."""
    return " ".join(f"<{codes[at : at + 4]}> Tj" for at in range(0, len(codes), 4))


def twice(codes: str) -> str:
    """Drawn again a little to the right: bold where the font has none."""
    return f"<{codes}> Tj ET BT /F2 0 Tf ET" if not codes else f"<{codes}> Tj"


def hairline(left: float, y: float, right: float) -> str:
    return f"{left} {y:.2f} m {right} {y:.2f} l S"


def dots(left: float, y: float, right: float) -> str:
    return f"q 0.8 G [0.5 2] 0 d {left} {y:.2f} m {right} {y:.2f} l S Q"


STYLES = {
    "centred": Style(),
    "figures to the right": Style(align="right"),
    "figures to the left": Style(align="left"),
    "on top of their rows": Style(upper="top"),
    "at the foot of their rows": Style(upper="bottom"),
    "small print": Style(size=6.5, padding=1.0),
    "large print": Style(size=12.0, padding=5.0),
    "no room between rows": Style(padding=0.0, leading=1.05),
    "much room between lines": Style(leading=1.9),
    "rules below each row": Style(rule=hairline),
    "light dots below each row": Style(rule=dots),
    "each glyph by itself": Style(show=apart),
    "headings on every page": Style(size=11.0, padding=6.0, heads=True),
    "labels spread over their cells": Style(spread=True),
    "lying pages": Style(landscape=True, size=10.0),
}


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
@pytest.mark.parametrize("blanks", [0, 3])
def test_every_figure_in_its_place(style: Style, blanks: int) -> None:
    body, printed = report(style, lambda key: counter(key, blanks=blanks))
    found = read(body)
    assert values(found) == printed
    assert found.status == "parsed"


@pytest.mark.parametrize("name", ["centred", "headings on every page", "lying pages"])
def test_the_place_of_a_figure_shows_it(name: str) -> None:
    body, printed = report(STYLES[name], counter)
    pages = pdfium.PdfDocument(body)
    try:
        texts = [page.get_textpage() for page in pages]
        for cell in read(body).cells:
            assert cell.place.box is not None
            left, top, right, bottom = cell.place.box
            height = pages[cell.place.page - 1].get_height()
            inside = texts[cell.place.page - 1].get_text_bounded(
                left - 0.5, height - bottom - 0.5, right + 0.5, height - top + 0.5
            )
            assert "".join(inside.split()) == printed[cell.key]
        for text in texts:
            text.close()
    finally:
        pages.close()
