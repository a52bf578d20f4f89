"""The region before the name of a body: whether it is printed, and which one a site speaks for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from parsers.labels import simplified
from parsers.wording import WORDS

_AGENCIES = WORDS["agencies"]
SIGNS = _AGENCIES["regions"]
REGION = re.compile(rf"^[\u4e00-\u9fff]{{1,9}}?[{SIGNS}]")
# Words that hold the sign of a region and name none: 市场, 城市, 城乡建设.
NO_REGION = re.compile(
    rf"(?:^[{SIGNS}]?|(?<=[和与及、]))(?:{_AGENCIES['no_regions']})|{_AGENCIES['no_region_within']}"
)
NATIONWIDE = re.compile(_AGENCIES["nationwide"])
PLACED = re.compile(_AGENCIES["placed"])
BEGINS_WITH_WORD = re.compile(_AGENCIES["no_regions"])
SITE_OWNER = re.compile(r"(?:人民政府|政府)?(?:门户)?(?:网站|网|门户)?$")


def names_region(agency: str) -> bool:
    """Whether the name of a body begins with that of its region, or of the country.

    >>> names_region("示例县教育局"), names_region("住房和城乡建设局"), names_region("市场监督管理局")
    (True, False, False)
    >>> names_region("示例海关"), names_region("海关"), names_region("示例大学")
    (True, False, True)
    >>> names_region("示例市民政局"), names_region("市城市管理局"), names_region("国家统计局示例调查队")
    (True, False, True)
    """
    if NATIONWIDE.match(agency) or PLACED.search(agency):
        return True
    return REGION.match(NO_REGION.sub("", simplified(agency))) is not None


def region_of(site: str) -> str:
    """The region that a site speaks for, "" if its name tells none.

    >>> region_of("示例县人民政府门户网站")
    '示例县'
    """
    name = SITE_OWNER.sub("", "".join(site.split()))
    return name if re.fullmatch(rf"[\u4e00-\u9fff]{{1,20}}[{SIGNS}]", name) else ""


def in_region(agency: str, regions: Iterable[str]) -> str:
    """The name of a body behind the first region that fits; the sign of the region is printed once.

    >>> in_region("教育局", ["示例县"]), in_region("县教育局", ["示例市", "示例县"])
    ('示例县教育局', '示例县教育局')
    >>> in_region("市场监督管理局", ["示例市"]), in_region("示例公安局", ["示例市"])
    ('示例市市场监督管理局', '示例公安局')
    """
    signed = agency[0] in SIGNS and not BEGINS_WITH_WORD.match(agency)
    for region in regions:
        if len(region) > 2 and region[:-1] in agency:  # 示例公安局
            return agency
        if not signed:
            return region + agency
        if region[-1] == agency[0]:
            return region + agency[1:]
    return agency
