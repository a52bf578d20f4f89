"""What is told of a page from its source alone, before it is taken apart."""

from __future__ import annotations

import pytest

from crawler.adapters import trs
from crawler.contents import MAY_HOLD_DOCUMENTS
from crawler.page import Page

MARKS = ("a.pdf", "a.DOC", "a.Docx", "a.wps", "a.ofd", "a.XLS", "a.et", "a.zip", "<iframe>", "<EMBED ", "DownLoad",
         "downfile.jsp", "Attach", "fileId=3", "getFile", "/_upload/")  # fmt: skip


def page(body: bytes, url: str = "http://a.gov.cn/t1.html") -> Page:
    return Page(url, body)


@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_of_a_document_is_found_in_any_case(mark: str) -> None:
    assert MAY_HOLD_DOCUMENTS.search(page(f"<p>年报 {mark}附件</p>".encode()).lowered)
    assert MAY_HOLD_DOCUMENTS.search(page(f"<p>示例㵐县 {mark}</p>".encode("gb18030")).lowered)


@pytest.mark.parametrize("text", ["", "年报", "a.etc", "x.docs", "<frames", "没有附件"])
def test_a_page_without_any_mark_holds_no_document(text: str) -> None:
    assert not MAY_HOLD_DOCUMENTS.search(page(f"<p>{text}</p>".encode()).lowered)


def test_a_shell_sends_its_reader_on_in_any_case() -> None:
    assert page(b'<META HTTP-EQUIV="Refresh" CONTENT="0;URL=/a.html">').sends_to == "http://a.gov.cn/a.html"
    assert page(b"<script>Location.href='/b.html'</script>").sends_to == "http://a.gov.cn/b.html"
    assert page("<p>定位</p>".encode()).sends_to == ""


def test_inner_pages_are_found_by_their_call() -> None:
    call = b"<script>createPageHTML(3, 0, 't2024_7', 'html');</script>"
    found = trs.inner_pages(page(call, "http://a.gov.cn/nb/t2024_7.html"))
    assert found == ["http://a.gov.cn/nb/t2024_7_1.html", "http://a.gov.cn/nb/t2024_7_2.html"]
    assert trs.inner_pages(page(b"<p>createpage</p>", "http://a.gov.cn/nb/t2024_7.html")) == []
