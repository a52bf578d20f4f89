"""Labels whose letters are spread over their cells, as justified type sets them: a gap after each letter."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.labels import letters
from parsers.pages.textlines import Char, wide
from parsers.remembered import remembered
from parsers.unruled.wordings import MARKS, known, wordings

EVEN = 0.3  # ems by which the gaps between the letters of one label may differ
SURE = 3  # letters of a part of a label
LONGEST, LONGEST_ORDINAL = 60, 3  # signs

Span = tuple[int, int]


def spread_labels(chars: Sequence[Char], gaps: Sequence[float], em: float, room: float) -> list[Span]:
    """From where to where the signs of a line are a label, or a part of one, each as far apart as the next.

    `gaps` are those between the signs, `room` is more than there is within words.
    """
    found: list[Span] = []
    end = 0
    for at, gap in enumerate(gaps):
        if at < end or gap <= room or not wide(chars[at + 1].text[0]):
            continue
        start, end = at, at + 1
        while end < min(len(gaps), at + LONGEST) and abs(gaps[end] - gap) < EVEN * em:
            if chars[end + 1].text in MARKS:
                break  # a figure
            end += 1
        while start and at - start < LONGEST_ORDINAL and follows(chars, gaps, start - 1, gap, em, room):
            start -= 1
        if is_label([char.text for char in chars[start : end + 1]]):
            found.append((start, end + 1))
            end += 1
        else:
            end = at + 1
    return found


def follows(
    chars: Sequence[Char], gaps: Sequence[float], at: int, gap: float, em: float, room: float
) -> bool:
    """Whether a sign and the next are of one ordinal, which may be spread out or not."""
    signs = chars[at].text, chars[at + 1].text
    return MARKS.issuperset(signs) and (gaps[at] <= room or abs(gaps[at] - gap) < EVEN * em)


def is_label(texts: Sequence[str]) -> bool:
    """Whether single signs make a label of the forms, or some letters of one."""
    if any(len(text) > 1 for text in texts):
        return False
    text = "".join(texts)
    plain = letters(text)
    return bool(known(text)) or (len(plain) >= SURE and is_part(plain))


@remembered(1024)
def is_part(plain: str) -> bool:
    return any(plain in label for label in wordings())
