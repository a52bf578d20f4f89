"""The registry of sites: TOML files, checked whole before anything is fetched.

A registry is one file or a folder of them (one per province in `sites/`). A site needs no code.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler import urls

DEFAULT = Path(__file__).parent / "sites"
ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
REGION = re.compile(r"\d{6}|\d{9}|\d{12}|")


class RegistryError(Exception):
    """A registry that cannot be used; names the file, the site and the field."""


@dataclass(frozen=True, slots=True)
class Site:
    """A website that publishes reports, as the registry describes it."""

    id: str
    name: str
    hosts: tuple[str, ...]  # the only ones that may be fetched; with a port where it is not the usual one
    columns: tuple[str, ...]  # addresses of list pages
    region: str = ""  # GB/T 2260
    adapter: str = "auto"
    expect: int | None = None  # reports a year a full column should yield
    verified: bool = True  # someone has looked at the column
    tls: str = ""  # "any": certificates that are wrong and old versions of TLS are let pass, and told
    options: dict[str, Any] = field(default_factory=dict, hash=False)  # what the adapter needs to be told


FIELDS = {"id", "name", "region", "hosts", "columns", "adapter", "expect", "verified", "tls", "options"}


def load(path: Path | str = DEFAULT) -> list[Site]:
    """The sites of a registry file, or of all files of a folder, in their order.

    Raises RegistryError at the first thing that is wrong; nothing of a faulty registry is used.
    """
    path = Path(path)
    files = sorted(path.rglob("*.toml")) if path.is_dir() else [path]
    if not files:
        raise RegistryError(f"{path}: no registry file (*.toml) in this folder")
    sites: list[Site] = []
    owners: dict[str, Path] = {}
    for file in files:
        for site in read(file):
            if site.id in owners:
                raise RegistryError(f"{file}: site {site.id}: id: already used in {owners[site.id]}")
            owners[site.id] = file
            sites.append(site)
    return sites


def read(file: Path) -> Iterator[Site]:
    try:
        tables = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise RegistryError(f"{file}: no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise RegistryError(f"{file}: cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise RegistryError(f"{file}: not TOML: {error}") from None
    if unknown := sorted(tables.keys() - {"sites"}):
        raise RegistryError(f"{file}: unknown table {unknown[0]}; only [[sites]] is known")
    entries = tables.get("sites")
    if not isinstance(entries, list) or not entries:
        raise RegistryError(f"{file}: no [[sites]]")
    for number, entry in enumerate(entries, start=1):
        name = entry.get("id") if isinstance(entry, dict) else None
        where = f"{file}: site {name or f'number {number}'}"
        if not isinstance(entry, dict):
            raise RegistryError(f"{where}: not a table")
        yield checked(entry, where)


def checked(entry: dict[str, Any], where: str) -> Site:  # noqa: PLR0912 - one branch per case
    def wrong(field: str, what: str) -> RegistryError:
        return RegistryError(f"{where}: {field}: {what}")

    if unknown := sorted(entry.keys() - FIELDS):
        raise wrong(unknown[0], f"unknown field; known are {', '.join(sorted(FIELDS))}")
    for name in ("id", "name", "hosts", "columns"):
        if name not in entry:
            raise wrong(name, "missing")
    for name in ("id", "name", "region", "adapter"):
        if not isinstance(entry.get(name, ""), str):
            raise wrong(name, "must be text in quotes")
    for name in ("hosts", "columns"):
        values = entry[name]
        if not isinstance(values, list) or not values or not all(isinstance(v, str) and v for v in values):
            raise wrong(name, "must be a list of texts, at least one")
        if len(set(values)) != len(values):
            raise wrong(name, "holds the same value twice")
    if not ID.fullmatch(entry["id"]):
        raise wrong("id", f"{entry['id']!r}: only a-z, 0-9, _ and -, at most 80 signs")
    if not entry["name"].strip():
        raise wrong("name", "empty")
    if not REGION.fullmatch(entry.get("region", "")):
        raise wrong("region", f"{entry['region']!r} is no code of GB/T 2260 such as 410300")
    expect = entry.get("expect")
    if expect is not None and (not isinstance(expect, int) or isinstance(expect, bool) or expect < 0):
        raise wrong("expect", f"{expect!r} is no number of reports")
    if not isinstance(entry.get("verified", True), bool):
        raise wrong("verified", "must be true or false")
    if entry.get("tls", "") not in ("", "any"):
        raise wrong("tls", f'{entry["tls"]!r}: the only value is "any"')
    if not isinstance(entry.get("options", {}), dict):
        raise wrong("options", "must be a table")
    hosts = tuple(checked_host(host, wrong) for host in entry["hosts"])
    for column in entry["columns"]:
        parts = urlsplit(column)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise wrong("columns", f"{column!r} is no http or https address")
        if urls.host_of(column) not in hosts:
            raise wrong("columns", f"{column} is not on one of the hosts {', '.join(hosts)}")
    adapter = entry.get("adapter", "auto")
    from crawler.adapters import NAMES  # noqa: PLC0415 - the adapters need the classes above this

    if adapter != "auto" and adapter not in NAMES:
        raise wrong("adapter", f"{adapter!r} is unknown; known are auto, {', '.join(sorted(NAMES))}")
    return Site(
        id=entry["id"],
        name=entry["name"].strip(),
        region=entry.get("region", ""),
        hosts=hosts,
        columns=tuple(entry["columns"]),
        adapter=adapter,
        expect=expect,
        verified=entry.get("verified", True),
        tls=entry.get("tls", ""),
        options=entry.get("options", {}),
    )


def checked_host(host: str, wrong: Any) -> str:
    try:
        parts = urlsplit(f"//{host}")
        named = parts.hostname is not None and not (parts.path or parts.query or parts.username)
        if named and (parts.port is None or 0 < parts.port < 65536):
            return host.lower()
    except ValueError:
        pass
    raise wrong("hosts", f"{host!r} is no host such as www.example.gov.cn or 127.0.0.1:8000")
