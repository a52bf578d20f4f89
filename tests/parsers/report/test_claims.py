"""What the prose claims of the tables; what speaks of a part, another year or another matter is no claim."""

from __future__ import annotations

import re

import pytest

from parsers.claims import claims
from parsers.model import Section
from parsers.wording import WORDS

NEW, IN = "applications.new_received.total", "applications.carried_in.total"
DONE, OUT = "applications.handled_total.total", "applications.carried_out.total"
GRANTED, PARTLY = "applications.granted.total", "applications.partly_granted.total"
REVIEW = "review_litigation.review.total"
SUITS = ("review_litigation.litigation_direct.total", "review_litigation.litigation_after_review.total")
DOCUMENTS = "proactive_disclosure.normative_documents.issued"
IN_FORCE = "proactive_disclosure.normative_documents.in_force"
LICENSING, PENALTIES = "proactive_disclosure.licensing.decisions", "proactive_disclosure.penalties.decisions"
COERCION = "proactive_disclosure.coercion.decisions"
NO_SUITS = {REVIEW: 0, SUITS[0]: 0, SUITS[1]: 0}


def claimed(text: str, year: int | None = 2023) -> dict[str, int]:
    return {claim.key: claim.value for claim in claims([Section(1, "", text)], year)}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("2023年共收到政府信息公开申请42件，办结40件，结转下年度继续办理5件。", {NEW: 42, DONE: 40, OUT: 5}),
        ("上年结转2件，本年新收政府信息公开申请18件，办结答复19件，结转下年度1件。", {IN: 2, NEW: 18, DONE: 19, OUT: 1}),
        ("受理依申请公开信息申请 97件，依法依规回复办结 97件，其中当面申请 5件，邮寄 92件。", {NEW: 97, DONE: 97}),
        ("共收到信息公开申请四十二件，同比增加8件。", {NEW: 42}),
        ("收到申请1,042件，较2022年增加8件。", {NEW: 1042}),
        ("共受理公开申请42件，其中予以公开31件、部分公开7件、不予公开4件。", {NEW: 42, GRANTED: 31, PARTLY: 7}),
        ("全年未收到政府信息公开申请。", {NEW: 0}),
        ("我中心未收到公民、法人或其他组织要求公开政府信息的申请。", {NEW: 0}),
        ("没有收到行政复议申请。", {REVIEW: 0}),
        ("2023年，我局未收到申请政府信息公开案件。", {NEW: 0}),
        ("我局无依申请公开事项。", {NEW: 0}),
        ("依申请公开受理量为零。", {NEW: 0}),
        ("政府信息公开申请总数为37件。", {NEW: 37}),
        ("因政府信息公开引起行政复议6件，其中维持4件、纠正2件。", {REVIEW: 6}),
        ("没有因政府信息公开被申请行政复议、提起行政诉讼的情况。", NO_SUITS),
        ("我局未有行政复议、行政诉讼情况。", NO_SUITS),
        ("未收到公开申请，也没有因此被申请行政复议和提起行政诉讼。", {NEW: 0, **NO_SUITS}),
        ("制发规范性文件5件，废止规范性文件2件。", {DOCUMENTS: 5}),
        ("2022年收到申请9件，今年收到政府信息公开申请13件。", {NEW: 13}),
        ("比去年多3件，收到政府信息公开申请：12件。", {NEW: 12}),
        ("共收到申请公开政府信息14件。", {NEW: 14}),
        ("全年无政府信息公开申请。", {NEW: 0}),
        ("本年度未制定规范性文件，也未废止规范性文件。", {DOCUMENTS: 0}),
        ("本年处理决定数量：行政许可105件。", {LICENSING: 105}),
        ("全年作出行政许可1204件、行政处罚33件。", {LICENSING: 1204, PENALTIES: 33}),
        ("共收到信息公开申请22起,比2022年(31起)下降29%,答复22起。", {NEW: 22}),
        ("2023年,共收到10件依申请公开请求,均已答复。", {NEW: 10}),
        ("受理公开申请8件;全市发生政府信息公开行政复议案件3起;印发规范性文件7件。", {NEW: 8, REVIEW: 3, DOCUMENTS: 7}),
        ("未产生费用,收到政府信息公开行政复议5件。", {REVIEW: 5}),
        ("2023年受理依申請公開件9件,均通過信函遞交。", {NEW: 9}),
        ("共收到13件依申请公开请求，2022年结转政府信息公开申请4件，结转2024年度继续办理6件。", {NEW: 13, IN: 4, OUT: 6}),
        ("受理申请9件，结转至2023年继续办理3件，结转到2025年办理2件。", {NEW: 9}),
        ("年内无上年结转申请，也无结转下年度继续办理的申请。", {IN: 0, OUT: 0}),
        ("无下年度结转。", {OUT: 0}),
        ("其他处理14件，转下一年度办理答复的申请有3件。", {OUT: 3}),
        ("收到公开申请8件，其中2件结转下年度办理。", {NEW: 8, OUT: 2}),
        (
            "答复政府信息公开申请41件（含上年度转结3件），其中予以公开及部分公开25件，结转下一年度继续办理9件。",
            {IN: 3, DONE: 41, OUT: 9},
        ),
        ("我局共收到依申请信息公开26件，及时回复申请人。", {NEW: 26}),
        ("全年受理依申请信息公开事项共7件。", {NEW: 7}),
        ("收到申请人要求公开政府信息的申请3项，均已办理。", {NEW: 3}),
        ("2023年度我局无依申请公开政务信息情况。", {NEW: 0}),
        ("我镇全年无依申请办理公开事项。", {NEW: 0}),
        ("市科委有4件涉及政府信息公开工作的行政复议，未被纠错。", {REVIEW: 4}),
        ("接收政府信息公开申请13件，产生行政复议及行政诉讼0件。", {NEW: 13, **NO_SUITS}),
        ("政府信息公开引起的行政复议5件、行政诉讼0件。", {REVIEW: 5, SUITS[0]: 0, SUITS[1]: 0}),
        ("政府信息公开引起的行政复议5件、行政诉讼10件。", {REVIEW: 5}),
        ("我镇共办理行政许可4251项，办理行政处罚6项。", {LICENSING: 4251, PENALTIES: 6}),
        ("制发规范性文件2件，现行有效规范性文件11件。", {DOCUMENTS: 2, IN_FORCE: 11}),
        ("制发3份规范性文件，废止18份规范性文件。", {DOCUMENTS: 3}),
        ("收到政府信息依申请公开办理事项7件。", {NEW: 7}),
        ("收到公开申请13件，出具《政府信息公开申请答复书》15份。", {NEW: 13}),
        ("自今年以来，收到政府信息公开申请17件。", {NEW: 17}),
        ("收到公开申请14件（含上年结转3件），办结13件，结转下年1件。", {IN: 3, DONE: 13, OUT: 1}),
        ("收到和处理公开申请15件，包括上年度结转4件。", {IN: 4}),
        ("收到公开申请19件，其中新收17件、2022年结转2件。", {IN: 2}),
        ("全年办结公开申请36件，上年结转办理5件，结转下年度继续办理7件。", {DONE: 36, IN: 5, OUT: 7}),
        ("未收到个人、法人或者其他组织向本机关申请公开政府信息。", {NEW: 0}),
        ("收到自然人、法人或其他组织提交的政府信息公开申请16件。", {NEW: 16}),
        ("未收到因政府信息公开申请引起的行政复议。", {REVIEW: 0}),
        ("行政复议案件、行政诉讼案件均为0件。", NO_SUITS),
        ("收到公开申请13件，部分予以公开3件，其中不予公开7件。", {NEW: 13, PARTLY: 3}),
        (
            "全年收政府信息公开申请464件，结转上年度政府信息公开申请3件，本年度办结441件，剩余26件结转下年度办理。",
            {NEW: 464, IN: 3, DONE: 441, OUT: 26},
        ),
        ("收到公开申请44件（其中：网上42件、邮寄2件），本年度办结39件。", {NEW: 44, DONE: 39}),
        ("收到公民、法人和其他组织通过各种渠道提出的政府信息公开申请共15件，均已答复。", {NEW: 15}),
        ("未收到任何单位、组织和个人要求公开政府信息的申请。", {NEW: 0}),
        ("因政府信息公开被申请行政复议有3件，其中1件被撤销。", {REVIEW: 3}),
        ("无涉及政府信息公开的行政复议、诉讼案件。", NO_SUITS),
        ("收到信息公开申请6件、行政复议申请12件。", {NEW: 6, REVIEW: 12}),
        ("2023年1月1日至2023年12月31日，共收到公开申请23件。", {NEW: 23}),
        ("2023年共收到依申请公开件27封，均已答复。", {NEW: 27}),
        ("未收到以青溪市应急管理局为被申请人的政府信息公开行政复议案件和行政诉讼案件。", NO_SUITS),
        ("实施行政强制2件，行政处罚35件。", {PENALTIES: 35, COERCION: 2}),
        ("网站共办理并答复信息公开申请3件、纸质申请36件，顺延至下一年答复2件。", {}),
    ],
)  # fmt: skip
def test_statements_about_the_whole_year(sentence, expected):
    assert claimed(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "全年收到网上申请12件，信函申请3件。",
        "其中，通过网络收到申请5件，当面申请7件。",
        "收到市政府转办申请21件。",
        "新收自然人申请17件、法人申请4件。",
        "未收到商业企业的政府信息公开申请。",
        "未收到重复申请。",
        "无行政复议纠错案件，未发生行政诉讼败诉案件。",
        "无行政复议被撤销情况。",
        "全年办理行政复议12件（其中涉及政府信息公开2件）。",
        "司法局全年收到行政复议案件312件。",
        "未产生与诉讼（行政复议、行政申诉）有关的费用支出。",
        "受理行政许可申请1204件，办结1198件。",
        "收到社会救助申请35件。",
        "收到领导信箱来信53件，办结53件。",
        "答复人大代表建议、政协提案26件。",
        "其中按时办结申请38件。",
        "与上年相比，收到政府信息公开申请增加8件。",
        "2022年收到政府信息公开申请30件。",
        "与2022年相比，收到公开申请30件。",
        "共收到公开申请约40件。",
        "共收到公开申请40余件。",
        "其中工程建设类行政许可56件。",
        "减轻行政处罚3件。",
        "主动公开信息1041条，予以公开文件12件。",
        "去年收到政府信息公开申请9件，增加4件。",
        "上半年共收到政府信息公开申请12件，下半年收到9件。",
        "截至6月底，共收到政府信息公开申请12件。",
        "“十四五”以来累计收到政府信息公开申请112件。",
        "月均收到政府信息公开申请12件。",
        "县政府收到政府信息公开申请12件，我局收到政府信息公开申请3件。",
        "每季度收到公开申请30件以上的单位通报表扬。",
        "双公示上传行政许可105件，行政处罚12件。",
        "区政府办代表区政府受理政府信息公开申请17件。",
        "资金结转下年度使用30万元，项目转入下一年度实施12项。",
        "行政诉讼败诉10件。",
        "作为复议机关办理政府信息公开行政复议案件15件。",
        "审结政府信息公开行政复议案件12件。",
        "全年未发生重大行政复议案件。",
        "未发生因政府信息公开败诉的行政诉讼。",
        "未经复议直接提起政府信息公开行政诉讼0件，复议后提起行政诉讼2件。",
        "下属单位作出行政许可决定120件。",
        "共收到各类申请42件，其中政府信息公开申请3件。",
        "自开展政府信息公开工作以来，累计受理申请310件。",
        "市本级收到政府信息公开申请14件，各区收到130件。",
        "主动公开政府信息129件，行政执法12件（含行政许可4件、行政处罚3件）。",
        "通过网站发布信息312条，行政许可120件，行政处罚35件。",
        "2023年，局机关收到政府信息公开申请11件，下属单位收到政府信息公开申请3件。",
        "2023年1-11月收到政府信息公开申请15件。",
        "例如某镇收到政府信息公开申请15件后及时处理。",
        "2022年收到，结转至2023年作出答复的政府信息公开申请52件。",
        "全年通过市网审平台收到受理申请4364件，办结4364件。",
        "共受理公开申请59件，结转上年后新收到公开申请47件。",
        "县政府办收到政府信息公开申请15件，县自然资源局收到8件。",
        "2008年5月1日至2023年12月31日，共收到政府信息公开申请120件。",
        "2022年、2023年分别收到公开申请15件、12件。",
        "2022年和2023年共收到公开申请27件。",
        "累计收到政府信息公开申请120件，其中2023年收到12件。",
        "收到政府信息公开申请及行政复议申请共12件。",
        "行政处罚、行政强制共35件。",
        "未收到不予公开的申请。",
        "收到公开招聘报名申请120件。",
        "推进政务公开，全年受理各类申请3204件，办结3200件。",
        "坚持公开透明，全年受理项目申请320件，答复318件。",
        "依申请公开系统共收到申请12件，邮寄3件。",
        "上年结转政府信息公开行政复议案件6件。",
        "公布权责清单，含行政许可123项、行政处罚456项。",
    ],
)
def test_what_is_no_statement_about_the_whole_year_is_left(sentence):
    assert claimed(sentence) == {}


