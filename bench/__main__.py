"""Run the measurements, print them, and write docs/benchmarks.md: `python -m bench --help`."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from bench import SEED
from bench.tables import Table
from parsers import PARSER_VERSION

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
SECTIONS = ("reading", "crawling", "endurance", "checking", "serving")
INTRODUCTION = """# How good, how fast

Written by `make bench`; do not edit. Documents, sites and archives are made from one seed (`{seed}`), with
LibreOffice and Chromium where they are installed; figures are mostly not zero, some sums wrong on purpose.
Times are CPU seconds of the process and its children unless a column says otherwise. They swing with what
else a machine does, so compare the ratios of one run: peers and the line of *always zero* (a reader that
answers 0 everywhere) stand beside our own in it. `python -m bench --only reading` measures one part,
`--quick` a few documents only.
"""


def reading(quick: bool, folder: Path | None, reports: int, note: Callable[[str], None]) -> list[Table]:
    from bench import corpus  # noqa: PLC0415 - each part loads what it measures, and nothing else
    from bench import reading as part  # noqa: PLC0415

    return part.measure(most=6 if quick else corpus.MANY, folder=folder, note=note)


def crawling(quick: bool, folder: Path | None, reports: int, note: Callable[[str], None]) -> list[Table]:
    from bench import crawling as part  # noqa: PLC0415

    return part.measure(
        hosts=4 if quick else 20, pages=20 if quick else 50, known=20 if quick else 250, note=note
    )


def endurance(quick: bool, folder: Path | None, reports: int, note: Callable[[str], None]) -> list[Table]:
    from bench import endurance as part  # noqa: PLC0415

    if quick:
        return part.measure(times=3, hosts=4, pages=50, addresses=20_000, note=note)
    return part.measure(times=100, hosts=10, pages=500, addresses=1_000_000, note=note)


def checking(quick: bool, folder: Path | None, reports: int, note: Callable[[str], None]) -> list[Table]:
    from bench import checking as part  # noqa: PLC0415

    return part.measure(amount=500 if quick else reports, note=note)


def serving(quick: bool, folder: Path | None, reports: int, note: Callable[[str], None]) -> list[Table]:
    from bench import serving as part  # noqa: PLC0415

    return part.measure(amount=500 if quick else reports, times=8 if quick else 40, note=note)


def machine() -> str:
    """What the figures were measured on, in general words."""
    load = os.getloadavg()[0]
    busy = f"other work was running (load average {load:.1f})" if load > 1 else "otherwise idle"
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.system()} on {platform.machine()}, {os.cpu_count()} cores, "
        f"{busy}, Python {platform.python_version()}, parser {PARSER_VERSION}"
    )


def renewed(text: str, section: str, described: str, tables: list[Table]) -> str:
    """The page with a section measured anew; the others stay as they were, wherever they were measured."""
    kept = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    told = [f"{table.markdown()}\n" for table in tables]
    kept[section.capitalize()] = "\n".join(["", f"{described}.\n", *told])
    order = [*(name.capitalize() for name in SECTIONS), *kept]
    parts = [f"## {name}\n{kept[name].rstrip()}\n" for name in dict.fromkeys(order) if name in kept]
    return "\n".join([INTRODUCTION.format(seed=SEED), *parts])


@click.command()
@click.option(
    "--only", default=",".join(SECTIONS), help=f"Some of {', '.join(SECTIONS)}, with commas between."
)
@click.option("--quick", is_flag=True, help="A few documents of each kind; nothing is written.")
@click.option("--corpus", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="Read FILE + FILE.expected.json of this folder instead; nothing is written.")  # fmt: skip
@click.option(
    "--reports", default=20_000, show_default=True, help="Reports in the archive that is checked and served."
)
def main(only: str, quick: bool, corpus: Path | None, reports: int) -> None:
    """Measure accuracy, speed and memory, print tables, and write docs/benchmarks.md.

    Example: python -m bench --only reading,crawling --quick
    """
    console = Console()
    sections = ("reading",) if corpus else tuple(only.split(","))
    if unknown := set(sections) - set(SECTIONS):
        raise click.UsageError(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    measures = {
        "reading": reading,
        "crawling": crawling,
        "endurance": endurance,
        "checking": checking,
        "serving": serving,
    }
    for section in sections:
        described = machine()
        with console.status(section) as status:
            tables = measures[section](quick, corpus, reports, status.update)
        for table in tables:
            console.print(table.rich())
        if not quick and not corpus:
            PAGE.write_text(renewed(PAGE.read_text("utf-8"), section, described, tables), "utf-8")


if __name__ == "__main__":
    main()
