"""Originals are shown so that nothing in them runs, and handed out as what they are."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import lxml.html
import pytest
from PIL import ExifTags, Image

from parsers.document import Hints
from parsers.parse import parse
from parsers.readers import repacked
from tests.web.sample_archive import pdf
from web import pdf_pages
from web.captures import PAGE, Place, as_page, marked_page, place_of, sniff

SAMPLES = Path(__file__).parent.parent / "samples"
SANDBOX = (
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
ROW = {"id": 1, "mime": "text/html"}


@pytest.mark.parametrize("path", ["/capture/1", "/capture/6", "/capture/9", "/capture/10", "/capture/999"])
def test_every_answer_of_the_frame_is_sandboxed(get, path):
    headers = get(path).headers
    assert headers["content-security-policy"] == SANDBOX
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_figure_is_framed_at_its_place(get):
    answer = get("/capture/1?report=1&figure=applications.granted.business")
    root = lxml.html.fromstring(answer.text)
    framed = root.get_element_by_id("figure")
    assert framed.text == "4" and "outline" in framed.get("style")
    assert framed.getparent()[0].text == "granted"


def test_an_unknown_figure_frames_nothing_and_still_shows_the_page(get):
    for query in ("report=1&figure=nothing.at.all", "report=x&figure=y", "figure=z", "report=999"):
        answer = get(f"/capture/1?{query}")
        assert answer.status_code == 200 and 'id="figure"' not in answer.text


def test_a_figure_of_a_pdf_is_framed_on_its_page(get):
    text = get("/capture/6?report=5&figure=applications.new_received.total").text
    assert "data:image/png;base64," in text and 'id="figure"' in text
    left = 100 * (72.0 - 3) / 595
    assert f"left:{left:.3f}%" in text


def test_the_original_is_handed_out_byte_for_byte(get):
    answer = get("/capture/6/original")
    assert answer.content == pdf("Received 97")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment")
    broken = get("/capture/7/original")
    assert broken.content == b"PK\x03\x04 broken"
    assert broken.headers["content-type"] == "application/octet-stream"  # whatever the server called it


def test_a_revisit_shows_the_bytes_of_the_capture_it_points_to(get):
    assert "same bytes" in get("/capture/12").text


def test_a_missing_warc_file_is_said_plainly_and_the_report_still_shows(get):
    answer = get("/capture/10")
    assert answer.status_code == 404 and "不在本机或已损坏" in answer.text and "lost.warc.gz" in answer.text
    assert get("/report/8").status_code == 200
    assert get("/capture/10/original").status_code == 404


@pytest.mark.parametrize(
    ("body", "suffix"),
    [
        (b"%PDF-1.7\n<script>", ".pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", ".bin"),
        (b"<?xml version='1.0'?><svg/>", ".bin"),
        (b"\x89PNG\r\n\x1a\nrest", ".png"),
        (b"\xff\xd8\xff\xe0", ".jpg"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"),
        (b"PK\x03\x04nothing", ".bin"),
        ("一、总体情况\t12".encode(), ".txt"),
        ("一、总体情况".encode("gb18030"), ".txt"),
        (b"  \n<!DOCTYPE HTML><p>", ".html"),
        (b"\0\0\0\0", ".bin"),
        (b"", ".txt"),
    ],
)
def test_what_bytes_are_is_told_by_the_bytes(body, suffix):
    assert sniff(body).suffix == suffix


HOSTILE = [
    "<script>x</script>", "<SCRIPT SRC=//evil.test/x.js></SCRIPT>", "<img src=x onerror=x>",
    "<svg onload=x><script>x</script></svg>", "<svg><a xlink:href='javascript:x'><text>t</text></a></svg>",
    "<math><mtext><script>x</script></mtext></math>", "<iframe srcdoc='<script>x</script>'></iframe>",
    "<iframe src=javascript:x></iframe>", "<object data='data:text/html,<script>x</script>'></object>",
    "<embed src='x.swf'>", "<applet code=x></applet>", "<meta http-equiv=refresh content='0;url=//evil.test'>",
    "<base href=//evil.test>", "<link rel=stylesheet href=//evil.test/x.css>", "<form action=//evil.test><input name=q>",
    "<button formaction=javascript:x>b</button>", "<a href=javascript:x>a</a>", "<a href=//evil.test target=_top>a</a>",
    "<a href=x ping=//evil.test>a</a>", "<body background=//evil.test/x.png onload=x>", "<table background=//evil.test/x>",
    "<img srcset='//evil.test/x 2x'>", "<video src=//evil.test onerror=x></video>", "<audio autoplay src=x></audio>",
    "<template><script>x</script></template>", "<details open ontoggle=x>d</details>", "<input autofocus onfocus=x>",
    "<marquee onstart=x>m</marquee>", "<noscript><p title='</noscript><script>x</script>'></noscript>",
    "<!--[if gte IE 4]><script>x</script><![endif]-->", "<style>@import '//evil.test/x.css';</style>",
    "<div style='background:url(//evil.test/x)'>d</div>", "<img src='data:text/html,<script>x</script>'>",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_what_acts_is_taken_out_of_a_page(piece):
    shown = marked_page(f"<html><body><p>before</p>{piece}<p>after</p></body></html>".encode(), "", Place())
    root = lxml.html.fromstring(shown)
    active = "script iframe object embed applet form input button base link svg math video audio template"
    assert [e.tag for e in root.iter() if e.tag in active.split()] == []
    names = {str(name) for element in root.iter() for name in element.attrib}
    assert not {name for name in names if name.startswith("on")}
    assert not names & {"href", "srcset", "background", "ping", "formaction", "target", "action"}
    assert [meta.get("charset") for meta in root.iter("meta")] in ([], ["utf-8"])
    assert not [
        image
        for image in root.iter("img")
        if not (image.get("src") or "data:image/").startswith("data:image/")
    ]


def test_places_are_read_back_as_they_were_written():
    assert place_of("table 2 row 5 column 3") == Place(table=2, row=5, column=3)
    assert place_of("annex.docx: table 1 row 2 column 3") == Place(
        part="annex.docx", table=1, row=2, column=3
    )
    assert place_of("page 2 box 101.5,220.0,140.2,236.0") == Place(page=2, box=(101.5, 220.0, 140.2, 236.0))
    assert place_of("line 75 column 12") == Place(line=75, column=12)
    assert place_of("/html/body/p[3]").path == "/html/body/p[3]"
    assert place_of("") == Place() and place_of("somewhere else") == Place()


def test_a_text_shows_its_line_and_its_figure():
    body = "一、总体情况\n规章 3 1 17\n结束".encode()
    shown = as_page(body, sniff(body), ROW, place_of("line 2 column 8"), "zh")
    root = lxml.html.fromstring(shown)
    assert root.get_element_by_id("figure").text_content() == "规章 3 1 17"
    assert root.cssselect("b")[0].text_content() == "17"


# Recognition of scans and LibreOffice take their time, and are tried where they are tested.
SLOW = ("image_", "pdf_scan_", "doc_", "wps_", "rtf_", "odt_")
READABLE = sorted(folder.name for folder in SAMPLES.iterdir() if not folder.name.startswith(SLOW))


@pytest.mark.parametrize("name", READABLE)
def test_the_figures_of_every_sample_are_framed_where_they_are_printed(name):
    """What is framed holds the figure as printed; of PDF pages, as pictures, only the frame is looked for."""
    (path,) = [path for path in (SAMPLES / name).iterdir() if path.suffix not in (".json", ".md", ".toml")]
    body = path.read_bytes()
    (report, *_) = parse(body, Hints(name=path.name))
    cells = [cell for cell in report.cells if cell.state == "number"]
    pdf = path.suffix == ".pdf"
    for cell in cells[:: max(len(cells) // (1 if pdf else 8), 1)]:
        where = str(cell.place)
        shown = as_page(
            body, sniff(body), {**ROW, "mime": "", "url": path.name}, place_of(where), "zh", where
        )
        framed = lxml.html.fromstring(shown).get_element_by_id("figure", None)
        assert framed is not None, where
        assert pdf or re.sub(r"\s", "", cell.raw) in re.sub(r"\s", "", framed.text_content()), where


def test_a_rar_that_is_not_opened_names_itself_and_why(monkeypatch):
    monkeypatch.setattr(repacked, "program", lambda: None)
    body = b"Rar!\x1a\x07\x01\0" + bytes(40)
    assert sniff(body).suffix == ".rar"
    assert "libarchive-tools" in as_page(body, sniff(body), {**ROW, "url": "年报.rar"}, Place(), "en")


def test_damaged_files_are_said_to_be_so():
    shown = as_page(b"%PDF-1.4 broken", sniff(b"%PDF-"), ROW, Place(), "zh")
    assert "原件无法显示" in shown
    shown = as_page(
        b"\x89PNG\r\n\x1a\n", sniff(b"\x89PNG\r\n\x1a\n"), ROW, place_of("page 1 box 1,2,3,4"), "en"
    )
    assert "data:image/png" in shown and 'id="figure"' not in shown


def test_an_element_path_that_is_not_one_does_no_harm():
    for path in ("/html/body/p[", "//p/text()", "/html/body/p/@id", "count(//p)", "/nothing"):
        assert "before" in marked_page(b"<html><body><p id=x>before</p></body></html>", "", Place(path=path))


def test_a_page_too_large_to_show_is_offered_for_download(monkeypatch):
    monkeypatch.setattr("web.captures.LARGEST_SHOWN", 10)
    assert "请下载" in as_page(b"<p>" + b"x" * 20, PAGE, ROW, Place(), "zh")


@pytest.mark.parametrize(("held", "size"), [(1, (70, 40)), (3, (70, 40)), (6, (40, 70)), (8, (40, 70))])
def test_a_photograph_is_as_wide_as_browsers_show_it(held, size):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = held
    photograph = BytesIO()
    Image.new("L", (70, 40)).save(photograph, "JPEG", exif=exif)
    assert pdf_pages.size_of(photograph.getvalue()) == size
    assert pdf_pages.size_of(photograph.getvalue()[:30]) == (0, 0)


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_pictures_tell_their_size(kind):
    picture = BytesIO()
    Image.new("L", (70, 40)).save(picture, kind)
    assert pdf_pages.size_of(picture.getvalue()) == (70, 40)
    assert pdf_pages.size_of(picture.getvalue()[:12]) == (0, 0)
