"""What the scripts of a page open and ask for, as far as it stands there in literals; none is ever run.

Three things are read: addresses put together around a name (`'/show/' + id + '.html'`), functions that
open such an address for what they are called with, and services asked with an object of parameters.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

from crawler.scripts import ADDRESS, NO_PAGE, bodies, unescaped

STRING = r"'(?:[^'\\\n]|\\.){0,600}'|\"(?:[^\"\\\n]|\\.){0,600}\""
NAME = r"[A-Za-z_$][\w$]*(?:\[[\w$]+\])?(?:\.[A-Za-z_$][\w$]*){0,4}"
PIECE = rf"(?:{STRING}|\(\s*{NAME}\s*(?:[+-]\s*1\s*)?\)|{NAME}(?:\s*-\s*1(?!\d))?|\d{{1,9}})"
JOINED = re.compile(rf"(?:{STRING})(?:\s*\+\s*{PIECE}){{1,14}}|{NAME}(?:\s*\+\s*{PIECE}){{1,14}}")
PIECES = re.compile(rf"({STRING})|({NAME})|(\d{{1,9}})")
BACKTICKS = re.compile(r"`([^`]{1,3000})`")
HOLES = re.compile(r"\$\{\s*([^{}]{1,80}?)\s*\}")
DEFINED = re.compile(
    r"\bfunction\s{1,9}([\w$]{1,80})\s{0,9}\(([^()]{0,200})\)\s{0,99}\{|"
    r"\b([\w$]{1,80})\s{0,9}=\s{0,9}function\s{0,9}[\w$]{0,80}\(([^()]{0,200})\)\s{0,99}\{|"
    r"\b(?:const|let|var)\s{1,9}([\w$]{1,80})\s{0,9}=\s{0,9}\(?([\w$,\s]{0,100})\)?\s{0,9}=>\s{0,99}\{"
)
CALLED = re.compile(r"(?:^|[\s;:(\"'])(?:return\s+)?([A-Za-z_$][\w$]*)\s*\(([^()]{0,300})\)")
ARGUMENT = re.compile(rf"\s*(?:({STRING})|(-?\d{{1,20}})|([^,]{{1,80}}?))\s*(?:,|$)")
SET = re.compile(
    rf"(?:\b(?:var|let|const)\s+|,\s*|^\s*|;\s*)([A-Za-z_$][\w$]*)\s*=\s*({STRING}|-?\d{{1,20}})\s*(?=[;,\n/}}]|$)",
    re.MULTILINE,
)
LINK_IN = re.compile(
    r"(?:href|data-url|src)\s*=\s*\\?[\"']?([^\"'<>\s\\]*)|open\w*\(\\?[\"']?([^\"'<>\s\\]*)", re.IGNORECASE
)
# A function called with an address and an object, or with an object that holds the address.
ASKS = re.compile(
    rf"(?<![\w$.])(?P<name>[\w$.]{{1,80}})\s{{0,9}}\(\s{{0,99}}(?:(?P<url>{STRING})\s*,\s*)?(?=\{{)"
)
ASKS_PLAINLY = re.compile(
    rf"(?<![\w$.])(?P<name>[\w$.]{{1,80}})\s{{0,9}}\(\s{{0,99}}(?P<url>{STRING})\s*[,)]"
)
ASKS_JOINED = re.compile(
    rf"(?<![\w$.])(?P<name>[\w$.]{{1,80}})\s{{0,9}}\(\s{{0,99}}(?P<text>`[^`]{{1,500}}`|(?:{STRING})(?:\s*\+\s*{PIECE}){{1,8}})\s*[,)]"
)
ASKERS = re.compile(
    r"(?:\$|jQuery|axios|http|request|fetch|this|Ls|Vue|layui|uni|api|ajax|load\w*|get\w*|post\w*|query\w*)",
    re.IGNORECASE,
)
PLAIN_ASKERS = re.compile(
    r"(?:.*\.)?(?:ajax|get|post|getJSON|load|fetch|axios|request|getList|query\w*)$|^axios$", re.IGNORECASE
)
IDLE = re.compile(
    r"count|click|hit|visit|stat(?:istic)?s?\b|login|user|weather|share|comment|captcha|token|log\b|track|online|vote|search/hot|menu|nav|banner|advert",
    re.IGNORECASE,
)
PAGE_FIELD = re.compile(
    r"page|page_?index|page_?no|page_?num(?:ber)?|curr?page|cur_page|current_?page|current|pn|p|pg|curr|pageid|start_?page|paged?",
    re.IGNORECASE,
)
SIZE_FIELD = re.compile(r"(?:page_?)?(?:size|rows|limit)|per_?page|length|ps", re.IGNORECASE)
MARK = "\x00"  # around a name within a text put together
BRACKETS = re.compile(rf"{STRING}|`[^`]{{0,3000}}`|[{{}}\[\]()]")
BRACKETS_AND_COMMAS = re.compile(rf"{STRING}|`[^`]{{0,3000}}`|[{{}}\[\](),]")
LONGEST = 20_000  # characters of one function or object
LARGEST = 300_000  # characters of the scripts of one page that are read for calls
MOST = 200  # templates, functions, calls of one page


class Opener(NamedTuple):
    """A function of the page: its parameters, and the address it opens, names in it marked."""

    parameters: tuple[str, ...]
    address: str


@dataclass(frozen=True, slots=True)
class Call:
    """A service that a script asks: fields as texts; `paged` is the one that holds the number of the page."""

    address: str
    method: str = "GET"
    kind: str = "query"  # query, form, json: where the fields go
    fields: dict[str, Any] = field(default_factory=dict)
    paged: str = ""
    first: int = 1


class Name(str):
    """An expression that is no literal, as it stands."""


class Quoted(str):
    """A text that stands in quotes, also where it looks like a number."""


class Json(dict[str, Any]):
    """An object that is sent as JSON."""


def source_of(text: str) -> str:
    """The scripts of a page, remarks removed."""
    joined = "\n".join(body for body in bodies(text) if "<![CDATA[" not in body)[:LARGEST]
    return re.sub(rf"({STRING})|/\*.*?\*/|//[^\n]*", lambda m: m.group(1) or " ", joined, flags=re.DOTALL)


def values(script: str) -> dict[str, str]:
    """The variables that a script sets to a literal, as texts; the first setting counts.

    >>> values("var siteNo = '41';\\nlet page = 0;")
    {'siteNo': '41', 'page': '0'}
    """
    found: dict[str, str] = {}
    for match in SET.finditer(script):
        found.setdefault(match.group(1), literal(match.group(2)))
    return found


def literal(text: str) -> str:
    return Quoted(unescaped(text[1:-1])) if text[:1] in "'\"" else text


def templates(script: str) -> Iterator[str]:
    """The texts that a script puts together or writes between backticks, each name in them between marks.

    >>> [t.replace(MARK, "|") for t in templates("open('/show/' + v.id + '.html')")]
    ['/show/|v.id|.html']
    """
    for number, match in enumerate(JOINED.finditer(script)):
        if number >= MOST:
            return
        text = "".join(
            literal(string) if string else digits or f"{MARK}{name}{MARK}"
            for string, name, digits in PIECES.findall(re.sub(r"[+-]\s*1\s*\)", ")", match.group(0)))
        )
        if MARK in text:
            yield text
    for number, match in enumerate(BACKTICKS.finditer(script)):
        if number >= MOST:
            return
        if MARK not in match.group(1):
            yield HOLES.sub(lambda hole: f"{MARK}{hole.group(1)}{MARK}", match.group(1))


def names_in(template: str) -> list[str]:
    return template.split(MARK)[1::2]


def openers(script: str) -> dict[str, Opener]:
    """The functions of a page that open an address made of what they are called with, by name."""
    known = values(script)
    found: dict[str, Opener] = {}
    for number, match in enumerate(DEFINED.finditer(script)):
        if number >= MOST:
            break
        groups = match.groups()
        name, told = next((groups[k], groups[k + 1]) for k in (0, 2, 4) if groups[k])
        parameters = tuple(part.strip() for part in told.split(",") if part.strip())
        if not parameters or name in found:
            continue
        body = script[match.end() : closing(script, match.end() - 1)]
        for template in templates(body):
            address = resolved(template, known, set(parameters))
            shape = re.sub(f"{MARK}[^{MARK}]*{MARK}", "7", address) if address else ""
            if shape and set(names_in(address)) and leads(shape) and not posted(body):
                found[name] = Opener(parameters, address)
                break
    return found


def resolved(template: str, known: dict[str, str], left: set[str]) -> str:
    """A template with the names in it replaced that are known; "" if one is neither known nor left."""
    parts = template.split(MARK)
    for at in range(1, len(parts), 2):
        if parts[at] in left:
            parts[at] = f"{MARK}{parts[at]}{MARK}"
        elif parts[at] in known:
            parts[at] = known[parts[at]]
        else:
            return ""
    return "".join(parts)


def leads(shape: str) -> bool:
    """Whether a text is the address of a page, as far as its form says."""
    return bool(
        (ADDRESS.fullmatch(shape) or re.fullmatch(r"\?[\w%=&.-]+", shape)) and not NO_PAGE.search(shape)
    )


def posted(body: str) -> bool:
    """Whether a function sends its address something: then it cannot be asked for plainly."""
    return re.search(r"\.post\s*\(|['\"]POST['\"]|\.submit\s*\(", body, re.IGNORECASE) is not None


def opened(opener: Opener, arguments: str) -> str:
    """The address that a call of a function opens; "" if an argument it needs is no literal.

    >>> opened(Opener(("id",), f"/show/{MARK}id{MARK}.html"), "8800, this")
    '/show/8800.html'
    """
    told: list[str] = []
    for string, number, name in ARGUMENT.findall(arguments):
        told.append(literal(string) if string else number or f"{MARK}{name}")
    at = dict(zip(opener.parameters, told, strict=False))
    parts = opener.address.split(MARK)
    for k in range(1, len(parts), 2):
        value = at.get(parts[k], MARK)
        if MARK in value:
            return ""
        parts[k] = value
    return "".join(parts)


def closing(script: str, at: int) -> int:
    """Where the bracket that opens at a place closes; the end of the script if it does not."""
    depth = 0
    for match in BRACKETS.finditer(script, at, at + LONGEST):
        sign = match.group(0)
        if sign in "{[(":
            depth += 1
        elif sign in "}])":
            depth -= 1
            if depth <= 0:
                return match.start()
    return min(len(script), at + LONGEST)


def link_template(script: str) -> tuple[str, str, str]:
    """How a script makes the address of a row: (before, field, after); "" thrice if it does not say.

    >>> link_template('h += \\'<a href="/show/\\' + v.id + \\'.html">\\' + v.title')
    ('/show/', 'id', '.html')
    """
    for template in templates(script):
        for match in LINK_IN.finditer(template):
            parts = (match.group(1) or match.group(2) or "").split(MARK)
            if len(parts) == 3 and "." in parts[1] and (parts[0] or parts[2]):
                return parts[0], parts[1].rpartition(".")[2], parts[2]
    return "", "", ""


# Services


def calls(script: str) -> list[Call]:
    """The services that scripts ask for lists, as they stand there; counters and logins left out."""
    known = values(script)
    found: list[Call] = []
    for number, match in enumerate(ASKS.finditer(script)):
        if number >= MOST:
            break
        if not ASKERS.search(match["name"]):
            continue
        value, _ = read_object(script, match.end(), 0)
        asked = call_of(match["name"], literal(match["url"]) if match["url"] else "", value, known)
        if asked is not None and asked not in found:
            found.append(asked)
    addresses = {call.address for call in found}
    for match in itertools.islice(ASKS_JOINED.finditer(script), MOST):
        made = resolved(next(templates(match["text"]), ""), known, set())
        if made and made not in addresses and PLAIN_ASKERS.fullmatch(match["name"]) and wanted(made):
            addresses.add(made)
            found.append(Call(made))
    for match in itertools.islice(ASKS_PLAINLY.finditer(script), MOST):
        address = literal(match["url"])
        if address not in addresses and PLAIN_ASKERS.fullmatch(match["name"]) and wanted(address):
            addresses.add(address)
            found.append(Call(address, "POST" if match["name"].lower().endswith("post") else "GET"))
    return found


def wanted(address: str) -> bool:
    """Whether an address may be that of a list's data."""
    path = address.partition("?")[0]
    return bool(
        ADDRESS.fullmatch(address)
        and not NO_PAGE.search(address)
        and not IDLE.search(path.rpartition("/")[2])
        and "://" not in path.replace("http://", "").replace("https://", "")
    )


