"""The configuration in force: defaults, nianbao.toml over them, environment variables over that.

Every mistake is told, with its file, line and an example of what is right; with one mistake nothing is used.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nianbao.settings import KINDS, SETTINGS, TABLE, Setting

FILE = "nianbao.toml"
HEADER = re.compile(r"\s*\[\s*([\w.\- ]+?)\s*\]\s*(?:#.*)?")
KEY = re.compile(r"\s*([\w-]+(?:\s*\.\s*[\w-]+)*)\s*=")


class ConfigError(Exception):
    """A configuration with mistakes; its text has a line for each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Value:
    """What is in force for a setting, and where that was said."""

    setting: Setting
    value: Any
    source: str  # default, FILE:LINE, or the environment variable

    def shown(self) -> str:
        """The value as TOML; of what may hold a password only what does no harm."""
        if self.setting.secret and self.value:
            return (
                "(set, not shown)" if isinstance(self.value, str) else f"({len(self.value)} set, not shown)"
            )
        return as_toml(self.value)


@dataclass(frozen=True, slots=True)
class Config:
    """All settings in force."""

    values: Mapping[str, Value] = field(default_factory=dict)
    file: Path | None = None

    def __getitem__(self, key: str) -> Any:
        return self.values[key].value

    def said(self, key: str) -> bool:
        """Whether somebody said it, in the file or the environment."""
        return self.values[key].source != "default"


def load(file: Path | None = None, environment: Mapping[str, str] | None = None) -> Config:
    """What is in force; `file` unless given is that of NIANBAO_CONFIG, else nianbao.toml where we are.

    Raises ConfigError with every mistake of file and environment.
    """
    environment = os.environ if environment is None else environment
    named = file or (Path(environment["NIANBAO_CONFIG"]) if environment.get("NIANBAO_CONFIG") else None)
    found = named or (Path(FILE) if Path(FILE).is_file() else None)
    values = {setting.key: Value(setting, setting.default, "default") for setting in TABLE}
    mistakes: list[str] = []
    if found is not None:
        for key, said, line in told(found, mistakes):
            take(values, key, said, f"{found}:{line}", mistakes, found.resolve().parent)
    for setting in TABLE:
        if setting.variable in environment:
            take(values, setting.key, environment[setting.variable], setting.variable, mistakes)
    known = {setting.variable for setting in TABLE} | {"NIANBAO_CONFIG"}
    for name in sorted(environment):
        # Other programs may have variables of that beginning; a slip of the pen is told.
        if not name.startswith("NIANBAO_") or name in known:
            continue
        if close := difflib.get_close_matches(name, known, n=1, cutoff=0.85):
            mistakes.append(f"{name}: no setting of this name; did you mean {close[0]}?")
    if mistakes:
        raise ConfigError(mistakes)
    return Config(values, found)


def told(file: Path, mistakes: list[str]) -> Iterator[tuple[str, Any, int]]:
    """(key, value, line) of everything that a file says."""
    try:
        content = file.read_text("utf-8")
        tables = tomllib.loads(content)
    except FileNotFoundError:
        mistakes.append(f"{file}: no such file; `nianbao config --example > {file}` writes one")
        return
    except (OSError, UnicodeDecodeError) as error:
        mistakes.append(f"{file}: cannot be read: {error}")
        return
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"at line (\d+)", str(error))
        line = where[1] if where else max(1, len(content.splitlines()))
        mistakes.append(f'{file}:{line}: not TOML: {error}. Example: archive = "archive.db"')
        return
    lines = lines_of(content)
    for key, value in flat(tables):
        yield key, value, lines.get(key, 1)


def flat(tables: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in tables.items():
        key = f"{above}{name}"
        if isinstance(value, dict):
            yield from flat(value, f"{key}.")
        else:
            yield key, value


def lines_of(content: str) -> dict[str, int]:
    """The line on which each key is first set.

    >>> lines_of('a = 1\\n[night]\\n# when\\nat = "00:30"')
    {'a': 1, 'night.at': 4}
    """
    found: dict[str, int] = {}
    above = ""
    for number, line in enumerate(content.splitlines(), start=1):
        if header := HEADER.fullmatch(line):
            above = re.sub(r"\s", "", header[1]) + "."
        elif key := KEY.match(line):
            found.setdefault(above + re.sub(r"\s", "", key[1]), number)
    return found


def take(
    values: dict[str, Value],
    key: str,
    said: Any,
    source: str,
    mistakes: list[str],
    folder: Path | None = None,
) -> None:
    """Put what was said in force, or add to the mistakes."""
    setting = SETTINGS.get(key)
    if setting is None:
        mistakes.append(f"{source}: {key}: no setting of this name{nearest(key, SETTINGS)}")
        return
    try:
        value = KINDS[setting.kind](said)
    except ValueError as error:
        printed = "" if setting.secret else f" {said!r}"
        mistakes.append(f"{source}: {key}:{printed} {error}. Example: {assignment(setting, source)}")
        return
    if isinstance(value, Path) and folder is not None:
        value = folder / value
    values[key] = Value(setting, value, source)


def assignment(setting: Setting, source: str) -> str:
    """How the setting is said rightly, in the way of its source."""
    if source == setting.variable:
        example = setting.example
        return f"{source}={' '.join(example) if isinstance(example, list) else example}"
    table, _, name = setting.key.rpartition(".")
    return (f"[{table}] " if table else "") + f"{name} = {as_toml(setting.example)}"


def nearest(name: str, known: Mapping[str, Any]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else "; `nianbao config` lists all"


def as_toml(value: Any) -> str:
    """A value as it is written in TOML; nothing is an empty text.

    >>> as_toml(Path("a.db")), as_toml(True), as_toml(["x"]), as_toml(None), as_toml(3.0)
    ('"a.db"', 'true', '["x"]', '""', '3.0')
    """
    if value is None:
        return '""'
    if isinstance(value, Path):
        value = str(value)
    return json.dumps(value, ensure_ascii=False)


def example() -> str:
    """A whole nianbao.toml: every setting with what it means, at its default, ready to be changed."""
    lines = [
        "# nianbao.toml: what is not said here is as in these comments.",
        "# An environment variable wins over this file, an option of a command over both.",
    ]
    above = ""
    for setting in TABLE:
        table, _, name = setting.key.rpartition(".")
        if table != above:
            lines += ["", f"[{table}]"]
            above = table
        lines += ["", f"# {setting.zh}", f"# {setting.en}", f"# {setting.variable}"]
        if setting.default in (None, "", ()):
            lines.append(f"# {name} = {as_toml(setting.example)}")
        else:
            lines.append(f"{name} = {as_toml(setting.default)}")
    return "\n".join(lines) + "\n"
