"""Pictures of pages: even paper, upright pages, ruling lines, shapes of ink, and what they say.

    pixels ── paper ──▶ grey page, seal and shadow gone ── upright ──▶ level page ── ruling ──▶ grids
    level page ── inks ──▶ shapes of ink in their cells and lines ── glyphs ──▶ digits, dashes, slashes

`recognition` reads the letters. Needs the optional group `ocr` (OpenCV and NumPy).
"""
