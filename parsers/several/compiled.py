"""Documents that hold the reports of several bodies or years, one after another.

    beginnings ──▶ segments ──▶ those of one body, year and scope: one report

So what disagrees in two versions of a report is in doubt, and a title in a list of contents, or at the head
of each page, begins none of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from parsers.document import Block, Document, Hints, Issue, Paragraph, Table
from parsers.identity import find_scope, identify
from parsers.labels import squeeze
from parsers.sections import heading_number
from parsers.several.beginnings import LONGEST_OPENING, beginnings, title_of
from parsers.several.scopes import LEFT_OUT, SCOPES, SENTENCE, SHARED, Labelled, body_of, labels_of, scope_of
from parsers.several.standalone import prints_twice, with_lines_apart
from parsers.titles import LONGEST_TITLE, agency_of, year_of
from parsers.wording import WORDS

FEWEST_HEADINGS = 3  # of a report without tables
FEWEST_LABELS = 8  # of rows, in what stands before all titles
CORRECTED = re.compile(WORDS["titles"]["corrected"])
OF_EACH = re.compile(WORDS["titles"]["of_each"])
OF_TITLE = ("title", "heading", "info_title", "page_title", "title_twin", "head")
OF_BODY = ("publisher", "source", "author", "kept_by", "breadcrumb")

CORRECTED_ABOVE = Issue("corrected", "an earlier version stands above this one; it was not read")

Key = tuple[str, int | None, str]


class Segment:
    """What stands between two beginnings: its blocks, the title and the name of the body that begin it."""

    def __init__(self, blocks: Sequence[Block], *, corrected: bool = False, titled: bool = True) -> None:
        self.blocks, self.corrected = list(blocks), corrected
        lines = self.blocks[:LONGEST_OPENING] if titled else []
        self.title = next((title for block in lines if (title := title_of(block))), "")
        names = [body_of(squeeze(block.text)) for block in lines if isinstance(block, Paragraph)]
        self.agency = agency_of(self.title)
        self.body = "" if self.agency else next(filter(None, names), "")
        scopes = [scope_of(squeeze(block.text)) for block in lines if isinstance(block, Paragraph)]
        self.scope = next((scope for scope in scopes if scope in SCOPES), "")
        headings = {heading_number(block.text) for block in self.blocks if isinstance(block, Paragraph)} - {0}
        tables = [block for block in self.blocks if isinstance(block, Table)]
        self.tables = any(map(labels_of, tables))
        self.headed = len(headings) >= FEWEST_HEADINGS
        self.whole = self.tables or self.headed or len(tables) > 1
        # Whether it holds a sentence, and so more than a line of a list.
        self.speaks = any(isinstance(block, Paragraph) and "。" in block.text for block in self.blocks)


class Group:
    """The segments of one report, and whose it is."""

    def __init__(self, key: Key, segment: Segment) -> None:
        self.key, self.segments = key, [segment]

    @property
    def whole(self) -> bool:
        return any(one.whole for one in self.segments)

    @property
    def corrected(self) -> bool:
        """Whether the last segment says that it is to be read in place of those above it."""
        *above, last = self.segments
        earlier = any(one.whole for one in above) and not any(one.corrected for one in above)
        return last.corrected and last.whole and earlier

    @property
    def told(self) -> bool:
        """Whether it is a report: with what reports hold, or of a body, with prose."""
        return self.whole or any((one.body or one.agency) and one.speaks for one in self.segments)


def reports_in(document: Document, labelled: Labelled) -> list[Document]:
    """The reports of several bodies or years in a document, in printed order; itself where it holds one."""
    if not holds_several(document.blocks, labelled):
        return [document]
    blocks = with_lines_apart(document.blocks)
    if blocks is not document.blocks:
        document = replace(document, blocks=tuple(blocks))
    starts = beginnings(blocks)
    if not starts:
        return [document]
    found = segments(blocks, starts)
    groups = grouped(document, found)
    whole = [group for group in groups if group.whole]
    if len(whole) == 1 and whole[0].corrected:
        blocks = tuple(whole[0].segments[-1].blocks)
        return [replace(document, blocks=blocks, issues=(*document.issues, CORRECTED_ABOVE))]
    if len(whole) < 2:
        return [behind_others(document, found)]
    if is_example(blocks[: starts[0]]):
        document = replace(document, issues=(*document.issues, Issue(*LEFT_OUT["example"])))
    years = {group.key[1] for group in groups} - {None} or {year_of(one.title) for one in found} - {None}
    year = years.pop() if len(years) == 1 else None
    told = [group for group in groups if group.told]
    return [made(document, group, year, first=at == 0) for at, group in enumerate(told)]


def holds_several(blocks: Sequence[Block], labelled: Labelled) -> bool:
    """Whether a document has titles of several reports, or rows of the forms more than once."""
    seen: set[tuple[str, str]] = set()
    for at, keys in labelled.items():
        if len(seen & keys) > SHARED or prints_twice(blocks[at]):
            return True
        seen |= keys
    titles = [title for block in blocks if isinstance(block, Paragraph) and (title := title_of(block))]
    return len(titles) > 1 and (len(set(titles)) > 1 or not agency_of(titles[0]))


def segments(blocks: Sequence[Block], starts: Sequence[int]) -> list[Segment]:
    """The segments of a document, that before the first beginning among them if it holds a table of a form.

    A table of many bodies has labels of a form in its header only.
    """
    found: list[Segment] = []
    front = Segment(blocks[: starts[0]], titled=False)
    labels = frozenset().union(*map(labels_of, front.blocks))
    if front.tables and (len(labels) >= FEWEST_LABELS or front.headed) and not is_example(front.blocks):
        found.append(front)
    for start, end in pairwise([*starts, len(blocks)]):
        beside = [
            block.text for block in blocks[max(start - 2, 0) : start + 3] if isinstance(block, Paragraph)
        ]
        corrected = any(CORRECTED.search(text) and not SENTENCE.search(text) for text in beside)
        one = Segment(blocks[start:end], corrected=corrected)
        covered = OF_EACH.search(one.agency) and title_of(blocks[start])
        found.append(Segment(blocks[start + 1 : end]) if covered else one)
    for above, one in pairwise(found):  # 本级 and 全县汇总, below one title
        if one.scope and not (one.title or one.body):
            one.body = above.agency or above.body
    later: set[str] = set()
    for at in range(len(found) - 1, 0, -1):
        one = found[at]
        if one.agency and len(found[at - 1].blocks) == 1 and one.title in later:
            # What stands behind the last line of a list of contents belongs to none of its lines.
            found[at] = Segment(one.blocks[1:], titled=False)
        later.add(one.title)
    return found


def is_example(blocks: Sequence[Block]) -> bool:
    """Whether tables are said to be no more than an example."""
    return any(map(labels_of, blocks)) and any(
        isinstance(block, Paragraph)
        and len(block.text) < LONGEST_TITLE
        and not SENTENCE.search(block.text)
        and scope_of(squeeze(block.text)) == "example"
        for block in blocks
    )


def grouped(document: Document, found: Sequence[Segment]) -> list[Group]:
    """Segments of one body, year and scope together, in the order of the first of them with content."""
    groups: list[Group] = []
    for one in found:
        if not one.whole and not one.speaks:
            continue
        key = key_of(document, one)
        group = next((group for group in groups if same(key, group.key)), None)
        if group is None:
            groups.append(Group(key, one))
        else:
            group.segments.append(one)
    return groups


def key_of(document: Document, one: Segment) -> Key:
    """The body, the year and the scope of a segment, by its title where that tells them."""
    agency, year = one.body or one.agency, year_of(one.title)
    if agency and year:
        return agency, year, find_scope(one.title, "")
    known = identify(Document(document.kind, tuple(one.blocks), meta_of(document, one)), Hints())
    return known.agency, known.year, known.scope


def same(one: Key, other: Key) -> bool:
    """Whether two segments are of one report: names may lack what stands before them in another."""
    (name, *rest), (other_name, *other_rest) = one, other
    if rest != other_rest or not (name and other_name):
        return one == other
    return name.endswith(other_name) or other_name.endswith(name)


def meta_of(document: Document, one: Segment) -> dict[str, str]:
    """What a document says of itself, without what it does not say of this segment."""
    front = one.blocks == list(document.blocks[: len(one.blocks)])
    gone: tuple[str, ...] = OF_TITLE if one.title or not (one.body or front) else ()
    if not (one.body or one.agency or front):
        gone += OF_BODY
    meta = {key: value for key, value in document.meta.items() if key not in gone}
    scope = {"scope": one.scope} if one.scope and not one.title else {}
    return meta | ({"body": one.body} if one.body else {}) | scope


def made(document: Document, group: Group, year: int | None, *, first: bool) -> Document:
    """The document of one report; of an earlier version and one that says it is corrected, the latter."""
    issues = document.issues if first else ()
    parts = group.segments
    if group.corrected:
        parts, issues = parts[-1:], (*issues, CORRECTED_ABOVE)
    if not group.key[0]:
        said = "nothing says whose report this is, of several in one document"
        issues = (*issues, Issue("agency_untold", said))
    meta = meta_of(document, group.segments[0]) | ({"of_year": str(year)} if year else {})
    blocks = tuple(block for one in parts for block in one.blocks)
    return Document(document.kind, blocks, meta, document.links if first else (), issues)


def behind_others(document: Document, found: Sequence[Segment]) -> Document:
    """A document without what stands above its only report: the title of others with a table of theirs."""
    whole = next((one for one in found if one.whole and one.agency), None)
    if whole is None or sum(one.whole for one in found) > 1:
        return document
    above = found[: found.index(whole)]
    if any(
        one.agency and one.agency != whole.agency and any(isinstance(block, Table) for block in one.blocks)
        for one in above
    ):
        return replace(document, blocks=tuple(whole.blocks))
    return document
