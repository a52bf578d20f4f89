"""Whose figures a report gives: those of the body itself, or of all below it."""

from __future__ import annotations

import pytest

from tests.parsers.report.read_report import read, told
from tests.parsers.report_page import page


@pytest.mark.parametrize(
    ("title", "prose", "scope"),
    [
        ("青溪县水利局2023年政府信息公开工作年度报告", "由本局编制。", "own"),
        ("青溪县2023年政府信息公开工作年度报告（汇总）", "全县情况如下。", "aggregate"),
        (
            "青溪县2023年政府信息公开工作年度报告",
            "本报告由县政府办公室汇总各乡镇、街道和县直部门年报编制。",
            "aggregate",
        ),
        ("青溪海关（本级）2023年政府信息公开工作年度报告", "本级情况。", "own"),
        ("青溪县本级2023年政府信息公开工作年度报告", "本报告汇总全县各部门数据编制。", "unknown"),
        ("海陵海关（关区）2023年政府信息公开工作年度报告", "情况如下。", "aggregate"),
        ("海陵海关2023年政府信息公开工作年报（关区）", "情况如下。", "aggregate"),
        ("海陵海关2023年政府信息公开工作年报（关区）", "统计数据仅含本级。", "unknown"),
        ("海陵市税务系统2023年政府信息公开工作年度报告", "情况如下。", "aggregate"),
        ("2023年海陵市政府系统政务公开工作年度报告", "情况如下。", "aggregate"),
        ("海陵市各级行政机关2023年政府信息公开工作年度报告", "情况如下。", "aggregate"),
        ("全市2023年政府信息公开工作年度报告", "情况如下。", "aggregate"),
        ("海陵市教育局（含下属部门）2023年政府信息公开工作年度报告", "情况如下。", "aggregate"),
        ("海陵市教育局及所属单位2023年政府信息公开工作年度报告", "情况如下。", "aggregate"),
        ("海陵市教育局（不含下属部门）2023年政府信息公开工作年度报告", "情况如下。", "own"),
        ("海陵市系统工程院2023年政府信息公开工作年度报告", "情况如下。", "own"),
        ("万全区水利局2023年政府信息公开工作年度报告", "情况如下。", "own"),
        ("海陵市全州县水利局2023年政府信息公开工作年度报告", "情况如下。", "own"),
        ("山海关区水利局2023年政府信息公开工作年度报告", "情况如下。", "own"),
        ("海陵市气象部门2023年政府信息公开工作年度报告", "情况如下。", "aggregate"),
        ("海陵市卫生健康委员会（含疾控中心）2023年政府信息公开工作年度报告", "情况如下。", "aggregate"),
        ("海陵市水利局2023年政府信息公开工作年度报告（含图解）", "情况如下。", "own"),
        ("海陵市气象局2023年政府信息公开工作年度报告", "结合本部门2023年政府信息公开工作编制。", "own"),
    ],
)
def test_scope(title: str, prose: str, scope: str) -> None:
    made = page()
    made.title, made.prose = title, [prose]
    assert read(made.html()).scope == scope


def test_the_scope_of_what_the_prose_calls_the_report() -> None:
    report = told(
        "梳理编制海陵海关关区2023年政府信息公开工作年度报告。\n一、总体情况\n情况。\n二、主动公开情况\n情况。"
    )
    assert (report.agency, report.scope) == ("海陵海关", "aggregate")


@pytest.mark.parametrize(
    ("sentence", "scope"),
    [
        ("汇总青溪市各县（市、区）、市政府各有关部门政府信息公开工作情况编制而成。", "aggregate"),
        ("综合各县、区人民政府和市政府各部门的政府信息公开工作报告和有关统计数据而成。", "aggregate"),
        ("由市政府辦公廳綜合各區（縣）人民政府和市政府各部門的年度報告編制而成。", "aggregate"),
        ("涵盖各地级市、县（市、区）政府和省政府各部门的政府信息公开工作情况。", "aggregate"),
        ("2023年全市共收到政府信息公开申请658件。", "aggregate"),
        ("2023年，全区各职能部门、镇街共收到政府信息公开申请658件。", "aggregate"),
        ("根据本单位信息公开工作执行情况，综合各部门工作实际，现编制本报告。", "own"),
        ("今年，全市共收到7起依申请公开案件。", "aggregate"),
        ("结合我县29个部门及11个乡镇政府信息公开工作年度报告有关统计数据编制完成。", "aggregate"),
        ("报告涵盖了2022年青溪区自然资源局政府信息公开工作。", "own"),
        ("2023年，全市税务系统共收到政府信息公开申请658件。", "aggregate"),
        ("报告所列数据包含区政府、区政府各部门和各街道。", "aggregate"),
        ("本报告统计范围包括市局机关及各分局。", "aggregate"),
        ("本报告数据不包含各分局。", "own"),
        ("数据来源于全县62个单位。", "aggregate"),
        ("本报告在全县各乡镇、各部门年度报告的基础上编制。", "aggregate"),
        ("2023年全市共受理信息公开申请658件，我局共收到公开申请17件。", "unknown"),
        ("根据全市政府信息公开工作情况通报要求，我局认真整改。", "own"),
        ("我局承担热线办理，全市共受理热线申请3.5万件。", "own"),
        ("涵盖市政府各部门和各县（市、区）政府信息公开情况。", "aggregate"),
        ("2023年全市共受理信息公开申请658件，其中我办收到申请17件。", "aggregate"),
    ],
)
def test_whose_figures_the_prose_says_they_are(sentence: str, scope: str) -> None:
    text = f"青溪市2023年政府信息公开工作年度报告\n{sentence}\n一、总体情况\n情况。\n二、主动公开情况\n情况。"
    assert told(text).scope == scope
