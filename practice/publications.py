"""What the practice sites publish, as values: reports with their figures, and what stands between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

Number = int | Decimal | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell of a form as the body printed it; `value` is None unless `state` is number."""

    value: Number
    raw: str
    state: str = "number"


ABSENT = Figure(None, "", "absent")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the prose about a cell (`table.item.column`); `agrees` is what the body got right."""

    key: str
    value: int
    agrees: bool


@dataclass(frozen=True, slots=True)
class Broken:
    """An identity of the form that the printed figures break: its id, the row or column, both sums."""

    check: str
    where: str
    left: Number
    right: Number


@dataclass(frozen=True, slots=True)
class Filing:
    """One report: who, which year, own (本级) or aggregate (汇总), every cell of its form, its prose.

    `figures` is keyed `table.item.column` and complete; `sections` holds the paragraphs of the
    sections of prose by their number in the form (0 stands before the first heading).
    """

    agency: str
    year: int
    scope: str
    template: str
    figures: dict[str, Figure]
    sections: dict[int, tuple[str, ...]]
    claims: tuple[Claim, ...] = ()
    broken: tuple[Broken, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside a page: `kind` as `nianbao parse` names it, `name` in practice/files, the link's text.

    `part` is the member of a ZIP that holds the report.
    """

    kind: str
    name: str
    text: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """One item of a site. `kind`: report, notice, news, interpretation, summary.

    `serial` is the number from which systems make addresses; `layout` how the tables are marked up;
    `nights` the first and the last night on which the item stands on the site, None for no end; `edits`
    holds the report as it reads from a night on.
    """

    serial: int
    kind: str
    title: str
    publisher: str
    published_on: date
    index_number: str
    paragraphs: tuple[str, ...] = ()
    filing: Filing | None = None
    layout: str = "plain"
    attachments: tuple[Attachment, ...] = ()
    nights: tuple[int, int | None] = (1, None)
    edits: tuple[tuple[int, Filing], ...] = ()

    def on(self, night: int) -> Publication:
        """The publication as it reads on a night: edited reports change without a word."""
        filing = self.filing
        for since, edited in self.edits:
            filing = edited if since <= night else filing
        return replace(self, filing=filing)

    def stands(self, night: int) -> bool:
        first, last = self.nights
        return first <= night and (last is None or night <= last)
