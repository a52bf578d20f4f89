"""The worked queries of the pages for researchers: the table below one is its result on the demo archive.

python docs/worked.py ARCHIVE    writes the tables anew, from the archive of `nianbao demo`
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

FOLDER = Path(__file__).parent
PAGES = ("data.md", "data.zh-CN.md")
WORKED = re.compile(r"```sql\n(?P<query>.*?)```\n(?:\n(?P<table>(?:\|[^\n]*\n)+))?", re.DOTALL)


def queries(page: str) -> Iterator[tuple[str, str]]:
    """(query, table printed below it, "" if none) of a page."""
    for found in WORKED.finditer((FOLDER / page).read_text("utf-8")):
        yield found["query"], found["table"] or ""


def result(archive: Path, query: str) -> str:
    """What a query gives, as a table of Markdown; with no row only its heading."""
    with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as db:
        cursor = db.execute(query)
        names = [name for name, *_ in cursor.description]
        rows = cursor.fetchall()
    lines = [
        names,
        ["---"] * len(names),
        *(["" if value is None else value for value in row] for row in rows),
    ]
    return "".join("| " + " | ".join(map(str, line)) + " |\n" for line in lines)


def renew(archive: Path) -> None:
    """Write every table that stands below a query anew."""
    for page in PAGES:
        path = FOLDER / page

        def anew(found: re.Match[str]) -> str:
            if not found["table"]:
                return found[0]
            return f"```sql\n{found['query']}```\n\n{result(archive, found['query'])}"

        path.write_text(WORKED.sub(anew, path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    renew(Path(sys.argv[1]))
