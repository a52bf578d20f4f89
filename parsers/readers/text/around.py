"""What stands around a text and is none of it: the headers of a letter, the numbers of its pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

HEADER = re.compile(
    r"\s*(?:From|To|Cc|Bcc|Subject|Date|Sent|Reply-To|Message-ID|MIME-Version|Content-Type|X-[\w-]{1,30}"
    r"|发件人|收件人|抄送|密送|主题|日期|时间|发送时间|发送日期|附件)\s*[:：]",
    re.IGNORECASE,
)
FEWEST_HEADERS = 3
DASHES = "-—–－─"
FOLIO = re.compile(rf"\s*[{DASHES}]{{1,2}}\s*(\d{{1,3}})\s*[{DASHES}]{{1,2}}\s*")


def without_headers(lines: Sequence[str]) -> Sequence[str]:
    """The lines with blanks in place of the headers of a letter that they begin with.

    >>> without_headers(["From: a", "Date: Mon, 15 Jan 2024", "主题：年报", "", "县水利局年报"])
    ['', '', '', '', '县水利局年报']
    """
    if not HEADER.match(lines[0]):
        return lines
    count = next((at for at, line in enumerate(lines) if not HEADER.match(line)), len(lines))
    return lines if count < FEWEST_HEADERS else [""] * count + list(lines[count:])


def without_folios(lines: Sequence[str], text: str) -> Sequence[str]:
    """The lines with blanks in place of the numbers of pages, which are two or more and count on one by one.

    A line alone that looks like one may be a row of a dash, a figure and a dash.

    >>> without_folios(["县水利局", "- 1 -", "年报", "— 2 —"], "县水利局\\n- 1 -\\n年报\\n— 2 —\\n")
    ['县水利局', '', '年报', '']
    >>> without_folios(["规章", "— 3 —"], "规章\\n— 3 —\\n")
    ['规章', '— 3 —']
    """
    if not any(dash in text and f"{dash}\n" in text for dash in DASHES):
        return lines
    found = {at: int(mark[1]) for at, line in enumerate(lines) if (mark := FOLIO.fullmatch(line))}
    if len(found) < 2 or any(after != before + 1 for before, after in pairwise(found.values())):
        return lines
    return ["" if at in found else line for at, line in enumerate(lines)]
