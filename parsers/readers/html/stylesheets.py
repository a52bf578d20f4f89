"""The style sheets of a page: which rules matter for what is read, and which elements they fit.

Names of elements, classes and ids, alone, together and within each other, are compared here; other selectors
are left to cssselect. The page is taken to be shown on the screen of a desk, nothing on it pointed at.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import cssselect
import lxml.etree

from parsers.readers.html.conditions import for_screen
from parsers.readers.html.effects import CONCERNED, EFFECT, UNDOES
from parsers.readers.html.elements import Element
from parsers.readers.html.ruleblocks import blocks, split_selectors
from parsers.readers.html.variables import USES, named_in, settled
from parsers.remembered import remembered

COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
COMPOUND = re.compile(r"([a-z0-9*]*)((?:[.#][\w\-]+)*)\Z", re.IGNORECASE)
# With all that stands in its brackets.
PSEUDO_CLASS = re.compile(r":[\w\-]+(?:\((?:[^()]|\([^()]*\))*\))?")
NAMED = re.compile(r"[\w\-\]]\Z")  # a selector whose last part has a name
PSEUDO = re.compile(r"::?(before|after|first-letter|first-line)\s*\Z", re.IGNORECASE)
# What is never so on a page that nobody touches, is no element, or that no browser takes.
UNTOUCHED = re.compile(
    r":not\(\s*:(?:hover|focus|focus-within|focus-visible|active|visited|target)\s*\)", re.IGNORECASE
)
LISTED = re.compile(r":not\(([^()\[\]]*,[^()\[\]]*)\)")
# Names that other browsers alone have: no rule with one in its list counts.
STRANGE = re.compile(r"::?-(?:ms|moz|o)-", re.IGNORECASE)
UNSEEN = re.compile(r"::|:(?:hover|focus|active|visited|target|first-l|has\([^()]*:has\()", re.IGNORECASE)
LONGEST_SHEET = 200_000  # characters
MOST_RULES = 2_000
MOST_TRIALS = 1_000_000  # of a rule on an element; a page with a menu of 3,000 entries has 40,000
MOST_KNOWN = 20_000  # elements that are asked for one by one
MOST_STEPS = 10_000_000  # of other selectors from element to element


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
    """Declarations for what a selector fits; `weight` is its layer and its specificity.

    The selector is in `parts`, or an XPath in `path`; `key` is the id, a class, or the tag that an element
    must have, "" where that is not known; `pseudo` is before or after where the rule is about the text that a
    style sheet puts there, first-letter or first-line where it is about these. `effective` are those that
    hide, move, or lay out; `doubtful` those of which is not known whether they hold, or whose selector is
    wider here than it was written.
    """

    declarations: str
    weight: tuple[int, int, int, int]
    parts: tuple[Compound, ...] = ()
    path: str = ""
    key: str = ""
    pseudo: str = ""
    effective: bool = False
    doubtful: bool = False

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


class Sheets:
    """The rules of one page that may matter, and the elements by name."""

    def __init__(self, root: Element, named: Iterable[Element], held: Iterable[Element]) -> None:
        """`named`: the elements with a class or an id; `held`: those that hold the sheets."""
        self.root = root
        sheets = [sheet.text or "" for sheet in held if counts(sheet)]
        self.values: dict[str, str] = {}
        if any(USES in sheet for sheet in sheets):
            self.values = named_in(sheets)
            sheets = [settled(sheet[:LONGEST_SHEET], self.values) for sheet in sheets]
        rules = [rule for sheet in sheets for rule in rules_in(sheet)][:MOST_RULES]
        self.rules = sorted((rule for rule in rules if not rule.doubtful), key=lambda rule: rule.weight)
        self.doubtful = [rule for rule in rules if rule.doubtful]
        self.cascades: dict[tuple[tuple[int, ...], str], str] = {}
        self.known: dict[Element, str] = {}
        self.paths: dict[str, list[Element]] = {}
        self.trials = 0
        self.steps = 0
        self.named = named

    @cached_property
    def by_name(self) -> dict[str, list[Element]]:
        """The elements of each class and id, in order."""
        found: dict[str, list[Element]] = defaultdict(list)
        for element in self.named:
            for name in set(element.get("class", "").split()):
                found["." + name].append(element)
            if name := element.get("id", ""):
                found["#" + name].append(element)
        return found

    @cached_property
    def depths(self) -> int:
        """How many pairs of elements there are, one within the other: the steps from all to all below."""
        return sum(sum(1 for _ in element.iterancestors()) for element in self.root.iter())

    @cached_property
    def breadths(self) -> int:
        """How many pairs of neighbours there are."""
        return sum(len(element) ** 2 for element in self.root.iter(lxml.etree.Element))

    def about(self, own: Mapping[Element, str]) -> dict[Element, str]:
        """The whole styles of the elements that an effective rule, or one of their own, is about.

        `own` holds what effective styles stand in the attributes of elements.
        """
        found: dict[Element, list[Rule]] = defaultdict(list)
        found.update((element, []) for element in own)
        for rule in self.rules:
            if rule.effective and not rule.pseudo:
                for element in self.fitting(rule):
                    found[element]
        keys: set[str] = set()
        if len(found) < len(self.rules):
            keys = {"", *(key for element in found for key in keys_of(element))}
        for rule in self.rules:
            if not rule.pseudo and (not keys or rule.key in keys):
                for element in self.fitting(rule, found):
                    found[element].append(rule)
        return {
            element: self.joined(rules, element.get("style", "")) if rules else own[element]
            for element, rules in found.items()
        }

    def whole(self, element: Element) -> str:
        """The whole style of one element, as far as its rules matter."""
        style = self.known.get(element)
        if style is None:
            keys = keys_of(element)
            of_paths = self.on_paths.get(element, ())
            fitting = [
                rule for rule in self.rules if not rule.pseudo and (rule.key in keys or id(rule) in of_paths)
            ]
            if len(self.known) >= MOST_KNOWN:
                fitting = []
            fitting = [rule for rule in fitting if not rule.parts or rule.fits(element)]
            style = self.known[element] = self.joined(fitting, element.get("style", ""))
        return style

    def beside(self) -> dict[tuple[Element, str], str]:
        """The styles of what is put before and after the text of elements, and of its beginning."""
        found: dict[tuple[Element, str], list[Rule]] = defaultdict(list)
        beside = [rule for rule in self.rules if rule.pseudo]
        for rule in beside:
            if rule.pseudo.startswith("first") or "content" in rule.declarations.lower():
                for element in self.fitting(rule):
                    found[element, rule.pseudo]
        among = {element: "" for element, _ in found}
        for rule in beside:
            for element in self.fitting(rule, among) if among else ():
                if (element, rule.pseudo) in found:
                    found[element, rule.pseudo].append(rule)
        return {key: self.joined(rules, "") for key, rules in found.items()}

    def joined(self, rules: Sequence[Rule], own: str) -> str:
        """The declarations that count, the same text for all elements with the same."""
        key = (tuple(map(id, rules)), own)
        if key not in self.cascades:
            self.cascades[key] = cascade(rules, own)
        return self.cascades[key]

    def fitting(self, rule: Rule, among: Container[Element] | None = None) -> Iterator[Element]:
        """The elements that a rule fits, in order; only some of those `among` others are asked for."""
        if rule.path:
            yield from (element for element in self.on(rule.path) if among is None or element in among)
            return
        named = rule.key[0] in ".#"
        for element in self.by_name.get(rule.key, ()) if named else self.root.iter(rule.key):
            if among is not None and element not in among:
                continue
            self.trials += len(rule.parts)
            if self.trials > MOST_TRIALS:
                return
            if rule.fits(element):
                yield element

    def on(self, path: str) -> list[Element]:
        """The elements on an XPath, [] where too many would have to be looked at."""
        if path not in self.paths:
            self.steps += self.depths * path.count("descendant") + self.breadths * path.count("sibling")
            too_many = self.steps > MOST_STEPS
            self.paths[path] = [] if too_many else cast("list[Element]", self.root.xpath(path))
        return self.paths[path]

    @cached_property
    def on_paths(self) -> dict[Element, set[int]]:
        """The ids of the rules with an XPath, by the elements that these are about."""
        found: dict[Element, set[int]] = defaultdict(set)
        for rule in self.rules:
            if rule.path and not rule.pseudo:
                for element in self.on(rule.path):
                    found[element].add(id(rule))
        return found


def counts(sheet: Element) -> bool:
    """Whether a browser follows the style sheet in an element."""
    return (
        sheet.get("type", "").strip().lower() in ("", "text/css")
        and for_screen(sheet.get("media", ""))
        and next(sheet.iterancestors("noscript", "template"), None) is None
    )


def keys_of(element: Element) -> list[str]:
    """The tag, the classes and the id of an element, as rules name them."""
    keys = [str(element.tag), *("." + name for name in element.get("class", "").split())]
    return [*keys, "#" + element.get("id", "")]


@remembered(16, LONGEST_SHEET)  # the pages of a site have the same
def rules_in(css: str) -> tuple[Rule, ...]:
    """The rules in the text of a style sheet that may matter; () where none does."""
    css = css[:LONGEST_SHEET]
    lowered = css.lower()
    if not any(word in lowered for word in CONCERNED):
        return ()
    made: list[Rule] = []
    for selectors, declarations, layer, doubtful in blocks(COMMENT.sub(" ", css)):
        lowered = declarations.lower()
        effective = EFFECT.search(lowered) is not None
        if effective or "content" in lowered or UNDOES.search(lowered):
            listed = split_selectors(selectors)
            if "" in listed or STRANGE.search(selectors):  # which makes the whole list void
                continue
            for selector in listed:
                made += rules_for(selector, declarations, effective, layer, doubtful)
        if len(made) > MOST_RULES:
            break
    return tuple(made)


def rules_for(
    selector: str, declarations: str, effective: bool, layer: int, doubtful: bool = False
) -> list[Rule]:
    """The rule that a selector makes of declarations; none for what cannot be.

    One with a pseudo-class that is not understood is taken for what is left without any, in doubt.
    """
    pseudo = ""
    if found := PSEUDO.search(selector):
        pseudo, selector = found[1].lower(), selector[: found.start()].strip() or "*"
        if not effective and (pseudo.startswith("first") or "content" not in declarations.lower()):
            return []
    if ":not(" in selector:
        selector = UNTOUCHED.sub("", selector).strip() or "*"
        selector = LISTED.sub(lambda found: ":not(" + found[1].replace(",", "):not(") + ")", selector)
    if parts := compounds(selector):
        ids = sum(bool(part.id) for part in parts)
        names = sum(len(part.names) for part in parts)
        tags = sum(part.tag not in ("", "*") for part in parts)
        last = parts[-1]
        key = f"#{last.id}" if last.id else f".{min(last.names)}" if last.names else last.tag
        weight = (layer, ids, names, tags)
        return [Rule(declarations, weight, parts, "", key, pseudo, effective, doubtful)]
    if UNSEEN.search(selector) or (selector.strip() == "*" and not pseudo):
        return []
    if found_by := selected(selector):
        path, specificity = found_by
        return [Rule(declarations, (layer, *specificity), (), path, "", pseudo, effective, doubtful)]
    wider = PSEUDO_CLASS.sub("", selector).strip()
    if pseudo or wider == selector.strip() or not NAMED.search(wider):
        return []
    return rules_for(wider, declarations, effective, layer, doubtful=True)


def selected(selector: str) -> tuple[str, tuple[int, int, int]] | None:
    """The XPath of a selector and its specificity; None for one that is not understood."""
    try:
        (parsed,) = cssselect.parse(selector)
        path = TRANSLATOR.selector_to_xpath(parsed)
        lxml.etree.XPath(path)
    except (cssselect.SelectorError, lxml.etree.XPathError, ValueError, RecursionError):
        return None
    return path, parsed.specificity()


TRANSLATOR = cssselect.HTMLTranslator()


def cascade(rules: Sequence[Rule], own: str) -> str:
    """The declarations that count for an element, the stronger after the weaker; its own come last."""
    weak: list[str] = []
    strong: list[str] = []
    for declarations in (*(rule.declarations for rule in rules), own):
        if "!" not in declarations:
            weak.append(declarations)
            continue
        for declaration in declarations.split(";"):
            (strong if "!important" in declaration.replace(" ", "").lower() else weak).append(declaration)
    return ";".join([*weak, *strong])


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
