"""Makes the binary samples of practice/files with real programs; run by hand, their results are kept.

    python -m practice.samples    makes those that are missing

Needs LibreOffice.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from html import escape
from pathlib import Path

from practice import generator, markup, sources
from practice.publications import Filing
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
        shutil.copyfile(Path(folder, f"page.{suffix}"), target)


def main() -> None:
    for site, _ in systems().values():
        for item in generator.publications(site):
            if item.filing is None:
                continue
            real = [found.name[:3] for found in item.attachments if found.name[:3] in site.sources]
            source = page(sources.titles(real[0]) if real else item.title, item.filing)
            for attachment in item.attachments:
                target = FILES / attachment.name
                if target.suffix in (".pdf", ".docx", ".doc") and not target.exists():
                    convert(source, target)


if __name__ == "__main__":
    main()
