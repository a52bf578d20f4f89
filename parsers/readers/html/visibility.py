"""What a browser does not show, and what it lays out as a table, by the styles of a page.

Only what decides about that is looked at: `display`, `visibility`, no size, no opacity, off the edge. Of
selectors, names of elements, classes and ids are known, alone, together, and within each other; a rule with
anything else is passed over. The page is taken to be shown on the screen of a desk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import lxml.etree

Element = lxml.etree._Element

# Whether a page hides or lays out anything at all, in lower-case text: a word that is found at once, and the
# pattern of what it must stand in.
MAY_CONCERN = [
    (word, re.compile(pattern))
    for word, pattern in (
        ("none", r"display\s*:\s*none"),
        ("visibility", r"visibility\s*:\s*(?:hidden|collapse)"),
        ("font-size", r"font-size\s*:\s*0"),
        ("opacity", r"opacity\s*:\s*0"),
        ("mso-hide", r"mso-hide\s*:\s*all"),
        ("-", r":\s*-\d{3}"),
        ("hidden", r"hidden[\s>=]"),
        ("table-row", r"table-row"),
        ("role", r"role\s*=\s*[\"']?row"),
        ("grid", r"display\s*:\s*(?:inline-)?grid"),
        ("flex", r"display\s*:\s*(?:inline-)?flex"),
    )
]
HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|font-size\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:!important\s*)?(?:;|\Z)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:!important\s*)?(?:;|\Z)|mso-hide\s*:\s*all"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
DISPLAY = re.compile(r"display\s*:\s*([a-z\-]+)", re.IGNORECASE)
COLUMNS = "grid-template-columns"
# The elements that say themselves how they look, and those that rules may be about.
STYLED = lxml.etree.XPath("//*[@style or @hidden or @role]")
TOLD = lxml.etree.XPath("//*[@style or @class or @id or @hidden or @role]")
RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,4000})\}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
MEDIA = re.compile(
    r"@media(?P<query>[^{}]{0,200})\{(?P<rules>(?:[^{}]{0,4000}\{[^{}]{0,4000}\}){0,400}[^{}]{0,400})\}"
)
WIDTH = re.compile(r"(max|min)-(?:device-)?width\s*:\s*(\d{1,5})")
SCREEN = 1280  # pixels: the width of the screen that a page is taken to be shown on
COMPOUND = re.compile(r"([a-z0-9*]*)((?:[.#][\w\-]+)*)\Z", re.IGNORECASE)
LONGEST_SHEET = 200_000  # characters
MOST_RULES = 2_000
MOST_TRIALS = 3_000_000  # of a rule on an element; a page with a menu of 3,000 entries has 40,000
TABLE_TAGS = frozenset({"table", "tbody", "thead", "tfoot", "tr", "td", "th"})


@dataclass(frozen=True, slots=True)
class Compound:
    """The part of a selector that is about one element: `div.old#first`."""

    tag: str
    names: frozenset[str]
    id: str
    child: bool = False  # directly within the part before it

    def fits(self, element: Element) -> bool:
        if self.tag not in ("", "*", element.tag):
            return False
        attributes = element.attrib
        if self.id and attributes.get("id") != self.id:
            return False
        return not self.names or self.names <= set(attributes.get("class", "").split())


@dataclass(frozen=True, slots=True)
class Rule:
    """Declarations for what a selector fits; `weight` is its specificity, then its place in the page."""

    parts: tuple[Compound, ...]
    declarations: str
    weight: tuple[int, int, int, int]

    def fits(self, element: Element) -> bool:
        if not self.parts[-1].fits(element):
            return False
        inner = self.parts[-1]
        for part in reversed(self.parts[:-1]):
            above = element.getparent()
            while above is not None and not part.fits(above):
                above = None if inner.child else above.getparent()
            if above is None:
                return False
            element, inner = above, part
        return True


@dataclass(slots=True)
class Styles:
    """The elements of a page that are hidden, those laid out as something, and the columns of grids."""

    hidden: dict[Element, bool] = field(default_factory=dict)
    shown: dict[Element, str] = field(default_factory=dict)  # table-row, grid, flex, …
    columns: dict[Element, str] = field(default_factory=dict)  # the whole style of a grid and its cells


def styles(root: Element, text: str) -> Styles:
    """What the styles of a page do to its elements; `text` is its source."""
    found = Styles()
    text = text.lower()
    if not any(word in text and pattern.search(text) for word, pattern in MAY_CONCERN):
        return found
    rules = indexed(rules_of(root))
    if any(key.isalnum() for key in rules):
        concerned = root.iter(lxml.etree.Element)
    else:
        concerned = iter(cast("list[Element]", (TOLD if rules else STYLED)(root)))
    trials = 0
    for element in concerned:
        get = element.get
        style = get("style", "")
        if rules and trials < MOST_TRIALS:
            fitting = []
            for name in keys_of(element):
                for rule in rules.get(name, ()):
                    trials += len(rule.parts)
                    if rule.fits(element):
                        fitting.append(rule)
            if fitting:
                style = cascade(fitting, style)
        if style:
            note(element, style, found)
        if get("hidden") is not None and element.tag != "input":
            found.hidden[element] = True
        if get("role") == "row" and element.tag != "tr":
            found.shown[element] = "table-row"
    return found


def note(element: Element, style: str, found: Styles) -> None:
    if HIDES.search(style) and stays_hidden(style):
        found.hidden[element] = True
    shown = DISPLAY.findall(style)
    if shown and shown[-1].lower() != "none" and element.tag not in TABLE_TAGS:
        found.shown[element] = shown[-1].lower()
    if "grid-" in style:
        found.columns[element] = style


def keys_of(element: Element) -> list[str]:
    keys = [str(element.tag)]
    if names := element.get("class"):
        keys += ["." + name for name in dict.fromkeys(names.split())]
    if name := element.get("id"):
        keys.append("#" + name)
    return keys


def cascade(fitting: list[Rule], own: str) -> str:
    """The declarations that count for an element, the stronger after the weaker."""
    weak: list[str] = []
    strong: list[str] = []
    for declarations in (*(rule.declarations for rule in sorted(fitting, key=lambda r: r.weight)), own):
        for declaration in declarations.split(";"):
            (strong if "!important" in declaration else weak).append(declaration)
    return ";".join([*weak, *strong])


def stays_hidden(style: str) -> bool:
    """Whether the last word of a style on each matter hides (an inline style outdoes a style sheet)."""
    shown = DISPLAY.findall(style)
    if shown and shown[-1].lower() == "none":
        return True
    rest = DISPLAY.sub("", style)
    if re.search(r"visibility\s*:\s*visible\s*(?:!important\s*)?(?:;|\Z)", rest, re.IGNORECASE):
        rest = re.sub(r"visibility\s*:\s*\w+", "", rest, flags=re.IGNORECASE)
    return HIDES.search(rest) is not None


def rules_of(root: Element) -> Iterator[Rule]:
    """The rules of a page's own style sheets that hide or lay out, for a screen."""
    count = 0
    for sheet in root.iter("style"):
        if not for_screen(sheet.get("media", "")):
            continue
        css = COMMENT.sub("", (sheet.text or "")[:LONGEST_SHEET])
        css = MEDIA.sub(lambda found: found["rules"] if for_screen(found["query"]) else "", css)
        for selectors, declarations in RULE.findall(css):
            if (
                "display" not in declarations
                and not HIDES.search(declarations)
                and COLUMNS not in declarations
            ):
                continue
            for selector in selectors.split(","):
                if parts := compounds(selector):
                    count += 1
                    if count > MOST_RULES:
                        return
                    ids = sum(bool(part.id) for part in parts)
                    names = sum(len(part.names) for part in parts)
                    tags = sum(part.tag not in ("", "*") for part in parts)
                    yield Rule(parts, declarations, (ids, names, tags, count))


