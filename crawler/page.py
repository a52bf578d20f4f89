"""A fetched page as the adapters see it: its text, its links with titles and dates, its metadata.

Built once per response and read lazily: most pages of a night need only a few of these.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import lxml.html
from lxml import etree

from crawler import calls, scripts, urls
from crawler.linktexts import date_beside, find_date, signature, text_of, title_of, words_of
from parsers.decode import decode

CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
WRITTEN = re.compile(r"document\.write(?:ln)?\(\s*(['\"])(.*?)(?<!\\)\1\s*\)", re.DOTALL)
# Not one literal: it goes on after a name.
PUT_TOGETHER = re.compile(r"['\"]\s*\+|\+\s*['\"]")
# An address inside a script call: the first argument that looks like one.
CALL_ADDRESS = re.compile(
    r"""['"]((?:https?:)?//[^'"\s]+|\.{0,2}/[^'"\s]+|[\w%./~-]+\.(?:s?html?|jsp|aspx?|php|pdf|docx?|wps|ofd|xlsx?|zip|rar)(?:\?[^'"\s]*)?)['"]""",
    re.IGNORECASE,
)
REPLACED = re.compile(
    r"""(?<![\w.])(?:(?:window|self|top|document|parent)\s*\.\s*)*location\s*(?:\.\s*href\s*)?(?:=\s*|\.\s*(?:replace|assign)\s*\(\s*)(['"])([^'"\n]{1,500})\1\s*\)?\s*;?""",
    re.IGNORECASE,
)
SENDS = re.compile(rb"http-equiv\s*=\s*['\"]?refresh|location")  # in lower case
REFRESH = re.compile(r"""^\s*(\d+)?\s*[;,]?\s*(?:url\s*=\s*)?['"]?([^'"\s]+)""", re.IGNORECASE)
ATTACHMENT = re.compile(
    r"\.(pdf|docx?|wps|ofd|xlsx?|et|zip|rar|7z|rtf|txt|csv|odt|ods)(?:$|[?#&])", re.IGNORECASE
)
PICTURE = re.compile(r"\.(jpe?g|png|bmp|tiff?|webp)(?:$|[?#])", re.IGNORECASE)
DOWNLOAD = re.compile(r"download|downfile|attach|/_upload/|fileid=|wbfileid=|getfile", re.IGNORECASE)
FRAME_SET = re.compile(
    r"""(?:\.src\s*=|\.attr\(\s*['"]src['"]\s*,|setAttribute\(\s*['"]src['"]\s*,)\s*['"]([^'"\s]{1,300})['"]\s*[;)\n}]"""
)
NAMED_FUNCTION = re.compile(r"function\s+([\w$]+)\s*\([^()]*\)\s*\{")
MORE_FRAMES = re.compile(
    r"count|stat|login|tree|share|footer|header|top\b|nav|banner|baidu|jiathis|search|weather", re.IGNORECASE
)
BLOCKS = {"li", "tr", "dd", "dt", "p", "div", "td", "article", "section", "span", "h3", "h4"}
MARKED = etree.XPath("//*[@class or @id]")
BODIES = (
    ".trs_editor_view", ".TRS_Editor", ".TRS_UEDITOR", "#UCAP-CONTENT", "ucapcontent", "#zoom", "#zoomcon",
    "#vsb_content", ".v_news_content", ".article-content", ".newscontnet", ".news_cont_d_wrap", ".conTxt",
    ".xxgk_content", ".bt_content", "#fontzoom", ".wp_articlecontent", "article", "#content", ".content",
)  # fmt: skip
LARGEST_TREE = 8 * 1024 * 1024  # characters; longer pages are cut before they are parsed


@dataclass(frozen=True, slots=True)
class Link:
    """A way from a page to another address, with what is printed for it."""

    url: str
    title: str
    date: str = ""  # ISO, printed inside or beside the link
    group: str = ""  # links of one list share it
    element: Any = field(default=None, repr=False, compare=False)


def parse(text: str, url: str) -> Any:
    """The tree of a page or a fragment; always an element, an empty one for an empty text."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(
            text[:LARGEST_TREE].encode("utf-8", "replace"), parser=parser, base_url=url
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = lxml.html.document_fromstring(b"<html><body></body></html>", parser=parser, base_url=url)
    return root


class Page:
    """A response that may hold links or a report."""

    def __init__(
        self,
        url: str,
        body: bytes,
        content_type: str = "",
        context: dict[str, Any] | None = None,
        options: dict[str, Any] | None = None,
    ) -> None:
        self.url = url
        self.body = body
        self.content_type = content_type
        self.context = context or {}  # what the request that brought this page was made with
        self.options = options or {}  # what the registry tells of the site

    @cached_property
    def text(self) -> str:
        return decode(self.body, self.content_type).text

    @property
    def is_xml(self) -> bool:
        """Whether this is a file of data as XML; the text is without its declaration."""
        head = self.body[:600].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        return head.startswith(b"<?xml") and b"<html" not in head and b"<!doctype html" not in head

    @cached_property
    def lowered(self) -> bytes:
        """The text in bytes of lower case: patterns search them ten times as fast as a text in any case."""
        return self.text.encode("utf-8", "replace").lower()

    @cached_property
    def root(self) -> Any:
        return parse(self.text, self.url)

    @cached_property
    def base(self) -> str:
        stated = self.root.xpath("string(//base/@href)")
        return urls.join(self.url, stated) or self.url if stated else self.url

    @cached_property
    def title(self) -> str:
        """The article's title: its label, else the first heading, else the page's title."""
        if found := self.meta("ArticleTitle"):
            return found
        for heading in self.root.iter("h1", "ucaptitle"):
            if words := words_of(heading):
                return words
        return self.head_title

    @cached_property
    def head_title(self) -> str:
        return " ".join(self.root.xpath("string(//title)").split())

    def meta(self, name: str) -> str:
        """The content of a meta tag by name, any case; "" if absent."""
        return self.metas.get(name.lower(), "")

    @cached_property
    def metas(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for tag in self.root.iter("meta"):
            name = tag.get("name") or tag.get("property")
            if name:
                found.setdefault(name.strip().lower(), " ".join((tag.get("content") or "").split()))
        return found

    @cached_property
    def words(self) -> str:
        """All visible text, white space removed."""
        body = self.root.find("body")
        return "".join(text_of(body if body is not None else self.root).split())

    @cached_property
    def main(self) -> Any:
        """The element that holds the article: a known container, else the smallest with most of the text."""
        for selector in BODIES:
            found = [element for element in self.select(selector) if len(words_of(element)) > 60]
            if found:
                return max(found, key=lambda element: len(words_of(element)))
        body = self.root.find("body")
        return self.densest(body if body is not None else self.root)

    def select(self, selector: str) -> list[Any]:
        """The elements of a class (`.name`), an id (`#name`) or a tag, in printed order."""
        if selector[0] in ".#":
            return self.marked.get(selector, [])
        return list(self.root.iter(selector))

    @cached_property
    def marked(self) -> dict[str, list[Any]]:
        """Elements by class and id, written as in CSS."""
        found: dict[str, list[Any]] = {}
        for element in MARKED(self.root):
            for name in (element.get("class") or "").split():
                found.setdefault("." + name, []).append(element)
            if name := element.get("id"):
                found.setdefault("#" + name, []).append(element)
        return found

    def densest(self, element: Any) -> Any:
        total = len(words_of(element))
        for _ in range(40):
            children = [
                child
                for child in element
                if isinstance(child.tag, str)
                and child.tag in BLOCKS | {"form", "table", "tbody", "center", "main"}
            ]
            best = max(children, key=lambda child: len(words_of(child)), default=None)
            if best is None or len(words_of(best)) < 0.7 * total:
                return element
            element = best
        return element

    # Links

    @cached_property
    def links(self) -> list[Link]:
        """Every link of the page in printed order, those hidden in data blocks and scripts included."""
        found = list(self.links_in(self.root, "")) if "<" in self.text else []
        for number, fragment in enumerate(self.hidden_fragments()):
            found += self.links_in(parse(fragment, self.url), f"data{number}")
        for line in scripts.lines(self.text):
            if url := urls.join(self.base, line.address):
                day = find_date(line.rest)
                found.append(Link(url, line.title, day, "script", None))
        return found

    def hidden_fragments(self) -> Iterator[str]:
        """HTML that parsers take for text: CDATA blocks, whole `<record>`s, document.write."""
        if "<![CDATA[" in self.text:
            blocks = CDATA.findall(self.text)
            yield "\n".join(html.unescape(b) if "&lt;" in b and "<" not in b else b for b in blocks)
        for hidden in self.root.iter("textarea", "xmp"):
            inside = hidden.text or ""
            if "href" in inside and "<" in inside:
                yield inside
        if "document.write" in self.text:
            written = [
                part.replace("\\'", "'").replace('\\"', '"').replace("\\/", "/")
                for _, part in WRITTEN.findall(self.text)
                if not PUT_TOGETHER.search(part)
            ]
            joined = "".join(written)
            if "href" in joined:
                yield joined

    def links_in(self, root: Any, prefix: str) -> Iterator[Link]:
        for element in root.iter("a", "area"):
            link = self.link(element, prefix)
            if link is not None:
                yield link
        for element in root.xpath("//*[@onclick and not(self::a) and not(self::area)]"):
            url = self.address_in(element.get("onclick", ""))
            if url and element.tag not in ("input", "select", "body"):
                yield Link(url, title_of(element), date_beside(element), prefix + signature(element), element)
        for element in root.xpath(
            "//*[(@data-url or @data-href) and not(self::a or self::li or self::area)]"
        ):
            stated = element.get("data-url") or element.get("data-href") or ""
            url = urls.join(self.base, stated) if scripts.ADDRESS.fullmatch(stated) else ""
            if url and element.tag in ("button", "div", "span", "p", "h3", "h4", "td", "tr", "dd"):
                yield Link(url, title_of(element), date_beside(element), prefix + signature(element), element)
        for element in root.iter("option"):
            value = (element.get("value") or "").strip()
            if scripts.ADDRESS.fullmatch(value) and (url := urls.join(self.base, value)):
                yield Link(url, words_of(element), "", prefix + "option", element)

    def link(self, element: Any, prefix: str = "") -> Link | None:
        href = (element.get("href") or "").strip()
        url = ""
        if href and not href.lower().startswith(("javascript:", "#", "mailto:", "tel:")):
            url = urls.join(self.base, href)
        else:
            for source in (element.get("onclick"), href, element.get("data-url"), element.get("data-href")):
                if source and (url := self.address_in(source)):
                    break
        if not url:
            return None
        title = title_of(element)
        return Link(url, title, date_beside(element), prefix + signature(element), element)

    def address_in(self, script: str) -> str:
        """The address a literal script call leads to; "" if none stands in it."""
        if script.startswith(("/", "./", "../", "http://", "https://")):
            return urls.join(self.base, script)
        if found := CALL_ADDRESS.search(script):
            return urls.join(self.base, found.group(1))
        for called in calls.CALLED.finditer(script):
            opener = self.openers.get(called.group(1))
            if opener and (address := calls.opened(opener, called.group(2))):
                return urls.join(self.base, address)
        return ""

    @cached_property
    def script(self) -> str:
        """The scripts written into the page, remarks removed."""
        return calls.source_of(self.text)

    @cached_property
    def openers(self) -> dict[str, calls.Opener]:
        """The functions of the page that open an address made of what they are called with."""
        return calls.openers(self.script) if "function" in self.text or "=>" in self.text else {}

    # Wrappers

    @cached_property
    def sends_to(self) -> str:
        """Where a shell page sends its reader: meta refresh, or a literal location change; "" if nowhere."""
        if not SENDS.search(self.lowered):
            return ""
        for tag in self.root.iter("meta"):
            if (tag.get("http-equiv") or "").lower() == "refresh":
                found = REFRESH.match(tag.get("content") or "")
                if found and int(found.group(1) or 0) <= 10 and not found.group(2).isdigit():
                    return urls.join(self.base, found.group(2))
        if len(self.words) < 200:
            for found in REPLACED.finditer(self.text):
                goes_on = self.text[found.end() : found.end() + 20].lstrip()[:1] == "+"
                if not goes_on and runs_by_itself(self.text, found.start()):
                    return urls.join(self.base, found.group(2))
        return ""

    @cached_property
    def frames(self) -> list[str]:
        """The addresses of frames that may hold the content; counters, logins and footers left out."""
        found = []
        for frame in self.root.iter("iframe", "frame"):
            source = frame.get("src") or frame.get("data-src") or ""
            hidden = "display:none" in (frame.get("style") or "").replace(" ", "") or frame.get("height") in (
                "0",
                "1",
            )
            if source and not hidden and not MORE_FRAMES.search(urlsplit(source).path.rpartition("/")[2]):
                url = urls.join(self.base, source)
                if url and not is_file(url) and url != self.url:
                    found.append(url)
            elif not source and (address := FRAME_SET.search(self.script)):
                url = urls.join(self.base, address.group(1))
                if url and not MORE_FRAMES.search(urlsplit(url).path.rpartition("/")[2]):
                    found.append(url)
        return list(dict.fromkeys(found))

    @cached_property
    def embedded(self) -> list[str]:
        """The addresses of documents shown inside the page: embed, object, iframe, pdf.js viewers."""
        found = []
        for element in self.root.iter("iframe", "embed", "object", "frame"):
            source = element.get("src") or element.get("data") or element.get("data-src") or ""
            if source and (url := self.document_in(source)):
                found.append(url)
        return found

    @cached_property
    def shown_by_script(self) -> list[str]:
        """The addresses of documents that a script shows in the page, as PDFObject.embed does."""
        found = dict.fromkeys(
            self.document_in(address)
            for body in scripts.bodies(self.text)
            for address in CALL_ADDRESS.findall(body)
        )
        return [url for url in found if url]

    def document_in(self, link: str) -> str:
        """The document behind a link: itself, or the file a viewer page is told to show."""
        url = urls.join(self.base, link)
        if not url:
            return ""
        parts = urlsplit(url)
        for name, values in parse_qs(parts.query).items():
            value = unquote(values[0])
            if name.lower() in ("file", "url", "src", "path", "pdf", "filepath", "fileurl") and is_file(
                value
            ):
                return urls.join(url, value)
        return url if is_file(url) else ""


def runs_by_itself(text: str, at: int) -> bool:
    """Whether what stands at a place of a script runs when the page is shown, and not at a click.

    >>> page = "<script>function go(){location='/a'}</script><body onload='go()'>"
    >>> runs_by_itself(page, page.index("location"))
    True
    >>> page = "<script>function go(){location='/a'}</script><a onclick='go()'>"
    >>> runs_by_itself(page, page.index("location"))
    False
    """
    start = text.rfind("<script", 0, at)
    for found in NAMED_FUNCTION.finditer(text, max(start, 0), at):
        if calls.closing(text, found.end() - 1) > at:
            name = re.escape(found.group(1))
            return (
                re.search(
                    rf"onload\s*=\s*['\"]?[^'\"<>]*\b{name}\s*\(|setTimeout\(\s*['\"]?{name}\b|onload\s*=\s*{name}\b|"
                    rf"(?:[;}}]|<script[^>]*>)\s*{name}\s*\([^()]*\)\s*;?\s*(?:</script|$|[\n;])",
                    text,
                )
                is not None
            )
    before = text[max(start, 0) : at]
    return "onclick" not in before[before.rfind("<") :]


def is_file(url: str) -> bool:
    """Whether an address promises a document and not a page.

    >>> is_file("/a/P0202401.pdf"), is_file("/viewer.html?file=x.pdf"), is_file("/a/t1.html")
    (True, False, False)
    """
    return ATTACHMENT.search(urlsplit(url).path) is not None
