"""The XML of an OFD: elements by their local names, and the numbers in them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from parsers.pages.affine import Matrix
from parsers.pages.textlines import Box
from parsers.remembered import remembered

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

LARGEST = 1e7  # a coordinate


class Damaged(ValueError):  # noqa: N818 - says what an object is
    """An object that does not say what it draws; told as an issue of its page."""


def local(node: Element) -> str:
    """The name of an element without its namespace; "" for comments and instructions."""
    tag = node.tag
    return bare(tag) if isinstance(tag, str) else ""


@remembered(1024)
def bare(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def children(node: Element, name: str) -> Iterator[Element]:
    return (child for child in node if local(child) == name)


def descendants(node: Element, name: str) -> Iterator[Element]:
    return (child for child in node.iter() if local(child) == name)


def text_of(node: Element) -> str:
    return (node.text or "").strip()


def joined(folder: str, name: str) -> str:
    """A location as the name of a part: from the root where it begins with a slash, else from a folder."""
    name = name.strip().replace("\\", "/")
    whole = name if name.startswith("/") else posixpath.join(folder, name)
    return posixpath.normpath(whole).lstrip("/")


@remembered(4096)
def number_of(text: str) -> float:
    """A finite number of a sane size. Raises Damaged."""
    return numbers_of([text])[0]


def numbers_of(words: Sequence[str]) -> list[float]:
    """Finite numbers of sane sizes. Raises Damaged."""
    try:
        numbers = list(map(float, words))
    except ValueError:
        raise Damaged(words) from None
    # Infinite and undefined numbers make such sums as well.
    if not sum(map(abs, numbers)) < LARGEST and not all(abs(number) < LARGEST for number in numbers):
        raise Damaged(words)
    return numbers


def so_many(text: str, count: int) -> list[float]:
    """The numbers of a text that must hold so many. Raises Damaged."""
    words = text.split()
    if len(words) != count:
        raise Damaged(text)
    return numbers_of(words)


def box_of_text(text: str) -> Box | None:
    """Left, top, right, bottom of a boundary, which is written as left, top, width, height."""
    try:
        left, top, width, height = map(float, text.split())
    except ValueError:
        return None
    # Infinite and undefined numbers make such sums as well.
    if not abs(left) + abs(top) + abs(width) + abs(height) < LARGEST:
        return None
    return left, top, left + width, top + height


def box_of_area(node: Element | None) -> list[float] | None:
    """Left, top, width, height of the physical box of a page; None where none is told."""
    if node is not None:
        for name in ("PhysicalBox", "ApplicationBox", "ContentBox"):
            for box in children(node, name):
                try:
                    found = so_many(text_of(box), 4)
                except Damaged:
                    continue
                if found[2] > 0 and found[3] > 0:
                    return found
    return None


def matrix_of_text(text: str) -> Matrix:
    return Matrix(*so_many(text, 6))
