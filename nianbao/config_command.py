"""`nianbao config`: what is in force, and why."""

from __future__ import annotations

import click
from rich.markup import escape
from rich.padding import Padding

from nianbao.config import Config, ConfigError, example
from nianbao.options import counted, err, fail, out
from nianbao.plain import json_text


@click.command()
@click.option("--example", "wants_example", is_flag=True, help="Print a nianbao.toml with every setting.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_obj
def config(held: Config | ConfigError, wants_example: bool, as_json: bool) -> None:
    """Show every setting in force and where it was said: default, file and line, or environment.

    Options of a command win over all of it. What may hold a password is not shown.

    \b
    Examples:
      nianbao config
      nianbao config --example > nianbao.toml
    """
    if wants_example:
        click.echo(example(), nl=False)
        return
    if isinstance(held, ConfigError):
        for mistake in held.mistakes:
            err.print(f"nianbao: {escape(mistake)}", soft_wrap=True)
        fail(f"{counted(len(held.mistakes), 'mistake')}; nothing is started before they are put right", 2)
        return
    if as_json:
        told = {key: {"value": value.shown(), "source": value.source} for key, value in held.values.items()}
        click.echo(json_text(told, indent=1))
        return
    out.print(f"[dim]{escape(str(held.file)) if held.file else 'There is no nianbao.toml here.'}[/dim]")
    for key, value in held.values.items():
        said = value.source if value.source == "default" else f"[bold]{escape(value.source)}[/bold]"
        out.print(f"{key} = {escape(value.shown())}  ({said})", soft_wrap=True)
        out.print(Padding(f"[dim]{escape(value.setting.en)}[/dim]", (0, 0, 0, 4)))
