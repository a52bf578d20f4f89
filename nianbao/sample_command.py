"""`nianbao sample`: keep a document as a test, to be confirmed by a person."""

from __future__ import annotations

from pathlib import Path

import click
from rich.markup import escape

from nianbao.options import fail, out
from parsers.document import Hints


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.argument("name", required=False)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("tests/samples"),
    show_default=True,
    help="Where the samples are.",
)
@click.option("--origin", help="Where the document is from, in words; goes into source.json.")
@click.option("--url", default="", help="The address it was served at, where the reading depends on it.")
@click.option("--site", default="", help="The name of its site, where the reading depends on it.")
@click.option("--confirm", metavar="NAME", help="Mark a sample as right: every figure was compared by you.")
@click.option("--by", metavar="WHO", help="Who compared it; needed with --confirm.")
def sample(
    file: Path | None,
    name: str | None,
    folder: Path,
    origin: str | None,
    url: str,
    site: str,
    confirm: str | None,
    by: str | None,
) -> None:
    """Keep FILE as the test NAME: the document, and beside it what was read from it.

    What was read is no proof. The sample is marked unconfirmed, and the tests pass it over, until a person
    has compared every figure with the document, mended expected.json where it is wrong, and confirmed it.
    Without arguments: the samples that wait for somebody.

    \b
    Examples:
      nianbao sample report.html html_boxed_labels --origin "page of a county, figures changed"
      nianbao parse report.html --show-html grid.html
      nianbao sample --confirm html_boxed_labels --by "A. Reader"
      nianbao sample
    """
    from nianbao import samples  # noqa: PLC0415 - the parsers take a moment to load

    try:
        if confirm:
            if file or name:
                raise click.UsageError("--confirm stands alone: nianbao sample --confirm NAME --by WHO")
            if not (by or "").strip():
                raise click.UsageError("say who compared the figures: --by WHO")
            lines = samples.confirm(confirm, folder, str(by).strip())
            out.print(f"{escape(confirm)} is confirmed; the tests run it from now on.")
            for line in lines:
                out.print(f"  [yellow]the parser differs[/yellow] {escape(line)}", soft_wrap=True)
        elif file is None:
            waiting = samples.unconfirmed(folder)
            out.print("No sample waits to be confirmed." if not waiting else "Not yet confirmed:")
            for each in waiting:
                out.print(f"  {each}")
        elif name is None:
            raise click.UsageError("name the sample too: nianbao sample FILE NAME")
        else:
            target = samples.store(
                file, name, folder, origin or f"the file {file.name}", Hints(url=url, site=site)
            )
            click.echo(samples.drawing(target))
            out.print(f"Stored in {escape(str(target))}, not yet confirmed. Now:", soft_wrap=True)
            out.print("  1. compare every figure above with the document, as it looks in its own program;")
            out.print(f"  2. mend {escape(str(target / 'expected.json'))} where it is wrong;", soft_wrap=True)
            out.print(f"  3. nianbao sample --confirm {escape(name)} --by WHO")
    except samples.SampleError as error:
        fail(str(error))
