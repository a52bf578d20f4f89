"""What a style declares: the last word on each matter, names and values as browsers take them."""

from __future__ import annotations

import re

ZERO_FONT = re.compile(r"(?:\S+\s+)*0(?:px|pt|em)?(?:/|\s|\Z)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
IMPORTANT = re.compile(r"!\s*important")
MARGINS = ("margin-top", "margin-right", "margin-bottom", "margin-left")
SIDES = ("top", "right", "bottom", "left")
# Names that go by the direction of writing, and those of the page that they stand for.
LOGICAL = {
    "inset-inline-start": "left", "inset-inline-end": "right", "inset-block-start": "top",
    "margin-inline-start": "margin-left", "margin-block-start": "margin-top",
    "inline-size": "width", "max-inline-size": "max-width",
    "block-size": "height", "max-block-size": "max-height",
}  # fmt: skip
LAID_OUT = frozenset(
    {
        "table-row", "table-cell", "table-row-group", "table-header-group", "table-footer-group",
        "flex", "inline-flex", "grid", "inline-grid", "inline-block",
    }
)  # fmt: skip
IN_LINES = frozenset(
    {
        "block", "list-item", "table", "flow-root", "flex", "grid", "table-row", "table-cell",
        "table-row-group", "table-header-group", "table-footer-group", "table-caption",
    }
)  # fmt: skip
# What a browser takes for the value of a name; it passes over anything else, as `none\\9` of another browser.
ANYWHERE = {"initial", "inherit", "unset", "revert"}
KNOWN = {
    "display": IN_LINES | LAID_OUT | ANYWHERE
    | {"none", "inline", "contents", "inline-table", "ruby", "math", "table-column", "table-column-group"}
    | {"-webkit-box", "-webkit-inline-box"},
    "visibility": {"visible", "hidden", "collapse"} | ANYWHERE,
    "position": {"static", "relative", "absolute", "fixed", "sticky"} | ANYWHERE,
    "float": {"none", "left", "right", "inline-start", "inline-end"} | ANYWHERE,
}  # fmt: skip
LONGEST = 2_000  # signs of a style in which notes are looked for


def declared(style: str) -> dict[str, str]:
    """The last word of a style on each matter, in lower case."""
    said: dict[str, str] = {}
    if "/*" in style and len(style) < LONGEST:
        style = COMMENT.sub("", style)
    firm: set[str] = set()  # what is said to be important
    for declaration in style.lower().split(";"):
        name, _, value = declaration.partition(":")
        name = name.strip()
        name = LOGICAL.get(name, name)
        if "!" in value:
            value, important = IMPORTANT.subn("", value)
            firm.update([name] * important)
        elif name in firm:
            continue
        if (value := value.strip()) and is_known(name, value):
            said[name] = value
    if "font" in said and "font-size" not in said and ZERO_FONT.match(said["font"]):
        said["font-size"] = "0"
    if "inset" in said:
        said = dict(zip(SIDES, four_of(said["inset"]), strict=True)) | said
    if "-" in said.get("margin", ""):
        said = dict(zip(MARGINS, four_of(said["margin"]), strict=True)) | said
    return said


def four_of(value: str) -> list[str]:
    """The values for the four sides of a box, top, right, bottom and left, of which some may be said once.

    >>> four_of("0 auto"), four_of("0 0 0 -99px")[3]
    (['0', 'auto', '0', 'auto'], '-99px')
    """
    top, *others = value.split()[:4]
    right = others[0] if others else top
    return [top, right, others[1] if len(others) > 1 else top, others[2] if len(others) > 2 else right]


def is_known(name: str, value: str) -> bool:
    """Whether a browser takes a value for one of this name, as far as is known here.

    >>> is_known("display", "-ms-grid"), is_known("opacity", "0\\\\9"), is_known("color", "#fff !ie")
    (False, False, False)
    >>> is_known("display", "var(--x)"), is_known("font-size", "0")
    (True, True)
    """
    if "!" in value or value.endswith(("\\9", "\\0")):
        return False
    return name not in KNOWN or value in KNOWN[name] or "(" in value or " " in value
