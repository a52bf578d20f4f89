"""Makes the binary samples of practice/files with real programs; run by hand, their results are kept.

    python -m practice.samples    makes those that are missing

Needs LibreOffice.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import zipfile
from html import escape
from pathlib import Path

import pypdfium2

from practice import generator, markup, ofd, sources
from practice.publications import Filing, Publication
from practice.systems import systems

FILES = Path(__file__).with_name("files")
STYLE = """
@page { size: A4; margin: 18mm }
body { font-family: 'Noto Serif CJK SC', serif; font-size: 12pt }
h1, strong { font-weight: 400 }
table { border-collapse: collapse; width: 100%; font-size: 8pt }
td { border: 1px solid #000; text-align: center; padding: 2px }
"""


def page(title: str, filing: Filing) -> str:
    """A report as a bare page, to be printed or converted."""
    body = markup.report(filing)
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f'<body><h1 style="text-align:center;font-size:18pt">{escape(title)}</h1>{body}</body></html>'
    )


def program(*names: str) -> str:
    for name in names:
        if found := shutil.which(name):
            return found
    raise FileNotFoundError(f"none of these programs is here: {', '.join(names)}")


def run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, timeout=180, capture_output=True)  # noqa: S603


def convert(html: str, target: Path) -> None:
    """Write a page as the kind of document that the target's name asks for."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "page.html")
        source.write_text(html, "utf-8")
        home = f"-env:UserInstallation=file://{folder}/profile"
        # Writer first reads the page into its own format; straight from HTML it writes a web document.
        office = program("soffice")
        run(
            office,
            home,
            "--headless",
            "--infilter=HTML (StarWriter)",
            "--convert-to",
            "odt",
            "--outdir",
            folder,
            source,
        )
        suffix = target.suffix.removeprefix(".")
        run(office, home, "--headless", "--convert-to", suffix, "--outdir", folder, Path(folder, "page.odt"))
        made = Path(folder, f"page.{suffix}")
        if made != target:
            shutil.copyfile(made, target)


def render(html: str, targets: list[Path]) -> None:
    """Photograph a page as pictures, one for each sheet; the last holds whatever is left over."""
    with tempfile.TemporaryDirectory() as folder:
        printed = Path(folder, "page.pdf")
        convert(html, printed)
        document = pypdfium2.PdfDocument(printed)
        if len(document) != len(targets):
            raise ValueError(f"{len(document)} sheets for {len(targets)} pictures")
        for number, target in enumerate(targets):
            document[number].render(scale=1.6, grayscale=True).to_pil().quantize(16).save(
                target, optimize=True
            )
        document.close()


def pack(items: list[Publication], target: Path) -> None:
    """A ZIP of reports as DOCX, named by their titles."""
    with (
        tempfile.TemporaryDirectory() as folder,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for number, item in enumerate(items):
            if item.filing:
                made = Path(folder, f"{number}.docx")
                convert(page(item.title, item.filing), made)
                archive.writestr(item.attachments[0].part, made.read_bytes())


def make(title: str, item: Publication) -> None:
    """The files of one publication that are missing."""
    missing = [found for found in item.attachments if not (FILES / found.name).exists()]
    if item.filing is None or not missing:
        return
    source = page(title, item.filing)
    pictures = [FILES / found.name for found in item.attachments if found.kind == "image"]
    if pictures:
        render(source, pictures)
    for found in missing:
        target = FILES / found.name
        if found.kind == "ofd":
            target.write_bytes(ofd.write(title, item.filing))
        elif found.kind == "wps":  # what WPS saves under its own name is the format of Word 97
            with tempfile.TemporaryDirectory() as folder:
                convert(source, Path(folder, "page.doc"))
                shutil.copyfile(Path(folder, "page.doc"), target)
        elif found.kind in ("pdf", "docx", "doc"):
            convert(source, target)


def main() -> None:
    for site, _ in systems().values():
        packed: dict[str, list[Publication]] = {}
        for item in generator.publications(site):
            real = [found.name[:3] for found in item.attachments if found.name[:3] in site.sources]
            make(sources.titles(real[0]) if real else item.title, item)
            for found in item.attachments:
                if found.kind == "zip":
                    packed.setdefault(found.name, []).append(item)
        for name, items in packed.items():
            if not (FILES / name).exists():
                pack(items, FILES / name)


if __name__ == "__main__":
    main()
