"""Pictures of pages: what is printed on them, where, and how certain that is.

    pixels ── page ──▶ even, level page ── ink ──▶ cells and lines of ink ── reading ──▶ what they say
                                                    pictures of lines ── nets ──┘

`sheet` makes blocks of it. `page` knows nothing of ink, `ink` nothing of letters, `nets` only pictures of
lines; `learning` made their weights. Needs the optional group `ocr` (OpenCV, NumPy, OpenVINO).
"""
