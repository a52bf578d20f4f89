"""Compares what the parsers read in folders of documents with what stands beside them.

    python -m tests.corpus_score [-v] FOLDER…

A document FILE has FILE.expected.json beside it, or is `document.*` in a folder of its own with expected.json
(tests/samples: the kind is the first word of the folder's name). The expectation holds `cells` by "table.item.column" with raw, value and state, and
`agency`, `year`, `template`. A figure that is wrong and not flagged (no `unreadable`, no issue about its
row, no failing check) is the one thing that must not happen: the exit status is then 1.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parsers.document import Hints
from parsers.model import Report, State, number
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
    cell = next((cell for cell in report.cells if cell.key == key), None)
    if cell is None or cell.state is State.ABSENT:
        return str(expected["state"]) == "absent"
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
    for key, wanted in expected.get("cells", {}).items():
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
        if key not in expected.get("cells", {}) and cell.state not in (State.ABSENT, State.UNREADABLE):
            wrong += 1
            score.unflagged += 1
            score.misses.append(f"{name} {key}: not printed, got {cell.raw!r}")
    score.whole += not wrong and report.template == expected.get("template", report.template)
    wanted_agency, wanted_year = (expected.get(key, getattr(report, key)) for key in ("agency", "year"))
    score.agency += report.agency == wanted_agency
    score.year += report.year == wanted_year
    if (report.agency, report.year) != (wanted_agency, wanted_year):
        score.misses.append(
            f"{name}: wanted {wanted_agency} {wanted_year}, got {report.agency} {report.year}"
        )


Documents = list[tuple[Path, Path]]  # each with its expectation


def kinds(folder: Path) -> dict[str, Documents]:
    """The documents in a folder and its folders that have an expectation, by kind."""
    found: dict[str, Documents] = defaultdict(list)
    for each in [folder, *sorted(path for path in folder.iterdir() if path.is_dir())]:
        if (each / "expected.json").exists():
            found[each.name.partition("_")[0]].append((next(each.glob("document.*")), each / "expected.json"))
        for path in sorted(each.iterdir()):
            if (expectation := Path(f"{path}.expected.json")).exists():
                found[each.name].append((path, expectation))
    return found


def hints(path: Path) -> Hints:
    """What the crawler would know of a document: its name, and what source.json of its folder says."""
    source = path.parent / "source.json"
    told = json.loads(source.read_text("utf-8")) if source.exists() else {}
    return Hints(**{"name": path.name, **told.get("hints", {})})


def score_kind(documents: Documents) -> Score:
    """The score of one kind; its documents go through `parse_many` as one batch."""
    score = Score()
    bodies = [(path.read_bytes(), hints(path)) for path, _ in documents]
    start = time.perf_counter()
    results = list(parse_many(bodies))
    score.seconds = time.perf_counter() - start
    for (path, expectation), reports in zip(documents, results, strict=True):
        name = path.parent.name if path.stem == "document" else path.name
        expected = json.loads(expectation.read_text("utf-8"))
        for at, each in enumerate(expected.get("reports", [expected])):
            compare(score, name, each, reports[at : at + 1] or reports[:1])
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
    unflagged = 0
    for folder in folders:
        for kind, documents in kinds(folder).items():
            score = score_kind(documents)
            misses[kind] += score.misses
            unflagged += score.unflagged
            cells = f"{score.right / max(score.cells, 1):.2%}"
            filled = f"{score.filled_right / max(score.filled, 1):.2%}"
            pace = score.reports / max(score.seconds, 1e-9)
            print(  # noqa: T201
                f"{kind:14}{score.reports:8}{score.whole:7}{cells:>9}{filled:>10}{score.unflagged:10}{score.agency:8}{score.year:6}{pace:8.0f}"
            )
    for name, lines in misses.items():
        for line in lines if verbose else lines[:3]:
            print(f"  {name}: {line}")  # noqa: T201
        if lines[3:] and not verbose:
            print(f"  {name}: and {len(lines) - 3} more, all with -v")  # noqa: T201
    if not misses:
        print("no document with an expectation was found", file=sys.stderr)  # noqa: T201
    return 1 if unflagged or not misses else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
