"""Chinese or English, by the reader's choice: `?_lang=`, else a cookie, else what the browser asks for.

Times are those of the sites in both.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qsl, urlencode

from datasette import Request

BEIJING = timezone(timedelta(hours=8))
LANGUAGES = ("zh", "en")
COOKIE = "nianbao_lang"
HELD = "nianbao language"  # in the scope of a request
Say = Callable[[str, str], str]


def language_of(request: Request | None) -> str:
    """The language to answer a request in: zh or en; found once, for cells ask a thousand times."""
    if request is None:
        return "zh"
    if HELD not in request.scope:
        request.scope[HELD] = found(request)
    return str(request.scope[HELD])


def found(request: Request) -> str:
    asked = request.args.get("_lang")
    if asked in LANGUAGES:
        return str(asked)
    kept = request.cookies.get(COOKIE)
    if kept in LANGUAGES:
        return str(kept)
    return preferred(request.headers.get("accept-language", ""))


def preferred(header: str) -> str:
    """The first language of an Accept-Language header that we speak; Chinese if there is none.

    >>> preferred("en-GB,en;q=0.9,zh;q=0.1"), preferred("zh-CN,en"), preferred("fr"), preferred("")
    ('en', 'zh', 'zh', 'zh')
    """
    ranked = []
    for position, part in enumerate(header.split(",")):
        name, _, parameter = part.strip().partition(";q=")
        try:
            weight = float(parameter or 1)
        except ValueError:
            weight = 0.0
        ranked.append((-weight, position, name[:2].lower()))
    return next((name for _, _, name in sorted(ranked) if name in LANGUAGES), "zh")


def sayer(language: str) -> Say:
    """A function that gives the one of its two arguments, Chinese and English, that is to be shown."""
    return (lambda zh, en: zh) if language == "zh" else (lambda zh, en: en)


def switched(path: str, query: str, language: str) -> str:
    """The address of this page in another language.

    >>> switched("/search", "q=%E5%A4%8D&_lang=zh", "en")
    '/search?q=%E5%A4%8D&_lang=en'
    """
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != "_lang"]
    return f"{path}?{urlencode([*kept, ('_lang', language)])}"


def in_beijing(moment: str) -> str:
    """A moment on the clocks of the sites; "" if there is none.

    >>> in_beijing("2026-02-10T16:30:00+00:00")
    '2026-02-11 00:30'
    """
    return f"{datetime.fromisoformat(moment).astimezone(BEIJING):%Y-%m-%d %H:%M}" if moment else ""
