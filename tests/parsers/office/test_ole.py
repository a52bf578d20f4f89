"""OLE containers: which stream is the document where others are embedded in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers import Hints, parse
from parsers.model import Report
from parsers.readers.kinds import sniff
from parsers.readers.ole import Container
from tests.parsers.ole_files import SECTOR, Storage, container

SAMPLES = Path(__file__).parents[2] / "samples"


def workbook(name: str) -> bytes:
    return Container((SAMPLES / name / "document.xls").read_bytes()).stream("Workbook")


BOOK, OTHER = workbook("xls_2021_distinct"), workbook("xls_2019_blanks")
WORD = {"WordDocument": b"\xec\xa5" + bytes(600), "1Table": bytes(700)}
# As Excel files hold a Word document, as they hold another workbook, and as other programs write names.
HOLDING: dict[str, Storage] = {
    "alone": Storage({"Workbook": BOOK}),
    "a Word document": Storage({"Workbook": BOOK}, {"MBD001805CA": Storage(WORD)}),
    "another workbook": Storage({"Workbook": BOOK}, {"MBD001805CB": Storage({"Workbook": OTHER})}),
    "a macro and its streams": Storage(
        {"Workbook": BOOK},
        {"_VBA_PROJECT_CUR": Storage({"PROJECT": b"x" * 90}, {"VBA": Storage({"dir": b"y" * 50})})},
    ),
    "in capitals": Storage({"WORKBOOK": BOOK}),
    "in small letters": Storage({"workbook": BOOK}),
}


def read(body: bytes) -> Report:
    (report,) = parse(body, Hints(name="report.xls"))
    return report


@pytest.mark.parametrize("case", HOLDING)
def test_the_workbook_at_the_top_is_read(case: str) -> None:
    body = container(HOLDING[case])
    wanted = parse((SAMPLES / "xls_2021_distinct" / "document.xls").read_bytes(), Hints(name="report.xls"))
    assert sniff(body, Hints(name="report")) == "xls"
    assert read(body).cells == wanted[0].cells


def test_a_workbook_that_nothing_names_is_read() -> None:
    body = container(HOLDING["alone"], linked=False)
    assert read(body).cells == read(container(HOLDING["alone"])).cells


@pytest.mark.parametrize(
    ("holding", "kind"),
    [
        (Storage(WORD, {"ObjectPool": Storage({}, {"_1": Storage({"Workbook": BOOK})})}), "doc"),
        (Storage({"worddocument": WORD["WordDocument"]}), "doc"),
        (Storage({"Book": BOOK}), "xls"),
        (Storage({"PowerPoint Document": b"x" * 900}), "doc"),
    ],
)
def test_the_kind_is_that_of_the_stream_at_the_top(holding: Storage, kind: str) -> None:
    assert sniff(container(holding), Hints(name="report")) == kind


def test_entries_that_name_each_other_end() -> None:
    body = bytearray(container(Storage({"Workbook": BOOK, "A": b"1", "B": b"2"})))
    first = int.from_bytes(body[48:52], "little")
    for at in range(4):
        entry = (first + 1) * 512 + 128 * at
        body[entry + 68 : entry + 80] = b"\1\0\0\0\2\0\0\0\1\0\0\0"
    assert read(bytes(body)).cells


def test_a_table_with_an_entry_for_each_number_of_the_file_makes_no_longer_chain() -> None:
    """Each entry of each sector names the next: five million steps in 20 MB, had they been followed."""
    count = 109
    body = b"".join(number.to_bytes(4, "little") for number in range(1, count * SECTOR // 4 + 1))
    header = bytearray(container(Storage({"Workbook": BOOK}))[:SECTOR])
    header[44:48], header[48:52], header[60:64] = (at.to_bytes(4, "little") for at in (count, 0, 1))
    header[76:SECTOR] = b"".join(at.to_bytes(4, "little") for at in range(count))
    made = Container(bytes(header) + body)
    assert max(len(made.fat), len(made.mini_fat)) <= SECTOR // 4
    assert len(body) // SECTOR <= len(made.fat)
