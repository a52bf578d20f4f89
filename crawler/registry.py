"""The registry of sites: TOML files, checked whole before anything is fetched.

A registry is one file or a folder of them (one per province in `sites/`). A site needs no code.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler import urls

DEFAULT = Path(__file__).parent / "sites"
ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
REGION = re.compile(r"\d{6}|\d{9}|\d{12}|")


class RegistryError(Exception):
    """A registry that cannot be used; its text names every mistake, a line for each: file, site and field."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


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


# Each field with what is right.
EXAMPLES = {
    "id": 'id = "henan_example"',
    "name": 'name = "示例市人民政府"',
    "region": 'region = "410300"',
    "hosts": 'hosts = ["www.example.gov.cn"]',
    "columns": 'columns = ["https://www.example.gov.cn/zfxxgk/zfxxgknb/"]',
    "adapter": 'adapter = "auto"',
    "expect": "expect = 40",
    "verified": "verified = true",
    "tls": 'tls = "any"',
    "options": 'options = { service = "https://www.example.gov.cn/api/list" }',
}
Mistake = tuple[str, str]  # the field, and what is wrong with it


def load(path: Path | str = DEFAULT) -> list[Site]:
    """The sites of a registry file, or of all files of a folder, in their order.

    Raises RegistryError with every mistake; nothing of a faulty registry is used.
    """
    path = Path(path)
    files = sorted(path.rglob("*.toml")) if path.is_dir() else [path]
    if not files:
        raise RegistryError([f"{path}: no registry file (*.toml) in this folder"])
    sites: list[Site] = []
    mistakes: list[str] = []
    owners: dict[str, str] = {}
    for file in files:
        for number, entry, lines in read(file, mistakes):
            found = list(mistakes_of(entry))
            if not found and entry["id"] in owners:
                found.append(("id", f"already used in {owners[entry['id']]}"))
            site = entry.get("id") or f"number {number}"
            for name, what in found:
                example = f". Example: {EXAMPLES[name]}" if name in EXAMPLES else ""
                line = lines.get(name, lines[""])
                mistakes.append(f"{file}:{line}: site {site}: {name}: {what}{example}")
            if not found:
                owners[entry["id"]] = f"{file}:{lines.get('id', lines[''])}"
                sites.append(site_of(entry))
    if mistakes:
        raise RegistryError(mistakes)
    return sites


def read(file: Path, mistakes: list[str]) -> Iterator[tuple[int, dict[str, Any], dict[str, int]]]:
    """(number, entry, lines of its fields and under "" of its begin) of a file."""
    try:
        content = file.read_text("utf-8")
        tables = tomllib.loads(content)
    except FileNotFoundError:
        mistakes.append(f"{file}: no such file")
        return
    except (OSError, UnicodeDecodeError) as error:
        mistakes.append(f"{file}: cannot be read: {error}")
        return
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"at line (\d+)", str(error))
        line = where[1] if where else max(1, len(content.splitlines()))
        mistakes.append(f"{file}:{line}: not TOML: {error}. Example: {EXAMPLES['name']}")
        return
    lines = lines_of(content)
    mistakes.extend(
        f"{file}: unknown table {name}; only [[sites]] is known" for name in sorted(tables.keys() - {"sites"})
    )
    entries = tables.get("sites")
    if not isinstance(entries, list) or not entries:
        mistakes.append(f"{file}: no [[sites]]; docs/adding-a-site.md shows one")
        return
    for number, entry in enumerate(entries, start=1):
        if isinstance(entry, dict):
            yield number, entry, lines[number - 1] if number <= len(lines) else {"": 1}
        else:
            mistakes.append(f"{file}: site number {number}: not a table; docs/adding-a-site.md shows one")


def lines_of(content: str) -> list[dict[str, int]]:
    """For each entry the line on which each field is set, and under "" that of its begin.

    >>> lines_of('[[sites]]\\nid = "a"\\n\\n[[sites]]\\n# two\\nid = "b"')
    [{'': 1, 'id': 2}, {'': 4, 'id': 6}]
    """
    found: list[dict[str, int]] = []
    for number, line in enumerate(content.splitlines(), start=1):
        if re.match(r"\s*\[\[\s*sites\s*\]\]", line):
            found.append({"": number})
        elif found and (key := re.match(r"\s*([\w-]+)\s*[.=]", line)):
            found[-1].setdefault(key[1], number)
    return found


