"""The five real reports, from their published text and from what must be read of it."""

from __future__ import annotations

import json
import re
from decimal import Decimal

from practice.files import content
from practice.publications import Figure, Filing

HEADING = re.compile(r"^([一二三四五六])、")
NUMBERS = {numeral: number for number, numeral in enumerate("一二三四五六", start=1)}
STARTS = re.compile(r"^\s*(（[一二三四五六七]）|[0-9]\.)")
BROKEN_BY_PRINTING = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[0-9])|(?<=[0-9]) (?=[\u4e00-\u9fff])")
ENDS = ("。", "：", "；")
SHORTEST_LINE = 20  # what is shorter is a heading, and nothing is joined to it


def titles(name: str) -> str:
    """The title as the published text begins with it, its lines joined."""
    return "".join(line.strip() for line in before_blank(text(name).splitlines()))


def before_blank(lines: list[str]) -> list[str]:
    taken: list[str] = []
    for line in lines:
        if line.strip():
            taken.append(line)
        elif taken:
            break
    return taken


def text(name: str) -> str:
    return content(f"{name}.txt").decode("utf-8")


def sections(name: str) -> dict[int, tuple[str, ...]]:
    """The paragraphs of the prose by section, lines broken by printing put together again."""
    lines = text(name).splitlines()
    title = before_blank(lines)
    found: dict[int, list[str]] = {0: []}
    number, blank = 0, True
    for line in lines[lines.index(title[-1]) + 1 :]:
        stripped = line.strip()
        match = HEADING.match(stripped)
        # 一、二、三 also begin rows of the tables: a heading is the next in order.
        if match and NUMBERS[match[1]] == number + 1:
            number += 1
            found[number] = []
            blank = True
            continue
        if not stripped:
            blank = True
            continue
        part = found[number]
        begun = part and len(part[-1]) >= SHORTEST_LINE and not STARTS.match(line)
        if begun and not (blank and part[-1].endswith(ENDS)):
            part[-1] += stripped
        else:
            part.append(stripped)
        blank = False
    return {
        number: tuple(BROKEN_BY_PRINTING.sub("", part) for part in parts)
        for number, parts in found.items()
        if number not in (2, 3, 4)
    }


def filing(name: str) -> Filing:
    """A real report (`000` to `004`) as a filing; its figures are those of its expected.json."""
    expected = json.loads(content(f"{name}.expected.json"), parse_float=Decimal)
    return Filing(
        agency=expected["agency"],
        year=expected["year"],
        scope=expected["scope"],
        template=expected["template"],
        figures={key: Figure(**cell) for key, cell in expected["cells"].items()},
        sections=sections(name),
    )
