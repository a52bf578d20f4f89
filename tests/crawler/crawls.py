"""Crawls in processes of their own: the reactor of Twisted starts once per process."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PROGRAM = """
import json, sys
from datetime import datetime
from pathlib import Path
from crawler import registry
from crawler.run import crawl
a = json.loads(sys.argv[1])
now = datetime.fromisoformat(a["now"]) if a["now"] else None
import resource
if a["open_files"]:
    resource.setrlimit(resource.RLIMIT_NOFILE, (a["open_files"], a["open_files"]))
if a["largest_file"]:
    resource.setrlimit(resource.RLIMIT_FSIZE, (a["largest_file"], a["largest_file"]))
r = crawl(registry.load(a["sites"]), Path(a["archive"]), allow_private=a["allow_private"], delay=a["delay"], now=now,
          seconds=a["seconds"], overrides=a["overrides"])
peak = next((int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM")), 0)
print("RESULT " + json.dumps({"run_id": r.run_id, "outcome": r.outcome, "requests": r.requests, "captures": r.captures,
  "message": r.message, "left": r.left, "peak": peak,
  "sites": {s.id: {"state": s.state, "reason": s.reason, "lists": s.lists, "entries": s.entries,
                   "new_captures": s.new_captures, "adapter": s.adapter} for s in r.sites}}))
"""


def registry(folder: Path, **sites: dict[str, Any]) -> Path:
    """A registry file of these sites; hosts come from the columns unless given."""
    lines = []
    for name, site in sites.items():
        columns = site["columns"]
        hosts = site.get("hosts") or sorted({column.split("/")[2] for column in columns})
        lines.append(
            f'[[sites]]\nid = "{name}"\nname = "{name}"\nhosts = {json.dumps(hosts)}\ncolumns = {json.dumps(columns)}\n'
            f'adapter = "{site.get("adapter", "auto")}"\nregion = "{site.get("region", "")}"\n'
            + (f'tls = "{site["tls"]}"\n' if "tls" in site else "")
        )
    path = folder / "sites.toml"
    path.write_text("\n".join(lines), "utf-8")
    return path


def start(
    sites: Path,
    archive: Path,
    *,
    now: str = "",
    allow_private: bool = True,
    delay: float | None = 0,
    contact: str = "",
    seconds: float | None = None,
    overrides: dict[str, Any] | None = None,
    largest_file: int = 0,
    open_files: int = 0,
    path: Sequence[Path] = (),
) -> subprocess.Popen[str]:
    """A crawl in its own process, of whoever can be reached under this contact.

    `largest_file` (bytes) makes a file that grows beyond it fail as on a full disk; `open_files` is how many
    it may hold open; `overrides` are settings; `path`, folders of modules in front of all others.
    """
    told = {
        "sites": str(sites),
        "archive": str(archive),
        "now": now,
        "allow_private": allow_private,
        "delay": delay,
        "seconds": seconds,
        "overrides": overrides,
        "largest_file": largest_file,
        "open_files": open_files,
    }
    return subprocess.Popen(
        [sys.executable, "-W", "error::DeprecationWarning:crawler", "-c", PROGRAM, json.dumps(told)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "NIANBAO_CONTACT": contact,
            "PYTHONPATH": os.pathsep.join(map(str, [*path, Path(__file__).parents[2]])),
        },
    )


def crawl(sites: Path, archive: Path, patience: float = 300, **told: Any) -> dict[str, Any]:
    """Crawl, and give the result; fails with the log if there is none, or if anything was logged."""
    process = start(sites, archive, **told)
    out, log = process.communicate(timeout=patience)
    lines = [line for line in out.splitlines() if line.startswith("RESULT ")]
    assert lines and process.returncode == 0, log
    assert "Traceback" not in log, log
    return json.loads(lines[-1].removeprefix("RESULT "))


def rows(archive: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows of the archive."""
    db = sqlite3.connect(archive)
    try:
        return db.execute(query, values).fetchall()
    finally:
        db.close()
