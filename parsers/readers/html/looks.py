"""What the style of an element says about what is read: hidden, laid out, struck out, moved, coloured."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.readers.html.colours import Colour, alike, colour, is_light, share
from parsers.readers.html.declarations import IN_LINES, LAID_OUT, SIDES, declared
from parsers.remembered import remembered

OFF = re.compile(r"-\d{3,}|-9{2,}")  # a size by which anything is off the edge
NOTHING_WIDE = re.compile(r"(?:[01]?(?:\.\d+)?(?:px|pt|%)?|0?(?:\.[0-3]\d*)?r?em)\Z")
SIZE = re.compile(r"(\d*\.?\d+)(px|pt|em|rem|%|in|cm|mm|ex|ch|vw|vh)?\Z")
CLIPPED = re.compile(
    r"rect\(\s*(?:[01](?:px)?[\s,]*){4}\)|inset\(\s*(?:50%|[^()]{0,40}\b100%)|circle\(\s*0|polygon\((?:\s*0(?:px)?\b,?)+\s*\)"
)
GONE_BY_TRANSFORM = re.compile(r"scale[xy]?\(0[,)]|translate[\w]*\([^)]*-\d{3}")
AWAY = re.compile(r"translate[\w]*\([^)]*\d{2}")  # from its place by more than a hair
ASIDE = re.compile(r"-?\d{2}")
GONE_BY_FILTER = re.compile(r"opacity\(\s*0*(?:\.0\d*)?%?\s*\)")
# Signs that stand on their heads, or as in a mirror.
OVER = re.compile(r"rotate[xyz]?\(\s*-?(?:1[5-9]\d|20\d)(?:\.\d+)?deg|0?\.5turn|scale[xy]?\(\s*-")
INDENTS = ("text-indent", "margin-left", "margin-top")
PUSHES = (*SIDES, *INDENTS)
PLACED = frozenset({"absolute", "fixed", "relative", "sticky"})
MASKS = frozenset({"mask", "mask-image", "-webkit-mask", "-webkit-mask-image"})
BLACK = (0, 0, 0)
SMALLEST = 2.5  # pixels of type that can be made out
DOWN = "flex-down"  # one below the other: no row
ANIMATED = frozenset({"animation", "animation-name", "-webkit-animation", "-webkit-animation-name"})
BOXES = frozenset(
    {"block", "inline-block", "flow-root", "flex", "inline-flex", "grid", "inline-grid", "list-item"}
)
WIDTHS = frozenset({"width", "min-width", "margin", "margin-left", "margin-right"})
CROWDED = {"em": 0.3, "px": 5, "pt": 4, "%": 30}  # by how much signs stand closer than they would
WIDE = {"px": 1.0, "pt": 4 / 3, "ch": 7.0, "em": 14.0, "rem": 16.0}  # pixels of a length, roughly
LONGEST = 2_000  # signs of a style in which transformations are looked for
FAINTEST = 0.1  # opacity of what can be made out


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says, as far as it matters here.

    What is `gone` leaves no gap; `veiled` hides all within but what is shown again there; `shown` is how it
    is laid out, `apart` what is as wide as is said, whatever it holds, `lined` what begins and ends a line;
    `faint` is what can hardly be made out, `dim` what makes all within so, `ink` a colour that cannot on
    white paper. Signs may be `struck` out, `raised`, `turned` to another order; what is `backward` shows its
    parts, and what is `moved` itself, elsewhere than they stand in the text.
    """

    hidden: bool = False
    gone: bool = False
    veiled: bool = False
    shown: str = ""
    apart: bool = False
    lined: bool = False
    grid: bool = False
    faint: bool = False
    dim: bool = False
    ink: Colour | None = None
    struck: bool = False
    raised: bool = False
    turned: bool = False
    backward: bool = False
    moved: bool = False
    narrow: float = 0  # pixels beyond which all is cut off; 0 for no end
    folded: bool = False  # cuts off all that is in it, if it is a block
    black: bool = False  # has a ground on which usual ink cannot be made out

    @property
    def odd(self) -> bool:
        return (
            self.faint
            or self.ink is not None
            or self.struck
            or self.raised
            or self.turned
            or self.backward
            or self.moved
        )

    @property
    def alters(self) -> bool:
        """Whether what is shown is not what stands in the text."""
        return self.hidden or self.veiled or self.odd or self.folded or self.black or self.narrow > 0