def call_of(name: str, address: str, told: dict[str, Any], known: dict[str, str]) -> Call | None:
    """A call as a request; None if it is none, or none of a list."""
    lower = {str(key).lower(): value for key, value in told.items()}
    options = not address or name.rpartition(".")[2].lower() in ("fetch", "axios", "request")
    if not address:
        stated = lower.get("url", "")
        address = known.get(stated, "") if isinstance(stated, Name) else str(stated)
    if not address or not wanted(address):
        return None
    method = str(lower.get("type") or lower.get("method") or "") if options else ""
    if isinstance(lower.get("type"), Name):
        method = ""
    if not options and name.rpartition(".")[2].lower().startswith("post"):
        method = "POST"
    fields: Any = told
    if options:
        fields = next(
            (lower[key] for key in ("data", "params", "body", "query") if isinstance(lower.get(key), dict)),
            {},
        )
    elif isinstance(lower.get("params"), dict):
        fields = lower["params"]
    method = method.upper() or ("POST" if name.lower().endswith("post") else "GET")
    as_json = (
        isinstance(fields, Json)
        or "json" in str(lower.get("contenttype", "")) + str(lower.get("headers", "")).lower()
    )
    if name.lower().endswith("axios.post"):
        as_json = True
    kind = "query" if method == "GET" else "json" if as_json else "form"
    return filled(Call(address, method, kind), fields, known)


