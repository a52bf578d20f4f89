"""Reads annual reports: bytes in, Reports out; no network, no database, no clock.

    parse(body, Hints(name="report.pdf")) -> [Report]

`PARSER_VERSION` changes with every change to the sources, forms or words of this package, so that an
archive can tell which of its captures another parser read.
"""

from __future__ import annotations

import hashlib
from importlib import resources
from importlib.resources.abc import Traversable

from parsers.document import Hints
from parsers.model import Report
from parsers.parse import parse, parse_many


def digest() -> str:
    """Twelve hexadecimal digits over every source, form and word list of this package."""
    summed = hashlib.sha256()
    folders: list[tuple[str, Traversable]] = [("", resources.files(__name__))]
    while folders:
        path, folder = folders.pop()
        for entry in sorted(folder.iterdir(), key=lambda each: each.name):
            name = f"{path}/{entry.name}"
            if entry.is_dir() and not entry.name.startswith(("_", ".")):
                folders.append((name, entry))
            elif entry.name.endswith((".py", ".toml")):
                summed.update(name.encode() + b"\0" + entry.read_bytes())
    return summed.hexdigest()[:12]


PARSER_VERSION = digest()

__all__ = ["PARSER_VERSION", "Hints", "Report", "parse", "parse_many"]
