"""Tables told apart by their captions: 本机关 beside 全市汇总, last year's beside this year's, other bodies'.

A body may print its own figures and those of all its offices in one report, last year's tables for
comparison, and the tables of each of its offices. What comes back is a document for each scope and each
body named; left out are the tables of another year, sums of bodies below that stand beside, and forms that
are blank or filled in as an example.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from msgspec.structs import replace

from parsers.document import Block, Document, Hints, Issue, Paragraph, Table
from parsers.identity import identify
from parsers.labels import look_up, squeeze
from parsers.names import IN_BRACKETS, NAME
from parsers.remembered import remembered, remembered_together
from parsers.sections import heading_number
from parsers.tables.lines import STATISTICS
from parsers.titles import WITH_YEAR, is_title
from parsers.values import looks_like_figure
from parsers.wording import WORDS, alternatives
from parsers.yearfigures import YEAR, in_figures

_CAPTIONS = WORDS["captions"]
OWN, AGGREGATE = re.compile(alternatives(_CAPTIONS["own"])), re.compile(_CAPTIONS["aggregate"])
BELOW, EXAMPLE = re.compile(_CAPTIONS["below"]), re.compile(_CAPTIONS["example"])
EVERYWHERE = re.compile(_CAPTIONS["everywhere"])
LAST_YEAR, THIS_YEAR = (re.compile(alternatives(_CAPTIONS[key])) for key in ("last_year", "this_year"))
LONGEST = 40  # signs of a caption
BEFORE_BODY, BEHIND_BODY, FORM_WORDS = (
    re.compile(_CAPTIONS[key]) for key in ("before_body", "behind_body", "no_body")
)
SENTENCE = re.compile(r"[。；;！？]")
FEWEST = 2  # labels of a form, for a table to be one of its tables
MOST_TABLES = 100  # of one body; more are compared by nobody
SHARED = 2  # labels that two parts of one table may share


@dataclass(frozen=True, slots=True)
class Telling:
    """What a caption says of the tables below it; None for what it does not say.

    The scope is `own`, `aggregate`, or one of which nothing is read: `below`, `example`.
    """

    scope: str = ""
    year: int | None = None
    body: str = ""


NOTHING = Telling()
SCOPES = ("own", "aggregate")
Labelled = dict[int, frozenset[tuple[str, str]]]  # the rows of the forms that tables hold, by their place
# Scopes of tables that are not read where their rows stand in others, too, and what is told of them.
LEFT_OUT = {
    "below": ("other_scope", "a table of bodies below stands beside those of the report; it was not read"),
    "example": ("example_form", "a form filled in as an example stands beside the report; it was not read"),
}


def labelled_in(blocks: Sequence[Block]) -> Labelled:
    return {at: keys for at, block in enumerate(blocks) if (keys := labels_of(block))}


def apart(document: Document, hints: Hints, labelled: Labelled) -> list[Document]:
    """The document for each scope that its captions name; itself where they name one or none."""
    if len(labelled) > MOST_TABLES:
        return [document]
    annexes = [at for at, keys in labelled.items() if all(table == STATISTICS for table, _ in keys)]
    if 0 < len(annexes) < len(labelled):
        document, labelled = without_old_annex(document, hints, labelled, annexes)
    if not any(len(one & other) > SHARED for one, other in combinations(labelled.values(), 2)):
        return [document]  # nothing is printed twice
    identity = identify(document, hints)
    for lasting in (False, True):
        told = tellings(document.blocks, labelled, identity.year, lasting)
        if told and consistent(told, labelled):
            named = {telling.body for telling in told.values()}
            if others := {body for body in named if not is_named(identity.agency, body)}:
                return of_bodies(document, hints, told, others, identity.year)
            return documents(document, told, labelled, identity.year)
    filled = without_blank_forms(document, labelled)
    return [document] if filled is document else apart(filled, hints, labelled_in(filled.blocks))


def is_named(agency: str, body: str) -> bool:
    """Whether a caption names a body as such, or without what stands before or behind its name."""
    return agency.startswith(body) or agency.endswith(body)


def without_old_annex(
    document: Document, hints: Hints, labelled: Labelled, annexes: Sequence[int]
) -> tuple[Document, Labelled]:
    """A document without annexes of statistics that are said to be of another year than the report."""
    year = identify(document, hints).year
    told = tellings(document.blocks, labelled, year, lasting=False)
    old = {at for at in annexes if year and told[at].year not in (None, year)}
    if not old:
        return document, labelled
    return without(document, old, other_years(told, old, year)), kept_of(labelled, old)


def without_blank_forms(document: Document, labelled: Labelled) -> Document:
    """A document without tables that hold no figure, where all their rows stand in others that do."""
    blank = {at for at in labelled if not holds_figure(document.blocks[at])}
    filled = frozenset().union(*(keys for at, keys in labelled.items() if at not in blank))
    out = {at for at in blank if labelled[at] <= filled}
    note = Issue("blank_form", "a form that is left blank stands beside that with figures; it was not read")
    return without(document, out, [note]) if out else document


def holds_figure(block: Block) -> bool:
    return isinstance(block, Table) and any(
        any(map(str.isdigit, text)) and looks_like_figure(text) and not look_up(text) for text in block.texts
    )


def without(document: Document, out: set[int], issues: Sequence[Issue]) -> Document:
    """A document without some of its blocks, and why."""
    kept = tuple(block for at, block in enumerate(document.blocks) if at not in out)
    return replace(document, blocks=kept, issues=(*document.issues, *dict.fromkeys(issues)))


def kept_of(labelled: Labelled, out: set[int]) -> Labelled:
    """What stands at the places that are left, counted anew."""
    return {at - sum(gone < at for gone in out): keys for at, keys in labelled.items() if at not in out}


def other_years(told: dict[int, Telling], old: set[int], year: int | None) -> list[Issue]:
    return [
        Issue("other_year", f"a table of {told[at].year} stands beside those of {year}; it was not read")
        for at in sorted(old)
    ]


def of_bodies(
    document: Document, hints: Hints, told: dict[int, Telling], others: set[str], year: int | None
) -> list[Document]:
    """What is apart in the body's own document, and a document for each other body, from its caption on."""
    parts: dict[str, list[Block]] = {}
    body = sheet = ""
    for at, block in enumerate(document.blocks):
        if at in told:
            body = told[at].body
        elif names := [telling.body for telling in said(block, None, sheet) if telling.body]:
            body = names[-1]
        sheet = block.place.part
        parts.setdefault(body if body in others else "", []).append(block)
    own = parts.pop("", [])
    mine = labelled_in(own)
    made = apart(replace(document, blocks=tuple(own)), hints, mine) if mine else []
    meta = {key: value for key, value in document.meta.items() if key != "scope"}
    meta |= {"of_year": str(year)} if year else {}
    return [
        *made,
        *(
            replace(document, blocks=tuple(blocks), meta=meta | {"body": name}, links=())
            for name, blocks in parts.items()
            if any(map(labels_of, blocks))
        ),
    ]