def checked(entry: dict[str, Any], where: str) -> Site:
    """The site of an entry; RegistryError with every mistake in it."""
    if found := [f"{where}: {name}: {what}" for name, what in mistakes_of(entry)]:
        raise RegistryError(found)
    return site_of(entry)


def mistakes_of(entry: dict[str, Any]) -> Iterator[Mistake]:
    """What is wrong with an entry, field by field."""
    for name in sorted(entry.keys() - EXAMPLES.keys()):
        close = difflib.get_close_matches(name, EXAMPLES, n=1)
        yield (
            name,
            f"unknown field; {f'did you mean {close[0]}?' if close else 'known are ' + ', '.join(EXAMPLES)}",
        )
    for name in ("id", "name", "hosts", "columns"):
        if name not in entry:
            yield name, "missing"
    for name in EXAMPLES:
        if name in entry and (what := CHECKS[name](entry[name])):
            yield name, what
    hosts, columns = entry.get("hosts"), entry.get("columns")
    if not hosts or not columns or wrong_hosts(hosts) or wrong_columns(columns):
        return
    known = {host.lower() for host in hosts}
    for column in columns:
        if urls.host_of(column) not in known:
            yield "columns", f"{column} is not on one of the hosts {', '.join(hosts)}"


def site_of(entry: dict[str, Any]) -> Site:
    return Site(
        id=entry["id"],
        name=entry["name"].strip(),
        region=entry.get("region", ""),
        hosts=tuple(host.lower() for host in entry["hosts"]),
        columns=tuple(entry["columns"]),
        adapter=entry.get("adapter", "auto"),
        expect=entry.get("expect"),
        verified=entry.get("verified", True),
        tls=entry.get("tls", ""),
        options=entry.get("options", {}),
    )


# What is wrong with a value; "" if nothing is.


def wrong_id(value: Any) -> str:
    right = isinstance(value, str) and ID.fullmatch(value)
    return "" if right else f"{value!r}: only a-z, 0-9, _ and -, at most 80 signs"


def wrong_name(value: Any) -> str:
    if not isinstance(value, str):
        return "must be text in quotes"
    return "" if value.strip() else "empty"


def wrong_region(value: Any) -> str:
    if not isinstance(value, str):
        return "must be text in quotes"
    return "" if REGION.fullmatch(value) else f"{value!r} is no code of GB/T 2260 such as 410300"


def wrong_list(values: Any) -> str:
    if (
        not isinstance(values, list | tuple)
        or not values
        or not all(isinstance(v, str) and v for v in values)
    ):
        return "must be a list of texts, at least one"
    return "holds the same value twice" if len(set(values)) != len(values) else ""


def wrong_hosts(values: Any) -> str:
    return wrong_list(values) or next(
        (
            f"{host!r} is no host such as www.example.gov.cn or 127.0.0.1:8000"
            for host in values
            if not is_host(host)
        ),
        "",
    )


def wrong_columns(values: Any) -> str:
    return wrong_list(values) or next(
        (f"{column!r} is no http or https address" for column in values if not is_address(column)), ""
    )


def wrong_adapter(value: Any) -> str:
    from crawler.adapters import NAMES  # noqa: PLC0415 - the adapters need the classes above this

    if value == "auto" or (isinstance(value, str) and value in NAMES):
        return ""
    return f"{value!r} is unknown; known are auto, {', '.join(sorted(NAMES))}"


def wrong_expect(value: Any) -> str:
    right = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return "" if right else f"{value!r} is no number of reports"


CHECKS: dict[str, Callable[[Any], str]] = {
    "id": wrong_id,
    "name": wrong_name,
    "region": wrong_region,
    "hosts": wrong_hosts,
    "columns": wrong_columns,
    "adapter": wrong_adapter,
    "expect": wrong_expect,
    "verified": lambda value: "" if isinstance(value, bool) else "must be true or false",
    "tls": lambda value: "" if value in ("", "any") else f'{value!r}: the only value is "any"',
    "options": lambda value: "" if isinstance(value, dict) else "must be a table",
}


def is_host(host: str) -> bool:
    try:
        parts = urlsplit(f"//{host}")
        named = parts.hostname is not None and not (parts.path or parts.query or parts.username)
        return named and (parts.port is None or 0 < parts.port < 65536)
    except ValueError:
        return False


def is_address(column: str) -> bool:
    try:
        parts = urlsplit(column)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        return False