def for_screen(query: str) -> bool:
    """Whether a media query is true on the screen of a desk.

    >>> for_screen("print"), for_screen(" screen and (max-width: 768px)"), for_screen("(min-width:800px)")
    (False, False, True)
    """
    query = query.lower()
    if ("print" in query or "speech" in query) and not any(
        word in query for word in ("screen", "all", "not")
    ):
        return False
    return all(
        int(pixels) >= SCREEN if bound == "max" else int(pixels) <= SCREEN
        for bound, pixels in WIDTH.findall(query)
    )


def compounds(selector: str) -> tuple[Compound, ...]:
    """The parts of a selector from the outermost in; () for one that is not understood.

    >>> [part.child for part in compounds("div.wrap > .old p")], compounds("a:hover"), compounds("*")
    ([False, True, False], (), ())
    """
    parts: list[Compound] = []
    child = False
    for word in selector.replace(">", " > ").split():
        if word == ">":
            child = bool(parts)
            continue
        found = COMPOUND.match(word)
        if found is None or not word:
            return ()
        names = re.findall(r"[.#][\w\-]+", found[2])
        ids = [name[1:] for name in names if name[0] == "#"]
        if len(ids) > 1:
            return ()
        classes = frozenset(name[1:] for name in names if name[0] == ".")
        parts.append(Compound(found[1].lower(), classes, ids[0] if ids else "", child))
        child = False
    if not parts or len(parts) > 8 or not (parts[-1].names or parts[-1].id or parts[-1].tag not in ("", "*")):
        return ()
    return tuple(parts)


def indexed(rules: Iterator[Rule]) -> dict[str, list[Rule]]:
    """Rules by the id, a class, or the name of what they are about."""
    by_key: dict[str, list[Rule]] = {}
    for rule in rules:
        last = rule.parts[-1]
        key = f"#{last.id}" if last.id else f".{min(last.names)}" if last.names else last.tag
        by_key.setdefault(key, []).append(rule)
    return by_key
