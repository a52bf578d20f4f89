"""One reader over one folder, in a process of its own: `python -m bench.worker READER FOLDER RESULT`.

What was read is written as JSON beside CPU and wall seconds and the peak of memory. A document of the
folder is read before the clock starts, so that loading the reader is not counted.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from bench import meter, peers
from parsers import collector
from parsers.model import Hints, Report, State, number
from parsers.parse import parse_many


def ours(files: list[Path]) -> list[dict[str, Any]]:
    collector.run_seldom()
    documents = [(path.read_bytes(), Hints(name=path.name)) for path in files]
    return [plain(reports[0]) for reports in parse_many(documents)]


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


def peer(name: str, files: list[Path]) -> list[dict[str, Any]]:
    read = peers.READERS[name]
    made = []
    for path in files:
        expected = json.loads(Path(f"{path}.expected.json").read_text("utf-8"))
        try:
            cells = peers.match(read(path.read_bytes()), expected["template"])
        except Exception:  # a peer that fails on a document has read nothing of it
            cells = {}
        made.append({"template": expected["template"], "cells": cells})
    return made


def main(reader: str, folder: str, result: str) -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    files = documents(Path(folder))
    if reader == "nianbao":
        ours(files[:1])
    else:
        peer(reader, files[:1])
    cpu, wall = meter.cpu_seconds(), time.perf_counter()
    made = ours(files) if reader == "nianbao" else peer(reader, files)
    measured = {
        "documents": made,
        "cpu": meter.cpu_seconds() - cpu,
        "wall": time.perf_counter() - wall,
        "memory": meter.peak_megabytes(),
    }
    Path(result).write_text(json.dumps(measured), "utf-8")


def documents(folder: Path) -> list[Path]:
    """The documents of a folder that have an expectation beside them, in order."""
    return sorted(path for path in folder.iterdir() if Path(f"{path}.expected.json").exists())


if __name__ == "__main__":
    main(*sys.argv[1:])
