"""What the prose says by itself: shares, periods, names, instructions left over, sentences copied."""

from __future__ import annotations

import hashlib
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from checks.rules import Rule

SENTENCE_END = re.compile(r"[。；！？\n]")
SHORTEST_SENTENCE = 16  # characters; shorter ones are phrases that every report shares
FEWEST_SENTENCES = 8  # below that a share says little
COPIED_SHARE = 0.7
LEAST_SHARE = 0.5  # a smaller share with a sister is not looked for
MOST_HOLDERS = 200  # of one sentence that are looked at
PERCENT = re.compile("[%\uff05]")
DIGITS = re.compile(r"\d+(?:\.\d+)?")
PERIOD = re.compile(r"(20\d\d)年0?1月0?1日起?[至到—–\-－~～]+(?:(?:20\d\d|同)年)?12月31日")
PRONOUN = re.compile(r"^(?:我|本|该|全|各|贵|其)")
BODY = re.compile(
    r"(?:局|厅|委|办|署|院|会|站|所|处|镇|乡|苏木|街道|县|区|市|省|州|旗|盟|政府|中心|大队|支队|总队|海关)$"
)
GROWS = ("增长", "增加", "上升")


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a comparison inside one report's prose."""

    outcome: str
    where: str
    left: float | None
    right: float | None
    reason: str


def flat(text: str) -> str:
    return "".join(text.split())


def amount(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("，", ""))


def agrees(stated: Decimal, exact: Decimal) -> bool:
    """Whether rounding or cutting at the printed number of decimals gives what is stated.

    >>> agrees(Decimal("1.2"), Decimal("1.25")), agrees(Decimal("58.1"), Decimal("66.3"))
    (True, False)
    """
    decimals = -int(stated.as_tuple().exponent)
    return abs(exact - stated) < Decimal(1).scaleb(-decimals)


def percentages(rule: Rule, number: int, text: str) -> Iterator[Found]:
    """One outcome for every share that the prose states beside its two numbers.

    A part larger than its whole means that the two numbers are not part and whole: excused.
    """
    matches = (match for pattern in rule.patterns for match in pattern.finditer(flat(text)))
    for place, match in enumerate(matches, start=1):
        whole, part, stated = amount(match["whole"]), amount(match["part"]), Decimal(match["percent"])
        where = f"section {number} #{place}"
        if not whole or part > whole:
            yield Found(
                "not_applicable", where, float(stated), None, "not a part and its whole: " + match.group()
            )
            continue
        exact = part * 100 / whole
        decimals = -int(stated.as_tuple().exponent)
        outcome = "holds" if agrees(stated, exact) else "fails"
        yield Found(outcome, where, float(stated), round(float(exact), max(decimals, 1)), match.group())


@dataclass(frozen=True, slots=True)
class Growth:
    """A growth stated of a number of applications, in per cent; shrinking is negative."""

    section: int
    count: int
    percent: Decimal
    sentence: str


def growths(rule: Rule, number: int, text: str) -> Iterator[Growth]:
    for pattern in rule.patterns:
        for match in pattern.finditer(flat(text)):
            percent = Decimal(match["percent"])
            signed = percent if match["way"] in GROWS else -percent
            yield Growth(number, int(amount(match["count"])), signed, match.group())


def leftovers(rule: Rule, number: int, text: str) -> Iterator[Found]:
    """A failure for every instruction of the form that was left in the text."""
    for phrase in rule.phrases:
        if phrase in text:
            yield Found("fails", f"section {number} #{rule.phrases.index(phrase) + 1}", None, None, phrase)


def periods(text: str) -> list[int]:
    """The years of the counting periods that a text names.

    >>> periods("统计期限自2022年1月1日起至2022年12月31日止。"), periods("2022年1月1日起施行")
    ([2022], [])
    """
    return [int(year) for year in PERIOD.findall(flat(text))]


def authors(rule: Rule, text: str) -> list[str]:
    """The names of bodies by which the prose calls its author."""
    return [
        match["name"]
        for pattern in rule.patterns
        for match in pattern.finditer(flat(text))
        if BODY.search(match["name"]) and not PRONOUN.search(match["name"])
    ]


def same_body(one: str, other: str) -> bool:
    """Whether one name can be short for the other: its characters occur there in their order.

    >>> same_body("区政数局", "卫东区政务服务和大数据管理局"), same_body("卫东区教育局", "卫东区水利局")
    (True, False)
    """
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return all(character in rest for character in short)


def sentences(texts: Iterable[str]) -> set[int]:
    """The sentences of a report as digests of eight bytes, numbers and white space aside."""
    return {
        int.from_bytes(hashlib.blake2b(sentence.encode(), digest_size=8).digest(), "little")
        for text in texts
        for sentence in SENTENCE_END.split(DIGITS.sub("0", "".join(re.split(r"[^\S\n]+", text))))
        if len(sentence) >= SHORTEST_SENTENCE
    }


def packed(digests: set[int]) -> bytes:
    return array("Q", sorted(digests)).tobytes()


def unpacked(blob: bytes) -> frozenset[int]:
    digests = array("Q")
    digests.frombytes(blob)
    return frozenset(digests)


def share(own: frozenset[int], other: frozenset[int]) -> float:
    """How much of a report stands in another: equal sentences by its own sentences."""
    return len(own & other) / len(own) if own else 0.0


def closest_sisters(said: Mapping[int, frozenset[int]]) -> dict[int, tuple[int, float]]:
    """For each of a group of reports the one that shares most of its sentences, and the share.

    Only shares of `LEAST_SHARE` and more are found. A report that shares so many sentences holds at least
    one of any |own| - share * |own| + 1 of them, so only the holders of the rarest ones are compared.
    """
    alike: dict[frozenset[int], list[int]] = defaultdict(list)
    for report_id, digests in said.items():
        if len(digests) >= FEWEST_SENTENCES:
            alike[digests].append(report_id)
    holders: dict[int, list[frozenset[int]]] = defaultdict(list)
    for digests in alike:
        for digest in digests:
            holders[digest].append(digests)
    found: dict[int, tuple[int, float]] = {}
    for digests, report_ids in alike.items():
        if len(report_ids) > 1:
            found |= {one: (report_ids[report_ids[0] == one], 1.0) for one in report_ids}
            continue
        rare = sorted(digests, key=lambda digest: len(holders[digest]))
        rare = rare[: len(digests) - ceil(LEAST_SHARE * len(digests)) + 1]
        near: Counter[int] = Counter()
        for digest in rare:
            near.update(alike[other][0] for other in holders[digest][:MOST_HOLDERS] if other is not digests)
        best = max(
            ((share(digests, said[other]), other) for other, _ in near.most_common(20)), default=(0.0, 0)
        )
        if best[0] >= LEAST_SHARE:
            found[report_ids[0]] = (best[1], best[0])
    return found
