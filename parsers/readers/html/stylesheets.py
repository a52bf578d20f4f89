"""The style sheets of a page: the rules that may hide or lay out, and the elements that they fit.

Of selectors, names of elements, classes and ids are known, alone, together, and within each other; a rule
with anything else is passed over. The page is taken to be shown on the screen of a desk.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from parsers.readers.html.elements import Element

RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,4000})\}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
MEDIA = re.compile(
    r"@media(?P<query>[^{}]{0,200})\{(?P<rules>(?:[^{}]{0,4000}\{[^{}]{0,4000}\}){0,400}[^{}]{0,400})\}"
)
WIDTH = re.compile(r"(max|min)-(?:device-)?width\s*:\s*(\d{1,5})")
SCREEN = 1280  # pixels: the width of the screen that a page is taken to be shown on
COMPOUND = re.compile(r"([a-z0-9*]*)((?:[.#][\w\-]+)*)\Z", re.IGNORECASE)
# Of the declarations that hide or lay out anything: their words, or a large negative size.
WORDS = ("display", "visibility", "font-size", "opacity", "mso-hide", "grid-template-columns")
NEGATIVE = re.compile(r":\s*-\d{3}")
LONGEST_SHEET = 200_000  # characters
MOST_RULES = 2_000
MOST_TRIALS = 3_000_000  # of a rule on an element; a page with a menu of 3,000 entries has 40,000


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
    """Declarations for what a selector fits; `weight` is its specificity."""

    parts: tuple[Compound, ...]
    declarations: str
    weight: tuple[int, int, int]

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


def fitting(root: Element, named: Iterable[Element]) -> dict[Element, list[Rule]]:
    """The rules that fit an element, the stronger after the weaker, for those that any fits.

    `named` are the elements with a class or an id.
    """
    rules = [rule for sheet in root.iter("style") for rule in rules_of(sheet)][:MOST_RULES]
    if not rules:
        return {}
    by_name: dict[str, list[Element]] = defaultdict(list)
    for element in named:
        for name in set(element.get("class", "").split()):
            by_name["." + name].append(element)
        if name := element.get("id", ""):
            by_name["#" + name].append(element)
    found: dict[Element, list[Rule]] = defaultdict(list)
    trials = 0
    for rule in sorted(rules, key=lambda rule: rule.weight):
        last = rule.parts[-1]
        key = f"#{last.id}" if last.id else f".{min(last.names)}" if last.names else ""
        for element in by_name.get(key, ()) if key else root.iter(last.tag):
            trials += len(rule.parts)
            if trials > MOST_TRIALS:
                return found
            if rule.fits(element):
                found[element].append(rule)
    return found


def rules_of(sheet: Element) -> Sequence[Rule]:
    """The rules of a `<style>` that hide or lay out, for a screen."""
    return rules_in(sheet.text or "") if for_screen(sheet.get("media", "")) else ()


@lru_cache(maxsize=64)  # the pages of a site have the same
def rules_in(css: str) -> tuple[Rule, ...]:
    """The rules in the text of a style sheet."""
    if not concerned(css):
        return ()
    css = COMMENT.sub("", css[:LONGEST_SHEET])
    css = MEDIA.sub(lambda found: found["rules"] if for_screen(found["query"]) else "", css)
    made: list[Rule] = []
    for selectors, declarations in RULE.findall(css):
        if not concerned(declarations):
            continue
        for selector in selectors.split(","):
            if parts := compounds(selector):
                ids = sum(bool(part.id) for part in parts)
                names = sum(len(part.names) for part in parts)
                tags = sum(part.tag not in ("", "*") for part in parts)
                made.append(Rule(parts, declarations, (ids, names, tags)))
        if len(made) > MOST_RULES:
            break
    return tuple(made)


def concerned(css: str) -> bool:
    """Whether any declaration may hide or lay out."""
    css = css.lower()
    return any(word in css for word in WORDS) or NEGATIVE.search(css) is not None


def cascade(rules: Sequence[Rule], own: str) -> str:
    """The declarations that count for an element, the stronger after the weaker; its own come last."""
    weak: list[str] = []
    strong: list[str] = []
    for declarations in (*(rule.declarations for rule in rules), own):
        for declaration in declarations.split(";"):
            (strong if "!important" in declaration else weak).append(declaration)
    return ";".join([*weak, *strong])


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
