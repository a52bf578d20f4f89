"""Values that style sheets give names of their own: `--paper: #fff`, and `color: var(--paper)`.

The first value that the whole page has counts, else the first: others are as a rule for the dark, for print
or for other themes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

USES = "var("
NAMED = re.compile(r"(?<![\w-])(--[\w-]{1,80})\s*:\s*([^;{}]{1,200})")
LONGEST = 200  # signs of a selector
WHOLE = re.compile(r"(?:^|[\s,;])(?::root|html|body|\*)\s*(?:,[^{}]*)?\Z", re.IGNORECASE)
USED = re.compile(
    r"var\(\s*(--[\w-]{1,80})\s*(?:,\s*((?:[^()]|(?<!var)\([^()]{0,100}\)){0,100}))?\)", re.IGNORECASE
)
MOST_NAMED = 2_000
DEEPEST = 3  # names whose value is that of another


def named_in(sheets: Iterable[str]) -> dict[str, str]:
    """The value of each name in some style sheets.

    >>> named_in([":root{--paper: #fff; --ink: var(--paper)} .dark{--paper:#000} .a--b:hover{color:red}"])
    {'--paper': '#fff', '--ink': 'var(--paper)'}
    """
    named: dict[str, str] = {}
    first: dict[str, str] = {}
    for sheet in sheets:
        before, *behind = sheet.split("{")
        for block in behind:
            of_page = WHOLE.search(before[-LONGEST:].rpartition("}")[2]) is not None
            before = block
            for found in NAMED.finditer(block.partition("}")[0]):
                (named if of_page else first).setdefault(found[1], found[2].strip())
                if len(named) + len(first) >= MOST_NAMED:
                    return first | named
    return first | named


def settled(css: str, named: dict[str, str]) -> str:
    """Style sheet or style with the values of names put in; a name without a value stays.

    >>> settled("color:var(--ink); width:var(--w, 0)", {"--ink": "var(--paper)", "--paper": "#fff"})
    'color:#fff; width:0'
    >>> settled("color: var( --none, var(--pale, rgb(9 9 9)) )", {})
    'color: rgb(9 9 9)'
    """

    def value(found: re.Match[str]) -> str:
        return named.get(found[1]) or (found[2] or "").strip() or found[0]

    for _ in range(DEEPEST):
        if USES not in css:
            break
        css = USED.sub(value, css)
    return css
