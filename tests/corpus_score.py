"""Compares what the parsers read in folders of documents with what stands beside them.

    python -m tests.corpus_score FOLDER…

Each document FILE has FILE.expected.json: `cells` by "table.item.column" with raw, value and state, and
`agency`, `year`, `template`. A figure that is wrong and not flagged (no `unreadable`, no issue about its
row, no failing check) is the one thing that must not happen.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parsers.model import Hints, Report, State, number
from parsers.parse import parse_many


@dataclass
class Score:
    """Counts over the documents of one kind."""

    reports: int = 0
    whole: int = 0
    cells: int = 0
    right: int = 0
    filled: int = 0
    filled_right: int = 0
    unflagged: int = 0
    agency: int = 0
    year: int = 0
    seconds: float = 0.0
    misses: list[str] = field(default_factory=list)


def right(expected: dict[str, Any], report: Report, key: str) -> bool:
    table, item, column = key.split(".")
    cell = next((c for c in report.cells if (c.table, c.item, c.column) == (table, item, column)), None)
    if cell is None:
        return False
    return (
        str(cell.state) == expected["state"]
        and number(cell.value) == expected["value"]
        and " ".join(cell.raw.split()) == " ".join(str(expected["raw"]).split())
    )


def compare(score: Score, name: str, expected: dict[str, Any], reports: list[Report]) -> None:
    """Add one document to the score of its kind."""
    score.reports += 1
    report = reports[0]
    found = {cell.key: cell for cell in report.cells}
    wrong = 0
    for key, wanted in expected["cells"].items():
        score.cells += 1
        filled = bool(wanted["value"])
        score.filled += filled
        if right(wanted, report, key):
            score.right += 1
            score.filled_right += filled
            continue
        wrong += 1
        cell = found.get(key)
        flagged = cell is None or cell.state in (State.UNREADABLE, State.ABSENT)
        score.unflagged += not flagged
        shown = "not read" if cell is None else f"{cell.raw!r} {cell.value} {cell.state}"
        score.misses.append(
            f"{name} {key}: wanted {wanted['raw']!r} {wanted['value']} {wanted['state']}, got {shown}"
        )
    for key, cell in found.items():
        if key not in expected["cells"] and cell.state not in (State.ABSENT, State.UNREADABLE):
            wrong += 1
            score.unflagged += 1
            score.misses.append(f"{name} {key}: not printed, got {cell.raw!r}")
    score.whole += not wrong and report.template == expected.get("template", report.template)
    score.agency += report.agency == expected["agency"]
    score.year += report.year == expected["year"]
    if report.agency != expected["agency"] or report.year != expected["year"]:
        score.misses.append(
            f"{name}: wanted {expected['agency']} {expected['year']}, got {report.agency} {report.year}"
        )


def score_folder(folder: Path) -> Score:
    """The score of one folder; its documents go through `parse_many` as one batch."""
    files = sorted(path for path in folder.iterdir() if Path(f"{path}.expected.json").exists())
    score = Score()
    documents = [(path.read_bytes(), Hints(name=path.name)) for path in files]
    start = time.perf_counter()
    results = list(parse_many(documents))
    score.seconds = time.perf_counter() - start
    for path, reports in zip(files, results, strict=True):
        expected = json.loads(Path(f"{path}.expected.json").read_text("utf-8"))
        compare(score, path.name, expected, reports)
    return score


def main(arguments: list[str]) -> int:
    verbose = "-v" in arguments
    folders = [Path(argument) for argument in arguments if argument != "-v"]
    missing = [folder for folder in folders if not folder.is_dir()]
    for folder in missing:
        print(f"{folder}: no such folder", file=sys.stderr)  # noqa: T201
    if missing or not folders:
        return 1
    print(  # noqa: T201
        f"{'kind':14}{'reports':>8}{'whole':>7}{'cells':>9}{'not zero':>10}{'unflagged':>10}{'agency':>8}{'year':>6}{'per s':>8}"
    )
    misses: dict[str, list[str]] = defaultdict(list)
    for folder in folders:
        for each in [folder, *sorted(path for path in folder.iterdir() if path.is_dir())]:
            score = score_folder(each)
            if not score.reports:
                continue
            misses[each.name] = score.misses
            cells = f"{score.right / max(score.cells, 1):.2%}"
            filled = f"{score.filled_right / max(score.filled, 1):.2%}"
            pace = score.reports / max(score.seconds, 1e-9)
            print(  # noqa: T201
                f"{each.name:14}{score.reports:8}{score.whole:7}{cells:>9}{filled:>10}{score.unflagged:10}{score.agency:8}{score.year:6}{pace:8.0f}"
            )
    for name, lines in misses.items():
        for line in lines if verbose else lines[:3]:
            print(f"  {name}: {line}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