NOTHING = Look()


@remembered(4096, longest=500)
def look(style: str) -> Look | None:
    """What a style says; None for nothing that matters, as nearly all."""
    said = declared(style)
    display, position = said.get("display", ""), said.get("position", "")
    size = pixels(said.get("font-size", ""))
    seen = said.get("visibility", "")
    # What moves in from nothing is there in the end.
    opacity = 1.0 if ANIMATED.intersection(said) else share(said.get("opacity", ""))
    ink, alpha = colour(said.get("-webkit-text-fill-color") or said.get("color", ""))
    blurred = said.get("filter", "") + said.get("-webkit-filter", "")
    transform = transformed(said)
    dim = (
        alpha < FAINTEST
        or 0 < opacity < FAINTEST
        or "blur(" in blurred
        or GONE_BY_FILTER.search(blurred) is not None
        or said.get("-webkit-text-security", "none") != "none"
        or ("letter-spacing" in said and is_crowded(said["letter-spacing"]))
    )
    made = Look(
        gone=display == "none" or position in ("absolute", "fixed"),
        hidden=display == "none" or opacity == 0 or out_of_sight(said),
        veiled=seen in ("hidden", "collapse") or size == 0,
        shown=laid_out(display, said),
        apart=display == "inline-block" and not WIDTHS.isdisjoint(said),
        lined=display in IN_LINES,
        grid="grid-" in style,
        faint=dim
        or "dings" in said.get("font-family", "") + said.get("font", "")
        or "var(" in display + seen
        or not MASKS.isdisjoint(said)
        or is_pushed_in_vain(said, position)
        or "all" in said.get("mso-hide", "")  # by Word alone, not by browsers
        or (size is not None and 0 < size < SMALLEST)
        or (ink is not None and (ground := paper(said)) is not None and alike(ink, ground)),
        dim=dim,
        ink=ink if ink is not None and is_light(ink) else None,
        struck="line-through" in said.get("text-decoration", "") + said.get("text-decoration-line", ""),
        raised=raised(said),
        turned="override" in said.get("unicode-bidi", "") or OVER.search(transform) is not None,
        backward=said.get("direction") == "rtl"
        or "reverse" in said.get("flex-direction", "") + said.get("flex-flow", ""),
        moved=said.get("order", "0") != "0"
        or said.get("float") == "right"
        or position in ("absolute", "fixed")
        or (position == "relative" and any(ASIDE.match(said.get(side, "")) for side in ("left", "right")))
        or AWAY.search(transform) is not None,
        narrow=narrow(said),
        folded=display in ("", "block") and cuts_all(said),
        black=(ink is None or alike(ink, BLACK)) and is_black(said),
    )
    return made if made != NOTHING else None


def laid_out(display: str, said: dict[str, str]) -> str:
    """How an element is laid out, as far as cells and rows may be made so; "" for any other way."""
    if display in LAID_OUT:
        down = "column" in said.get("flex-direction", "") + said.get("flex-flow", "")
        return DOWN if down and display.endswith("flex") else display
    return "float" if said.get("float") in ("left", "right") else ""


def transformed(said: dict[str, str]) -> str:
    """What a style says of turning, moving and sizing an element, as functions of `transform`.

    >>> transformed({"transform": "scale( 2 )", "rotate": "45deg", "scale": "-1 1"})
    'scale(2) rotate(45deg) scale(-1,1)'
    """
    names = [name for name in ("rotate", "translate", "scale") if name in said]
    own = (f"{name}({','.join(said[name][:LONGEST].split())})" for name in names)
    return " ".join([said.get("transform", "")[:LONGEST].replace(" ", ""), *own]).strip()


def shows_again(style: str, veiled: str) -> bool:
    """Whether a style shows what a style around it hides by its visibility, or by the size of its type."""
    said, around = declared(style), declared(veiled)
    if around.get("visibility") in ("hidden", "collapse"):
        return said.get("visibility") == "visible"
    return (pixels(said.get("font-size", "")) or 0) > 0


def ground_of(style: str) -> Colour | None:
    """The colour of the ground that a style lays; None where it lays none."""
    return paper(declared(style))


def ink_of(style: str) -> Colour | None:
    """The colour of the signs that a style names; None where it names none that is known."""
    said = declared(style)
    return colour(said.get("-webkit-text-fill-color") or said.get("color", ""))[0]


