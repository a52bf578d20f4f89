"""Documents made by the programs that offices use: LibreOffice and Chromium, where they are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

OFFICE = shutil.which("soffice")
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
BATCH = 40  # files for one start of LibreOffice


def run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, timeout=600, capture_output=True)  # noqa: S603


def has_font(family: str) -> bool:
    """Whether fontconfig knows a family of fonts."""
    if (lister := shutil.which("fc-list")) is None:
        return False
    listed = subprocess.run([lister, family], check=False, timeout=60, capture_output=True)  # noqa: S603
    return bool(listed.stdout.strip())


def convert(sources: Sequence[Path], to: str, folder: Path, reader: str = "") -> None:
    """Write each source as `to` (a suffix) into a folder, many in one start of LibreOffice."""
    if OFFICE is None:
        raise FileNotFoundError("soffice")
    with tempfile.TemporaryDirectory() as profile:
        for at in range(0, len(sources), BATCH):
            command: list[str | Path] = [OFFICE, f"-env:UserInstallation=file://{profile}", "--headless"]
            command += [f"--infilter={reader}"] if reader else []
            run(*command, "--convert-to", to, "--outdir", folder, *sources[at : at + BATCH])


def print_pdf(source: Path, target: Path) -> None:
    """Print a page to a PDF with Chromium."""
    if BROWSER is None:
        raise FileNotFoundError("chromium")
    with tempfile.TemporaryDirectory() as profile:
        options = ["--headless", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={profile}"]
        options += ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium starts as root in no other way
        run(BROWSER, *options, f"--print-to-pdf={target}", source.resolve().as_uri())
