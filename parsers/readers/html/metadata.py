"""What a page says of itself: meta tags, the information table above the article, headings, the trail."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from parsers.document import Table
from parsers.labels import MATCHED, squeeze
from parsers.names import NAME
from parsers.readers.html.celltext import SPACE, text_of
from parsers.readers.html.elements import HEADING, ByTag, Element, content_of
from parsers.remembered import remembered
from parsers.wording import WORDS, alternatives

TRAILS = frozenset({"div", "p", "ul", "ol", "span", "nav", "td"})
LISTS = frozenset({"ul", "ol"})
META_KEYS = ("published_on", "made_on", "publisher", "source", "index_number", "document_number", "title")
OTHER = "other"  # what labels name that nobody asks for; a value ends before them
META_LABELS = dict.fromkeys(WORDS["metadata"]["other_labels"], OTHER)
META_LABELS |= {label: key for key in reversed(META_KEYS) for label in WORDS["metadata"][key]}
BRACKETED = re.compile(rf"[\[【]({'|'.join(META_LABELS)})[\]】]\s*[:：]?")
NUMBERS = tuple(WORDS["metadata"]["index_number"])
NUMBER_BEHIND = re.compile(rf"^({'|'.join(NUMBERS)})(?=[A-Za-z0-9])")
LONGEST_LABEL = max(map(len, META_LABELS))
# Labels that run into the values before and behind them, all of which are longer than a word of a name.
GLUED = re.compile(rf"({alternatives(label for label in META_LABELS if len(label) > 3)})(?!\s*[:：])")
UNKNOWN = re.compile(r"\s[\u4e00-\u9fff]{2,6}$")  # a label that nobody knows, behind a value
# What a value must look like where it is not told which label it is that of.
FITTING = {
    "publisher": NAME,
    "source": NAME,
    "index_number": re.compile(r"[A-Za-z\d/._-]*\d{3}[A-Za-z\d/._-]*"),
    "document_number": re.compile(r".{2,40}\d+号"),
    "published_on": re.compile(r"20\d\d\D\d.*"),
    "made_on": re.compile(r"20\d\d\D\d.*"),
}
BEHIND_LABEL = ":： \u3000\n"
LAST = {label[-1] for label in META_LABELS}
LAST |= {sign for sign, same in MATCHED.items() if same in LAST}
META_NAMES = {
    "articletitle": "title",
    "og:title": "title_twin",
    "pubdate": "published_on",
    "publishdate": "published_on_twin",
    "article:published_time": "published_on_twin",
    "datepublished": "published_on_twin",
    "publisher": "publisher",
    "author": "author",
    "og:site_name": "site_twin",
    "contentsource": "source",
    "sitename": "site",
    "columnname": "column",
}
BARE_DATES = frozenset(WORDS["metadata"]["bare_dates"])
A_YEAR = re.compile(r"20\d\d|[二２]")
LONGEST_LINE = 300  # signs of a text that may hold labels
LONGEST_HEAD, MOST_HEADS = 90, 12  # signs of a line, lines
COLON = re.compile("[:：]")
TRAIL_MARKS = re.compile(WORDS["pages"]["trail_marks"].replace("*", ""))
FOOT = re.compile(r"foot|copyright|bottom", re.IGNORECASE)
KEPT_BY = re.compile(WORDS["metadata"]["kept_by"])
LAST_NAMED = 60  # elements with a class or an id, among which the foot of a page is looked for
TRAIL_BEGINS = re.compile(WORDS["pages"]["trail_begins"])
LOCATION = tuple(WORDS["metadata"]["location"])


def metadata(
    sought: ByTag,
    first: Sequence[str | Table | None],
    figures: set[int],
    named: Sequence[Element],
    hidden: dict[Element, bool],
) -> dict[str, str]:
    """Title, dates, publisher, site, trail, numbers: from meta tags, then from the information table.

    `first` holds the first texts and tables of the page, None for a picture; `figures` the ids of the tables
    of figures; `named` what has a class or an id, `sought` elements by their tags.
    """
    meta: dict[str, str] = {}
    for element in sought["meta"]:
        name = (element.get("name") or element.get("property") or element.get("itemprop") or "").lower()
        if name not in META_NAMES:
            continue
        content = SPACE.sub(" ", element.get("content") or "").strip()
        if content and content != "null":
            meta.setdefault(META_NAMES[name], content[:300])
    said = [said_by.of(text) if isinstance(text, str) else None for text in first]
    for key, value in labelled(first, said, figures):
        if key == OTHER:
            continue
        meta.setdefault("info_" + key if key in ("title", "published_on") else key, value)
    meta.setdefault("published_on", meta.get("info_published_on", meta.pop("published_on_twin", "")))
    meta.pop("published_on_twin", None)
    meta.setdefault("site", meta.pop("site_twin", ""))
    heading = next((text_of(found, hidden) for found in sought[HEADING]), "")
    if heading:
        meta["heading"] = SPACE.sub("", heading)[:300]
    for title in sought["title"][:1]:
        if title.text:
            meta["page_title"] = SPACE.sub(" ", title.text).strip()[:300]
    if trail := trail_of(first, named, sought["nav"]):
        meta["breadcrumb"] = trail
    meta["kept_by"] = kept_by(named)
    meta["head"] = "\n".join(head_lines(first, said, figures))
    return {key: value for key, value in meta.items() if value}


class Said(NamedTuple):
    """What a short text says of itself: the key it is the label of, labels with values, whether of a year."""

    key: str
    pairs: tuple[tuple[str, str], ...]
    year: bool


NOTHING = Said("", (), year=False)


def labelled(
    first: Sequence[str | Table | None], said: Sequence[Said | None], figures: set[int]
) -> Iterator[tuple[str, str]]:
    """Pairs of label and value of the information table above an article, whatever it is made of."""
    waiting: list[str] = []  # labels without a value yet
    to_come = 0  # values of several labels in succession
    for text, told in zip(first, said, strict=True):
        if told is NOTHING and not waiting:
            continue  # nearly all
        if isinstance(text, str) and told is not None:
            if told.key:
                waiting = [told.key] if to_come < len(waiting) else [*waiting, told.key]
                to_come = len(waiting)
            elif waiting and len(text) < LONGEST_LINE:
                if value := value_of(text):
                    yield from fitting(waiting, value)
                to_come -= 1
                waiting = waiting if to_come > 0 and not told.pairs else []
            elif told is not NOTHING:
                waiting = []
            yield from told.pairs
        elif isinstance(text, Table):
            if id(text) not in figures:
                yield from labelled_cells(text)
            waiting = []


def value_of(text: str) -> str:
    """What stands in a text before the first label in it: the value of the label that stood before it.

    >>> value_of(" 2026-01-15 9:30 "), value_of("示例县水利局 发布日期：2026-01-15"), value_of("某性：有效")
    ('2026-01-15 9:30', '示例县水利局', '')
    """
    before, *behind = COLON.split(text, maxsplit=1)
    if not behind:
        return text.strip()[:150]
    value, label = without_label(before)
    return "" if UNKNOWN.fullmatch(f" {before.strip()}") else (value if label else text).strip()[:150]


def fitting(keys: Sequence[str], value: str) -> Iterator[tuple[str, str]]:
    """A value with its key; of several that wait for one it is the first that it can be of.

    >>> list(fitting(["publisher"], "县局")), list(fitting(["index_number", "publisher"], "示例县水利局"))
    ([('publisher', '县局')], [('publisher', '示例县水利局')])
    """
    if len(keys) == 1:
        yield keys[0], value
        return
    plain = squeeze(value)
    fits = (key for key in keys if key in FITTING and FITTING[key].fullmatch(plain))
    yield from ((key, value) for key in itertools.islice(fits, 1))


def head_lines(
    first: Sequence[str | Table | None], said: Sequence[Said | None], figures: set[int]
) -> list[str]:
    """The short texts with a year before the first table of figures: titles and days stand in such."""
    lines: list[str] = []
    for text, told in zip(first, said, strict=True):
        if told is NOTHING:
            continue
        if isinstance(text, str) and told is not None:
            if told.year:
                lines.append(SPACE.sub(" ", text).strip())
        elif id(text) in figures:
            break
    return lines[:MOST_HEADS]


@remembered(4096)
def said_by(text: str) -> Said:
    """What a text says of itself; the menus of a site come again."""
    if len(text) >= LONGEST_LINE:
        return NOTHING
    key = META_LABELS.get(squeeze(text).rstrip(":"), "") if may_be_label(text) else ""
    set_off = with_colons(text)
    pairs: list[tuple[str, str]] = []
    if ":" in set_off or "：" in set_off:
        for line in set_off.split("\n"):
            pairs += labelled_parts(line)
    year = len(text) < LONGEST_HEAD and A_YEAR.search(text) is not None
    return Said(key, tuple(pairs), year) if key or pairs or year else NOTHING


def may_be_label(text: str) -> bool:
    """Whether a text is as short as a label, and ends like one as far as its last sign shows."""
    last = text.rstrip(BEHIND_LABEL)[-1:]
    return len(text) < 3 * LONGEST_LABEL and (last in LAST or not "\u4e00" <= last <= "\u9fff")


def kept_by(named: Sequence[Element]) -> str:
    """Who keeps a site, as its foot says; "" where it says nothing."""
    for element in reversed(named[-LAST_NAMED:]):
        if FOOT.search(f"{element.get('class', '')} {element.get('id', '')}"):
            found = KEPT_BY.search(SPACE.sub(" ", content_of(element)))
            if found:
                return found["name"]
    return ""


def trail_of(first: Sequence[str | Table | None], named: Sequence[Element], menus: Sequence[Element]) -> str:
    """The trail of columns above an article, "" where none is printed; `menus` are elements for such."""
    for element in (*named, *menus):
        if element.tag not in TRAILS:
            continue
        names = f"{element.get('class', '')} {element.get('id', '')}"
        if names_trail(names) or (element.tag == "nav" and names_trail(element.get("aria-label", ""))):
            parts = "li" if element.tag in LISTS else "a"
            apart = TRAIL_MARKS.search(content_of(element).strip()) is None
            text = " ".join(map(content_of, element.iter(parts))) if apart else content_of(element)
            text = SPACE.sub(" ", text).strip()
            if 2 < len(text) < 300:
                return text
    for each in first[:60]:
        if not isinstance(each, str) or len(each) >= 300:
            continue
        if squeeze(each).startswith(LOCATION) or TRAIL_BEGINS.match(each):
            return each
    return ""


@remembered(4096, longest=500)
def names_trail(names: str) -> bool:
    """Whether the classes and the id of an element are those of a trail."""
    return any(word in names.lower() for word in WORDS["pages"]["trail"])


def with_colons(text: str) -> str:
    """A text whose labels are set off otherwise than by a colon, with one behind each.

    >>> with_colons("[发布机构] 示例县水利局 【发布日期】2024-01-15"), with_colons("索引号QX01-2024-3")
    ('发布机构：示例县水利局 发布日期：2024-01-15', '索引号：QX01-2024-3')
    """
    if "[" in text or "【" in text:
        text = BRACKETED.sub(r"\1：", text)
    if text.startswith(NUMBERS) and NUMBER_BEHIND.match(text):
        text = GLUED.sub(r" \1：", NUMBER_BEHIND.sub(r"\1：", text))
    return text


def labelled_parts(line: str) -> Iterator[tuple[str, str]]:
    """Pairs of a known label and what follows its colon, one or several in a line.

    >>> list(labelled_parts("索 引 号：zfb/2026-00021 发布机构: 示例县水利局　"))
    [('index_number', 'zfb/2026-00021'), ('publisher', '示例县水利局')]
    """
    parts = COLON.split(line)
    key = ""
    for at, part in enumerate(parts):
        value, label = part, ""
        if at + 1 < len(parts):
            value, label = without_label(part)
            value = value if label else UNKNOWN.sub("", value)
        if key and value.strip():
            yield key, value.strip()[:150]
        key = META_LABELS.get(label, "")


def without_label(text: str) -> tuple[str, str]:
    """A text split before the known label at its end; the label, squeezed, is "" if there is none."""
    plain = squeeze(text)
    for length in range(min(LONGEST_LABEL, len(plain)), 1, -1):
        label = plain[-length:]
        if label in META_LABELS:
            end, signs = len(text), length
            while signs and end:
                end -= 1
                signs -= not text[end].isspace()
            if label in BARE_DATES and text[:end][-1:] >= "\u4e00":
                return text, ""  # 更新时间, 打印日期
            return text[:end], label
    return text, ""


def labelled_cells(table: Table) -> Iterator[tuple[str, str]]:
    """Pairs of label and value from neighbouring cells of a table, or from within one."""
    heads: list[str] = []  # of the row before, if it holds labels only
    for row in table.rows():
        keys = [META_LABELS.get(squeeze(cell.text).strip(":"), "") for cell in row if len(cell.text) <= 160]
        if len(keys) == len(row) == len(heads) and not any(keys):
            yield from ((key, cell.text.strip()) for key, cell in zip(heads, row, strict=True))
        heads = keys if len(keys) == len(row) > 1 and all(keys) else []
        for at, cell in enumerate(row):
            if len(cell.text) > 160:
                continue
            key = META_LABELS.get(squeeze(cell.text).strip(":"))
            if key and heads:
                continue
            if key and at + 1 < len(row) and (value := value_of(row[at + 1].text)):
                yield key, value
            else:
                for line in cell.text.split("\n"):
                    yield from labelled_parts(line)
