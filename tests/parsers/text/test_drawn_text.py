"""Tables drawn with signs for their rules: the places of the signs tell which cells are merged."""

from __future__ import annotations

from parsers import Hints, parse
from parsers.model import Cell, State

TITLE = "青溪县水利局2023年政府信息公开工作年度报告\n\n"
APPLICATIONS = """三、收到和处理政府信息公开申请情况

   +----------------------+---------------------------------------------------------------------------+
   | （本列数据的关系）   | 申请人情况                                                                |
   |                      +--------+----------------------------------------------------------+-------+
   |                      | 自然人 | 法人或其他组织                                           | 总计  |
   |                      |        +----------+----------+--------------+--------------+------+       |
   |                      |        | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 |       |
   +----------------------+--------+----------+----------+--------------+--------------+------+-------+
   | 一、本年新收政府信息 | 21     | 12       | 3        | 4            | 5            | 6    | 51    |
   | 公开申请数量         |        |          |          |              |              |      |       |
   +----------------------+--------+----------+----------+--------------+--------------+------+-------+
   | 二、上年结转政府信息 | 22     | 13       | 7                       | 8            | 9    | 59    |
   | 公开申请数量         |        |          |                         |              |      |       |
   +------+---------------+--------+----------+----------+--------------+--------------+------+-------+
   | 三、 | （一）予以    | 31     |          | 14       | 15           | 16           | 17   | 93    |
   | 本年 | 公开          |        |          |          |              |              |      |       |
   | 度办 +---------------+--------+----------+----------+--------------+--------------+------+-------+
   | 理结 | （二）部分    | 32     | 18       | 19       | 20           | 23           | 24   | 136   |
   | 果   | 公开          |        |          |          |              |              |      |       |
   +------+---------------+--------+----------+----------+--------------+--------------+------+-------+
"""
REVIEWS = """四、政府信息公开行政复议、行政诉讼情况

┌─────────┬────────────────────────────┬───┐
│         │结果维持                    │27 │
│         ├────────────────────────────┼───┤
│         │结果纠正                    │40 │
│         ├────────────────────────────┼───┤
│行政复议 │其他结果                    │9  │
│         ├────────────────────────────┼───┤
│         │尚未审结                    │51 │
│         ├────────────────────────────┼───┤
│         │总计                        │127│
├─────────┼──────────────────┬─────────┼───┤
│         │                  │结果维持 │53 │
│         │                  ├─────────┼───┤
│         │                  │结果纠正 │33 │
│         │                  ├─────────┼───┤
│         │未经复议直接起诉  │其他结果 │8  │
│         │                  ├─────────┼───┤
│         │                  │尚未审结 │31 │
│         │                  ├─────────┼───┤
│         │                  │总计     │125│
│行政诉讼 ├──────────────────┼─────────┼───┤
│         │                  │结果维持 │58 │
│         │                  ├─────────┼───┤
│         │                  │结果纠正 │7  │
│         │                  ├─────────┼───┤
│         │复议后起诉        │其他结果 │10 │
│         │                  ├─────────┼───┤
│         │                  │尚未审结 │46 │
│         │                  ├─────────┼───┤
│         │                  │总计     │121│
└─────────┴──────────────────┴─────────┴───┘

五、存在的主要问题及改进情况
"""


def read(text: str) -> dict[str, Cell]:
    (report,) = parse((TITLE + text).encode(), Hints(name="x.txt"))
    return {cell.key: cell for cell in report.cells}


def row(found: dict[str, Cell], item: str) -> list[str]:
    return [
        cell.raw if cell.state is not State.UNREADABLE else "?"
        for cell in found.values()
        if cell.item == item
    ]


def test_headers_of_unlike_height_are_read_in_their_columns() -> None:
    found = read(APPLICATIONS)
    assert row(found, "new_received") == ["21", "12", "3", "4", "5", "6", "51"]
    assert row(found, "granted") == ["31", "", "14", "15", "16", "17", "93"]
    assert row(found, "partly_granted") == ["32", "18", "19", "20", "23", "24", "136"]
    place = found["applications.new_received.business"].place
    assert (place.line, place.column) == (12, len("   | 一、本年新收政府信息 | 21     |") + 1)


def test_a_figure_drawn_across_two_columns_is_of_neither() -> None:
    assert row(read(APPLICATIONS), "carried_in") == ["22", "13", "?", "?", "8", "9", "59"]


def test_labels_beside_the_rule_of_another_column_are_theirs() -> None:
    found = read(REVIEWS)
    assert row(found, "review") == ["27", "40", "9", "51", "127"]
    assert row(found, "litigation_direct") == ["53", "33", "8", "31", "125"]
    assert row(found, "litigation_after_review") == ["58", "7", "10", "46", "121"]


def test_a_drawing_of_which_a_line_is_out_of_place_is_read_line_by_line() -> None:
    """As where a program counts wide signs otherwise: no figure may change its column without a word."""
    broken = APPLICATIONS.replace("| 31     |          | 14", "| 31   |   | 14")
    states = {cell.raw: cell.state for cell in read(broken).values() if cell.item == "granted"}
    assert all(
        raw in ("31", "14", "15", "16", "17", "93") or state is not State.NUMBER
        for raw, state in states.items()
    )


def test_rows_without_rules_between_them_are_none_of_one_cell() -> None:
    head = "+----------------+--------------+--------------+--------------+\n"
    text = (
        "二、主动公开政府信息情况\n\n"
        + head
        + "| 信息内容       | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n"
        + head
        + "| 规章           | 2            | 3            | 4            |\n"
        + "| 行政规范性文件 | 5            | 6            | 7            |\n"
        + head
    )
    found = read(text + "\n三、收到和处理政府信息公开申请情况\n")
    assert row(found, "regulations") == ["2", "3", "4"]
    assert row(found, "normative_documents") == ["5", "6", "7"]
