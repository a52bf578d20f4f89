"""What scripts ask for and open is read from their text: what is no literal is left out, and nothing hangs."""

from __future__ import annotations

import time

import pytest

from crawler import calls
from crawler.page import Page


def asked(script: str) -> list[calls.Call]:
    return calls.calls(calls.source_of(f"<script>{script}</script>"))


@pytest.mark.parametrize(
    "script",
    [
        "$.get('/tj/hits?id=' + id)",
        "$.post('/user/login', {name: n, word: w})",
        "$.getJSON('/api/weather', show)",
        "axios.get('/img/banner.png')",
        "fetch(base + path)",
        "// $.get('/api/list', {page: 1})",
    ],
)
def test_what_is_no_list_or_no_literal_is_not_asked(script: str) -> None:
    assert asked(script) == []


def test_an_object_of_parameters_is_read_with_what_its_names_were_set_to() -> None:
    script = (
        "var code = '0301', size = 20; /* page = 9 */\n"
        "$.ajax({url: '/a/list.do', type: 'POST', dataType: 'json', data: {code: code, 'size': size, pageNo: n, "
        "sort: {by: 'date'}, now: new Date(), done: function(x){ return {a: 1}; }}, success: function(d){ f(d); }});"
    )
    (call,) = asked(script)
    assert (call.address, call.method, call.kind, call.paged, call.first) == (
        "/a/list.do", "POST", "form", "pageNo", 1,
    )  # fmt: skip
    assert call.fields == {"code": "0301", "size": 20, "pageNo": 1, "sort": {"by": "date"}}


def test_a_number_in_quotes_stays_a_text() -> None:
    (call,) = asked(
        "let id = '0041';\nfetch('/q/list', {method: 'POST', body: JSON.stringify({id: id, n: 41})})"
    )
    assert call.kind == "json" and calls.body_of(call, 1)[1] == '{"id":"0041","n":41}'


def test_a_location_within_a_function_sends_nobody() -> None:
    page = "<html><script>function go(c){ location.href = '/d/' + c + '.html'; }\nfunction q(){ location = '/s/'; }</script><p>x</p></html>"
    assert Page("http://a.gov.cn/", page.encode()).sends_to == ""
    page = "<html><script>function go(){ location.replace('/nb/'); }\nwindow.onload = go;</script></html>"
    assert Page("http://a.gov.cn/", page.encode()).sends_to == "http://a.gov.cn/nb/"


@pytest.mark.parametrize(
    "hostile",
    [
        "'a' + " * 8_000,
        "$.ajax({" * 4_000,
        "x = 'a" + "\\'" * 15_000,
        "function f(a){" * 4_000,
        "`" + "${a}" * 9_000,
        "a.b" * 15_000 + " + ",
    ],
)
def test_scripts_made_to_take_long_do_not(hostile: str) -> None:
    script = calls.source_of(f"<script>{hostile}</script>")
    begun = time.process_time()
    calls.calls(script)
    calls.openers(script)
    calls.link_template(script)
    assert time.process_time() - begun < 20