def said(block: Block, year: int | None, sheet: str) -> Iterator[Telling]:
    """What a paragraph says of the tables below it, or a table in a line of its own above its header.

    The first block of a sheet says what its name does; `sheet` is that of the block before.
    """
    texts = block.text.split("\n") if isinstance(block, Paragraph) else title_rows(block)
    if block.place.part != sheet:
        texts = [block.place.part, *texts]
    for text in texts:
        if (telling := telling_of(text, year)) != NOTHING:
            yield telling


def title_rows(block: Block) -> list[str]:
    """The first lines of a table that hold one text only."""
    if not isinstance(block, Table):
        return []
    texts: list[str] = []
    for row in block.rows()[:3]:
        printed = [cell.text for cell in row if cell.text.strip()]
        if len(printed) != 1:
            break
        texts += printed
    return texts


def telling_of(text: str, year: int | None) -> Telling:
    """The scope and the year that a caption names.

    >>> telling_of("（二）全市汇总", 2023).scope, telling_of("上年度数据", 2023).year
    ('aggregate', 2022)
    """
    if not 2 <= len(text) <= LONGEST:
        return NOTHING
    plain = in_figures(squeeze(text))
    if SENTENCE.search(plain) or is_title(plain):
        return NOTHING
    scope = scope_of(plain)
    printed = re.findall(YEAR, plain)
    named = int(printed[0]) if len(printed) == 1 else None
    if year and not printed:
        named = year - 1 if LAST_YEAR.search(plain) else year if THIS_YEAR.search(plain) else None
    return Telling(scope, named, body_of(plain))


def scope_of(caption: str) -> str:
    """The scope that a caption names, "" for none, and for several.

    >>> scope_of("(一)全县合计"), scope_of("各乡镇合计"), scope_of("附:填写示例"), scope_of("含下级单位汇总")
    ('aggregate', 'below', 'example', 'aggregate')
    """
    if EXAMPLE.search(caption):
        return "example"
    own, summed = bool(OWN.search(caption)), bool(AGGREGATE.search(caption))
    if BELOW.search(caption) and not own and not EVERYWHERE.search(caption):
        return "below"
    return "" if own == summed else "own" if own else "aggregate"


