"""A report as its author would type it: labels and figures of the form of 2021 and of 2019, as plain lists.

Nothing here comes from the parsers: labels are typed from the notices, figures follow rules of their own.
All figures of a table differ from each other where sums allow it, and none is zero. Tests change the rows
and compare what is read with `Page.figures`, which they change in the same way.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from html import escape

COLUMNS = ["natural_person", "business", "research", "nonprofit", "legal_service", "other_org", "total"]
COLUMN_LABELS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
OUTCOMES = [
    ("granted", "", "（一）予以公开"),
    ("partly_granted", "", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    ("denied_state_secret", "（三）不予公开", "1.属于国家秘密"),
    ("denied_by_law", "（三）不予公开", "2.其他法律行政法规禁止公开"),
    ("denied_security_stability", "（三）不予公开", "3.危及“三安全一稳定”"),
    ("denied_third_party", "（三）不予公开", "4.保护第三方合法权益"),
    ("denied_internal_affairs", "（三）不予公开", "5.属于三类内部事务信息"),
    ("denied_process", "（三）不予公开", "6.属于四类过程性信息"),
    ("denied_enforcement_file", "（三）不予公开", "7.属于行政执法案卷"),
    ("denied_administrative_query", "（三）不予公开", "8.属于行政查询事项"),
    ("unavailable_not_held", "（四）无法提供", "1.本机关不掌握相关政府信息"),
    ("unavailable_not_existing", "（四）无法提供", "2.没有现成信息需要另行制作"),
    ("unavailable_unclear", "（四）无法提供", "3.补正后申请内容仍不明确"),
    ("rejected_petition", "（五）不予处理", "1.信访举报投诉类申请"),
    ("rejected_repeated", "（五）不予处理", "2.重复申请"),
    ("rejected_publication", "（五）不予处理", "3.要求提供公开出版物"),
    ("rejected_excessive", "（五）不予处理", "4.无正当理由大量反复申请"),
    ("rejected_confirmation", "（五）不予处理", "5.要求行政机关确认或重新出具已获取信息"),
]
OTHER_2021 = [
    (
        "other_not_corrected",
        "（六）其他处理",
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    ),
    (
        "other_fee_unpaid",
        "（六）其他处理",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    ),
    ("other_misc", "（六）其他处理", "3.其他"),
]
OTHER_2019 = [("other", "", "（六）其他处理")]
LEAVES = ["upheld", "corrected", "other", "pending", "total"]
LEAF_LABELS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
PROCEEDINGS = ["review", "litigation_direct", "litigation_after_review"]


@dataclass
class C:
    """A physical cell: its text (HTML already escaped if `raw`), its spans, its attributes."""

    text: str
    columns: int = 1
    rows: int = 1
    raw: bool = False
    attributes: str = ""
    tag: str = "td"

    def html(self) -> str:
        spans = (f' colspan="{self.columns}"' if self.columns > 1 else "") + (
            f' rowspan="{self.rows}"' if self.rows > 1 else ""
        )
        text = self.text if self.raw else escape(self.text, quote=False)
        return f"<{self.tag}{spans}{' ' + self.attributes if self.attributes else ''}>{text}</{self.tag}>"


Rows = list[list[C]]


@dataclass
class Page:
    """A report: title, sections, the physical rows of its three tables, and the figures they hold."""

    form: str = "2021"
    title: str = "青溪县水利局2023年政府信息公开工作年度报告"
    year: int = 2023
    tables: dict[str, Rows] = field(default_factory=dict)
    figures: dict[str, str] = field(default_factory=dict)
    prose: list[str] = field(
        default_factory=lambda: ["本报告所列数据的统计期限自2023年1月1日起至2023年12月31日止。"]
    )

    def copy(self) -> Page:
        return copy.deepcopy(self)

    def html(self, tables: dict[str, str] | None = None) -> str:
        shown = {key: table_html(rows) for key, rows in self.tables.items()} | (tables or {})
        parts = [
            f"<h1>{self.title}</h1>",
            "<h2>一、总体情况</h2>",
            *[f"<p>{text}</p>" for text in self.prose],
        ]
        parts += ["<h2>二、主动公开政府信息情况</h2>", shown["proactive_disclosure"]]
        parts += ["<h2>三、收到和处理政府信息公开申请情况</h2>", shown["applications"]]
        parts += ["<h2>四、政府信息公开行政复议、行政诉讼情况</h2>", shown["review_litigation"]]
        parts += ["<h2>五、存在的主要问题及改进情况</h2><p>解读形式不够丰富。</p>"]
        parts += ["<h2>六、其他需要报告的事项</h2><p>本年度未收取信息处理费。</p>"]
        return page_html(self.title, "\n".join(parts))


def page_html(title: str, body: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f'<body><div class="TRS_Editor">{body}</div></body></html>'
    )


def table_html(rows: Rows, attributes: str = 'border="1"') -> str:
    lines = "\n".join("<tr>" + "".join(cell.html() for cell in row) + "</tr>" for row in rows)
    return f"<table {attributes}>{lines}</table>"


def applicant_figures(form: str) -> dict[str, list[int]]:
    """Seven figures for each row; sums hold, and no figure of the rows that are not sums is zero."""
    outcomes = [*OUTCOMES, *(OTHER_2021 if form == "2021" else OTHER_2019)]
    rows: dict[str, list[int]] = {}
    for at, (key, _, _) in enumerate(outcomes):
        parts = [211 + 17 * at, 101 + 7 * at, 31 + at, 5 + 2 * at, 61 + 3 * at, 3 + 5 * at]
        rows[key] = [*parts, sum(parts)]
    handled = [sum(row[column] for row in rows.values()) for column in range(7)]
    carried_out = [19, 12, 7, 5, 4, 2]
    carried_out.append(sum(carried_out))
    carried_in = [41, 23, 9, 8, 6, 3]
    carried_in.append(sum(carried_in))
    rows["handled_total"] = handled
    rows["carried_out"] = carried_out
    rows["carried_in"] = carried_in
    rows["new_received"] = [h + o - i for h, o, i in zip(handled, carried_out, carried_in, strict=True)]
    return rows


def header_rows() -> Rows:
    return [
        [C(CORNER, 3, 3), C("申请人情况", 7)],
        [C("自然人", 1, 2), C("法人或其他组织", 5), C("总计", 1, 2)],
        [C(label) for label in COLUMN_LABELS[1:6]],
    ]


def applications(form: str, figures: dict[str, list[int]]) -> Rows:
    outcomes = [*OUTCOMES, *(OTHER_2021 if form == "2021" else OTHER_2019)]

    def cells(key: str) -> list[C]:
        return [C(str(value)) for value in figures[key]]

    rows = header_rows()
    rows.append([C("一、本年新收政府信息公开申请数量", 3), *cells("new_received")])
    rows.append([C("二、上年结转政府信息公开申请数量", 3), *cells("carried_in")])
    last = ""
    for at, (key, group, label) in enumerate(outcomes):
        row = [C("三、本年度办理结果", 1, len(outcomes) + 1)] if at == 0 else []
        if group and group != last:
            row.append(C(group, 1, sum(other == group for _, other, _ in outcomes)))
        row.append(C(label, 1 if group else 2))
        rows.append([*row, *cells(key)])
        last = group
    rows.append([C("（七）总计", 2), *cells("handled_total")])
    rows.append([C("四、结转下年度继续办理", 3), *cells("carried_out")])
    return rows


def review() -> tuple[Rows, dict[str, str]]:
    figures = {
        "review": [8, 3, 2, 1, 14],
        "litigation_direct": [9, 4, 6, 5, 24],
        "litigation_after_review": [12, 7, 10, 11, 40],
    }
    rows: Rows = [
        [C("行政复议", 5), C("行政诉讼", 10)],
        [*[C(label, 1, 2) for label in LEAF_LABELS], C("未经复议直接起诉", 5), C("复议后起诉", 5)],
        [C(label) for _ in range(2) for label in LEAF_LABELS],
        [C(str(value)) for key in PROCEEDINGS for value in figures[key]],
    ]
    flat = {
        f"review_litigation.{key}.{leaf}": str(value)
        for key, values in figures.items()
        for leaf, value in zip(LEAVES, values, strict=True)
    }
    return rows, flat


def proactive_2021() -> tuple[Rows, dict[str, str]]:
    rows: Rows = [
        [C("第二十条第（一）项", 4)],
        [C("信息内容"), C("本年制发件数"), C("本年废止件数"), C("现行有效件数")],
        [C("规章"), C("2"), C("1"), C("15")],
        [C("行政规范性文件"), C("23"), C("4"), C("146")],
        [C("第二十条第（五）项", 4)],
        [C("信息内容"), C("本年处理决定数量", 3)],
        [C("行政许可"), C("8361", 3)],
        [C("第二十条第（六）项", 4)],
        [C("信息内容"), C("本年处理决定数量", 3)],
        [C("行政处罚"), C("727", 3)],
        [C("行政强制"), C("39", 3)],
        [C("第二十条第（八）项", 4)],
        [C("信息内容"), C("本年收费金额（单位：万元）", 3)],
        [C("行政事业性收费"), C("712.187895", 3)],
    ]
    table = "proactive_disclosure"
    return rows, {
        f"{table}.regulations.issued": "2",
        f"{table}.regulations.repealed": "1",
        f"{table}.regulations.in_force": "15",
        f"{table}.normative_documents.issued": "23",
        f"{table}.normative_documents.repealed": "4",
        f"{table}.normative_documents.in_force": "146",
        f"{table}.licensing.decisions": "8361",
        f"{table}.penalties.decisions": "727",
        f"{table}.coercion.decisions": "39",
        f"{table}.fees.amount": "712.187895",
    }


def proactive_2019() -> tuple[Rows, dict[str, str]]:
    rows: Rows = [
        [C("第二十条第（一）项", 4)],
        [C("信息内容"), C("本年新制作数量"), C("本年新公开数量"), C("对外公开总数量")],
        [C("规章"), C("3"), C("2"), C("17")],
        [C("规范性文件"), C("21"), C("19"), C("133")],
        [C("第二十条第（五）项", 4)],
        [C("信息内容"), C("上一年项目数量"), C("本年增/减"), C("处理决定数量")],
        [C("行政许可"), C("48"), C("-5"), C("9120")],
        [C("其他对外管理服务事项"), C("62"), C("+7"), C("3345")],
        [C("第二十条第（六）项", 4)],
        [C("信息内容"), C("上一年项目数量"), C("本年增/减"), C("处理决定数量")],
        [C("行政处罚"), C("318"), C("增10"), C("651")],
        [C("行政强制"), C("27"), C("减4"), C("36")],
        [C("第二十条第（八）项", 4)],
        [C("信息内容"), C("上一年项目数量"), C("本年增/减", 2)],
        [C("行政事业性收费"), C("11"), C("-1", 2)],
        [C("第二十条第（九）项", 4)],
        [C("信息内容"), C("采购项目数量"), C("采购总金额", 2)],
        [C("政府集中采购"), C("14"), C("1276.5534万元", 2)],
    ]
    table = "proactive_disclosure"
    figures: dict[str, str] = {}
    for item, columns, printed in (
        ("regulations", ("new_made", "new_published", "total_published"), ("3", "2", "17")),
        ("normative_documents", ("new_made", "new_published", "total_published"), ("21", "19", "133")),
        ("licensing", ("previous_items", "change", "decisions"), ("48", "-5", "9120")),
        ("other_services", ("previous_items", "change", "decisions"), ("62", "+7", "3345")),
        ("penalties", ("previous_items", "change", "decisions"), ("318", "增10", "651")),
        ("coercion", ("previous_items", "change", "decisions"), ("27", "减4", "36")),
        ("fees", ("previous_items", "change"), ("11", "-1")),
        ("procurement", ("projects", "amount"), ("14", "1276.5534万元")),
    ):
        for column, text in zip(columns, printed, strict=True):
            figures[f"{table}.{item}.{column}"] = text
    return rows, figures


def page(form: str = "2021") -> Page:
    """A fresh report in a form, every figure printed plainly."""
    made = Page(form)
    if form == "2019":
        made.title, made.year = "青溪县水利局2020年政府信息公开工作年度报告", 2020
        made.prose = ["本报告所列数据的统计期限自2020年1月1日起至2020年12月31日止。"]
    rows, flat = proactive_2021() if form == "2021" else proactive_2019()
    made.tables["proactive_disclosure"] = rows
    made.figures |= flat
    figures = applicant_figures(form)
    made.tables["applications"] = applications(form, figures)
    for key, values in figures.items():
        for column, value in zip(COLUMNS, values, strict=True):
            made.figures[f"applications.{key}.{column}"] = str(value)
    made.tables["review_litigation"], flat = review()
    made.figures |= flat
    return made
