"""Write the pages of docs/ that are made from the code, or with --check say which are stale.

python docs/generate.py [--check]
"""

from __future__ import annotations

import html
import importlib
import inspect
import re
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from archive.schema import open_archive
from checks.rules import rules
from crawler.adapters import ALL, NAMES
from nianbao.cli import cli
from nianbao.config import as_toml
from nianbao.settings import TABLE
from parsers import templates
from practice.systems import systems

FOLDER = Path(__file__).parent
STRANGER_KINDS = ("static", "services", "scripted", "papers", "wrappers")
SYSTEMS_INTRODUCTION = """Three things support an adapter, and they do not weigh the same:

- **real sites**: addresses, pages and programs that are publicly stored. No live page was fetched for it;
  before you rely on a site, `nianbao site check` its column;
- **practice sites** (`practice/`): imitations made for this project, with golden lists, used by the demo;
- **stranger replicas** (`tests/crawler/strangers/`): sites written from descriptions of the system only,
  each with other markup than the adapter was made for. In each, every report must be found and nothing else
  taken for one.
"""
MADE = "<!-- Made by docs/generate.py from {source}; change that, then `make docs`. -->\n"


def command_line() -> Iterator[str]:
    """The help of every command."""
    chinese = tomllib.loads((FOLDER.parent / "nianbao" / "chinese.toml").read_text("utf-8"))
    if missing := sorted(cli.commands.keys() - chinese.keys()):
        raise SystemExit(f"nianbao/chinese.toml: say in Chinese what `nianbao {missing[0]}` is for")
    yield "# Command line · 命令\n"
    yield MADE.format(source="nianbao/cli.py")
    yield help_of(cli, "nianbao")
    for name, command in sorted(cli.commands.items()):
        yield f"## nianbao {name} · {chinese[name]}\n"
        yield help_of(command, f"nianbao {name}")
        for below, part in sorted(command.commands.items()) if isinstance(command, click.Group) else ():
            yield f"### nianbao {name} {below}\n"
            yield help_of(part, f"nianbao {name} {below}")


def help_of(command: click.Command, name: str) -> str:
    with click.Context(command, info_name=name, max_content_width=100, terminal_width=100) as context:
        return f"```\n{command.get_help(context)}\n```\n"


def data_dictionary() -> Iterator[str]:
    """Every table and column of archive.db, in both languages."""
    words = tomllib.loads((FOLDER.parent / "archive" / "dictionary.toml").read_text("utf-8"))
    yield "# Data dictionary · 数据字典\n"
    yield MADE.format(source="archive/dictionary.toml and the schema")
    with tempfile.TemporaryDirectory() as folder:
        db = open_archive(Path(folder) / "archive.db")
        for name, table in words["tables"].items():
            columns = {column.name: column for column in db[name].columns}
            yield f"## {name} · {table['title']['zh']} · {table['title']['en']}\n"
            yield f"{table['text']['zh']}\n\n{table['text']['en']}\n"
            yield "| column | type | 中文 | English |\n| --- | --- | --- | --- |"
            for column, said in table.get("columns", {}).items():
                unit = f" ({said['unit']})" if said.get("unit") else ""
                yield f"| `{column}` | {columns[column].type} | {said['zh']} | {said['en']}{unit} |"
            yield ""
        db.close()


def checks() -> Iterator[str]:
    """Every identity of the official forms."""
    yield "# Checks · 核对\n"
    yield MADE.format(source="parsers/templates/*.toml")
    yield (
        "An identity is applied to every row or every column of its table. A blank, / or — counts as 0;\n"
        "with an unreadable figure it is left open. `where` in the table `checks` is the row or column.\n"
    )
    yield "| form | check | 中文 | English | source |\n| --- | --- | --- | --- | --- |"
    for form in templates.forms().values():
        for table in form.tables:
            for identity in table.identities:
                yield (
                    f"| {form.key} | `{table.key}.{identity.key}` | {identity.statement} "
                    f"| {identity.english} | {form.source} |"
                )
    yield from rules_table()


def rules_table() -> Iterator[str]:
    yield "\n## Rules beyond one table\n"
    yield (
        "Applied by `nianbao check` to what changed; what fails, cannot be told (`open`) or is excused\n"
        "(`not_applicable`) stands in the table `findings`, what holds is counted in `held`.\n"
    )
    yield "| rule | severity | 中文 | English | may rightly fail when | source |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for rule in rules().values():
        excuses = " · ".join(filter(None, (rule.excuses_zh, rule.excuses_en)))
        yield f"| `{rule.id}` | {rule.severity} | {rule.zh} | {rule.en} | {excuses} | {rule.source} |"


