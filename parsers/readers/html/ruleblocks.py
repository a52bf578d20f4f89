"""The rules of a style sheet with their selectors, as blocks within blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.readers.html.conditions import for_screen, supported

LONGEST_RULE = 4_000  # signs of its declarations
PIECES = re.compile(r"([{}])")
# What may stand between two rules and end with a semicolon; another, as in `a{…}; b{…}`, voids the second.
AT_RULES = re.compile(r"(?:\s*@[^;]*;)*\s*@[^;]*")
STATED = re.compile(r"@layer\s+([\w\s.,-]+)", re.IGNORECASE)
# What depends on boxes, or on where an element stands in another way than by a selector.
UNDECIDED = re.compile(r"@(?:container|scope)\b", re.IGNORECASE)
NO_LAYER = 100  # what stands in none counts more than what stands in any


def blocks(css: str) -> Iterator[tuple[str, str, int, bool]]:
    """The selectors, declarations and layer of each rule, those within at-rules too that hold on a screen.

    The last part says whether the rule stands in an at-rule of which is not known whether it holds.

    >>> list(blocks("@import 'x'; @media screen {p{q:r}} @media print {p{q:s}} b{c:d; & i{e:f}}"))
    [('p', 'q:r', 100, False), ('b', 'c:d', 100, False), ('b i', 'e:f', 100, False)]
    >>> list(blocks("@layer y, z; @layer z{p{q:r}} @layer y{p{q:s}}"))
    [('p', 'q:r', 1, False), ('p', 'q:s', 0, False)]
    >>> list(blocks("@container (width > 9px){p{q:r}} b{c:d}"))
    [('p', 'q:r', 100, True), ('b', 'c:d', 100, False)]
    """
    # Of each block around: the selector (None: nothing counts), the layer, whether it is in doubt.
    within: list[tuple[str | None, int, bool]] = []
    layers: dict[str, int] = {}
    text = ""
    astray = False  # whether a bracket closes nothing, which makes the rule behind it void
    for piece in PIECES.split(css):
        if piece == "{":
            declared, ended, prelude = text.rpartition(";")
            prelude = prelude.strip()
            outer, layer, doubtful = within[-1] if within else ("", NO_LAYER, False)
            void = outer == "" and (astray or (ended and not AT_RULES.fullmatch(declared)))
            astray = False
            if declared:
                if outer and 0 < len(said := declared.strip()) < LONGEST_RULE:  # before what is within
                    yield outer, said, layer, doubtful
                for names in STATED.findall(declared):
                    for name in names.split(","):
                        layers.setdefault(name.strip(), len(layers))
            if prelude[:6].lower() == "@layer":
                layer = min(layers.setdefault(prelude[6:].strip(), len(layers)), NO_LAYER - 1)
            doubtful = doubtful or UNDECIDED.match(prelude) is not None
            within.append((None if void else entered(prelude, outer), layer, doubtful))
            text = ""
        elif piece == "}":
            if within:
                selector, layer, doubtful = within.pop()
                declarations = text.strip()
                if selector and 0 < len(declarations) < LONGEST_RULE:
                    yield selector, declarations, layer, doubtful
            else:
                astray = True
            text = ""
        else:
            text = piece


def entered(prelude: str, outer: str | None) -> str | None:
    """The selector in force within a block; "" outside of all rules, None where nothing counts."""
    if outer is None or len(prelude) > 2000:
        return None
    if prelude.startswith("@"):
        word = prelude.split("(", maxsplit=1)[0].split(maxsplit=1)[0].lower()
        if word == "@media":
            return outer if for_screen(prelude[6:]) else None
        if word == "@supports":
            return outer if supported(prelude[9:]) else None
        return outer if word == "@layer" or UNDECIDED.match(word) else None
    if not outer:
        return prelude
    inner = [
        one.replace("&", above) if "&" in one else f"{above} {one}"
        for above in split_selectors(outer)
        for one in split_selectors(prelude)
    ]
    return ",".join(inner[:50])


def split_selectors(text: str) -> list[str]:
    """The selectors of a rule, split at commas outside of brackets.

    >>> split_selectors("a, :is(.b, .c) d")
    ['a', ':is(.b, .c) d']
    """
    if "(" not in text and "[" not in text:
        return [one.strip() for one in text.split(",")]
    return [one.strip() for one in re.findall(r"(?:[^,(\[]|\([^)]*\)?|\[[^\]]*\]?)+", text)]
