"""Pictures of every kind of page, in both languages, wide and narrow, light and dark, to be looked at.

python docs/screenshots.py [--archive FILE] [--out FOLDER] [--only WORD] [--tour]

Without an archive the practice site is crawled for one. The pictures lie in a folder that git ignores,
with a page `index.html` that shows them side by side; those of the tour in README lie in docs/images.
"""

from __future__ import annotations

import html
import io
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import uvicorn
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from web import app

IMAGES = Path(__file__).parent / "images"
WIDTHS = (1280, 390)  # pixels: a desk, a telephone
LANGUAGES = ("zh", "en")
TALLEST = 6000  # pixels of a page that are worth looking at
PAGES = {
    "home": "/",
    "search": "/search?q=政府信息公开",
    "search-nothing": "/search?q=没有这样的词",
    "regions": "/regions",
    "compare-empty": "/compare",
    "questions": "/questions",
    "about": "/about",
    "downloads": "/downloads",
    "data": "/archive",
    "table-reports": "/archive/reports",
    "table-applications": "/archive/applications",
    "status": "/status",
    "query-lines": "/archive/applications_by_year",
    "query-bars": "/archive/refusal_grounds",
    "query-sql": "/archive/-/query?sql=select+year,+count(*)+from+reports+group+by+year",
    "query-wrong": "/archive/-/query?sql=select+nonsense",
    "missing": "/nowhere",
    "missing-report": "/report/999999",
}
# Pages whose number has to be looked up in the archive: the first row that such a query gives.
FOUND = {
    "report": ("/report/{}", "SELECT max(id) FROM reports WHERE kind = 'html' AND status = 'parsed'"),
    "report-{}": ("/report/{1}", "SELECT kind, min(id) FROM reports GROUP BY kind"),
    "report-failing": ("/report/{}", "SELECT max(id) FROM reports WHERE checks_failed > 0"),
    "report-unread": ("/report/{}", "SELECT max(id) FROM reports WHERE status <> 'parsed'"),
    "report-changed": ("/report/{}", "SELECT max(report_id) FROM changes"),
    "report-form-{}": ("/report/{1}", "SELECT template, max(id) FROM reports GROUP BY template"),
    "agency": (
        "/agency/{}",
        "SELECT agency_id FROM reports GROUP BY agency_id ORDER BY count(*) DESC LIMIT 1",
    ),
    "region": ("/region/{}", "SELECT region FROM reports GROUP BY region ORDER BY count(*) DESC LIMIT 1"),
    "compare": (
        "/compare?report={}&report={}",
        "SELECT min(id), max(id) FROM reports WHERE status = 'parsed' HAVING count(*) > 1",
    ),
    "capture": ("/capture/{}", "SELECT max(capture_id) FROM reports WHERE kind = 'html'"),
    "row": ("/archive/captures/{}", "SELECT max(capture_id) FROM reports"),
}


@click.command(help=__doc__)
@click.option("--archive", type=click.Path(path_type=Path, exists=True), help="An archive to show.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("screenshots"), show_default=True)
@click.option("--only", default="", help="Only pages with this in their name.")
@click.option("--dark/--no-dark", default=True, help="Also the dark pages.", show_default=True)
@click.option("--tour", is_flag=True, help="Only the pictures of README, into docs/images.")
def main(archive: Path | None, out: Path, only: str, dark: bool, tour: bool) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        raise click.ClickException("no Chromium on this machine (Debian: apt install chromium)")
    out.mkdir(parents=True, exist_ok=True)
    archive = archive or practised(out)
    pages = {name: path for name, path in addresses(archive).items() if only in name}
    with served(archive) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        if tour:
            for language in LANGUAGES:
                guided(browser, address, pages, language)
            browser.close()
            return
        for scheme in ("light", "dark") if dark else ("light",):
            for language in LANGUAGES:
                for width in WIDTHS:
                    ending = f"{language}-{width}{'-dark' if scheme == 'dark' else ''}"
                    taken(browser, address, pages, out, scheme, language, width, ending)
                    click.echo(f"{out}/*-{ending}.png: {len(pages)} pages")
        browser.close()
    (out / "index.html").write_text(sheet(out), "utf-8")


def practised(out: Path) -> Path:
    """An archive of the practice site, crawled if there is none yet."""
    archive = out / "practice" / "archive.db"
    if not archive.exists():
        archive.parent.mkdir(exist_ok=True)
        program = ["-c", "from nianbao.cli import main; main()", "demo", "--no-serve"]
        subprocess.run([sys.executable, *program, "--archive", str(archive)], check=True)  # noqa: S603
    return archive


def addresses(archive: Path) -> dict[str, str]:
    """The pages by name."""
    db = sqlite3.connect(f"file:{archive}?mode=ro", uri=True)
    pages = dict(PAGES)
    for name, (form, sql) in FOUND.items():
        for row in db.execute(sql):
            if row[-1] is not None:
                pages[name.format(*row)] = form.format(*row)
    db.close()
    return pages


@contextmanager
def served(archive: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app.make(archive).app(), port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def taken(
    browser: Browser,
    address: str,
    pages: dict[str, str],
    out: Path,
    scheme: str,
    language: str,
    width: int,
    ending: str,
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{address}/about?_lang={language}")
    for name, path in pages.items():
        page.goto(address + path, wait_until="load")
        if page.locator("figure[data-chart]").count():
            page.locator(".drawing svg").first.wait_for()
            page.wait_for_timeout(300)
        if path.startswith("/report/"):
            figure = page.locator("td.figure a[data-figure]").first
            if figure.count():
                figure.click()
                page.wait_for_timeout(600)
                page.wait_for_timeout(300)
                page.evaluate("scrollTo(0, 0)")
        height = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
        clip = {"x": 0, "y": 0, "width": width, "height": height}
        page.screenshot(path=out / f"{name}-{ending}.png", full_page=True, clip=clip)
    context.close()


def guided(browser: Browser, address: str, pages: dict[str, str], language: str) -> None:
    """The three pictures of the tour: the home page, a failing sum beside its original, a body by years."""
    page = browser.new_page(viewport={"width": 1280, "height": 860}, reduced_motion="reduce")
    page.goto(f"{address}/about?_lang={language}")
    for name, place in (("home", "home"), ("report", "report-failing"), ("agency", "agency")):
        page.goto(address + pages[place])
        if page.locator("figure[data-chart]").count():
            page.locator(".drawing svg").first.wait_for()
        if name == "report":
            page.locator("td.figure.wrong a").first.click()
            page.wait_for_timeout(1000)
            page.locator("h2.form-title").nth(1).evaluate("title => scrollTo(0, title.offsetTop - 90)")
            page.wait_for_timeout(500)
        page.mouse.move(5, 5)
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        # A hundred colours are enough for a page, and a third of the bytes.
        picture.quantize(128, dither=Image.Dither.NONE).save(IMAGES / f"{name}-{language}.png", optimize=True)
    page.close()


def sheet(out: Path) -> str:
    """A page with all pictures of the folder."""
    figures = "".join(
        f'<figure><a href="{html.escape(path.name)}"><img loading="lazy" src="{html.escape(path.name)}"></a>'
        f"<figcaption>{html.escape(path.stem)}</figcaption></figure>"
        for path in sorted(out.glob("*.png"))
    )
    style = "body{font:14px sans-serif;display:flex;flex-wrap:wrap;gap:1rem}img{width:320px}figure{margin:0}"
    return f'<!DOCTYPE html><meta charset="utf-8"><title>nianbao</title><style>{style}</style>{figures}\n'


if __name__ == "__main__":
    main()
