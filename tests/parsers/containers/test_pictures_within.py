"""Reports in pictures that a document holds in itself: pages with pictures as text, Word files of scans."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import cv2
import numpy as np

from parsers.document import Hints
from parsers.model import Report, Status
from parsers.parse import parse

SAMPLE = Path(__file__).parents[2] / "samples" / "image_pages_below_each_other"
ICON = base64.b64encode(cv2.imencode(".png", np.full((40, 40, 3), 90, np.uint8))[1].tobytes()).decode()


def page(pictures: list[bytes]) -> bytes:
    """A page with a title, an icon and pictures, all of them text of the page."""
    shown = [f'<img src="data:image/png;base64,{ICON}">']
    shown += [
        f'<p><img src="data:image/jpeg;base64,{base64.b64encode(one).decode()}"></p>' for one in pictures
    ]
    known = json.loads((SAMPLE / "expected.json").read_text("utf-8"))
    title = f"{known['agency']}{known['year']}年政府信息公开工作年度报告"
    return f"<html><body><h1>{title}</h1>{''.join(shown)}<p>附件</p></body></html>".encode()


def figures(report: Report) -> dict[str, str]:
    return {cell.key: cell.raw for cell in report.cells}


def test_a_page_whose_tables_are_pictures_within_it_is_read() -> None:
    body = (SAMPLE / "document.jpg").read_bytes()
    (alone,) = parse(body, Hints(name="report.jpg"))
    (report,) = parse(page([body]), Hints(name="report.html"))
    assert report.status is Status.PARSED
    assert report.kind == "html"
    assert len(report.cells) > 100
    assert figures(report) == figures(alone)
    places = {str(cell.place).split(" at ")[1] for cell in report.cells}
    assert places == {"/html/body/p[1]/img[1]"}
    assert all(cell.place.box for cell in report.cells)


def test_a_picture_that_cannot_be_read_leaves_the_page_as_it_was() -> None:
    broken = (SAMPLE / "document.jpg").read_bytes()[:9000].replace(b"\xff\xc0", b"\xff\x00")
    (report,) = parse(page([broken]), Hints(name="report.html"))
    assert not report.cells
    assert report.status is Status.NO_TABLES