def filled(call: Call, fields: dict[str, Any], known: dict[str, str]) -> Call | None:
    """A call with its fields as values; names are looked up, and one that is not known must be the page's."""
    made: dict[str, Any] = {}
    paged, first = "", 1
    for key, value in list(fields.items())[:60]:
        if isinstance(value, dict):
            made[key] = {k: plain(v, known) for k, v in value.items()}
            continue
        text = plain(value, known)
        if PAGE_FIELD.fullmatch(key) and not paged:
            paged = key
            first = (
                int(text)
                if isinstance(text, int) and text in (0, 1)
                else int(text)
                if text in ("0", "1")
                else 1
            )
            made[key] = first
        elif text is None:
            if SIZE_FIELD.fullmatch(key):
                made[key] = 15
        else:
            made[key] = text
    return Call(call.address, call.method, call.kind, made, paged, first)


def plain(value: Any, known: dict[str, str]) -> Any:
    """A literal value; a name by what it was set to; None if that is not known."""
    if isinstance(value, Name):
        text = known.get(value)
        number = text is not None and not isinstance(text, Quoted) and re.fullmatch(r"\d{1,9}", text)
        return int(text) if text is not None and number else text
    return value if isinstance(value, (str, int, float, bool)) else None


def read_object(script: str, at: int, depth: int) -> tuple[dict[str, Any], int]:
    """The object literal that begins at a bracket, and where it ends; what cannot be read is left out."""
    made: dict[str, Any] = {}
    key_at = re.compile(rf"\s*,?\s*(?:({STRING})|([\w$-]+))\s*(:|,|\}}|\()")
    place, end = at + 1, closing(script, at)
    while place < end and depth < 6:
        key = key_at.match(script, place)
        if key is None:
            break
        name = literal(key.group(1)) if key.group(1) else key.group(2)
        if key.group(3) == "(":  # a function in short form
            place = (
                closing(script, script.find("{", key.end())) + 1 if "{" in script[key.end() : end] else end
            )
            continue
        if key.group(3) != ":":
            made[name] = Name(name)
            place = key.end() if key.group(3) == "," else end
            continue
        value, place = read_value(script, key.end(), end, depth)
        if value is not None:
            made[name] = value
    return made, end + 1


