"""Whether what stands in an at-rule of a style sheet holds on the screen of a desk: `@media`, `@supports`.

The screen is that of a person who asked for nothing special and points at nothing. A feature that is not
known is taken for one that the screen does not have, as browsers do.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from parsers.remembered import remembered

SCREEN = {"width": 1280, "device-width": 1280, "height": 800, "device-height": 800}  # pixels
# What other features are there; "none", "no-preference" and "0" mean that there is nothing of it.
FEATURES = {
    "orientation": "landscape", "hover": "hover", "any-hover": "hover", "pointer": "fine",
    "any-pointer": "fine", "prefers-color-scheme": "light", "update": "fast",
    "prefers-reduced-motion": "no-preference",
    "prefers-contrast": "no-preference", "scripting": "enabled",
    "prefers-reduced-transparency": "no-preference",
    "forced-colors": "none", "inverted-colors": "none", "display-mode": "browser", "color-gamut": "srgb",
    "dynamic-range": "standard", "overflow-block": "scroll", "overflow-inline": "scroll",
    "grid": "0", "monochrome": "0", "color": "8", "scan": "progressive",
    "-webkit-transform-3d": "1",
}  # fmt: skip
NOTHING = frozenset({"none", "no-preference", "0"})
MEDIA = frozenset({"all", "screen"})
RATIO = SCREEN["width"] / SCREEN["height"]
# Pixels that each unit has; dots of a screen by pixel for those of its sharpness.
UNITS = {"": 1.0, "px": 1.0, "em": 16.0, "rem": 16.0, "pt": 4 / 3, "cm": 37.8, "mm": 3.78, "in": 96.0}
DOTS = {"": 1.0, "x": 1.0, "dppx": 1.0, "dpi": 1 / 96, "dpcm": 2.54 / 96}
NUMBER = re.compile(r"\s*(\d*\.?\d+)\s*([a-z]*)\s*(?:/\s*(\d+)\s*)?\Z")
CALLED = re.compile(r"[\w-]+\([^()]*\)")
WITHIN = re.compile(r"\(([^()]*)\)")
COMPARED = re.compile(r"(<=|>=|<|>|=)")
# Names of what other browsers alone have, those of telephones too.
STRANGE = re.compile(r"\s*-(?:ms|moz|o|webkit-(?:touch-callout|overflow-scrolling))\b")
LONGEST = 2_000  # signs of a condition
DEEPEST = 20  # brackets within each other
YES, NO = "\x01", "\x02"


@remembered(1024, longest=500)
def for_screen(query: str) -> bool:
    """Whether a media query is true on the screen of a desk.

    >>> for_screen("print"), for_screen(" screen and (max-width: 768px)"), for_screen("(min-width:800px)")
    (False, False, True)
    >>> for_screen("(width < 769px)"), for_screen("(400px <= width <= 2000px)"), for_screen("(width>=5000px)")
    (False, True, False)
    >>> for_screen("not screen"), for_screen("not all and (min-width:9in)"), for_screen("print, (hover)")
    (False, False, True)
    """
    if len(query) > LONGEST:
        return False
    return not query.strip() or any(
        holds(CALLED.sub("?", part), feature) for part in query.lower().split(",")
    )


def supported(condition: str) -> bool:
    """Whether a browser has what a condition of `@supports` asks for, if its name is not one of another's.

    >>> supported("(display:grid) and (not (-ms-ime-align:auto))"), supported("not selector(:has(a))")
    (True, False)
    >>> supported("(-webkit-touch-callout: none)")
    False
    """
    condition = condition[:LONGEST].lower()
    for _ in range(DEEPEST):
        if (plainer := CALLED.sub("?", condition)) == condition:
            break
        condition = plainer
    condition = " ".join(YES if word == "?" else word for word in condition.split())
    return holds(condition, lambda asked: not STRANGE.match(asked))


def holds(condition: str, asked: Callable[[str], bool]) -> bool:
    """Whether a condition with its brackets, `not`, `and` and `or` holds."""
    for _ in range(DEEPEST):
        if "(" not in condition:
            break
        condition = WITHIN.sub(lambda found: decided(found[1], asked), condition)
    return joined(condition)


def decided(inner: str, asked: Callable[[str], bool]) -> str:
    done = YES in inner or NO in inner
    return f" {YES if (joined(inner) if done else asked(inner)) else NO} "


def joined(condition: str) -> bool:
    """Whether words without brackets hold: `not screen and \\x01`."""
    words = condition.split()
    negated = words[:1] == ["not"]
    true = [word == YES or word in MEDIA for word in words if word not in ("not", "only", "and", "or")]
    return (any(true) if "or" in words else all(true)) != negated


def feature(asked: str) -> bool:
    """Whether the screen has one feature, or a width, a height or a sharpness as it is asked for."""
    if "<" in asked or ">" in asked or "=" in asked:
        return compared(COMPARED.split(asked))
    name, _, value = (part.strip() for part in asked.partition(":"))
    if not value:
        return name in SCREEN or FEATURES.get(name, "0") not in NOTHING
    if name in FEATURES:
        return FEATURES[name] == value
    bound = name.removeprefix("-webkit-")[:4]
    size = name.replace(bound, "", 1) if bound in ("min-", "max-") else name
    there, wanted = size_of(size), number(value, DOTS if "resolution" in size else UNITS)
    if there is None or wanted is None:
        return False
    return there >= wanted if bound == "min-" else there <= wanted if bound == "max-" else there == wanted


def size_of(name: str) -> float | None:
    """The size of the screen that has a name, its sharpness and the ratio of its sides among them."""
    if name.endswith("aspect-ratio"):
        return RATIO
    if name in ("resolution", "-webkit-device-pixel-ratio", "device-pixel-ratio"):
        return 1.0
    return SCREEN.get(name)


def compared(parts: list[str]) -> bool:
    """Whether a comparison holds: `400px <= width < 2000px`, in parts."""
    sizes = [size_of(part.strip()) or number(part, UNITS) for part in parts[::2]]
    for left, sign, right in zip(sizes, parts[1::2], sizes[1:], strict=False):
        if left is None or right is None:
            return False
        held = left < right if sign[0] == "<" else left > right if sign[0] == ">" else False
        if not held and not ("=" in sign and left == right):
            return False
    return True


def number(printed: str, units: dict[str, float]) -> float | None:
    """A size in pixels, or how often one side goes into another; None for what is no number.

    >>> number("80em", UNITS), number(" 16 / 9", UNITS) > 1.7, number("calc(1px)", UNITS)
    (1280.0, True, None)
    """
    found = NUMBER.match(printed)
    if found is None or found[2] not in units:
        return None
    return float(found[1]) * units[found[2]] / (float(found[3]) or 1.0 if found[3] else 1.0)
