"""The prose of generated reports, and everything on a list that is no report."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from practice.publications import Claim, Figure

Sections = dict[int, tuple[str, ...]]

CHANNELS = ("政府网站", "政务公开平台", "政务新媒体", "基层政务公开专区")
PROBLEMS = (
    "公开内容的深度还不够，政策解读形式较为单一，图表和视频解读偏少",
    "个别栏目更新不够及时，部分信息分类不够准确",
    "业务人员更替较频繁，对条例的理解和运用还不够熟练",
    "依申请公开答复文书的规范化水平有待提高",
)
REMEDIES = (
    "加强业务培训，每半年组织一次集中学习和案例研讨",
    "完善栏目责任清单，明确更新时限，定期通报检查结果",
    "丰富解读形式，重要文件做到图文同步发布",
    "规范申请登记、审核、办理、答复、归档各环节，统一文书格式",
)


def claimed(figures: dict[str, Figure], key: str, slip: int = 0) -> Claim | None:
    """A claim about a cell with a number, off by `slip`; None where the cell has none."""
    value = figures[key].value
    if not isinstance(value, int):
        return None
    return Claim(key, value + slip, slip == 0)


def write(
    random: Random, agency: str, year: int, scope: str, figures: dict[str, Figure], stray: bool
) -> tuple[Sections, tuple[Claim, ...]]:
    """The sections of prose of a report and what they say of its cells; `stray`: one figure disagrees."""
    new = claimed(figures, "applications.new_received.total", random.choice([1, 3, 10]) if stray else 0)
    done = claimed(figures, "applications.handled_total.total")
    left = claimed(figures, "applications.carried_out.total")
    review = claimed(figures, "review_litigation.review.total")
    claims = [claim for claim in (new, done, left, review) if claim]
    whose = "全县各级行政机关汇总" if scope == "aggregate" else "本机关"
    requests = [f"{year}年，{'全县' if scope == 'aggregate' else '本机关'}"]
    requests.append(f"共收到政府信息公开申请{new.value}件" if new else "依法受理政府信息公开申请")
    if done:
        requests.append(f"，办结{done.value}件")
    if left:
        requests.append(f"，结转下年度继续办理{left.value}件")
    requests.append("，均在法定期限内答复。")
    if review:
        requests.append(f"因政府信息公开被申请行政复议{review.value}件。")
    opening = (
        "本报告依据《中华人民共和国政府信息公开条例》有关规定编制，由总体情况、主动公开政府信息情况、"
        "收到和处理政府信息公开申请情况、政府信息公开行政复议和行政诉讼情况、存在的主要问题及改进情况、"
        f"其他需要报告的事项六个部分组成。报告中所列数据为{whose}数据，"
        f"统计期限自{year}年1月1日起至{year}年12月31日止。"
    )
    published = (
        f"（一）主动公开。{agency}通过{random.choice(CHANNELS)}公开各类信息{random.randint(120, 4800)}条，"
        f"其中政策解读{random.randint(3, 60)}篇，回应公众关切{random.randint(2, 90)}次。"
    )
    platforms = (
        f"（四）政府信息公开平台建设。全年维护栏目{random.randint(6, 42)}个，"
        f"改版专题{random.randint(1, 5)}个，保障平台平稳运行。"
    )
    training = (
        f"（五）监督保障。开展业务培训{random.randint(1, 6)}次，参训{random.randint(20, 260)}人次，"
        "公开工作纳入年度考核，未发生责任追究情形。"
    )
    first = (
        opening,
        published,
        "（二）依申请公开。" + "".join(requests),
        "（三）政府信息管理。严格落实信息发布审核制度，做到先审后发、一事一审，定期清理失效文件。",
        platforms,
        training,
    )
    problem, remedy = random.sample(PROBLEMS, 2), random.sample(REMEDIES, 2)
    fifth = (
        f"{year}年，公开工作虽然取得一定成效，但仍存在不足：一是{problem[0]}；二是{problem[1]}。",
        f"{year + 1}年将重点做好以下工作：一是{remedy[0]}；二是{remedy[1]}。",
    )
    sixth = (
        "依据《政府信息公开信息处理费管理办法》（国办函〔2020〕109号），本年度未收取信息处理费。"
        if year > 2019
        else "无其他需要报告的事项。",
    )
    return {1: first, 5: fifth, 6: sixth}, tuple(claims)


def noise(random: Random, county: str, count: int) -> Iterator[tuple[str, str, int, tuple[str, ...]]]:
    """What else stands on such lists: kind, title, the year reported on, paragraphs."""
    for position in range(count):
        year = 2019 + random.randint(0, 6)
        total = random.randint(31, 96)
        choices = (
            (
                "summary",
                f"{county}{year}年度政府信息公开工作年度报告公布情况",
                (f"截至{year + 1}年3月31日，全县应公布{year}年年度报告{total}份，已公布{total}份。",),
            ),
            (
                "interpretation",
                f"《{county}人民政府{year}年政府信息公开工作年度报告》解读",
                (
                    f"{year}年全县共公开各类信息{random.randint(2000, 9000)}条。",
                    "本解读介绍年度报告的编制依据和主要内容，具体数据以报告为准。",
                ),
            ),
            (
                "interpretation",
                f"一图读懂{county}{year}年政府信息公开工作年度报告",
                ("以图解方式介绍年度报告要点。",),
            ),
            (
                "notice",
                f"关于做好{year}年政府信息公开工作年度报告编制和发布工作的通知",
                (
                    "各乡镇人民政府，县政府各部门：",
                    f"请于{year + 1}年1月31日前完成年度报告编制和公布，格式按照国家统一规定执行。",
                ),
            ),
            (
                "notice",
                f"{county}人民政府办公室关于印发{year + 1}年政务公开工作要点的通知",
                ("现将工作要点印发给你们，请结合实际认真贯彻执行。",),
            ),
            (
                "news",
                f"{county}召开{year + 1}年政务公开工作推进会",
                ("会议总结了上一年度政务公开工作，对下一步工作作出安排。",),
            ),
            (
                "notice",
                f"{county}政府信息公开指南（{year + 1}年版）",
                ("为了更好地提供政府信息公开服务，编制本指南。",),
            ),
            (
                "news",
                f"{county}开展政府开放日活动（{year + 1}年第{random.randint(1, 4)}季度）",
                ("邀请群众代表走进政务大厅，了解办事流程。",),
            ),
        )
        kind, title, paragraphs = choices[position % len(choices)]
        yield kind, title, year, paragraphs
