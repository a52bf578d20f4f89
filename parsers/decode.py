"""From the bytes of a page or a text to its characters, by our own rule.

Servers and pages lie about their encoding: pages in GB18030 are labelled utf-8 and the other way
round, and libraries that believe the label give mojibake without an error. The rule here asks the
bytes: a byte order mark, else the zeros of UTF-16, else strict UTF-8, else Big5 by its words, else GB18030 (a
superset of GB2312 and GBK). A label is believed only where it names what the bytes cannot tell: UTF-16 of few
zeros, and Big5.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

# The names a label may use for each encoding we can decode.
FAMILIES = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5",
    "big5-hkscs": "big5",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LABEL = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{2,20})""", re.IGNORECASE)
XML_LABEL = re.compile(rb"""\s*<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9_:.\-]{2,20})""", re.IGNORECASE)
# lxml refuses text that names its own encoding; NUL ends a page for libxml2.
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)

# Words of every report, in the two encodings that share their bytes.
WORDS_OF_BIG5 = tuple(word.encode("big5") for word in ("政府", "公開", "年度", "申請"))
WORDS_OF_GB = tuple(word.encode("gb18030") for word in ("政府", "公开", "公開", "年度", "申请", "申請"))

HAN = re.compile("[\u4e00-\u9fff]")
USUAL = re.compile(
    "[\t\r\n -~\u00a0-\u00ff\u2000-\u206f\u2460-\u257f\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read by, the rule that chose it, the label found ("" if none).

    `lied`: the label names another encoding. `damaged`: how many bytes fit no rule and were replaced.
    """

    text: str
    encoding: str
    rule: str
    label: str = ""
    lied: bool = False
    damaged: int = 0
    utf8: bytes = field(default=b"", repr=False)  # the text in UTF-8, where the body is that


def stated(body: bytes, content_type: str = "") -> str:
    """The encoding a page says it has: in itself first, else in its header; "" if it says nothing."""
    head = body[:4096]
    found = XML_LABEL.match(head)
    if found is None and (at := head.lower().find(b"charset")) >= 0:
        found = LABEL.search(head, at)
    if found is None:
        found = LABEL.search(content_type.encode("ascii", "ignore"))
    return found.group(1).decode("ascii").lower() if found else ""


def decode(body: bytes, content_type: str = "") -> Decoded:
    """The text of a body without NUL and without an XML declaration; never raises.

    >>> decode("浉河区".encode("gb18030"), "text/html; charset=utf-8")
    Decoded(text='浉河区', encoding='gb18030', rule='not utf-8', label='utf-8', lied=True, damaged=0)
    """
    label = stated(body, content_type)
    family = FAMILIES.get(label, label)
    encoding, rule, text, damaged = read(body, family)
    lied = bool(label) and family.split("-le")[0].split("-be")[0] != encoding.split("-le")[0].split("-be")[0]
    if body.isascii():
        lied = False
    utf8 = body if rule == "strict utf-8" else b""
    if b"\0" in body and "\0" in text:
        text, utf8 = text.replace("\0", ""), b""
    if text[:200].lstrip()[:5].lower() == "<?xml":
        text, utf8 = XML_DECLARATION.sub("", text, count=1), b""
    return Decoded(text, encoding, rule, label, lied, damaged, utf8)


def unmarked_utf16(body: bytes) -> str:
    """utf-16-le or utf-16-be where the beginning of a body is Chinese text in it without a mark; "" else.

    >>> unmarked_utf16("浉河区\\t12\\n".encode("utf-16-le")), unmarked_utf16("浉河区\\t12".encode())
    ('utf-16-le', '')
    """
    head = body[:2000]
    if b"\0" not in head or len(head) % 2:
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = head.decode(encoding, "replace")
        if len(USUAL.findall(text)) * 50 >= len(text) * 49 and HAN.search(text):
            return encoding
    return ""


def without_label(body: bytes) -> str:
    """The text of a body in Big5 that nothing says to be so; "" without a word of every report.

    The bytes alone tell nothing: most of Big5 is GB18030 as well, of rare signs.
    """
    if any(word in body for word in WORDS_OF_GB) or not any(word in body for word in WORDS_OF_BIG5):
        return ""
    try:
        return body.decode("big5hkscs")
    except UnicodeDecodeError:
        return ""


def read(  # noqa: PLR0911, PLR0912 - a return for each rule
    body: bytes, family: str
) -> tuple[str, str, str, int]:
    """(encoding, rule, text, replaced signs) of a body whose label names `family`."""
    for mark, encoding in MARKS:
        if body.startswith(mark):
            text = body[len(mark) :].decode(encoding, "replace")
            return encoding, "byte order mark", text, text.count("\ufffd")
    if family.startswith("utf-16") and body.count(b"\0") > len(body) // 8:
        encoding = "utf-16-be" if family == "utf-16-be" else "utf-16-le"
        text = body.decode(encoding, "replace")
        return encoding, "label", text, text.count("\ufffd")
    if b"\0" in body[:400] and (half := len(body) // 2) and body.count(b"\0") > half // 8:
        # Markup in two bytes a sign: one of the two is always nothing.
        first, second = body[::2].count(0), body[1::2].count(0)
        if min(first, second) * 20 < max(first, second):
            encoding = "utf-16-be" if first > second else "utf-16-le"
            text = body.decode(encoding, "replace")
            return encoding, "every other byte is nothing", text, text.count("\ufffd")
    if encoding := unmarked_utf16(body):
        text = body.decode(encoding, "replace")
        return encoding, "all signs are those of a text", text, text.count("\ufffd")
    try:
        return "utf-8", "strict utf-8", body.decode("utf-8"), 0
    except UnicodeDecodeError as error:
        # A page cut off in the middle of a sign is still UTF-8.
        if error.start >= len(body) - 3 and error.start > 0:
            return "utf-8", "strict utf-8, cut off", body[: error.start].decode("utf-8"), 1
    if family == "big5":
        try:
            return "big5", "label", body.decode("big5hkscs"), 0
        except UnicodeDecodeError:
            pass
    if big5 := without_label(body):
        return "big5", "words of Big5", big5, 0
    text = body.decode("gb18030", "replace")
    damaged = text.count("\ufffd")
    if damaged:
        # A UTF-8 page with a few broken bytes loses fewer signs as UTF-8 than as anything else.
        mended = body.decode("utf-8", "replace")
        if mended.count("\ufffd") <= damaged:
            return "utf-8", "fewest damaged signs", mended, mended.count("\ufffd")
    return "gb18030", "not utf-8", text, damaged