def settings() -> Iterator[str]:
    """Every setting, in both languages."""
    yield "# Settings · 设置\n"
    yield MADE.format(source="nianbao/settings.py")
    yield (
        "A setting is a key of `nianbao.toml` (`night.at` is `at` under `[night]`) or an environment\n"
        "variable. The variable wins over the file, an option of a command over both. `nianbao config`\n"
        "shows what is in force and who said it; `nianbao config --example` writes all of them.\n\n"
        "设置可写在 `nianbao.toml` 中（`night.at` 即 `[night]` 下的 `at`），也可用环境变量；\n"
        "环境变量优先于文件，命令的选项优先于两者。`nianbao config` 显示当前生效的设置及其出处，\n"
        "`nianbao config --example` 写出含全部设置的文件。\n"
    )
    yield "| setting | variable | kind | default | 中文 | English |\n| --- | --- | --- | --- | --- | --- |"
    for setting in TABLE:
        default = "" if setting.default in (None, "", ()) else f"`{as_toml(setting.default)}`"
        names = f"`{setting.key}` | `{setting.variable}`"
        yield f"| {names} | {setting.kind} | {default} | {setting.zh} | {setting.en} |"


def adapters() -> Iterator[str]:
    """Every adapter: the publishing system it reads."""
    chinese = tomllib.loads((FOLDER.parent / "crawler" / "adapters" / "chinese.toml").read_text("utf-8"))
    if missing := [adapter.name for adapter in ALL if adapter.name not in chinese]:
        raise SystemExit(f"crawler/adapters/chinese.toml: say in Chinese what {missing[0]} reads")
    yield "# Adapters · 适配器\n"
    yield MADE.format(source="crawler/adapters/")
    yield (
        'One for each publishing system. `adapter = "auto"` takes the first of this list that recognises\n'
        "what a site serves; a registry entry may name one. The last reads any list by what it is.\n\n"
        '每种发布系统一个适配器。`adapter = "auto"` 取本表中第一个认得出网站所发内容的；\n'
        "登记表也可以指定。最后一个能读任何列表。\n"
    )
    yield "| adapter | 中文 | English |\n| --- | --- | --- |"
    for adapter in ALL:
        kind = type(adapter)
        said = inspect.getdoc(kind if adapter.name == "generic" else inspect.getmodule(kind)) or ""
        first = re.sub(r" \(family [^)]*\)", "", " ".join(said.split("\n\n")[0].split()))
        yield f"| `{adapter.name}` | {chinese[adapter.name]} | {first} |"


def systems_page() -> Iterator[str]:
    """What the support of each publishing system rests on."""
    sys.path.insert(0, str(FOLDER.parent))
    for kind in STRANGER_KINDS:
        importlib.import_module(f"tests.crawler.strangers.{kind}")
    from tests.crawler.strangers.world import STRANGERS  # noqa: PLC0415 - found only from here on

    evidence = tomllib.loads((FOLDER.parent / "crawler" / "adapters" / "evidence.toml").read_text("utf-8"))
    hosts: dict[str, list[str]] = {}
    for site, system in systems().values():
        hosts.setdefault(system.__module__.rpartition(".")[2], []).append(site.id)
    yield "# Publishing systems · 发布系统\n"
    yield MADE.format(source="crawler/adapters/evidence.toml, the practice sites and the stranger replicas")
    yield SYSTEMS_INTRODUCTION
    yield "| adapter | families | recognised by | of real sites | addresses | practice sites | strangers |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    told: set[str] = set()
    for name in sorted(NAMES, key=list(evidence).index):
        known = evidence[name]
        replicas = [key for key in STRANGERS if key.startswith(tuple(known["strangers"])) and key not in told]
        told |= set(replicas)
        practised = sum(len(hosts.get(module, [])) for module in known["practice"])
        said = (
            known["families"],
            known["marks"],
            known["real"],
            known["addresses"],
            practised,
            len(replicas),
        )
        yield f"| `{name}` | {' | '.join(map(html.escape, map(str, said)))} |"
    yield "\n## Stranger replicas\n"
    yield "| replica | what is strange about it |\n| --- | --- |"
    for key, build in STRANGERS.items():
        yield f"| `{key}` | {(build.__doc__ or '').strip().splitlines()[0]} |"
    if untold := sorted(set(STRANGERS) - told):
        raise SystemExit(f"crawler/adapters/evidence.toml: no adapter names the replicas {', '.join(untold)}")


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "command-line.md": command_line,
    "data-dictionary.md": data_dictionary,
    "checks.md": checks,
    "systems.md": systems_page,
    "settings.md": settings,
    "adapters.md": adapters,
}


def main() -> int:
    stale = []
    for name, page in PAGES.items():
        text = "\n".join(page()).rstrip() + "\n"
        path = FOLDER / name
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.write_text(text, "utf-8")
    if stale:
        told = "stale, run `make docs`" if "--check" in sys.argv else "written"
        sys.stderr.write("".join(f"docs/{name}: {told}\n" for name in stale))
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
