"""A registry entry for a column somebody found: proposed from what the column serves, and written."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import gb2260.data

from crawler import registry, urls
from crawler.look import Look
from crawler.registry import RegistryError, Site
from crawler.titles import is_body, squeezed

NEW_FILE = "added.toml"  # in a registry that is a folder
PARTS = re.compile(r"[_|\-—–·>»,，\s]+")
SITE_WORDS = re.compile(r"(?:门户网站?|网站|政府信息公开(?:平台|专栏|网)?)$")
COLUMN_WORDS = re.compile(r"年报|年度报告|信息公开")


def proposed(
    look: Look, known: Iterable[Site], *, name: str = "", site_id: str = "", region: str = ""
) -> Site:
    """The entry for a column that was looked at; what is not given is taken from what the site says."""
    host = urls.host_of(look.column)
    name = name or name_of(look) or host
    own = [other for other in look.elsewhere if urls.slot_of(other) == urls.slot_of(host)]
    return Site(
        id=site_id or free_id(look.column, {site.id for site in known}),
        name=name,
        region=region or region_of(name),
        hosts=tuple(dict.fromkeys([*look.site.hosts, *own])),
        columns=(look.column,),
        adapter=look.site.adapter,
    )


def name_of(look: Look) -> str:
    """The name of the body behind a site: its label, else the last part of a title that names a body."""
    for text in (look.site_name, *reversed(PARTS.split(look.title))):
        name = SITE_WORDS.sub("", squeezed(text))
        if name and is_body(name) and not COLUMN_WORDS.search(name):
            return name
    return ""


def free_id(column: str, taken: set[str]) -> str:
    """An id made of the host, with words of the path or a number where that is taken.

    >>> free_id("https://www.example.gov.cn/zfxxgk/nb/", set())
    'example'
    >>> free_id("https://czj.example.gov.cn/zfxxgk/nb/", {"czj_example"})
    'czj_example_zfxxgk_nb'
    """
    parts = urlsplit(column)
    host = re.sub(r"^www\.|\.gov\.cn$|\.(?:com|cn|org|net)$", "", parts.hostname or "")
    base = re.sub(r"[^a-z0-9]+", "_", host.lower()).strip("_") or "site"
    if parts.port and host.replace(".", "").isdigit():
        base += f"_{parts.port}"
    path = re.sub(r"[^a-z0-9]+", "_", parts.path.lower()).strip("_")
    for found in (base, f"{base}_{path}"[:70].strip("_")):
        if found not in taken:
            return found
    number = 2
    while f"{base}_{number}" in taken:
        number += 1
    return f"{base}_{number}"


@cache
def codes() -> dict[str, tuple[str, ...]]:
    """The codes of GB/T 2260 by the names they have or had."""
    found: dict[str, set[str]] = {}
    for names in gb2260.data.data.values():
        for code, name in names.items():
            found.setdefault(name, set()).add(str(code))
    return {name: tuple(sorted(held)) for name, held in found.items()}


def region_of(name: str) -> str:
    """The code of the region that a site's name names and no other bears; "" if that is not certain.

    >>> region_of("四川省平昌县教育局"), region_of("洛阳市"), region_of("朝阳区人民政府")
    ('511923', '410300', '')
    """
    squeezed_name = squeezed(name)
    best: tuple[int, int, str] = (0, 0, "")
    for place, held in codes().items():
        at = squeezed_name.find(place)
        if at >= 0 and len(place) > 1 and len(held) == 1:
            # The last place named is the smallest: 四川省平昌县.
            best = max(best, (at + len(place), len(place), held[0]))
    ambiguous = any(
        len(held) > 1 and squeezed_name.find(place) >= 0 and squeezed_name.find(place) + len(place) > best[0]
        for place, held in codes().items()
    )
    return "" if ambiguous else best[2]


def entry_of(site: Site) -> str:
    """The entry as it stands in a registry file."""

    def text(value: str) -> str:
        return json.dumps(value, ensure_ascii=False)

    def texts(values: Iterable[str]) -> str:
        return "[" + ", ".join(map(text, values)) + "]"

    lines = ["[[sites]]", f"id = {text(site.id)}", f"name = {text(site.name)}"]
    if site.region:
        lines.append(f"region = {text(site.region)}")
    lines += [f"hosts = {texts(site.hosts)}", f"columns = {texts(site.columns)}"]
    if site.adapter != "auto":
        lines.append(f"adapter = {text(site.adapter)}")
    if site.expect is not None:
        lines.append(f"expect = {site.expect}")
    return "\n".join(lines) + "\n"


def target_of(path: Path) -> Path:
    """The file a new entry goes to: the registry itself, or one file of a registry that is a folder."""
    return path / NEW_FILE if path.is_dir() else path


def add(site: Site, path: Path) -> Path:
    """Write an entry at the end of a registry; gives the file. The registry is checked whole before.

    Raises RegistryError if the registry would not load with it; nothing is written then.
    """
    file = target_of(path)
    before = file.read_text("utf-8") if file.exists() else ""
    after = (before.rstrip("\n") + "\n\n" if before.strip() else "") + entry_of(site)
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / "trial.toml"
        trial.write_text(after, "utf-8")
        try:
            registry.load(trial)
        except RegistryError as error:
            raise RegistryError([one.replace(str(trial), str(file)) for one in error.mistakes]) from None
    for held in (
        registry.load(path) if path.exists() and (path.is_file() or any(path.rglob("*.toml"))) else ()
    ):
        if held.id == site.id:
            raise RegistryError([f"{file}: site {site.id}: id: already used; choose another with --id"])
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    written = Path(name)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(after)
    written.chmod(file.stat().st_mode & 0o777 if file.exists() else 0o644)
    written.replace(file)
    return file