def read_value(script: str, at: int, end: int, depth: int) -> tuple[Any, int]:  # noqa: PLR0911 - one per kind
    """The value that begins at a place of an object, and where the next key may begin."""
    space = re.compile(r"\s*").match(script, at)
    at = space.end() if space else at
    stop = next_comma(script, at, end)
    text = script[at:stop].strip()
    if text.startswith("{"):
        return read_object(script, at, depth + 1)[0], stop + 1
    if found := re.match(r"JSON\.stringify\s*\(\s*(?=\{)", text):
        return Json(read_object(script, at + found.end(), depth + 1)[0]), stop + 1
    if re.fullmatch(STRING, text):
        return literal(text), stop + 1
    if re.fullmatch(r"-?\d{1,18}", text):
        return int(text), stop + 1
    if text in ("true", "false"):
        return text == "true", stop + 1
    if re.fullmatch(NAME, text) and text not in ("null", "undefined"):
        return Name(text), stop + 1
    return None, stop + 1


def next_comma(script: str, at: int, end: int) -> int:
    """Where the value that begins at a place ends: at a comma outside all brackets, or with the object."""
    depth = 0
    for match in BRACKETS_AND_COMMAS.finditer(script, at, end):
        sign = match.group(0)
        if sign in ("{", "[", "("):
            depth += 1
        elif sign in ("}", "]", ")"):
            depth -= 1
        elif sign == "," and depth == 0:
            return match.start()
    return end


def body_of(call: Call, number: int) -> tuple[dict[str, str], str, str]:
    """(fields of the query, body, its type) of a call for a page."""
    fields = {**call.fields, **({call.paged: number} if call.paged else {})}
    if call.kind == "json":
        return (
            {},
            json.dumps(fields, ensure_ascii=False, separators=(",", ":")),
            "application/json;charset=UTF-8",
        )
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in fields.items()}
    if call.kind == "query":
        return texts, "", ""
    return {}, urlencode(texts), "application/x-www-form-urlencoded; charset=UTF-8"
