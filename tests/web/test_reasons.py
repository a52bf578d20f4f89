"""Why a document cannot be read, and what to know of one that was, is told in Chinese on Chinese pages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import parsers
from crawler.outcomes import Outcome
from parsers.errors import Unreadable
from parsers.readers import office, repacked
from parsers.readers.kinds import UNREAD
from parsers.scans.nets import recognition
from web.messages import in_chinese, issue, messages

SOURCES = sorted(Path(parsers.__file__).parent.rglob("*.py"))


def written(node: ast.expr) -> Iterator[str]:
    """The texts that an expression is written out as, with 7 for what it fills in."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr():
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
        case ast.IfExp():
            yield from written(node.body)
            yield from written(node.orelse)
        case ast.Subscript():  # cut to a length
            yield from written(node.value)


def reasons() -> Iterator[str]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) in ("Unreadable", "TooLarge")
                and node.args
            ):
                yield from written(node.args[0])


def codes() -> Iterator[str]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("Issue", "note"):
                yield from written(node.args[0])


def test_every_issue_has_its_chinese():
    used = set(codes())
    assert len(used) > 40
    assert sorted(used - messages()["issues"].keys()) == []


def test_an_issue_keeps_what_its_message_tells():
    assert (
        issue("column_missing", "not printed: 商业企业、总计", "zh") == "<bdi>没有印出：商业企业、总计</bdi>"
    )
    assert issue("extra_row", "市级: 12 | 31", "zh") == "<bdi>表中有格式以外的一行：市级: 12 | 31</bdi>"
    assert issue("table_twice", "of 3 tables", "zh") == "<bdi>收到和处理申请情况的表格印了不止一次</bdi>"
    assert issue("extra_row", "市级: 12 | 31", "en") == "<bdi>市级: 12 | 31</bdi>"


def test_every_reason_has_its_chinese(monkeypatch):
    said = {*reasons(), office.MISSING, repacked.MISSING}
    said |= {
        repacked.refusal("RAR", status, told, 9 << 20)
        for status, told in ((-24, b""), (1, b"Write error"), (1, b"7"))
    }
    said |= {f"{kind} is not read: ask for another form of it" for kind in UNREAD.values()}
    monkeypatch.setattr(recognition, "missing", lambda: ["cv2"])
    with pytest.raises(Unreadable) as raised:
        recognition.require()
    said.add(raised.value.reason)
    # The only one that begins with a name of its own.
    said.discard("7 (7 missing): `make setup` or `pip install 'nianbao[ocr]'` installs it")
    assert len(said) > 100
    assert [reason for reason in sorted(said) if in_chinese(reason) == reason] == []


def test_what_a_reason_tells_stands_where_it_belongs():
    assert in_chinese("a row numbered 12 in sheet 收费") == "工作表 收费 中有编号为 12 的行"
    assert in_chinese("the RAR archive unpacks to more than 30 MB") == "RAR 压缩包解开后超过 30 MB"
    assert (
        in_chinese("a file in XPS is not read: ask for another form of it")
        == "XPS 文件 不读取：请索取其他格式"
    )


def test_every_outcome_of_a_request_has_its_chinese():
    assert sorted(set(map(str, Outcome)) - messages()["words"].keys()) == []


@pytest.mark.parametrize(
    ("said", "zh"),
    [
        (
            "http://a.test/: unreachable (Connection refused)",
            "栏目 http://a.test/：无法连接（Connection refused）",
        ),
        (
            "http://a.test/: host_parked (5 failures in a row, the last: timeout: 20 s); http://a.test/b: not asked",
            "栏目 http://a.test/：今夜不再访问（连续失败 5 次，最近一次：超时（20 s））；栏目 http://a.test/b：未访问",
        ),
        (
            (
                "http://a.test/: over_budget (the host's budget is used up: 3 requests and 5 bytes tonight; "
                "the rest comes another night)"
            ),
            "栏目 http://a.test/：今夜用量已满（今夜对该网站的用量已满（今夜 3 次请求、5 字节），其余改夜再采）",
        ),
        (
            "http://a.test/ has 3 pages by its own words, 2 were read; 4 × robots_denied, such as http://a.test/1",
            "目录页 http://a.test/ 自称有 3 页，读到 2 页；4次robots.txt 不许抓取，例如 http://a.test/1",
        ),
        (
            "2 looks while the site was well: 2024-01-03 missing_404, 2024-01-09 timeout",
            "网站正常时查看 2 次均不在：2024-01-03 网页不存在（404）, 2024-01-09 超时",
        ),
        ("an odd (word; left open", "an odd (word; left open"),
    ],
)
def test_what_a_site_or_a_look_at_it_came_to(said, zh):
    assert in_chinese(said) == zh
