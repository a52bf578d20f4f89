"""`nianbao site`: look at the column of a site, enter it in the registry, see whether entries still fit."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from nianbao import tables
from nianbao.options import delay_option, err, fail, out, private_option, sites_option
from nianbao.progress import progress

if TYPE_CHECKING:
    from crawler.look import Look, Rules, Seen
    from crawler.registry import Site

NEW_REGISTRY = Path("my_sites.toml")
SHOWN = 10  # titles of each kind, unless all are asked for
YEAR = re.compile(r"(20\d\d)\s*年?")
ROBOTS = {
    "obey": "has rules, and they permit this column",
    "absent": "there is none: everything may be asked for",
    "robots_html": "a page stands in its place: taken as none",
    "refused": "was refused or not reachable: nothing more is asked of this host tonight",
    "": "was not asked for",
}
STATES = {
    "robots_denied": "robots.txt closes this column; it is not fetched",
    "redirected_offsite": "it sends its readers to another host: add that address instead",
    "redirected_home": "it sends its readers to the home page: the column has moved or is gone",
    "soft_404": "the page says that it does not exist",
    "not_found": "the page does not exist",
    "gone": "the page does not exist any more",
    "private_address": "a private address: permit it with --allow-private",
    "offsite": "its host is not among the hosts of the entry",
    "dns": "the name of the host is not known",
    "needs_js": 'the list is built in the browser: adapter = "browser" (--adapter browser) may read it',
    "host_refused": "robots.txt could not be had, so nothing may be asked",
}


@click.group()
def site() -> None:
    """Add the column of a site to the registry, or see whether registered columns still answer.

    \b
    Examples:
      nianbao site add https://www.example.gov.cn/zfxxgk/zfxxgknb/ --sites my_sites.toml
      nianbao site check --sites my_sites.toml
    """


@site.command()
@click.argument("address")
@sites_option
@click.option("--id", "site_id", default="", help="Short, unique, stable. Default: made of the host.")
@click.option("--name", default="", help="The body behind the site. Default: what the page says.")
@click.option("--region", default="", help="Code of GB/T 2260. Default: that of the place in the name.")
@click.option("--host", "hosts", multiple=True, help="A further host of this site that may be fetched.")
@click.option(
    "--adapter", default="auto", help="Read it with this adapter. Default: the one that recognises it."
)
@click.option("--all", "everything", is_flag=True, help="Show every entry, not the first ten of a kind.")
@click.option("--dry-run", is_flag=True, help="Only look; write nothing.")
@click.option("--force", is_flag=True, help="Write the entry although no report was seen.")
@private_option
@delay_option
def add(
    address: str,
    sites_file: Path | None,
    site_id: str,
    name: str,
    region: str,
    hosts: tuple[str, ...],
    adapter: str,
    everything: bool,
    dry_run: bool,
    force: bool,
    allow_private: bool,
    delay: float | None,
) -> None:
    """Look at the column at ADDRESS, say what system it runs and what would be collected, write the entry.

    All lists of the column are read, politely and by the rules of robots.txt; no report is fetched. The
    entry goes to the end of the registry (--sites; my_sites.toml in this folder if none is named).

    \b
    Examples:
      nianbao site add https://www.example.gov.cn/zfxxgk/zfxxgknb/
      nianbao site add http://gk.example.gov.cn/nb/ --id example --name 示例县人民政府 --dry-run
      nianbao site add https://app.example.gov.cn/#/nb --adapter browser
    """
    from crawler import registering, registry  # noqa: PLC0415 - Scrapy takes a second to load
    from crawler.run import CrawlError  # noqa: PLC0415

    target = sites_file or NEW_REGISTRY
    try:
        known = registry.load(target) if target.exists() and not empty_folder(target) else []
        trial = trial_site(address, hosts, adapter)
        for held in known:
            if address in held.columns:
                fail(f"{target}: {held.id} has this column already; try `nianbao site check {held.id}`")
        seen = seen_of([trial], whole=True, allow_private=allow_private, delay=delay)
    except (registry.RegistryError, CrawlError) as error:
        fail(str(error))
    (look,) = seen.looks
    entry = registering.proposed(look, known, name=name, site_id=site_id, region=region)
    show(look, seen.rules, SHOWN if not everything else 10**6)
    if look.state:
        fail(f"{address} was not read: {told(look)}. Nothing was written.")
    useful = look.reports or look.inline or look.doubtful
    if not useful and not force and not dry_run:
        fail("no report was seen on this column, so nothing was written; is it the page that lists them? "
             "--force writes the entry all the same")  # fmt: skip
    out.print()
    click.echo(registering.entry_of(entry))
    if dry_run:
        out.print("Nothing was written (--dry-run).")
        return
    try:
        file = registering.add(entry, target)
    except registry.RegistryError as error:
        fail(str(error))
    out.print(f"Written to {escape(str(file))}. Next: nianbao crawl --sites {escape(str(target))} {entry.id}")


@site.command()
@click.argument("site_ids", metavar="[SITE]...", nargs=-1)
@sites_option
@private_option
@delay_option
def check(
    site_ids: tuple[str, ...], sites_file: Path | None, allow_private: bool, delay: float | None
) -> None:
    """Fetch the columns of registered sites, or of those named, and nothing else; say what they serve.

    Per column: the system recognised and why, the reports named on its first page, the pages and lists it
    leads to, and what robots.txt says. Nothing is archived. Exit status 1 if a column could not be read or
    names no report and no way to one.

    \b
    Examples:
      nianbao site check --sites my_sites.toml
      nianbao site check henan_example
    """
    from crawler import registry  # noqa: PLC0415
    from crawler.run import CrawlError  # noqa: PLC0415

    try:
        sites = registry.load(sites_file or registry.DEFAULT)
        if unknown := sorted(set(site_ids) - {held.id for held in sites}):
            fail(f"no site {unknown[0]} in {sites_file or 'the registry that is shipped'}", 2)
        chosen = [held for held in sites if not site_ids or held.id in site_ids]
        seen = seen_of(chosen, whole=False, allow_private=allow_private, delay=delay)
    except registry.RegistryError as error:
        fail(str(error), 2)
    except CrawlError as error:
        fail(str(error))
    counts = ("reports", "of", "more pages", "lists below")
    table = tables.columns("", "site", "adapter", *counts, "robots.txt", "state", right=counts)
    for look in seen.looks:
        tables.add(table, *row_of(look, seen.rules))
    out.print(table)
    wrong = 0
    for look in seen.looks:
        if problem := problem_of(look):
            wrong += 1
            out.print(
                f"[red]{escape(look.site.id)}[/red] {escape(look.column)}: {escape(problem)}", soft_wrap=True
            )
        elif len(seen.looks) <= SHOWN:
            out.print(
                f"{escape(look.site.id)}: {escape(look.adapter)}: {escape(look.reason)}", soft_wrap=True
            )
            for url in look.onward[:1]:
                out.print(f"  next: {escape(url)}", soft_wrap=True)
    out.print(
        f"{len(seen.looks) - wrong} of {len(seen.looks)} columns answer; {seen.requests} requests were sent."
    )
    raise SystemExit(1 if wrong else 0)


def empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.rglob("*.toml"))


def trial_site(address: str, hosts: tuple[str, ...], adapter: str = "auto") -> Site:
    """A site of this one column, for looking; RegistryError if the address is none."""
    from crawler import registry, urls  # noqa: PLC0415

    own = urls.host_of(address)
    entry = {
        "id": "new", "name": "new", "hosts": list(dict.fromkeys([own, *hosts])), "columns": [address],
        "adapter": adapter,
    }  # fmt: skip
    if not own:
        raise registry.RegistryError([f"{address!r} is no http or https address"])
    return registry.checked(entry, address)


def seen_of(sites: list[Site], *, whole: bool, allow_private: bool, delay: float | None) -> Seen:
    from crawler.look import look  # noqa: PLC0415

    with progress("Looking", err) as bar:
        return look(
            sites,
            whole=whole,
            allow_private=allow_private,
            delay=delay,
            progress=lambda step: bar(step.done, step.total, "requests"),
        )


def robots_of(look: Look, rules: dict[str, Rules]) -> str:
    """What the robots.txt of a column's host says, in a few words."""
    from crawler import urls  # noqa: PLC0415

    known = rules.get(urls.host_of(look.column))
    if known is None:
        return ROBOTS[""]
    if known.verdict == "obey" and known.closes(look.column):
        return "closes this column"
    delay = f"; asks for {known.delay:g} s between requests" if known.delay else ""
    return ROBOTS[known.verdict] + delay


