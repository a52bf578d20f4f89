"""Lines under and over text, told from the rules of tables."""

from __future__ import annotations

import pytest

from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Char
from parsers.pages.textstrokes import text_strokes

RULES = [Segment(x, 80, x, 140) for x in (50.0, 110.0)]
TEXT = [Char(sign, 52 + 14 * at, 100, 66 + 14 * at, 114) for at, sign in enumerate("结果维持")]


@pytest.mark.parametrize(
    ("left", "right", "is_stroke"),
    [
        (52, 108, True),  # as long as the text
        (50.2, 109.8, False),  # from rule to rule
        (49.25, 110.75, False),  # beyond both rules, as thick strokes that meet at corners
        (47, 113, True),  # from beside one rule to beside the other
    ],
)
@pytest.mark.parametrize("level", [96, 116])
def test_a_line_along_text_that_ends_at_no_rule_is_a_stroke(
    left: float, right: float, is_stroke: bool, level: float
) -> None:
    line = Segment(left, level, right, level)
    assert (line in text_strokes(TEXT, [*RULES, line])) == is_stroke
