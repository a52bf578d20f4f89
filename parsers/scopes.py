"""Tables told apart by their captions: 本机关 beside 全市汇总, last year's beside this year's, other bodies'.

A body may print its own figures and those of all its offices in one report, last year's tables for
comparison, and the tables of each of its offices. What comes back is a document for each scope and each
body named; the tables of another year are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, filterfalse

from msgspec.structs import replace

from parsers.document import Block, Document, Hints, Issue, Paragraph, Table
from parsers.identity import identify
from parsers.labels import look_up, squeeze
from parsers.remembered import remembered
from parsers.sections import heading_number
from parsers.titles import NAME, WITH_YEAR, YEAR, in_figures, is_title
from parsers.wording import WORDS, alternatives

_CAPTIONS = WORDS["captions"]
OWN, AGGREGATE = re.compile(alternatives(_CAPTIONS["own"])), re.compile(_CAPTIONS["aggregate"])
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
    """What a caption says of the tables below it; None for what it does not say."""

    scope: str = ""
    year: int | None = None
    body: str = ""


NOTHING = Telling()


def apart(document: Document, hints: Hints) -> list[Document]:
    """The document for each scope that its captions name; itself where they name one or none."""
    labelled = {at: keys for at, block in enumerate(document.blocks) if (keys := labels_of(block))}
    if len(labelled) > MOST_TABLES:
        return [document]
    if not any(len(one & other) > SHARED for one, other in combinations(labelled.values(), 2)):
        return [document]  # nothing is printed twice
    identity = identify(document, hints)
    for lasting in (False, True):
        told = tellings(document.blocks, labelled, identity.year, lasting)
        if told and consistent(told, labelled):
            named = {telling.body for telling in told.values()}
            if others := {body for body in named if not identity.agency.startswith(body)}:
                return of_bodies(document, hints, told, others)
            return documents(document, told, labelled, identity.year)
    return [document]


def of_bodies(document: Document, hints: Hints, told: dict[int, Telling], others: set[str]) -> list[Document]:
    """What is apart in the body's own document, and a document for each other body, from its caption on."""
    parts: dict[str, list[Block]] = {}
    body = ""
    for at, block in enumerate(document.blocks):
        if at in told:
            body = told[at].body
        elif names := [telling.body for telling in said(block, None) if telling.body]:
            body = names[-1]
        parts.setdefault(body if body in others else "", []).append(block)
    own = parts.pop("", [])
    made = apart(replace(document, blocks=tuple(own)), hints) if any(map(labels_of, own)) else []
    meta = {key: value for key, value in document.meta.items() if key != "scope"}
    return [
        *made,
        *(
            replace(document, blocks=tuple(blocks), meta=meta | {"body": name}, links=())
            for name, blocks in parts.items()
            if any(map(labels_of, blocks))
        ),
    ]


def said(block: Block, year: int | None) -> Iterator[Telling]:
    """What a paragraph says of the tables below it, or a table in a line of its own above its header."""
    texts = block.text.split("\n") if isinstance(block, Paragraph) else title_rows(block)
    for text in texts:
        if (telling := telling_of(text, year)) != NOTHING:
            yield telling


def title_rows(block: Block) -> list[str]:
    """The first lines of a table that hold one text only, and the name of the sheet it stands on."""
    if not isinstance(block, Table):
        return []
    texts: list[str] = [block.place.part] if block.place.part else []
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
    own, summed = bool(OWN.search(plain)), bool(AGGREGATE.search(plain))
    scope = "" if own == summed else "own" if own else "aggregate"
    printed = re.findall(YEAR, plain)
    named = int(printed[0]) if len(printed) == 1 else None
    if year and not printed:
        named = year - 1 if LAST_YEAR.search(plain) else year if THIS_YEAR.search(plain) else None
    return Telling(scope, named, body_of(plain))


def body_of(caption: str) -> str:
    """The body that a caption names, "" if none.

    >>> body_of("附件1：青溪县水务局2023年政府信息公开统计表"), body_of("2.青溪县财政局")
    ('青溪县水务局', '青溪县财政局')
    >>> body_of("行政复议情况"), body_of("全县各镇"), body_of("全南县水务局")
    ('', '', '全南县水务局')
    """
    name = BEHIND_BODY.sub("", WITH_YEAR.sub("", BEFORE_BODY.sub("", caption)))
    return name if NAME.fullmatch(name) and not look_up(name) and not FORM_WORDS.search(name) else ""


def labels_of(block: Block) -> frozenset[tuple[str, str]]:
    """The rows of the forms that a table holds, each with its table; empty for any other table."""
    if not isinstance(block, Table):
        return frozenset()
    found = frozenset().union(*map(names.of, filterfalse(str.isascii, set(block.texts))))
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
    blocks: Sequence[Block], labelled: dict[int, frozenset[tuple[str, str]]], year: int | None, lasting: bool
) -> dict[int, Telling]:
    """What is said of each table of a form; a caption holds to the next, and `lasting` beyond a heading."""
    told: dict[int, Telling] = {}
    current, used = NOTHING, False
    for at, block in enumerate(blocks):
        if isinstance(block, Paragraph) and heading_number(block.text) and used and not lasting:
            current, used = NOTHING, False
        for telling in said(block, year):
            scope = telling.scope or ("" if used else current.scope)
            current = Telling(scope, telling.year or current.year, telling.body or current.body)
            used = False
        if at in labelled:
            told[at], used = current, True
    return told


def consistent(told: dict[int, Telling], labelled: dict[int, frozenset[tuple[str, str]]]) -> bool:
    """Whether no two tables of which the same is said hold the same rows, and different things are said."""
    return len(set(told.values())) > 1 and not any(
        told[one] == told[other] and len(labelled[one] & labelled[other]) > SHARED
        for one, other in combinations(told, 2)
    )


def documents(
    document: Document,
    told: dict[int, Telling],
    labelled: dict[int, frozenset[tuple[str, str]]],
    year: int | None,
) -> list[Document]:
    """A document for each scope, without the tables of the other scope and those of another year."""
    current = {key for at, telling in told.items() if telling.year in (None, year) for key in labelled[at]}
    old = {
        at
        for at, telling in told.items()
        if year and telling.year not in (None, year) and labelled[at] & current
    }
    issues = [
        Issue("other_year", f"a table of {told[at].year} stands beside those of {year}; it was not read")
        for at in sorted(old)
    ]
    scopes = {telling.scope for at, telling in told.items() if at not in old} - {""}
    if len(scopes) < 2:
        kept = tuple(block for at, block in enumerate(document.blocks) if at not in old)
        return [replace(document, blocks=kept, issues=(*document.issues, *issues))] if old else [document]
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
                issues=(*document.issues, *noted),
            )
        )
    return made
