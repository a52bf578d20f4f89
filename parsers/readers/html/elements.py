"""The tree of a page, its elements, and the XPath by which a place names one of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import cast

import lxml.etree
import lxml.html

from parsers.decode import decode
from parsers.errors import Unreadable
from parsers.readers.markdown import in_lines, with_paragraphs

Element = lxml.etree._Element

DEEPEST = 600  # elements within elements
LIBXML_DEPTH = 253  # libxml2 silently drops what lies deeper, unless told to go on
# The end of the page, which stands in the middle of pages that are made of several, or hold a pasted one.
END = re.compile(rb"</(?:html|body)\b[^<>]{0,50}>", re.IGNORECASE)
AN_END = re.compile(rb"</(?:html|body)")  # in lower case
# A row that is not begun behind one that ends.
UNBEGUN = re.compile(rb"</tr>\s*<t[dh]")
UNBEGUN_ROW = re.compile(rb"(</tr>\s*)(?=<t[dh][\s>])", re.IGNORECASE)
# Where a long word may be broken: an element without an end, within which libxml2 puts the cells that follow.
BREAK = re.compile(rb"</?wbr\b[^<>]{0,50}>", re.IGNORECASE)
LONG = 100_000  # bytes of a page
LONGEST_TAG = 20_000
LONG_TAG = re.compile(rb"<[a-zA-Z][^<>]{%d,}" % LONGEST_TAG)
MOST_ATTRIBUTES = 4_000
ALL_TEXT = lxml.etree.XPath("string()", smart_strings=False)
HEADING = "ucaptitle"  # or h1
# Tags that are looked for in a whole page, and under which their elements are found.
SOUGHT = {
    "h1": HEADING,
    **{
        tag: tag
        for tag in ("meta", "title", HEADING, "link", "style", "script", "table", "dl", "nav", "dialog")
    },
}
# What a tree does not take.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
ByTag = Mapping[str, Sequence[Element]]
NAME_SIGNS = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789:-_.")  # of attributes


class Having:
    """Finds the elements of a page that have one of some attributes, in the order of the page.

    >>> page = lxml.html.fromstring('<p id="a"><b class="c">1</b><i>2</i></p>')
    >>> [element.tag for element in Having("@class", "@id").on(page, b"")]
    ['p', 'b']
    """

    def __init__(self, *attributes: str) -> None:
        # Steps take half the time of tests on usual pages; but the square of what they find.
        self.steps = lxml.etree.XPath(" | ".join(f"/descendant::*/{each}/.." for each in attributes))
        self.tests = lxml.etree.XPath(f"/descendant::*[{' or '.join(attributes)}]")

    def on(self, root: Element, source: bytes) -> list[Element]:
        return cast("list[Element]", (self.steps if len(source) < LONG else self.tests)(root))


class Deeper(Exception):  # noqa: N818 - caught where a page is read
    """Elements lie deeper than the tree was told to go."""


def tree(body: bytes, content_type: str = "") -> lxml.html.HtmlElement:
    """The tree of a page that places refer to, its elements those of lxml.html. Raises Unreadable."""
    source = decode(body, content_type).text.encode("utf-8", "replace")
    root = parsed(source, source.lower(), lxml.html.HTMLParser(encoding="utf-8"))
    return cast("lxml.html.HtmlElement", root)


def parsed(source: bytes, lowered: bytes, parser: lxml.etree.HTMLParser | None = None) -> Element:
    """The tree of a page in UTF-8, by elements that cost least unless `parser` makes others.

    `lowered` is the page in lower case. Bytes are read in half the time of text.
    """
    if not closes_in_time(source):
        for tag in LONG_TAG.finditer(source):  # libxml2 takes minutes over these
            if len(tag.group().split(None, MOST_ATTRIBUTES)) > MOST_ATTRIBUTES:
                raise Unreadable(f"a tag with more than {MOST_ATTRIBUTES} attributes")
    if in_lines(lowered):
        source = with_paragraphs(source)
    before_last = max(len(lowered) - 55, 0)  # where the usual two ends stand
    if lowered.find(b"</body", 0, before_last) >= 0 or lowered.find(b"</html", 0, before_last) >= 0:
        source = END.sub(b"", source)  # libxml2 drops what comes after; a browser shows it
    if (ended := lowered.find(b"</tr>")) >= 0 and UNBEGUN.search(lowered, ended):
        source = UNBEGUN_ROW.sub(rb"\1<tr>", source)  # as a browser does
    if b"<wbr" in lowered:
        source = BREAK.sub(b"", source)
    try:
        root = lxml.etree.fromstring(source, parser or lxml.etree.HTMLParser(encoding="utf-8"))
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"the page holds nothing ({error})") from None
    if root is None:
        raise Unreadable("the page holds nothing")
    return root


def by_tag(root: Element) -> ByTag:
    """The elements of a page by their tags, in order, of those in `SOUGHT`: one way through it for all."""
    found: dict[str, list[Element]] = defaultdict(list)
    for element in root.iter(*SOUGHT):
        found[SOUGHT[str(element.tag)]].append(element)
    return found


def may_have(lowered: bytes, attribute: bytes) -> bool:
    """Whether an element of a page in lower case may have an attribute, as far as its name shows.

    >>> may_have(b"<i hidden>", b"hidden"), may_have(b'<td type="hidden" style="a:hidden">', b"hidden")
    (True, False)
    >>> may_have(b"role=", b"role"), may_have(b'<td a="="hidden>', b"hidden")
    (False, True)
    """
    at = lowered.find(attribute, 1)  # a tag begins before it
    while at >= 0:
        before, behind = lowered[at - 1], lowered[at + len(attribute) : at + len(attribute) + 1]
        value = lowered[max(at - 2, 0)] in b"=" and behind in (b'"', b"'")
        declared = behind in (b";", b"}")
        longer = before in NAME_SIGNS or (behind != b"" and NAME_SIGNS.issuperset(behind))
        if not (value or declared or longer):
            return True
        at = lowered.find(attribute, at + 1)
    return False


def closes_in_time(source: bytes) -> bool:
    """Whether another tag begins within every stretch of the longest that a tag may be."""
    at = 0
    while at + LONGEST_TAG < len(source):
        following = source.rfind(b"<", at + 1, at + LONGEST_TAG + 1)
        if following < 0:
            return False
        at = following
    return True


def content_of(element: Element) -> str:
    """All text within an element, hidden or not."""
    return str(ALL_TEXT(element))


def path_of(element: Element) -> str:
    """The XPath of an element within the body of its page, by the same steps."""
    path = ""
    while (parent := element.getparent()) is not None:
        if element.tag == "body":
            return "/html/body" + path
        path = next(step for child, step in steps(parent) if child is element) + path
        element = parent
    return "/html" + path


def steps(element: Element) -> Iterator[tuple[Element, str]]:
    """The child elements of an element, each with its XPath step."""
    counts: dict[str, int] = {}
    for position, child in enumerate(element.iterchildren("*"), 1):
        tag = str(child.tag)
        counts[tag] = number = counts.get(tag, 0) + 1
        yield child, step_to(tag, number, position)


def step_to(tag: str, number: int, position: int) -> str:
    """The XPath step to a child: /p[2], or /*[5] for one with an odd name.

    >>> step_to("p", 2, 7), step_to("o:p", 1, 5)
    ('/p[2]', '/*[5]')
    """
    return f"/{tag}[{number}]" if tag.isalnum() else f"/*[{position}]"


def rewrite(element: Element, change: Callable[[str], str]) -> None:
    """Change all texts within an element."""
    for inner in element.iter():
        if isinstance(inner.tag, str) and inner.text:
            inner.text = writable(change(inner.text))
        if inner is not element and inner.tail:
            inner.tail = writable(change(inner.tail))


def writable(text: str) -> str:
    """A text as a tree takes it: references can put signs into one that may not be written back."""
    return UNWRITABLE.sub("\ufffd", text)
