"""Documents unlike the samples, put together by someone who had not read the parsers: one test for each find."""

from __future__ import annotations

from parsers import Hints, parse
from parsers.model import Report
from tests.parsers.report_page import page


def read(html: str, name: str = "x.html") -> list[Report]:
    return parse(html.encode(), Hints(name=name))


def test_body_and_day_of_a_signature() -> None:
    made = page()
    made.title = "政府信息公开工作年度报告"
    signed = "<p>双河镇人民政府</p><p>二〇二四年一月十二日</p></div></body>"
    (report,) = read(made.html().replace("</div></body>", signed))
    assert (report.agency, report.published_on) == ("双河镇人民政府", "2024-01-12")


def test_name_of_the_body_in_the_lines_above_the_title() -> None:
    made = page()
    head = "<p>中共青溪县委机构编制<br>委员会办公室</p><p>2023年政府信息公开工作<br>年度报告</p>"
    html = made.html().replace(f"<h1>{made.title}</h1>", head).replace(made.title, "青溪县政府网")
    (report,) = read(html)
    assert report.agency == "中共青溪县委机构编制委员会办公室"
    assert report.title == "中共青溪县委机构编制委员会办公室2023年政府信息公开工作年度报告"


def test_numerals_of_two_signs_are_claimed_whole() -> None:
    made = page()
    made.prose.append("全年共收到政府信息公开申请二十三件，办结二十四件，结转下年度继续办理一件。")
    (report,) = read(made.html())
    stated = {claim.key: claim.value for claim in report.claims}
    assert stated == {
        "applications.new_received.total": 23,
        "applications.handled_total.total": 24,
        "applications.carried_out.total": 1,
    }
