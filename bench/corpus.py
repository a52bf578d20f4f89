"""The corpus: documents of every kind with all their figures known, made once and kept in `bench/out/corpus`.

Beside each FILE stands FILE.expected.json with agency, year, template and the cells that are printed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pypdfium2 as pdfium

from bench import OUT, SEED, pages, programs
from bench.filings import Made, expectation, filings
from practice import markup

WEB = ("html", "html_hard", "text_tabs")
PRINTED = (
    *("pdf_browser", "pdf_truetype", "pdf_unruled", "pdf_unruled_truetype"),
    *("ofd", "text_wrapped", "scan_200", "scan_150", "scan_tall"),
)
WRITER = ("docx", "doc", "wps", "odt", "rtf", "pdf_office")
SHEETS = ("xlsx", "xls")
KINDS = (*WEB, *WRITER, *SHEETS, *PRINTED)
# Letters of the page's own font are drawn by procedures (Type 3); TrueType is what offices print with.
STYLES = {
    "pdf_truetype": pages.TRUETYPE,
    "pdf_unruled": pages.UNRULED,
    "pdf_unruled_truetype": pages.UNRULED + pages.TRUETYPE,
}
SCANS = ("scan_200", "scan_150", "scan_tall")
# How many of a kind are read: enough that the quickest reader works for a second or so.
MANY, SOME, FEW = 300, 60, 12
AMOUNTS = {
    **dict.fromkeys(KINDS, SOME),
    **dict.fromkeys((*WEB, *SHEETS, "docx", "text_wrapped"), MANY),
    **dict.fromkeys(SCANS, FEW),
}
# To be raised with what is made. Documents and expectations are made together, so old ones stay true.
VERSION = 3

Note = Callable[[str], None]


def missing(kind: str) -> str:
    """The program that a kind needs and that is not installed; "" if it can be made."""
    if kind in (*WRITER, *SHEETS) and programs.OFFICE is None:
        return "LibreOffice"
    if kind in PRINTED and programs.BROWSER is None:
        return "Chromium"
    if pages.TRUETYPE in STYLES.get(kind, "") and not programs.has_font(pages.FAMILY):
        return f"the font {pages.FAMILY}"
    return ""


def make(kinds: tuple[str, ...], most: int, note: Note) -> dict[str, Path]:
    """The folder of each kind that can be made here, with `most` documents in it at most."""
    root = OUT / "corpus" / str(VERSION)
    for old in (OUT / "corpus").glob("*"):
        if old != root:
            shutil.rmtree(old)
    folders = {}
    for kind in kinds:
        if lacking := missing(kind):
            note(f"{kind}: left out, {lacking} is not installed")
            continue
        amount = min(AMOUNTS[kind], most)
        folder = root / f"{kind}-{amount}"
        if not folder.exists():
            note(f"{kind}: making {amount} documents")
            rough = root / f"{kind}-{amount}.making"
            shutil.rmtree(rough, ignore_errors=True)
            rough.mkdir(parents=True)
            fill(kind, filings(amount), rough, root)
            rough.rename(folder)
        folders[kind] = folder
    return folders


def fill(kind: str, made: list[Made], folder: Path, root: Path) -> None:
    if kind in WEB:
        for at, one in enumerate(made):
            write(folder, name(at, "txt" if kind == "text_tabs" else "html"), web(kind, at, one), one)
    elif kind in (*WRITER, *SHEETS):
        for at, (one, path) in enumerate(zip(made, office(kind, made, root), strict=True)):
            write(folder, name(at, kind.replace("pdf_office", "pdf")), path.read_bytes(), one)
    else:
        for at, one in enumerate(made):
            body, suffix = printed(kind, at, one, root)
            write(folder, name(at, suffix), body, one)


def name(at: int, suffix: str) -> str:
    return f"r{at:04}.{suffix}"


def write(folder: Path, name: str, body: bytes, made: Made) -> None:
    (folder / name).write_bytes(body)
    expected = json.dumps(expectation(made), ensure_ascii=False)
    (folder / f"{name}.expected.json").write_text(expected, "utf-8")


def web(kind: str, at: int, made: Made) -> bytes:
    if kind == "text_tabs":
        return pages.tabbed(made)
    if kind == "html_hard":
        return pages.defective(made, list(pages.DEFECTS)[at % len(pages.DEFECTS)])
    return pages.page(made, list(markup.TABLES)[at % len(markup.TABLES)])


def office(kind: str, made: list[Made], root: Path) -> list[Path]:
    """The files of a kind as LibreOffice writes them, in order.

    Writer first reads the page into its own format; straight from HTML it writes a web document.
    """
    first, suffix = ("xlsx", kind) if kind in SHEETS else ("odt", kind.replace("pdf_office", "pdf"))
    suffix = "doc" if suffix == "wps" else suffix  # what WPS saves under its own name is the container of DOC
    source = root / f"from_{first}-{len(made)}"
    if not source.exists():
        rough = root / f"{source.name}.making"
        rough.mkdir(parents=True, exist_ok=True)
        for at, one in enumerate(made):
            (rough / name(at, "html")).write_text(pages.bare(one), "utf-8")
        reader = "HTML (StarCalc)" if first == "xlsx" else "HTML (StarWriter)"
        programs.convert([rough / name(at, "html") for at in range(len(made))], first, rough, reader)
        rough.rename(source)
    wanted = [source / name(at, suffix) for at in range(len(made))]
    if not all(path.exists() for path in wanted):
        programs.convert([source / name(at, first) for at in range(len(made))], suffix, source)
    return wanted


def browser_pdf(at: int, made: Made, source: Path, style: str = "") -> bytes:
    """What Chromium prints of a report, kept in the folder `source`."""
    target = source / name(at, "pdf")
    if not target.exists():
        source.mkdir(parents=True, exist_ok=True)
        (source / name(at, "html")).write_text(pages.bare(made, style), "utf-8")
        programs.print_pdf(source / name(at, "html"), target)
    return target.read_bytes()


def printed(kind: str, at: int, made: Made, root: Path) -> tuple[bytes, str]:
    """A document made of a print, and its suffix."""
    if kind in STYLES:
        return browser_pdf(at, made, root / f"from_{kind}", STYLES[kind]), "pdf"
    pdf = browser_pdf(at, made, root / "from_pdf")
    if kind == "pdf_browser":
        return pdf, "pdf"
    if kind == "text_wrapped":
        document = pdfium.PdfDocument(pdf)
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
        return text.replace("\r\n", "\n").encode(), "txt"
    if kind == "ofd":
        from bench import ofd  # noqa: PLC0415 - only this kind needs it

        return ofd.from_pdf(pdf), "ofd"
    from bench import scans  # noqa: PLC0415 - needs the extra `ocr`

    random = Random(f"{SEED} {kind} {at}")
    dpi = 150 if kind == "scan_150" else 200
    sheets = scans.sheets(pdf, dpi, random)
    quality = random.randint(50, 80)
    if kind == "scan_tall":
        return scans.as_one(sheets, quality), "jpg"
    return scans.as_pdf(sheets, dpi, quality), "pdf"
