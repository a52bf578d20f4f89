"""Captures as WACZ 1.1.1: one file that ReplayWeb.page and pywb show as the pages that were.

The records are copied as they lie in the archive, not written anew: their digests hold. The same captures
give the same bytes, whenever and wherever the file is made. https://specs.webrecorder.net/wacz/1.1.1/
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, unquote_to_bytes, urlsplit
from uuid import UUID, uuid5

from archive import warc
from archive.schema import captures_folder

VERSION = "1.1.1"
SPACE = UUID("6f0a3c52-6f2b-5d0c-9a44-2a7c9f0f6f11")  # of the ids in our files: the same ones every time
BLOCK = 1024  # lines of the index that are packed together
STARTED = (1980, 1, 1, 0, 0, 0)  # of every member of the ZIP; what was when stands in the records
FILE = "nianbao.warc.gz"
HEAD = 4096  # bytes of a request that are looked at


class WaczError(Exception):
    """Nothing that could be written, with the reason."""


@dataclass(frozen=True, slots=True)
class Row:
    """A capture to be written."""

    id: int
    url: str
    fetched_at: str
    status: int
    mime: str
    role: str
    title: str
    warc_file: str
    warc_offset: int
    revisit: bool


def write_wacz(
    archive: Path,
    target: Path,
    *,
    sites: Sequence[str] | None = None,
    region: str = "",
    years: Sequence[int] | None = None,
) -> Path:
    """Write the captures of these sites, or those of the reports chosen, into `target`; gives it.

    With years or a region (the beginning of its code): the pages and documents of the reports of those years
    and of that region and all below it, as often as they were captured. The capture that a revisit refers to
    is taken along. Raises WaczError if there is none, and CaptureError if a record is missing or damaged;
    `target` appears only when it is whole.
    """
    with closing(sqlite3.connect(f"file:{archive.resolve()}?mode=ro", uri=True)) as db:
        rows = chosen(db, sites, region, years)
    if not rows:
        raise WaczError("the archive holds no capture of this site, region and year")
    target.parent.mkdir(parents=True, exist_ok=True)
    made = target.with_name(target.name + ".part")
    try:
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as package:
            write_package(package, rows, captures_folder(archive))
        made.replace(target)
    finally:
        made.unlink(missing_ok=True)
    return target


def chosen(
    db: sqlite3.Connection, sites: Sequence[str] | None, region: str, years: Sequence[int] | None
) -> list[Row]:
    """The captures to write, by file and place."""
    wanted = "SELECT id FROM captures c WHERE 1"
    told: dict[str, str] = {}
    if sites is not None:
        wanted += " AND site_id IN (SELECT value FROM json_each(:sites))"
        told["sites"] = json.dumps(list(sites))
    of_reports = ""
    if years is not None:
        of_reports += " AND r.year IN (SELECT value FROM json_each(:years))"
        told["years"] = json.dumps(list(years))
    if region:
        of_reports += " AND substr(r.region, 1, length(:region)) = :region"
        told["region"] = region
    if of_reports:
        # What a report was read from, what that belongs to, and every other capture of these addresses.
        wanted += f""" AND (site_id, url) IN (
            WITH origins AS (
              SELECT a.site_id, a.url, a.parent_id FROM captures a JOIN readings d ON d.capture_id = a.id
              JOIN reports r ON r.id = d.report_id WHERE 1 {of_reports})
            SELECT site_id, url FROM origins
            UNION SELECT p.site_id, p.url FROM origins o JOIN captures p ON p.id = o.parent_id)"""  # noqa: S608
    rows = db.execute(
        f"""
        WITH wanted AS ({wanted})
        SELECT id, url, fetched_at, status, mime, role, title, warc_file, warc_offset, revisit_of IS NOT NULL
        FROM captures WHERE id IN (
          SELECT id FROM wanted UNION SELECT revisit_of FROM captures WHERE id IN (SELECT id FROM wanted))
        ORDER BY warc_file, warc_offset
        """,  # noqa: S608 - literals above
        told,
    )
    return [Row(*row) for row in rows]


def write_package(package: zipfile.ZipFile, rows: list[Row], folder: Path) -> None:
    resources: list[dict[str, Any]] = []
    lines: list[str] = []
    created = max(row.fetched_at for row in rows).replace("+00:00", "Z")
    member = zipfile.ZipInfo(f"archive/{FILE}", STARTED)
    with package.open(member, "w", force_zip64=True) as file:
        out = Counted(file)
        out.write(information(rows, created))
        for row, request, response in members(rows, folder):
            out.write(request)
            offset = out.size
            out.write(response)
            if not asked_by_post(request):
                lines.append(index_line(row, response, offset))
    resources.append(out.resource(f"archive/{FILE}"))
    lines.sort()
    packed, index = blocks(lines)
    for path, content in (
        ("indexes/index.cdx.gz", packed),
        ("indexes/index.idx", index),
        ("pages/pages.jsonl", pages(rows)),
    ):
        package.writestr(zipfile.ZipInfo(path, STARTED), content)
        resources.append(resource(path, content))
    described = json.dumps(
        {
            "profile": "data-package",
            "wacz_version": VERSION,
            "title": "政府信息公开工作年度报告 · annual reports on open government information",
            "created": created,
            "software": "nianbao",
            "resources": resources,
        },
        ensure_ascii=False,
        indent=2,
    ).encode()
    package.writestr(zipfile.ZipInfo("datapackage.json", STARTED), described)
    signed = json.dumps({"path": "datapackage.json", "hash": digest(described)}, indent=2)
    package.writestr(zipfile.ZipInfo("datapackage-digest.json", STARTED), signed)


class Counted:
    """A file that is written once, with its size and digest."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.size, self.sha256 = file, 0, hashlib.sha256()

    def write(self, content: bytes) -> None:
        self.file.write(content)
        self.size += len(content)
        self.sha256.update(content)

    def resource(self, path: str) -> dict[str, Any]:
        return {
            "name": path.rpartition("/")[2].lower(),
            "path": path,
            "hash": f"sha256:{self.sha256.hexdigest()}",
            "bytes": self.size,
        }


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def resource(path: str, content: bytes) -> dict[str, Any]:
    name = path.rpartition("/")[2].lower()
    return {"name": name, "path": path, "hash": digest(content), "bytes": len(content)}


