"""Every folder of tests/samples: a document byte for byte, and what must be read from it.

`source.json` says where document and expectation come from, and which hints go with it. `expected.json` holds
`cells` by "table.item.column" with raw, value and state (cells not listed must be absent), and any of agency,
year, scope, template, status, title, published_on, issues (codes that must be told) and checks_failed. Where
`flagged` is true the document does not say all its figures: those may be unreadable, none may be wrong.

A sample that `nianbao sample` stored is run once a person has confirmed it (`confirmed` in source.json).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from parsers import Hints, Report, parse
from parsers.model import State, number

SAMPLES = sorted(
    path.parent
    for path in (Path(__file__).parent / "samples").glob("*/source.json")
    if json.loads(path.read_text("utf-8")).get("confirmed", True)
)
PLAIN = ("agency", "year", "scope", "template", "status", "title", "published_on", "kind")
OFFICE = {"doc", "wps", "odt", "rtf"}


def compared(report: Report, expected: dict[str, Any]) -> list[str]:
    """What differs, one line each."""
    found = {cell.key: cell for cell in report.cells}
    wanted: dict[str, Any] = expected.get("cells", {})
    wrong = []
    for key in [*wanted, *(key for key in found if key not in wanted)]:
        cell, cells = found.get(key), wanted.get(key)
        if cell is not None and cell.state is State.UNREADABLE and expected.get("flagged"):
            continue
        shown = None
        if cell is not None and cell.state is not State.ABSENT:
            shown = (" ".join(cell.raw.split()), number(cell.value), str(cell.state))
        asked = None
        if cells is not None and cells["state"] != "absent":
            asked = (" ".join(str(cells["raw"]).split()), cells["value"], cells["state"])
        if shown != asked:
            wrong.append(f"{key}: wanted {asked}, got {shown}")
    return wrong


@pytest.mark.parametrize(
    "folder",
    [
        pytest.param(folder, marks=pytest.mark.office) if folder.name.split("_")[0] in OFFICE else folder
        for folder in SAMPLES
    ],
    ids=lambda folder: folder.name,
)
def test_sample(folder: Path) -> None:
    source = json.loads((folder / "source.json").read_text("utf-8"))
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    assert source["document"]
    assert source["expectation"]
    hints = Hints(name=source["file"], **source.get("hints", {}))
    reports = parse((folder / source["file"]).read_bytes(), hints)
    many = expected.get("reports", [expected])
    assert len(reports) == len(many)
    for report, each in zip(reports, many, strict=True):
        assert compared(report, each) == []
        assert {name: getattr(report, name) for name in PLAIN if name in each} == {
            name: each[name] for name in PLAIN if name in each
        }
        assert set(each.get("issues", [])) <= {issue.code for issue in report.issues}
        if "checks_failed" in each:
            failed = sorted(f"{check.check} {check.where}" for check in report.checks if check.holds is False)
            assert failed == sorted(each["checks_failed"])
        json.dumps(report.as_json(source["file"]), ensure_ascii=False, allow_nan=False)


def test_there_are_samples() -> None:
    assert len(SAMPLES) >= 5