def body_of(caption: str) -> str:
    """The body that a caption names, "" if none.

    >>> body_of("附件1：青溪县水务局2023年政府信息公开统计表"), body_of("2.青溪县财政局")
    ('青溪县水务局', '青溪县财政局')
    >>> body_of("行政复议情况"), body_of("全县各镇"), body_of("全南县水务局")
    ('', '', '全南县水务局')
    """
    name = BEHIND_BODY.sub("", WITH_YEAR.sub("", BEFORE_BODY.sub("", caption)))
    if found := IN_BRACKETS.fullmatch(name):
        name = found[1]
    return name if NAME.fullmatch(name) and not look_up(name) and not FORM_WORDS.search(name) else ""


def labels_of(block: Block) -> frozenset[tuple[str, str]]:
    """The rows of the forms that a table holds, each with its table; empty for any other table."""
    return rows_named(block.words) if isinstance(block, Table) else frozenset()


@remembered_together(256, 10_000)
def rows_named(words: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    """The rows of the forms that the words of a table name, each with its table; empty for hardly any."""
    found = frozenset().union(*map(names.of, words))
    return found if len(found) >= FEWEST else frozenset()


@remembered(4096)
def names(text: str) -> frozenset[tuple[str, str]]:
    """The rows that a text is the label of, each with its table; empty for labels of several tables."""
    meant = look_up(text)
    if len({meaning.table for meaning in meant}) != 1:
        return frozenset()
    return frozenset(
        (meaning.table, meaning.key)
        for meaning in meant
        if meaning.kind == "row" or (meaning.kind == "column" and meaning.table == "review_litigation")
    )


def tellings(
    blocks: Sequence[Block], labelled: Labelled, year: int | None, lasting: bool
) -> dict[int, Telling]:
    """What is said of each table of a form; a caption holds to the next, and `lasting` beyond a heading."""
    told: dict[int, Telling] = {}
    current, used, sheet = NOTHING, False, ""
    for at, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            beyond = heading_number(block.text) and used and not lasting
            if beyond or (current.scope == "example" and is_title(block.text)):
                current, used = NOTHING, False
        for telling in said(block, year, sheet):
            scope = telling.scope or ("" if used else current.scope)
            current = Telling(scope, telling.year or current.year, telling.body or current.body)
            used = False
        sheet = block.place.part
        if at in labelled:
            told[at], used = current, True
    return told


def consistent(told: dict[int, Telling], labelled: Labelled) -> bool:
    """Whether no two tables of which the same is said hold the same rows, and different things are said."""
    return len(set(told.values())) > 1 and not any(
        told[one] == told[other] and len(labelled[one] & labelled[other]) > SHARED
        for one, other in combinations(told, 2)
    )


def documents(
    document: Document,
    told: dict[int, Telling],
    labelled: Labelled,
    year: int | None,
) -> list[Document]:
    """A document for each scope, without the tables of the other scope and those of another year."""
    read = {at for at, telling in told.items() if telling.scope not in LEFT_OUT}
    printed = {key for at in read for key in labelled[at]}
    out = {at for at in told if at not in read and labelled[at] & printed}
    current = {key for at in read if told[at].year in (None, year) for key in labelled[at]}
    old = {
        at
        for at, telling in told.items()
        if year and at not in out and telling.year not in (None, year) and labelled[at] & current
    }
    issues = other_years(told, old, year)
    issues += [Issue(*LEFT_OUT[told[at].scope]) for at in sorted(out)]
    old |= out
    scopes = {telling.scope for at, telling in told.items() if at not in old} - {""}
    if len(scopes) < 2:
        return [without(document, old, issues)] if old else [document]
    made: list[Document] = []
    for scope in ("own", "aggregate"):
        other = {at for at, telling in told.items() if telling.scope not in ("", scope)}
        unsaid = [at for at, telling in told.items() if not telling.scope and at not in old]
        if scope == "aggregate":
            other |= set(unsaid)
        noted = [*issues]
        if unsaid and scope == "own":
            noted.append(Issue("scope_unclear", "a table without a caption was read as the body's own"))
        kept = tuple(block for at, block in enumerate(document.blocks) if at not in other | old)
        made.append(
            replace(
                document,
                blocks=kept,
                meta=document.meta | {"scope": scope},
                links=document.links if not made else (),
                issues=(*document.issues, *dict.fromkeys(noted)),
            )
        )
    return made
