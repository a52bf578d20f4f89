"""An export: a folder of files of one format, with its README, dictionary and a manifest of digests."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from exports import tables
from exports.formats import FORMATS, ExportError, dictionary_rows
from exports.tables import Selection
from parsers import PARSER_VERSION

MANIFEST = "manifest.json"


@contextmanager
def reading(archive: Path) -> Iterator[sqlite3.Connection]:
    """The archive as it stands at this moment: one transaction, whatever a night writes meanwhile."""
    with closing(
        sqlite3.connect(f"file:{quote(str(archive.resolve()))}?mode=ro", uri=True, isolation_level=None)
    ) as db:
        db.execute("PRAGMA busy_timeout = 10000")
        db.execute("PRAGMA temp_store = MEMORY")
        db.execute("BEGIN")
        yield db


def export(
    archive: Path, form: str, target: Path, selection: Selection, *, prose: bool = False
) -> dict[str, Any]:
    """Write an export into a folder that is new or empty; gives its manifest.

    The same archive and selection give the same bytes. Raises ExportError where there is nothing to write,
    or something in the way.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ExportError(f"{target} is there already; name a new folder with --to")
    if prose and form == "sqlite":
        raise ExportError(
            "the slim SQLite holds no prose; take jsonl or parquet for it, or `nianbao publish`"
        )
    with reading(archive) as db:
        if not tables.choose(db, selection):
            raise ExportError(f"no report of {described(selection)}")
        target.mkdir(parents=True, exist_ok=True)
        names = tables.names(prose)
        counts = FORMATS[form](db, target, names)
        lines = list(dictionary_rows(db, names))
        (target / "dictionary.json").write_text(
            json.dumps(
                [dict(zip(lines[0], line, strict=True)) for line in lines[1:]], ensure_ascii=False, indent=1
            )
            + "\n",
            "utf-8",
        )
        newest = tables.newest(db)
        (reports,) = db.execute("SELECT count(*) FROM chosen").fetchone()
        (target / "README.md").write_text(readme(form, selection, names, newest, reports), "utf-8")
    return write_manifest(
        target, {"format": form, "selection": selection.as_dict(), "newest_capture": newest}, counts
    )


def described(selection: Selection) -> str:
    """The selection in words.

    >>> described(Selection("410300", (2023, 2024))), described(Selection())
    ('region 410300, years 2023, 2024', 'the archive')
    """
    years = "years " + ", ".join(map(str, selection.years)) if selection.years else ""
    return (
        ", ".join(filter(None, (selection.region and f"region {selection.region}", years))) or "the archive"
    )


def write_manifest(folder: Path, about: dict[str, Any], counts: dict[str, int]) -> dict[str, Any]:
    """The manifest of a folder: size, rows and SHA-256 of every file but itself."""
    files = {
        str(path.relative_to(folder)): {
            "size": path.stat().st_size,
            **({"rows": counts[path.name]} if path.name in counts else {}),
            "sha256": digest(path),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }
    manifest = {**about, "made_by": f"nianbao {version('nianbao')}, parser {PARSER_VERSION}", "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return manifest


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def readme(form: str, selection: Selection, names: list[str], newest: str, reports: int) -> str:
    """What the folder holds, how to read it, how to cite it."""
    ending = {"xlsx": "", "sqlite": ""}.get(form, f".{form}")
    listed = "\n".join(
        f"- `{name}{ending}`: {zh} · {en}" for name, (zh, en) in ((n, tables.title(n)) for n in names)
    )
    return f"""# 政府信息公开工作年度报告数据 · Annual reports on open government information

{reports} 份报告（{described(selection)}），截至 {newest[:10]} 的存档；由 nianbao 生成。
{reports} reports ({described(selection)}), as archived by {newest[:10]}; made by nianbao.

## 读法 · How to read it

- 没有印出的数字是空（NULL），不是 0；印法（空白、/、—、文字、未能读准）在 `cells` 的 `state`。
  A figure that is not printed is NULL, never 0; how it is printed (blank, /, —, words, unreadable) stands
  in `cells`, column `state`.
- `checks` 列出不成立的勾稽关系：`published_error` 是报告自身不符，`misread` 是可能未读准，请勿采用。
  `checks` lists sums that fail: `published_error` contradicts itself in print; do not use what is `misread`.
- 一个机关一个年度一份报告；`scope` 为 `aggregate` 的是汇总，不可与下级相加。
  One report is one body and one year; those with `scope` = `aggregate` already hold their lower bodies.
- 各列含义见 dictionary.json；各文件的 SHA-256 见 manifest.json。
  Columns are explained in dictionary.json; the SHA-256 of every file is in manifest.json.

## 表 · Tables

{listed}

## 引用 · Citing

每份报告引用 `sources` 中的网址、存档时间与 SHA-256；整个数据集引用 manifest.json 的 SHA-256 与日期。
Cite a report by the address, time of capture and SHA-256 in `sources`; the whole by the SHA-256 of
manifest.json and the date, {newest[:10]}. 报告归其发布机关所有。The reports belong to their publishers.
"""