def out_of_sight(said: dict[str, str]) -> bool:
    """Whether an element is cut away, or pushed off the page."""
    for name in PUSHES if said.get("position", "") in PLACED else INDENTS:
        if name in said and OFF.match(said[name]) and not is_evened(name, said):
            return True
    if GONE_BY_TRANSFORM.search(transformed(said)):
        return True
    afloat = said.get("position", "") in ("absolute", "fixed")
    if afloat and CLIPPED.match(said.get("clip", "")):
        return True
    if CLIPPED.match(said.get("clip-path", "")) or said.get("content-visibility") == "hidden":
        return True
    boxed = afloat or "float" in said or said.get("display", "") in BOXES
    return boxed and cuts_all(said)


def is_pushed_in_vain(said: dict[str, str], position: str) -> bool:
    """Whether an element is to be off the page, but is not placed, unless by a style that is not at hand."""
    return position not in PLACED and any(OFF.match(said[side]) for side in SIDES if side in said)


def cuts_all(said: dict[str, str]) -> bool:
    """Whether a box cuts off all that is in it, if it is one."""
    if not said.get("overflow", "").startswith(("hidden", "clip")):
        return False
    indent = said.get("text-indent", "")
    return (indent.endswith("%") and len(indent) > len("99%") and indent[0] != "-") or any(
        NOTHING_WIDE.match(said[name])
        for name in ("height", "width", "max-height", "max-width")
        if name in said
    )


def is_black(said: dict[str, str]) -> bool:
    """Whether a style lays a black ground."""
    grounds = (said.get("background-color"), said.get("background"))
    return any(ground and colour(ground.split(" ", 1)[0]) == (BLACK, 1.0) for ground in grounds)


def is_evened(name: str, said: dict[str, str]) -> bool:
    """Whether something else brings back what a margin pushes away: a padding, or a place to start from."""
    side = name.removeprefix("margin-")
    return side != name and bool(ASIDE.match(said.get(f"padding-{side}", "")) or "%" in said.get(side, ""))


def narrow(said: dict[str, str]) -> float:
    """How many pixels wide an element is that cuts off what goes beyond; 0 where that is not said."""
    if not said.get("overflow", said.get("overflow-x", "")).startswith(("hidden", "clip")):
        return 0.0
    found = SIZE.match(said.get("max-width") or said.get("width", ""))
    return float(found[1]) * WIDE.get(found[2] or "px", 0) if found is not None else 0.0


def raised(said: dict[str, str]) -> bool:
    """Whether signs stand above or below the line."""
    align = said.get("vertical-align", "")
    if align in ("super", "sub", "text-top", "text-bottom") or re.match(r"-?[1-9.]", align):
        return True
    return said.get("position") == "relative" and any(
        re.match(r"-?[\d.]*[1-9]", said.get(side, "")) for side in ("top", "bottom")
    )


def is_crowded(spacing: str) -> bool:
    """Whether signs are set so close that digits, half as wide as their type is high, run over each other.

    >>> is_crowded("-1em"), is_crowded("-6px"), is_crowded("-.5pt"), is_crowded("2em")
    (True, True, False, False)
    """
    found = SIZE.match(spacing[1:]) if spacing.startswith("-") else None
    return found is not None and float(found[1]) >= CROWDED.get(found[2] or "px", CROWDED["em"])


def pixels(printed: str) -> float | None:
    """A size of type, roughly; None for one that only says how it is to that around it, 0 for none at all.

    A hair of the size around it is taken as one of usual type.

    >>> pixels("0.0pt"), pixels("14px"), pixels("80%"), pixels(".05em"), pixels("")
    (0.0, 14.0, None, 0.8, None)
    """
    found = SIZE.match(printed)
    if found is None:
        return None
    number = float(found[1])
    if number == 0:
        return 0.0
    if found[2] in ("em", "%"):
        around = number * 16 if found[2] == "em" else number * 0.16
        return around if around < SMALLEST else None
    return number if found[2] in ("px", "pt") else 16.0


def paper(said: dict[str, str]) -> Colour | None:
    """The colour of the ground; black stands for a picture, None for none."""
    for name in ("background-color", "background"):
        for word in re.findall(r"[\w#]+(?:\([^)]*\))?", said.get(name, "")):
            if word.startswith(("url(", "linear", "radial")):
                return (0, 0, 0)
            found, alpha = colour(word)
            if found is not None and alpha > FAINTEST:
                return found
    return None
