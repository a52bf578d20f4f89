"""What is shown in cells that hold no text: a picture, or what a script puts there. Both are no blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

import lxml.etree
from msgspec.structs import replace

from parsers.document import PICTURED, TEXT, Cells, GridCell
from parsers.readers.html.celltext import pictured
from parsers.readers.html.elements import ByTag, Element, content_of
from parsers.remembered import remembered
from parsers.values import looks_like_figure

# Words by which scripts write into elements that they know by name.
FILLS = ("innerHTML", "innerText", "textContent", ".html(", ".text(", ".append(")
# Programs that let a figure run up to another, in lower case.
COUNTERS = (
    "countup",
    "count_up",
    "countto",
    "count_to",
    "odometer",
    "numscroll",
    "num_scroll",
    "animatenumber",
    "animate_number",
)
MOST_SCRIPTS, LONGEST_SCRIPT = 64, 50_000  # that are kept, as the pages of a site have the same
NAMED = re.compile(r"""["']#?([\w\-]{1,60})["']|#([\w\-]{1,60})""")
CLASS = re.compile(
    r"""["'][^"'\n.]{0,60}\.([\w\-]{1,60})(?=[^"'\n]{0,60}["'])|ClassName\(\s*["']([\w\-]{1,60})["']"""
)
HOLDERS = frozenset({"td", "th", "p", "div", "span", "b", "strong", "i", "em", "font", "label"})  # of figures
# How scripts go through the cells of tables.
CELLS = re.compile(r"""\.rows\b|\.cells\b|["'][^"'\n]{0,60}\b(?:td|tr|tbody)\b""")
NUMBERS = "0123456789_-"
# Attributes by which a page says what a script shows in an element, and how the tags of a template begin.
BOUND = frozenset({"data-bind", "data-ng-bind"})
BINDS = (":", "@", "v-", "x-", "ng-", "rv-", "th:", "wx:")
TEMPLATE = "trs_"
# Tags with a namespace of their own that Word and Excel write, and that show nothing.
OF_OFFICE = frozenset({"o", "v", "w", "m", "x", "st1", "st2", "font"})
USUAL = frozenset({"td", "th", "p", "span", "br"})  # in cells, and of themselves nothing
DRAWN = frozenset({"i", "em", "b", "s", "u"})  # with a class alone: digits and icons of style sheets
DIGITS = re.compile(r"(?:num|digit|icon|shuzi)\w{0,10}[-_]?\d\b", re.IGNORECASE)
# Attributes by which programs put a text in place of that of an element, and what tells such a program.
REPLACES = ("v-text", "v-html", "ng-bind", "ng-bind-html", "data-ng-bind", "x-text", "x-html", "data-bind")
PROGRAMS = re.compile(r"\bvue\b|createapp|angular|alpine|knockout|applybindings", re.IGNORECASE)
FEWEST = 3  # cells with names of their own, by which a script may know them
OF_EDITORS = ("data-v-", "data-mce-", "data-sheets-")


class Filled:
    """What fills the cells of one page; `lowered` is its source in lower case."""

    def __init__(self, root: Element, lowered: bytes, hidden: dict[Element, bool], sought: ByTag) -> None:
        self.root = root
        self.hidden = hidden
        self.lowered = lowered
        self.scripted = b"<script" in lowered
        self.every = sought["script"]

    def instead(self, cell: Element) -> str:
        """A sign for what may be shown in a cell without text; "" for nothing."""
        held = len(cell) > 0
        if held and (text := pictured(cell, self.hidden)):
            return text
        return PICTURED if any(map(self.may_show, cell.iter(lxml.etree.Element) if held else (cell,))) else ""

    def may_show(self, element: Element) -> bool:
        """Whether an element without text may show some all the same."""
        tag, said = str(element.tag), element.attrib
        if tag not in USUAL:
            space, parted, _ = tag.partition(":")
            if (
                tag in ("script", "noscript")
                or (tag == "li" and is_numbered(element))
                or tag.startswith(TEMPLATE)
                or "-" in tag
                or (parted and space not in OF_OFFICE)
            ):
                return True
        if not said:
            return False
        if "class" in said and not len(element) and (tag in DRAWN or DIGITS.search(said["class"])):
            return True
        style = said.get("style", "")
        if "url(" in style and "no-repeat" in style:
            return True
        if any(name in BOUND or name.startswith(BINDS) for name in said):
            return True
        return self.filling and self.is_named(element)

    def as_a_whole(
        self, table: Element, cells: Sequence[GridCell], empty: Sequence[Element]
    ) -> Sequence[GridCell]:
        """The cells of a table, of which `empty` hold no text; these are no blanks where a script fills them.

        It may know them by their own names, or go through all cells of a table that has no figures.
        """
        if not self.scripted or not empty:
            return cells
        if are_awaited(table, empty):
            return tuple(replace(cell, text=cell.text or PICTURED) for cell in cells)
        texts = Cells.of(cells).fields[TEXT]
        if any(text[:1].isdigit() and looks_like_figure(text) for text in texts):
            return cells
        parts = [part for part in (*holders(table), *table.iter("tbody", "tr")) if part.attrib]
        written = self.filling and (self.goes_through or any(map(self.is_named, parts)))
        linked = self.linked and (any(part.get("id") for part in holders(table)) or self.are_apart(empty))
        if written or linked:
            return tuple(replace(cell, text=cell.text or PICTURED) for cell in cells)
        return cells

    def are_apart(self, empty: Sequence[Element]) -> bool:
        """Whether all of several empty cells have classes, none of which a cell with text has."""
        names = [classes_in(cell) for cell in empty]
        return len(names) >= FEWEST and all(names) and self.of_texts.isdisjoint(set().union(*names))

    @cached_property
    def of_texts(self) -> frozenset[str]:
        """The classes of cells that hold text, and in them."""
        cells = (cell for cell in self.root.iter("td", "th") if content_of(cell).strip())
        return frozenset().union(*map(classes_in, cells))

    def overwritten(self, named: Sequence[Element]) -> list[Element]:
        """Those of named elements in tables whose text a script may write over: it speaks of them."""
        bound = list(self.bound()) if self.binding else []
        if not self.scripts:
            return bound
        may_be = named if self.counters else (element for element in named if element.get("id"))
        told = [
            element
            for element in may_be
            if element.tag in HOLDERS and next(element.iterancestors("table"), None) is not None
        ]
        return [*bound, *(element for element in told if self.is_spoken_of(element))]

    def is_spoken_of(self, element: Element) -> bool:
        """Whether a script says the id of an element, writes into others like it, or lets it run up."""
        if element.get("id", "") in self.spoken or (self.filling and self.is_known(element)):
            return True
        return bool(self.counters) and not self.counted.isdisjoint(element.get("class", "").split())

    def is_named(self, element: Element) -> bool:
        """Whether a script speaks of an element by its id or its class."""
        return self.is_known(element) or not self.classes.isdisjoint(element.get("class", "").split())

    def is_known(self, element: Element) -> bool:
        """Whether a script speaks of an element by its id, or by what stands before numbers at its end."""
        name = element.get("id", "")
        return name != "" and (name in self.names or name.rstrip(NUMBERS) in self.names)

    @cached_property
    def scripts(self) -> list[str]:
        """The scripts that stand in the page."""
        return [script.text for script in self.every if script.text]

    def bound(self) -> Iterator[Element]:
        """The elements in tables in place of whose text a program puts another."""
        names = frozenset(name for name in REPLACES if name.encode() in self.lowered)
        for element in self.root.iter(lxml.etree.Element) if names else ():
            if (
                not names.isdisjoint(element.keys())
                and next(element.iterancestors("table"), None) is not None
            ):
                yield element

    @cached_property
    def binding(self) -> bool:
        """Whether some program of the page may put texts in place of those of elements that ask for it."""
        return any(map(binds, self.scripts)) or any(
            PROGRAMS.search(script.get("src", "")) for script in self.every if script.get("src")
        )

    @cached_property
    def filling(self) -> bool:
        """Whether some of them write into elements."""
        return any(map(fills, self.scripts))

    @cached_property
    def writers(self) -> list[str]:
        """Those of them that do, or that let figures run up."""
        return [text for text in self.scripts if fills(text) or counts(text)]

    @cached_property
    def counters(self) -> list[str]:
        """Those of them that let figures run up."""
        return list(filter(counts, self.scripts))

    @cached_property
    def counted(self) -> frozenset[str]:
        """The classes by which these look elements up."""
        return told(self.counters, CLASS)

    @cached_property
    def spoken(self) -> frozenset[str]:
        """What the scripts of the page put in quotes: ids of elements among it."""
        return told(self.scripts, NAMED)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of elements that the scripts of the page speak of, where these write into elements."""
        return told(self.writers, NAMED)

    @cached_property
    def classes(self) -> frozenset[str]:
        """The classes by which these scripts look elements up."""
        return told(self.writers, CLASS)

    @cached_property
    def goes_through(self) -> bool:
        """Whether a script that writes into elements goes through the cells of tables."""
        return any(map(CELLS.search, self.writers))

    @cached_property
    def linked(self) -> bool:
        """Whether scripts of the page stand in files of their own."""
        return any(script.get("src") for script in self.every)


@remembered(MOST_SCRIPTS, LONGEST_SCRIPT)
def fills(script: str) -> bool:
    """Whether a script writes into elements that it knows by name."""
    return any(word in script for word in FILLS)


@remembered(MOST_SCRIPTS, LONGEST_SCRIPT)
def binds(script: str) -> bool:
    """Whether a script makes a program that puts texts into elements."""
    return PROGRAMS.search(script) is not None


@remembered(MOST_SCRIPTS, LONGEST_SCRIPT)
def counts(script: str) -> bool:
    """Whether a script lets figures run up."""
    lowered = script.lower()
    return any(name in lowered for name in COUNTERS)


def told(scripts: Sequence[str], names: re.Pattern[str]) -> frozenset[str]:
    """The names in scripts, in quotes or bare; `names` finds both."""
    return frozenset(quoted or bare for text in scripts for quoted, bare in names.findall(text))


def is_numbered(item: Element) -> bool:
    """Whether an item of a list is shown with its number."""
    holder = item.getparent()
    return holder is not None and holder.tag == "ol"


def holders(table: Element) -> list[Element]:
    """A table, and the element that holds it alone."""
    around = table.getparent()
    alone = around is not None and len(around) == 1 and not (around.text or "").strip()
    return [table, around] if alone and around is not None else [table]


def are_awaited(table: Element, empty: Sequence[Element]) -> bool:
    """Whether several empty cells have names of their own, and no cell with text has any."""
    names = [name for name in map(name_of, empty) if name]
    if len(names) < FEWEST or len(set(names)) < len(names):
        return False
    without = set(empty)
    return not any(name_of(cell) for cell in table.iter("td", "th") if cell not in without)


def classes_in(cell: Element) -> set[str]:
    """The classes of a cell and of all in it."""
    return {name for element in cell.iter(lxml.etree.Element) for name in element.get("class", "").split()}


def name_of(cell: Element) -> str:
    """What tells a cell, or an element in it, from all others of a page; "" for nothing."""
    elements = (cell, *cell.iterdescendants(lxml.etree.Element)) if len(cell) else (cell,)
    return " ".join(
        value
        for element in elements
        for name, value in element.items()
        if name == "id"
        or (name == "name" and element.tag != "a")
        or (name.startswith("data-") and not name.startswith(OF_EDITORS))
    )
