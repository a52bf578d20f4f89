"""Documents kept as samples: a folder each, with what was read, until a person says that it is right.

    tests/samples/NAME/document.html   the document, byte for byte
                       source.json     where it is from, the hints that go with it, whether it is confirmed
                       expected.json   what must be read from it

What the parser wrote is no expectation. The tests run samples that are confirmed; whoever confirms one has
compared every figure with the document, and mended `expected.json` where the parser was wrong.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec

from parsers import PARSER_VERSION, show
from parsers.document import Hints
from parsers.model import Report, State, number
from parsers.parse import parse
from parsers.readers import ending, expand

FOLDER = Path("tests/samples")
LARGEST = 1 << 20  # bytes; a sample is as small as shows the point
NAME = re.compile(r"[a-z][a-z0-9_]{2,60}\Z")
ENDINGS = {"image": "png", "text": "txt"}
PLAIN = ("agency", "year", "scope", "template", "status", "title", "published_on")
UNCONFIRMED = "read by nianbao itself, parser {}; not yet compared with the document by a person"
CONFIRMED = "read by nianbao itself; then every figure was compared with the document by {}"


class SampleError(Exception):
    """What is wrong with a sample, in words for the person who asked for it."""


def store(file: Path, name: str, folder: Path, origin: str, hints: Hints) -> Path:
    """The folder of a new, unconfirmed sample. Raises SampleError for a name or a file that will not do."""
    if not NAME.match(name):
        raise SampleError(f"{name!r} is no name of a sample: small letters, digits, _ (html_boxed)")
    if not folder.is_dir():
        raise SampleError(f"there is no folder {folder}; go to the top of the checkout, or use --folder")
    target = folder / name
    if target.exists():
        raise SampleError(f"{target} exists; choose another name")
    body = contents(file)
    hints = msgspec.structs.replace(hints, name=file.name)
    member = expand(body, hints)[0]
    kept = ending(hints) or ENDINGS.get(member.kind, member.kind) or "bin"
    target.mkdir()
    (target / f"document.{kept}").write_bytes(body)
    said = {key: value for key, value in msgspec.structs.asdict(hints).items() if value and key != "name"}
    source: dict[str, Any] = {"file": f"document.{kept}", "document": origin, "confirmed": False}
    source["expectation"] = UNCONFIRMED.format(PARSER_VERSION)
    write(target / "source.json", source | ({"hints": said} if said else {}))
    write(target / "expected.json", expectation(parse(body, hints_of(source | {"hints": said}))))
    return target


def contents(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise SampleError(f"{file} is larger than {LARGEST >> 20} MB; cut it down to the point")
        body = file.read_bytes()
    except OSError as error:
        raise SampleError(f"{file}: {error.strerror or error}") from None
    if not body:
        raise SampleError(f"{file} is empty")
    return body


def hints_of(source: dict[str, Any]) -> Hints:
    return Hints(name=source["file"], **source.get("hints", {}))


def expectation(reports: list[Report]) -> dict[str, Any]:
    """What was read, in the form of expected.json."""
    made = [
        {name: getattr(report, name) for name in PLAIN if getattr(report, name)}
        | {"issues": sorted({issue.code for issue in report.issues})}
        | {"checks_failed": [f"{each.check} {each.where}" for each in report.checks if each.holds is False]}
        | {
            "cells": {
                cell.key: {"value": number(cell.value), "raw": cell.raw, "state": str(cell.state)}
                for cell in report.cells
                if cell.state is not State.ABSENT
            }
        }
        for report in reports
    ]
    return made[0] if len(made) == 1 else {"reports": made}


def load(name: str, folder: Path) -> tuple[Path, dict[str, Any], dict[str, Any]]:
    """(folder, source.json, expected.json) of a stored sample."""
    target = folder / name
    try:
        source = json.loads((target / "source.json").read_text("utf-8"))
        expected = json.loads((target / "expected.json").read_text("utf-8"))
    except OSError as error:
        raise SampleError(f"no sample {name} in {folder} ({error.strerror})") from None
    except ValueError as error:
        raise SampleError(f"{target}: a file is no JSON any more ({error})") from None
    return target, source, expected


def confirm(name: str, folder: Path, person: str) -> list[str]:
    """Mark a sample as compared by a person; what comes back is what the parser reads otherwise today."""
    target, source, expected = load(name, folder)
    left = [
        f"{key}: still {cell['state']}"
        for report in expected.get("reports", [expected])
        for key, cell in report["cells"].items()
        if not report.get("flagged") and cell["state"] == State.UNREADABLE
    ]
    if left:
        where = f"{target / 'expected.json'} ({'; '.join(left[:5])})"
        advice = 'write what is printed, or "flagged": true where nobody can tell'
        raise SampleError(f"{len(left)} figures are still unreadable in {where}; {advice}")
    source["confirmed"] = True
    source["expectation"] = CONFIRMED.format(person)
    write(target / "source.json", source)
    return differences(target, source, expected)


def differences(target: Path, source: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """What the parser of today reads otherwise than expected, one line each."""
    read = expectation(parse((target / source["file"]).read_bytes(), hints_of(source)))
    wanted, found = (each.get("reports", [each]) for each in (expected, read))
    if len(wanted) != len(found):
        return [f"{len(found)} reports instead of {len(wanted)}"]
    lines = []
    for one, other in zip(wanted, found, strict=True):
        for key in sorted(one["cells"].keys() | other["cells"].keys()):
            asked, shown = one["cells"].get(key), other["cells"].get(key)
            if asked != shown:
                lines.append(f"{key}: expected {told(asked)}, read {told(shown)}")
        lines += [
            f"{key}: expected {one[key]!r}, read {other.get(key)!r}"
            for key in PLAIN
            if key in one and one[key] != other.get(key)
        ]
    return lines


def told(cell: dict[str, Any] | None) -> str:
    return "nothing" if cell is None else f"{cell['raw']!r} ({cell['value']}, {cell['state']})"


def unconfirmed(folder: Path) -> list[str]:
    """The names of the samples that wait for a person."""
    sources = sorted(folder.glob("*/source.json"))
    return [
        path.parent.name for path in sources if not json.loads(path.read_text("utf-8")).get("confirmed", True)
    ]


def drawing(target: Path) -> str:
    """The document of a sample as text, the key of each figure in its place."""
    _, source, _ = load(target.name, target.parent)
    return show.as_text((target / source["file"]).read_bytes(), hints_of(source))


def write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
