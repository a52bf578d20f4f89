"""Which declarations of a style sheet matter for what is read: a first look at their words, in lower case."""

from __future__ import annotations

import re

# Declarations by which an element may be hidden, moved, laid out as a table, or shown as what it is not.
EFFECT = re.compile(
    r"display\s*:\s*(?:none|block|list-item|flow-root|table|grid|flex|inline-|var)|visibility\s*:\s*(?:hidden|collapse|var)"
    r"|font-size\s*:\s*(?:0|\.|[12](?:px|pt)|\d\.?\d*%)|(?<![\w-])font\s*:\s*0|opacity\s*:\s*(?:0|\.0|[0-9]%)|mso-hide"
    r"|[:(]\s*-\d{3}|\s-\d{4}|text-indent\s*:\s*1\d\d|(?<![\w-])clip(?:-path)?\s*:|transform\s*:[^;]*(?:scale|rotate|translate)|(?<![\w-])(?:rotate|scale|translate)\s*:|content-visibility"
    r"|(?<![\w-])(?:max-)?(?:height|width|(?:inline|block)-size)\s*:\s*[01](?![\d.])"
    r"|(?<![\w-])color\s*:\s*(?:transparent|white|snow|ivory|#[ef]|#\w{3}0\b|#\w{6}0|rgb|hsl|color\(|(?:ok)?l(?:ab|ch)\("
    r"|ghost|floral|light|canvas|azure|alice|mint|honey|sea|lavender|old|linen|beige|corn|gains)"
    r"|text-fill-color|mask(?:-image)?\s*:|background(?:-color)?\s*:\s*(?:black|#000\b|#000000\b|rgb\(\s*0)|letter-spacing\s*:\s*-|text-security|filter\s*:\s*(?:blur|opacity)"
    r"|dings|line-through|vertical-align\s*:\s*(?:super|sub|-?\d)|(?:bidi|isolate)-override"
    r"|direction\s*:\s*rtl|-reverse|(?<![\w-])order\s*:|float\s*:\s*(?:left|right)|position\s*:\s*[arf]"
    r"|text-overflow|grid-(?:template|column|row|area)"
)
# Words of declarations that may undo those.
UNDOES = re.compile(
    r"display|visibility|font|opacity|clip|transform|translate|scale|indent|height|width|size|inset|mask|color|background|decoration"
    r"|vertical-align|filter|security|rotate|bidi|direction|order|float|position|left|right|top|bottom|grid|flex|margin|spacing|animation"
)
# One of these stands in every sheet with such declarations, and is found at once.
CONCERNED = (
    "none", "block", "table", "grid", "flex", "inline-", "hidden", "collapse", "font", "opacity",
    "mso-hide", "clip", ":-", "scale", "rotate", "translate", "content", "height", "width", "float",
    "position", "background", "white", "transparent", "#f", "#e", "rgb", "hsl", "00", "snow", "ivory",
    "var(", "line-through", "blur(", "security", "vertical-align", "override", "rtl", "reverse",
    "order", "color(", "lab(", "lch(", "mask", "black", ":#0", ": -", ": #0",
)  # fmt: skip
