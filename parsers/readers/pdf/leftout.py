"""What is left out of a page of a PDF, and what that leaves of its figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

from parsers.pages.drawnsigns import LARGE_TYPE
from parsers.pages.textlines import DIGITS, Char
from parsers.pages.torn import CLOSE, OF_FIGURES, torn
from parsers.readers.pdf import sight
from parsers.readers.pdf.sight import Hiding
from parsers.values import looks_like_figure

ALL_OVER, SPOKEN = 6, 3  # times that a pale text stands on a page, and its length: a watermark


def beside_gone(
    hidden: Mapping[int, str], chars: Sequence[Char], items: Sequence[int], hiding: Hiding
) -> Iterator[int]:
    """The digits of figures of which other signs are hidden: the rest is no figure.

    They are set in the same text, or stand beside it and were there when the last cover was drawn.
    """
    gone = [at for at, fate in hidden.items() if fate in (sight.GONE, sight.COVERED)]
    for at in gone:
        for step in (-1, 1) if chars[at].text in OF_FIGURES else ():
            last, other = at, at + step
            while 0 <= other < len(chars) and items[other] == items[at] and chars[other].text in OF_FIGURES:
                left, right = sorted((chars[last], chars[other]), key=itemgetter(1))
                if right.left - left.right > CLOSE * (right.bottom - right.top):
                    break
                if other not in hidden and chars[other].text in DIGITS:
                    yield other
                last, other = other, other + step
    if gone and hiding.over:
        orders = hiding.orders()
        last_cover = max(orders[cover] for cover in hiding.over)
        before = [
            at for at, item in enumerate(items) if at not in hidden and orders.get(item, ()) < last_cover
        ]
        covered = hiding.covered

        def were_there(at: int, other: int) -> bool:
            return orders.get(items[at], ()) < covered.get(other, last_cover)

        yield from torn(gone, before, chars, were_there)


def watermarks(chars: Sequence[Char], items: Sequence[int], oddities: Mapping[int, str]) -> set[int]:
    """The pale text objects that say the same all over a page."""
    texts: dict[int, str] = defaultdict(str)
    for char, item in zip(chars, items, strict=True):
        if oddities.get(item) == "pale":
            texts[item] += char.text
    counts = Counter(text for text in texts.values() if len(text) >= SPOKEN and not looks_like_figure(text))
    return {item for item, text in texts.items() if counts[text] >= ALL_OVER}


def figures_aslant(chars: Sequence[Char], items: Sequence[int], oddities: Mapping[int, str]) -> set[int]:
    """The slanting text objects that are figures no larger than those of tables; none where many slant."""
    texts: dict[int, str] = defaultdict(str)
    for char, item in zip(chars, items, strict=True):
        if oddities.get(item) == "slanting":
            texts[item] += "" if is_large(char) else char.text
    return (
        {item for item, text in texts.items() if looks_like_figure(text)} if len(texts) < ALL_OVER else set()
    )


def is_large(char: Char) -> bool:
    """Whether a character, which may be turned, is as large as those of a watermark."""
    return max(char.right - char.left, char.bottom - char.top) > LARGE_TYPE
