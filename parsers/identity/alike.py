"""Whether two names may be those of one body, and what to say where sources name different ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from parsers.document import Issue
from parsers.labels import simplified
from parsers.wording import WORDS

GENERAL = re.compile(WORDS["agencies"]["general"])


def alike(one: str, other: str) -> bool:
    """Whether one name can be short for the other: it has no sign that the other lacks, general words aside.

    >>> alike("示例县住建局", "示例县住房和城乡建设局"), alike("青溪镇人民政府", "示例县青溪镇")
    (True, True)
    >>> alike("青溪区公安分局", "示例市公安局青溪区分局"), alike("示例县水利局", "示例县财政局")
    (True, False)
    """
    signs, others = (Counter(GENERAL.sub("", simplified(name))) for name in (one, other))
    return signs <= others or others <= signs


def grouped(names: Counter[str]) -> list[list[str]]:
    """Names that may be of one body, the groups and the names in them by how often they are said."""
    groups: list[list[str]] = []
    for name, _ in names.most_common():
        group = next((group for group in groups if all(alike(name, each) for each in group)), None)
        if group is None:
            groups.append([name])
        else:
            group.append(name)
    return sorted(groups, key=lambda group: -sum(names[name] for name in group))


def conflict(said: Sequence[tuple[str, str]]) -> list[Issue]:
    """An issue where sources, each with the body it names, name different ones.

    >>> conflict([("the title", "示例县水利局"), ("the signature", "县水利局")])
    []
    """
    told = "; ".join(f"{source} names {name}" for source, name in said)
    if all(alike(said[0][1], name) for _, name in said[1:]):
        return []
    return [Issue("agency_conflict", told)]
