"""Lists and page addresses that stand in the scripts of a page as literals; no script is ever run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
# A string, a bracket, or a comment; strings first, so that brackets and slashes in them do not count.
TOKEN = re.compile(
    r'"((?:[^"\\\n]|\\.){0,3000})"|\'((?:[^\'\\\n]|\\.){0,3000})\'|([\[\]{}])|/\*.*?\*/|//[^\n]*', re.DOTALL
)
ADDRESS = re.compile(
    r"(?:https?:)?//[^\s'\"<>]+|\.{0,2}/[^\s'\"<>]+|"
    r"[^\s'\"<>:]{1,300}\.(?:s?html?|jhtml|jsp|aspx?|php|do|action|pdf|docx?|wps|ofd|xlsx?|zip|rar)(?:\?[^\s'\"<>]*)?",
    re.IGNORECASE,
)
WORDS = re.compile(r"[\u4e00-\u9fff]")
TAG = re.compile(r"<[^>]*>")
NO_PAGE = re.compile(r"\.(?:js|css|png|jpe?g|gif|ico|svg|woff2?)(?:$|\?)", re.IGNORECASE)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": ""}
# An address put together around a number: 'list_' + n + '.html', "?page=" + (n + 1).
BUILT = re.compile(
    r"(?P<use>location(?:\.href)?\s*=|location\.(?:replace|assign)\s*\(|window\.open\s*\(|\bhref\s*=|\burl\s*[:=]|"
    r"\$\.(?:get|post|getJSON|ajax)\s*\(|\.load\s*\(|fetch\s*\(|axios\.\w+\s*\(|\.open\s*\(\s*['\"](?:GET|get)['\"]\s*,)\s*"
    r"['\"`](?P<before>[^'\"`\s<>]{0,300})['\"]\s*\+\s*\(?\s*(?P<number>[A-Za-z_$][\w$.]*)(?:\s*[+-]\s*1)?\s*\)?\s*"
    r"(?:\+\s*['\"](?P<after>[^'\"\s<>]{0,200})['\"])?"
)
TEMPLATE = re.compile(
    r"(?P<use>\$\.(?:get|post|getJSON|ajax)\s*\(|fetch\s*\(|axios\.\w+\s*\(|location(?:\.href)?\s*=)\s*"
    r"`(?P<before>[^`\s$]{0,300})\$\{\s*(?P<number>[\w$.]+)[^}`]{0,20}\}(?P<after>[^`\s$]{0,200})`"
)
# A choice of something else than a page.
OTHER_CHOICE = re.compile(
    r"(?:year|nian|nd|nf|dept|unit|bm|area|org|fbtime|type|cat\w*|lm|id)=?$", re.IGNORECASE
)
# What is done when something of a pager is chosen.
HANDLERS = re.compile(r"""\bonchange\s*=\s*"([^"]{1,500})"|\bonchange\s*=\s*'([^']{1,500})'""", re.IGNORECASE)
PAGE_WORD = re.compile(
    r"page|curr|index|^p$|^n$|^i$|^k$|^num$|^no$|^cur$|^obj\.curr$|^e\.curr$", re.IGNORECASE
)
LARGEST = 2_000_000  # characters of one script


@dataclass(slots=True)
class Group:
    """What stands directly in one pair of brackets."""

    texts: list[str] = field(default_factory=list)


class Line(NamedTuple):
    """A line of a list as its script gives it."""

    address: str
    title: str
    rest: str  # the other texts beside them, where a day may stand


class Built(NamedTuple):
    """An address with a place for a page number; `data` if its answer is put into the page by the script."""

    before: str
    after: str
    data: bool

    def of(self, number: int) -> str:
        return f"{self.before}{number}{self.after}"


def bodies(text: str) -> Iterator[str]:
    """The scripts written into a page."""
    if "<script" in text.lower():
        for body in SCRIPT.findall(text):
            if body.strip() and "<![CDATA[" not in body[:200]:
                yield body[:LARGEST]


def lines(text: str) -> Iterator[Line]:
    """The lines of lists in the scripts of a page: an address and a title in one pair of brackets.

    >>> page = "<script>var l = [{id: 7, url: './t1.html', t: '某局2023年年报', d: '2024-01-19'}]</script>"
    >>> list(lines(page))
    [Line(address='./t1.html', title='某局2023年年报', rest='2024-01-19')]
    """
    for body in bodies(text):
        if not WORDS.search(body) and "\\u" not in body:
            continue
        open_groups: list[Group] = []
        for token in TOKEN.finditer(body):
            double, single, bracket = token.groups()
            if bracket in ("[", "{"):
                open_groups.append(Group())
            elif bracket and open_groups:
                if (found := line_of(open_groups.pop().texts)) is not None:
                    yield found
                continue
            text = single if double is None else double
            # A name of a field is followed by a colon and says nothing.
            if open_groups and text is not None and body[token.end() : token.end() + 3].lstrip()[:1] != ":":
                open_groups[-1].texts.append(unescaped(text))


def line_of(texts: list[str]) -> Line | None:
    if not 2 <= len(texts) <= 60:
        return None
    addresses = [text for text in texts if ADDRESS.fullmatch(text) and not NO_PAGE.search(text)]
    titles = [text for text in texts if WORDS.search(text) and text not in addresses]
    if not addresses or not titles:
        return None
    title = max((TAG.sub("", text) for text in titles), key=lambda text: len(text) if len(text) < 120 else 0)
    rest = " ".join(text for text in texts if text not in addresses and TAG.sub("", text) != title)
    return Line(addresses[0], " ".join(title.split()), rest[:400])


def unescaped(text: str) -> str:
    """A string literal as text.

    >>> unescaped(r"\\u5e74\\u62a5 a\\/b")
    '年报 a/b'
    """
    if "\\" not in text:
        return text

    def sign(found: re.Match[str]) -> str:
        code = found.group(1)
        return chr(int(code[1:], 16)) if len(code) > 1 else ESCAPES.get(code, code)

    return re.sub(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", sign, text, flags=re.DOTALL)


def built(text: str) -> list[Built]:
    """The addresses that scripts put together around a page number.

    >>> built("<script>function go(n){location.href='/nb/'+n+'.html'}</script>")
    [Built(before='/nb/', after='.html', data=False)]
    >>> built("<script>$.get('/l?pn=' + page, show)</script>")
    [Built(before='/l?pn=', after='', data=True)]
    """
    found: dict[Built, None] = {}
    for body in (*bodies(text), *("".join(told) for told in HANDLERS.findall(text))):
        for pattern in (BUILT, TEMPLATE):
            for match in pattern.finditer(body):
                before, after = (
                    match["before"].replace("\\/", "/"),
                    (match["after"] or "").replace("\\/", "/"),
                )
                chosen = match["number"].startswith("this.") and not OTHER_CHOICE.search(before)
                last = re.split(r"[?&/]", before)[-1]
                paged = chosen or PAGE_WORD.search(match["number"]) or PAGE_WORD.search(last)
                if paged and (before or after) and not NO_PAGE.search(before + "1" + after):
                    data = not match["use"].startswith(("location", "window", "href"))
                    found.setdefault(Built(before, after, data))
    return list(found)
