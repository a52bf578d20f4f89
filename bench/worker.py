"""One reader over one folder, in a process of its own: `python -m bench.worker READER FOLDER RESULT`.

What was read is written as JSON beside CPU and wall seconds and the peak of memory. A document of the
folder is read before the clock starts, so that loading the reader is not counted; nor is loading the files,
or what is made of the readings to compare them.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import warnings
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench import meter, peers
from parsers import collector
from parsers.document import Hints
from parsers.model import Report, State, number
from parsers.parse import parse_many


@dataclass(frozen=True, slots=True)
class Given:
    """A document as a reader is given it, and the form that a peer is told it has."""

    name: str
    body: bytes
    template: str


def given(path: Path) -> Given:
    expected = json.loads(Path(f"{path}.expected.json").read_text("utf-8"))
    return Given(path.name, path.read_bytes(), expected["template"])


def ours(documents: list[Given]) -> list[Report]:
    collector.run_seldom()
    return [reports[0] for reports in parse_many((one.body, Hints(name=one.name)) for one in documents)]


def plain(report: Report) -> dict[str, Any]:
    return {
        "agency": report.agency,
        "year": report.year,
        "template": report.template,
        "status": str(report.status),
        "reason": report.reason,
        "cells": {
            cell.key: (number(cell.value), str(cell.state))
            for cell in report.cells
            if cell.state is not State.ABSENT
        },
    }


def peer(name: str, documents: list[Given]) -> list[dict[str, Any]]:
    read = peers.READERS[name]
    made = []
    for one in documents:
        try:
            cells = peers.match(read(one.body), one.template)
        except Exception:  # a peer that fails on a document has read nothing of it
            cells = {}
        made.append({"template": one.template, "cells": cells})
    return made


def main(reader: str, folder: str, result: str) -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    files = [given(path) for path in documents(Path(folder))]
    read = ours if reader == "nianbao" else partial(peer, reader)
    read(files[:1])
    cpu, wall = meter.cpu_seconds(), time.perf_counter()
    made = read(files)
    measured: dict[str, Any] = {
        "cpu": meter.cpu_seconds() - cpu,
        "wall": time.perf_counter() - wall,
        "memory": meter.peak_megabytes(),
    }
    measured["documents"] = [plain(one) if isinstance(one, Report) else one for one in made]
    Path(result).write_text(json.dumps(measured), "utf-8")


def documents(folder: Path) -> list[Path]:
    """The documents of a folder that have an expectation beside them, in order."""
    return sorted(path for path in folder.iterdir() if Path(f"{path}.expected.json").exists())


if __name__ == "__main__":
    main(*sys.argv[1:])