def test_of_two_years_the_report_year_counts():
    assert claimed("2022年收到公开申请30件，2023年收到公开申请42件。") == {NEW: 42}
    assert claimed("2022年收到公开申请30件，2023年收到公开申请42件。", 2022) == {NEW: 30}


def test_the_sentence_is_kept_with_its_claim():
    (claim,) = claims([Section(1, "", "工作有序。 全年共收到政府信息公开申请 42 件。再接再厉。")], 2023)
    assert (claim.value, claim.sentence) == (42, "全年共收到政府信息公开申请42件。")


def test_an_endless_sentence_costs_nothing():
    assert claimed("收到公开申请" * 30_000 + "3件") == {}


@pytest.mark.parametrize("statement", [entry for entry in WORDS["claims"]["statements"] if "word" in entry])
def test_the_word_looked_for_first_stands_in_all_that_a_pattern_matches(statement):
    without_sets = re.sub(r"\[\^?[^\]]*\]", "[]", statement["pattern"])
    outside_groups, depth = "", 0
    for at, sign in enumerate(without_sets):
        depth += (sign == "(") - (sign == ")")
        optional = without_sets[at + 1 : at + 2] in ("?", "*", "{")
        outside_groups += sign if depth == 0 and not optional else " "
    assert statement["word"] in outside_groups and "|" not in outside_groups
