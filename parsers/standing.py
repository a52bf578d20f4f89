"""How well a document was read, and why not better: whether it is a report at all, which tables it lacks."""

from __future__ import annotations

import re

from parsers.document import Document, Paragraph, Picture
from parsers.identity import Identity
from parsers.labels import squeeze
from parsers.model import Section, State, Status
from parsers.tables.figures import Figures
from parsers.tables.followed import template_of
from parsers.templates import forms
from parsers.titles import LONGEST_TITLE, NOT_REPORT, STOPS, is_title, year_of
from parsers.wording import WORDS, alternatives

UNTOLD = "neither a title, nor sections, nor tables of a report"
UNSEEN = "scan_not_read"  # the issue of a document of which pages were not looked at
PART_OF_YEAR = re.compile(
    f"{alternatives(WORDS['titles']['part_of_year'])}|{WORDS['titles']['first_months']}"
)
SENT = re.compile(WORDS["titles"]["sent"])
OF_ITSELF = re.compile(WORDS["titles"]["of_itself"])
OF_PRESS = re.compile(WORDS["titles"]["of_press"])
OPEN_NAMED = WORDS["titles"]["told_of"]
MOST_ABOVE = 12  # blocks
OWN_HEADINGS = {2, 3, 4}  # sections that no report of another kind has


def standing(
    document: Document,
    identity: Identity,
    figures: Figures,
    prose: list[Section],
) -> tuple[Status, str]:
    """How well a document was read, and why not better."""
    headings = {section.number for section in prose if section.number}
    if reason := something_else(document, identity, figures, headings):
        # Who has not seen a page cannot say that it is no report.
        unseen = [issue.message for issue in document.issues if issue.code == UNSEEN]
        return (Status.FAILED, unseen[0]) if unseen and reason == UNTOLD else (Status.NOT_A_REPORT, reason)
    if not figures.tables:
        return Status.NO_TABLES, no_tables(document, headings)
    form = template_of(figures)
    missing = [table.label for table in forms()[form].tables if table.key not in figures.tables]
    if missing:
        return Status.PARTIAL, "not found: " + "；".join(missing)
    unreadable = State.UNREADABLE  # an enumeration looks members up each time they are named
    lost = sum([cell.state is unreadable for cell in figures.cells.values()])
    if lost * 2 > len(figures.cells):
        return Status.PARTIAL, f"{lost} of {len(figures.cells)} figures cannot be read with certainty"
    return Status.PARSED, ""


def something_else(  # noqa: PLR0911 - a return for each reason
    document: Document, identity: Identity, figures: Figures, headings: set[int]
) -> str:
    """Why a document is no annual report, "" for one that is."""
    titled = is_title(identity.title)
    if not titled and on_part_of_year(identity.title, document):
        return "a report on a part of a year"
    if figures.tables:
        return "" if titled and identity.year else not_filled_in(figures, headings)
    sent = SENT.search(squeeze(identity.title)) and headings & OWN_HEADINGS
    if NOT_REPORT.search(squeeze(identity.title)) and not titled and not sent:
        return "the title is that of a notice, an explanation or a list"
    # 总体情况 and 存在的主要问题 stand in reports of every kind: at least one heading must be of these.
    if not titled and (len(headings) < 2 or not headings & OWN_HEADINGS) and not speaks_of_itself(document):
        return UNTOLD
    if not (identity.agency or identity.year or headings or holds_document(document, identity.title)):
        return "the name of a column of reports"
    if titled and not headings and told_by_press(document):
        return "what the press says of a report"
    titles = {block.text for block in document.paragraphs if is_title(block.text)}
    alike = len(titles) > 2 and not headings and not holds_document(document, identity.title)
    if alike and not speaks_of_itself(document):
        return "a list of reports"
    return ""


def speaks_of_itself(document: Document) -> bool:
    """Whether a report says, once, in what period it counts; lists that quote several say it again."""
    text = squeeze("\n".join(block.text for block in document.paragraphs))
    return OPEN_NAMED in text and len(OF_ITSELF.findall(text)) == 1


def told_by_press(document: Document) -> bool:
    """Whether a page without sections speaks of a report as the press does: 报告显示, 记者."""
    text = squeeze("\n".join(block.text for block in document.paragraphs))
    return OF_PRESS.search(text) is not None and not OF_ITSELF.search(text)


def on_part_of_year(title: str, document: Document) -> bool:
    """Whether a title, or a line of its length with a year above the article, names a part of a year."""
    above = [block.text for block in document.blocks[:MOST_ABOVE] if isinstance(block, Paragraph)]
    named = [text for text in above if len(text) <= LONGEST_TITLE and OPEN_NAMED in text and year_of(text)]
    return any(PART_OF_YEAR.search(squeeze(text)) for text in (title, *named) if not STOPS.search(text))


def holds_document(document: Document, title: str) -> bool:
    """Whether a page shows one document, in pictures or by a link; lists link to several by their titles."""
    if any(isinstance(block, Picture) for block in document.blocks):
        return True
    named = {squeeze(link.text) for link in document.links if is_title(link.text)}
    return bool(document.links) and (len(named) < 3 or any(squeeze(title) in name for name in named))


def not_filled_in(figures: Figures, headings: set[int]) -> str:
    """Why tables without a title are no report: an empty form, or rows that only look like those of one."""
    if not any(cell.raw for cell in figures.cells.values()):
        return "a form that is not filled in"
    if figures.alone and not headings & OWN_HEADINGS:
        return "neither a title, nor sections, nor a whole table of a report"
    return ""


def no_tables(document: Document, headings: set[int]) -> str:
    if any(isinstance(block, Picture) for block in document.blocks):
        return "no table of the forms was found; the page holds pictures"
    if document.links:
        return "no table of the forms was found; the page links to documents"
    if not headings:
        return "neither sections nor tables were found"
    return "no table of the forms was found"
