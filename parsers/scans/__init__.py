"""Pictures of pages, as far as no letter is read: even paper, upright pages, ruling lines, shapes of ink.

    pixels ── paper ──▶ grey page, seal and shadow gone ── upright ──▶ level page ── ruling ──▶ grids
    level page ── inks ──▶ shapes of ink in their cells and lines ── glyphs ──▶ digits, dashes, slashes

`parsers.recognition` reads the letters. Needs the optional group `ocr` (OpenCV and NumPy).
"""
