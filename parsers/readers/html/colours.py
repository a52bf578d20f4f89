"""Colours as styles and attributes name them, and which of them cannot be made out on paper."""

from __future__ import annotations

from colorsys import hls_to_rgb

LIGHTEST = 0xDC  # of each colour of signs that cannot be made out on paper
Colour = tuple[int, int, int]
NAMES = {
    "white": (255, 255, 255), "snow": (255, 250, 250), "ivory": (255, 255, 240),
    "whitesmoke": (245, 245, 245), "ghostwhite": (248, 248, 255), "floralwhite": (255, 250, 240),
    "black": (0, 0, 0), "red": (255, 0, 0), "blue": (0, 0, 255), "navy": (0, 0, 128), "green": (0, 128, 0),
    "gray": (128, 128, 128), "teal": (0, 128, 128), "canvas": (255, 255, 255), "azure": (240, 255, 255),
    "aliceblue": (240, 248, 255), "mintcream": (245, 255, 250), "honeydew": (240, 255, 240),
    "lightyellow": (255, 255, 224), "lightcyan": (224, 255, 255), "seashell": (255, 245, 238),
    "lavenderblush": (255, 240, 245), "oldlace": (253, 245, 230), "linen": (250, 240, 230),
    "beige": (245, 245, 220), "cornsilk": (255, 248, 220), "gainsboro": (220, 220, 220),
}  # fmt: skip


def share(printed: str) -> float:
    """An opacity from 0 to 1; 1 where none is said.

    >>> share("0"), share("5%"), share("inherit")
    (0.0, 0.05, 1.0)
    """
    try:
        return float(printed[:-1]) / 100 if printed.endswith("%") else float(printed)
    except ValueError:
        return 1.0


def colour(printed: str) -> tuple[Colour | None, float]:
    """A colour and how much it covers; (None, 1) where it is not known.

    >>> colour("#fff"), colour("rgba(0, 0, 0, 0)"), colour("transparent"), colour("var(--ink)")
    (((255, 255, 255), 1.0), ((0, 0, 0), 0.0), ((0, 0, 0), 0.0), (None, 1.0))
    >>> colour("hsl(0, 0%, 100%)"), colour("hsla(120deg 100% 50% / 5%)")
    (((255, 255, 255), 1.0), ((0, 255, 0), 0.05))
    >>> colour("oklch(97% 0.01 90)"), colour("color(srgb 1 1 0.9 / 0)")
    (((247, 247, 247), 1.0), ((255, 255, 230), 0.0))
    """
    if printed in NAMES:
        return NAMES[printed], 1.0
    if printed == "transparent":
        return (0, 0, 0), 0.0
    try:
        return of_hex(printed[1:]) if printed.startswith("#") else of_function(printed)
    except (ValueError, IndexError):
        return None, 1.0


def colour_attribute(printed: str) -> Colour | None:
    """The colour that an attribute of old pages names, with or without its sign.

    >>> colour_attribute(" FFFFFF"), colour_attribute("#036"), colour_attribute("none")
    ((255, 255, 255), (0, 51, 102), None)
    """
    printed = printed.strip().lower()
    found, _ = colour(printed)
    return found or colour(f"#{printed}")[0]


def of_function(printed: str) -> tuple[Colour | None, float]:
    """A colour that is written as a function of its parts; of some the lightness is enough here."""
    name, _, inner = printed.partition("(")
    parts = inner.rstrip(" )").replace(",", " ").replace("/", " ").split()
    if name == "color":  # of a space that comes first
        del parts[0]
    alpha = share(parts[3]) if len(parts) > 3 else 1.0
    one, two, three = parts[:3]
    if name in ("rgb", "rgba"):
        return (level(one), level(two), level(three)), alpha
    if name == "color":
        return (round(share(one) * 255), round(share(two) * 255), round(share(three) * 255)), alpha
    if name in ("hsl", "hsla"):
        of_one = hls_to_rgb(float(one.removesuffix("deg")) / 360, share(three), share(two))
        return (round(of_one[0] * 255), round(of_one[1] * 255), round(of_one[2] * 255)), alpha
    if name in ("lab", "lch", "oklab", "oklch"):
        grey = round(share(one) * 255 / (1 if "%" in one or name.startswith("ok") else 100))
        return (grey, grey, grey), alpha
    return None, 1.0


def of_hex(digits: str) -> tuple[Colour | None, float]:
    if len(digits) in (3, 4):
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) not in (6, 8):
        return None, 1.0
    red, green, blue, *alpha = bytes.fromhex(digits)
    return (red, green, blue), alpha[0] / 255 if alpha else 1.0


def level(printed: str) -> int:
    return round(float(printed[:-1]) * 2.55) if printed.endswith("%") else round(float(printed))


def is_light(ink: Colour) -> bool:
    return min(ink) >= LIGHTEST


def alike(one: Colour, other: Colour) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) < 255 - LIGHTEST