def told(look: Look) -> str:
    return (
        f"{STATES.get(look.state, look.state)} ({look.detail})"
        if look.detail
        else STATES.get(look.state, look.state)
    )


def problem_of(look: Look) -> str:
    """What is wrong with a column; "" if nothing is."""
    if look.state:
        return told(look)
    if not (look.reports or look.inline or look.below or look.onward or look.doubtful):
        return "the page names no report and no way to one"
    return ""


def row_of(look: Look, rules: dict[str, Rules]) -> list[str]:
    from crawler import urls  # noqa: PLC0415

    known = rules.get(urls.host_of(look.column))
    return [
        look.site.id,
        look.adapter,
        str(len(look.reports) + len(look.inline)),
        "" if look.total is None else str(look.total),
        str(len(look.onward)),
        str(len(look.below)),
        robots_in_short(look, known),
        look.state or ("no report" if problem_of(look) else "ok"),
    ]


def robots_in_short(look: Look, known: Rules | None) -> str:
    from nianbao.plan_command import VERDICTS  # noqa: PLC0415

    if known is None or not known.verdict:
        return "not asked"
    return "closed" if known.closes(look.column) else VERDICTS[known.verdict]


def show(look: Look, rules: dict[str, Rules], most: int) -> None:
    """What was seen of a column, for a person."""

    def line(name: str, text: str) -> None:
        out.print(f"{name:<12}{escape(text)}", soft_wrap=True)

    line("Column", look.column)
    if look.title:
        line("Titled", look.title)
    if look.way:
        line("Leads over", " → ".join(look.way))
    line("robots.txt", robots_of(look, rules))
    if look.state:
        return
    line("System", f"{look.adapter} — {look.reason}")
    stated = "" if look.total is None else f"; the site itself counts {look.total}"
    line("Lists", f"{look.pages} pages read, {len(look.entries)} entries{stated}")
    for chain, read, total in look.short:
        line("", f"{chain} counts {total} and showed {read}: a crawl would call this site incomplete")
    if look.cut:
        line("", "there are more lists; only so many are asked for when looking")
    line(
        "Reports",
        f"{len(look.reports)} by their titles"
        + (f", {len(look.inline)} in place of a list" if look.inline else "")
        + (
            f"; {len(look.doubtful)} pages whose titles say too little are looked at" if look.doubtful else ""
        ),
    )
    inline = list(look.inline.values())
    titles = [entry.title for entry in look.reports] + inline
    years = Counter(found.group(1) for title in titles if (found := YEAR.search(title)))
    if years:
        line("By year", " · ".join(f"{year}: {years[year]}" for year in sorted(years, reverse=True)))
    kinds = [("", [f"{entry.date or '    -  -  '}  {entry.title}" for entry in look.reports])]
    kinds += [("In place", inline), ("Looked at", [entry.title for entry in look.doubtful])]
    kinds += [("Passed over", [entry.title for entry in look.passed_over])]
    for name, lines in kinds:
        if name and lines:
            line(name, str(len(lines)))
        for each in lines[:most]:
            out.print(f"  {escape(each)}", soft_wrap=True)
        if len(lines) > most:
            out.print(f"  … and {len(lines) - most} more (--all shows them)")
    for host, number in look.elsewhere.most_common(5):
        line(
            "Elsewhere",
            f"{number} reports lie on {host}, which is not fetched unless it is named: --host {host}",
        )