def information(rows: list[Row], created: str) -> bytes:
    """The `warcinfo` record of our file."""
    content = (
        f"software: nianbao\r\nformat: WARC File Format 1.1\r\ndescription: {len(rows)} captures\r\n".encode()
    )
    named = uuid5(SPACE, f"{created} {len(rows)} {rows[0].warc_file} {rows[0].warc_offset}")
    head = (
        f"WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:{named}>\r\nWARC-Date: {created}\r\n"
        f"WARC-Filename: {FILE}\r\nContent-Type: application/warc-fields\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + content + b"\r\n\r\n", mtime=0)


def members(rows: list[Row], folder: Path) -> Iterator[tuple[Row, bytes, bytes]]:
    """Each capture with the packed bytes of its request and of its response, as they lie in the archive."""
    files: dict[str, dict[int, Row]] = {}
    for row in rows:
        files.setdefault(row.warc_file, {})[row.warc_offset] = row
    for name, wanted in files.items():
        path = folder / name
        path = path if path.exists() else folder / (name + warc.OPEN)
        if not path.exists():
            raise warc.CaptureMissingError(f"no file {name}")
        left = dict(wanted)
        before = (0, 0)
        with path.open("rb") as file:
            for begin, end in warc.members(path):
                if begin in left and (row := left.pop(begin)):
                    request = piece(file, *before)
                    yield (
                        row,
                        request if b"WARC-Type: request" in unpacked(request) else b"",
                        piece(file, begin, end),
                    )
                before = (begin, end)
        if left:
            raise warc.CaptureMissingError(f"{name} lacks {len(left)} captures of the index")


def piece(file: IO[bytes], begin: int, end: int) -> bytes:
    file.seek(begin)
    return file.read(end - begin)


def unpacked(member: bytes) -> bytes:
    """The beginning of a record."""
    return zlib.decompressobj(31).decompress(member, HEAD) if member else b""


def asked_by_post(request: bytes) -> bool:
    """Whether a request posted something: its answer cannot be looked up by address alone."""
    return re.search(rb"\r\n\r\nPOST ", unpacked(request)) is not None


def index_line(row: Row, response: bytes, offset: int) -> str:
    head = unpacked(response)
    moment = re.search(rb"WARC-Date: *([-0-9:T]{19})", head)
    stamp = re.sub(r"\D", "", moment[1].decode() if moment else row.fetched_at[:19])
    found = re.search(rb"WARC-Payload-Digest: *(\S+)", head)
    facts = {
        "url": row.url,
        "mime": "warc/revisit" if row.revisit else row.mime or "unk",
        "status": str(row.status),
        "digest": found[1].decode("ascii", "replace") if found else "",
        "length": str(len(response)),
        "offset": str(offset),
        "filename": FILE,
    }
    return f"{sort_key(row.url)} {stamp} {json.dumps(facts, ensure_ascii=False)}\n"


def sort_key(url: str) -> str:
    """An address as indexes of web archives sort it: the host reversed, all in lower case.

    >>> sort_key("http://www.Example.gov.cn:80/A//B.html?b=2&a=1"), sort_key("https://127.0.0.1:8801/nb/")
    ('cn,gov,example)/a/b.html?a=1&b=2', '1,0,0,127:8801)/nb')
    """
    parts = urlsplit(url)
    host = re.sub(r"^www\d*\.", "", (parts.hostname or "").lower())
    host = host if ":" in host else ",".join(reversed(host.split(".")))
    port = f":{parts.port}" if parts.port not in (None, {"http": 80, "https": 443}.get(parts.scheme)) else ""
    path = re.sub(r"/{2,}", "/", escaped(parts.path)).rstrip("/") or "/"
    pairs = sorted(parts.query.split("&")) if parts.query else []
    query = "?" + "&".join(escaped(pair) for pair in pairs) if pairs else ""
    return f"{host}{port}){path}{query}".lower()


def escaped(text: str) -> str:
    return quote(unquote_to_bytes(text), safe="/;=:@!$&'()*+,~-._|[]{}")


def blocks(lines: list[str]) -> tuple[bytes, bytes]:
    """The index packed block by block, and where each block begins."""
    packed = b""
    heads = ['!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n']
    for at in range(0, len(lines), BLOCK):
        block = gzip.compress("".join(lines[at : at + BLOCK]).encode(), mtime=0)
        facts = {
            "offset": len(packed),
            "length": len(block),
            "digest": digest(block),
            "filename": "index.cdx.gz",
        }
        heads.append(f"{lines[at].split('{', 1)[0].strip()} {json.dumps(facts)}\n")
        packed += block
    return packed, "".join(heads).encode()


def pages(rows: list[Row]) -> bytes:
    """The pages that a reader may begin with: reports and lists that were served as pages."""
    lines = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}]
    for row in rows:
        if row.role in ("report", "list") and row.status == 200 and "html" in row.mime and not row.revisit:
            at = row.fetched_at.replace("+00:00", "Z")
            named = str(uuid5(SPACE, f"{row.url} {at}"))
            lines.append({"id": named, "url": row.url, "ts": at, "title": row.title or row.url})
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
