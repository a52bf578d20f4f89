"""Files of older office programs, through LibreOffice."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parsers.document import Document, Hints
from parsers.errors import Unreadable
from parsers.readers import office
from tests.parsers.office_files import (
    BEGIN,
    ON,
    cell,
    docx,
    mutants,
    packed,
    paragraph,
    row,
    run,
    table,
    width,
)

SAMPLES = Path(__file__).parents[2] / "samples"
MISSING = not (shutil.which("soffice") or os.environ.get("CI"))


def needs_office(test: Callable[..., None]) -> Callable[..., None]:
    return pytest.mark.office(pytest.mark.skipif(MISSING, reason="LibreOffice is not installed")(test))


RTF = (
    rb"{\rtf1\ansi\ansicpg936 \trowd\cellx2000\cellx4000\intbl \'b9\'e6\'d5\'c2\cell 31\cell\row"
    rb"\trowd\cellx2000\cellx4000\intbl \'ce\'c4\'bc\'fe\cell 47\cell\row\pard \'ca\'a1\par}"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sample(kind: str) -> bytes:
    return next(SAMPLES.glob(f"{kind}_*/document.{kind}")).read_bytes()


def texts(document: Document | Unreadable) -> list[str]:
    assert isinstance(document, Document), document
    return [each.text for found in document.tables for each in found.cells]


@pytest.fixture
def nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Afterwards neither files nor processes of LibreOffice are left of this test."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    deadline = time.monotonic() + 5  # a process that was killed may need a moment to go
    while (left := commands(str(tmp_path))) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not left
    assert not list(tmp_path.glob("nianbao-office-*"))


def commands(word: str) -> list[str]:
    """The command lines of running processes that hold a word."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_text("utf-8", "replace")
        except OSError:
            continue
        if word in command and "pytest" not in command.partition(word)[0]:
            found.append(command)
    return found


def encrypted_doc() -> bytes:
    """A DOC file whose first flags say that it is encrypted."""
    body = bytearray(sample("doc"))
    at = next(at for at in range(512, len(body), 512) if body[at : at + 2] == b"\xec\xa5")
    body[at + 11] |= 1
    return bytes(body)


REFUSED = {
    "empty": ("doc", b"", "empty file"),
    "zeros": ("doc", b"\0" * 9000, "empty file"),
    "not a document": ("doc", b"plain words", "not a Word file"),
    "damaged container": ("doc", OLE + bytes(24) + b"\x09\0\6\0" + bytes(2000), "OLE container"),
    "encrypted": ("wps", encrypted_doc, "encrypted with a password"),
    "encrypted odt": (
        "odt",
        packed({"content.xml": "<x/>", "META-INF/manifest.xml": "<manifest:encryption-data x='1'/>"}),
        "encrypted with a password",
    ),
    "odt without text": ("odt", packed({"mimetype": "x"}), "no content.xml"),
    "odt bomb": ("odt", packed({"content.xml": b" " * (90 << 20)}), "times its size"),
    "odt entities": (
        "odt",
        packed({"content.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
        "document type",
    ),
    "not rtf": ("rtf", b"words", "not an RTF file"),
    "unknown kind": ("pages", b"words", "is not converted"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_before_libreoffice_starts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, body, reason = REFUSED[name]
    monkeypatch.setattr(office, "run", lambda *_: pytest.fail("LibreOffice was started"))
    (outcome,) = office.convert([(kind, body() if callable(body) else body)])
    assert isinstance(outcome, Unreadable)
    assert reason in outcome.reason


def test_without_libreoffice_its_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "program", lambda: None)
    with pytest.raises(Unreadable, match=r"LibreOffice is needed.*libreoffice-writer"):
        office.read(RTF, Hints(name="a.rtf"))


@needs_office
def test_one_bad_file_does_not_spoil_a_batch(nothing_left: None) -> None:
    broken = bytearray(sample("doc"))
    broken[600:40_000] = os.urandom(39_400)
    files = [
        (RTF, Hints(name="a.rtf")),
        (bytes(broken), Hints(name="b.doc")),
        (b"", Hints(name="c.doc")),
        (sample("odt"), Hints(name="d.odt")),
        (sample("wps"), Hints(name="e.wps")),
        (packed({"content.xml": "<no-odt/>"}), Hints(name="f.odt")),
    ]
    made = office.read_many(files)
    assert texts(made[0]) == ["规章", "31", "文件", "47"]
    assert [each.kind if isinstance(each, Document) else "" for each in made][3:5] == ["odt", "wps"]
    for bad in (made[2], made[5]):
        assert isinstance(bad, Unreadable)
        assert bad.reason


@needs_office
def test_libreoffice_does_not_test_how_it_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[Path] = []
    run = office.run

    def noted(home: Path, files: list[Path]) -> tuple[str, bool]:
        done = run(home, files)
        left.extend((home / "profile" / "user").iterdir())
        return done

    monkeypatch.setattr(office, "run", noted)
    assert texts(office.read_many([(RTF, Hints(name="a.rtf"))])[0]) == ["规章", "31", "文件", "47"]
    names = {each.name for each in left}
    assert "registrymodifications.xcu" in names
    assert "GraphicsRenderTests.log" not in names


@needs_office
def test_files_that_stop_the_program_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files marked as hanging stop the program there; all others are converted."""
    real = office.run
    starts: list[int] = []

    def stuck(home: Path, files: list[Path]) -> tuple[str, bool]:
        starts.append(len(files))
        place = next((at for at, each in enumerate(files) if b"hang" in each.read_bytes()), len(files))
        reason, finished = real(home, files[:place]) if place else ("", True)
        return (reason, finished) if place == len(files) else ("LibreOffice did not convert it", False)

    monkeypatch.setattr(office, "run", stuck)
    hanging = RTF.replace(b"31", b"hang")
    made = office.convert([("rtf", RTF), ("rtf", hanging), ("rtf", RTF), ("rtf", hanging), ("rtf", RTF)])
    assert [isinstance(each, bytes) for each in made] == [True, False, True, False, True]
    assert isinstance(made[1], Unreadable)
    assert "did not convert it" in made[1].reason
    assert starts == [5, 3, 1]


def test_a_program_that_never_starts_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    starts: list[int] = []

    def broken(_: Path, files: list[Path]) -> tuple[str, bool]:
        starts.append(len(files))
        return "LibreOffice crashed", False

    monkeypatch.setattr(office, "program", lambda: "soffice")
    monkeypatch.setattr(office, "run", broken)
    made = office.convert([("rtf", RTF)] * 10)
    assert len(starts) == 4
    assert {str(each) for each in made} == {"LibreOffice crashed"}


def test_three_that_stop_the_program_cost_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(home: Path, files: list[Path]) -> tuple[str, bool]:
        for each in files:
            if b"hang" in (content := each.read_bytes()):
                return "LibreOffice crashed", False
            (home / "out" / f"{each.stem}.docx").write_bytes(content[-4:])
        return "", True

    monkeypatch.setattr(office, "program", lambda: "soffice")
    monkeypatch.setattr(office, "run", stopped)
    bodies = [RTF + each.encode() for each in ("hang", "hang", "hang", "17 a", "hang", "23 b", "31 c")]
    made = office.convert([("rtf", body) for body in bodies])
    assert [each if isinstance(each, bytes) else str(each) for each in made] == [
        *["LibreOffice crashed"] * 3, b"17 a", "LibreOffice crashed", b"23 b", b"31 c",
    ]  # fmt: skip


@needs_office
@pytest.mark.parametrize("limit", ["STALLED", "PROCESSOR"])
def test_time_is_limited_and_nothing_stays_behind(
    nothing_left: None, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, limit, 0.1)
    monkeypatch.setattr(office, "POLL", 0.02)  # or a quick conversion is done before it is looked at
    start = time.perf_counter()
    with pytest.raises(Unreadable, match="did not convert it in time"):
        office.read(sample("doc"), Hints(name="a.doc"))
    assert time.perf_counter() - start < 5


@needs_office
def test_what_takes_too_much_memory_is_given_up_and_the_rest_is_read(
    nothing_left: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "POLL", 0.05)
    monkeypatch.setattr(office, "HELD", 400 << 20)
    nested = b"{\\rtf1" + b"{" * 500_000 + b"1" + b"}" * 500_000 + b"}"
    made = office.read_many([(nested, Hints(name="a.rtf")), (RTF, Hints(name="b.rtf"))])
    assert str(made[0]) == "LibreOffice needed more than 400 MB for it"
    assert "31" in texts(made[1])


@needs_office
def test_memory_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "MEMORY", 100 << 20)
    with pytest.raises(Unreadable, match="LibreOffice"):
        office.read(RTF, Hints(name="a.rtf"))


MADE = docx(
    paragraph("某局2023年政府信息公开工作年度报告")
    + table(
        row(cell("项目", width(2)), cell("件数", width(1))),
        row(cell("（三）不予公开", width(1) + BEGIN), cell("1.属于国家秘密", width(1)), cell("31", width(1))),
        row(
            cell("", width(1) + ON),
            cell(paragraph(run("98", "<w:vanish/>"), "2.其他"), width(1)),
            cell("47", width(1)),
        ),
        row(cell("总计", width(2)), cell(paragraph(run("5", "<w:strike/>"), "78"), width(1))),
        columns=3,
    )
    + paragraph(
        "收到申请", "<w:del w:id='1' w:author='a'><w:r><w:delText>15</w:delText></w:r></w:del>", "78件"
    )
)


@needs_office
@pytest.mark.parametrize(
    ("kind", "filter_name"), [("doc", "MS Word 97"), ("odt", "writer8"), ("rtf", "Rich Text Format")]
)
def test_what_an_office_program_writes(kind: str, filter_name: str, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(MADE)
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *("--convert-to", f"{kind}:{filter_name}", "--outdir", tmp_path, tmp_path / "a.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    document = office.read((tmp_path / f"a.{kind}").read_bytes(), Hints(name=f"a.{kind}"))
    assert document.kind == kind
    (found,) = document.tables
    assert [(each.text, each.row, each.column, each.row_span, each.column_span) for each in found.cells] == [
        ("项目", 0, 0, 1, 2),
        ("件数", 0, 2, 1, 1),
        ("（三）不予公开", 1, 0, 2, 1),
        ("1.属于国家秘密", 1, 1, 1, 1),
        ("31", 1, 2, 1, 1),
        ("2.其他", 2, 1, 1, 1),
        ("47", 2, 2, 1, 1),
        ("总计", 3, 0, 1, 2),
        ("78", 3, 2, 1, 1),
    ]
    assert [each.text for each in document.paragraphs] == [
        "某局2023年政府信息公开工作年度报告",
        "收到申请78件",
    ]


@needs_office
@pytest.mark.parametrize("kind", ["doc", "odt", "rtf"])
def test_damaged_files_are_read_or_refused(nothing_left: None, kind: str) -> None:
    files = [(body, Hints(name=f"a.{kind}")) for body in mutants(sample(kind), 16, 13)]
    made = office.read_many(files)
    assert len(made) == len(files)
    assert all(isinstance(each, Document) or each.reason for each in made)


@needs_office
def test_links_and_remote_pictures_are_not_fetched() -> None:
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        port = server.getsockname()[1]

        def listen() -> None:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                asked.append(connection.recv(200))

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{port}/x"
        body = (
            rf'{{\rtf1 {{\field{{\*\fldinst INCLUDEPICTURE "{address}.png"}}{{\fldrslt }}}}'
            rf'{{\field{{\*\fldinst INCLUDETEXT "{address}.txt"}}{{\fldrslt 12}}}}\par}}'
        ).encode()
        office.read_many([(body, Hints(name="a.rtf"))])
        server.close()
        thread.join(1)
    assert asked == []


OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NEVER = 'text:display="none"'
NOT_NOW = 'text:display="condition" text:condition="ooow:1==1" text:is-hidden="true"'
NOW = 'text:display="condition" text:condition="ooow:1==2" text:is-hidden="false"'


def flat_odt(display: str) -> bytes:
    """A text with a table in a section, a table below it, and a paragraph that is hidden in a cell of that."""

    def table_of(*figures: str) -> str:
        cells = "".join(f"<table:table-cell>{each}</table:table-cell>" for each in figures)
        columns = "<table:table-column/>" * len(figures)
        return f"<table:table>{columns}<table:table-row>{cells}</table:table-row></table:table>"

    hides = '<text:hidden-paragraph text:condition="ooow:1==1" text:is-hidden="true"/>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="{OASIS}:office:1.0"'
        f' xmlns:text="{OASIS}:text:1.0" xmlns:table="{OASIS}:table:1.0" office:version="1.3"'
        ' office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>'
        f'<text:section text:name="a" {display}>{table_of("<text:p>规章</text:p>", "<text:p>31</text:p>")}'
        f"<text:p>旧稿</text:p></text:section>"
        f"{table_of('<text:p>文件</text:p>', f'<text:p>47</text:p><text:p>{hides}98</text:p>')}"
        "<text:p>完</text:p></office:text></office:body></office:document>"
    ).encode()


@needs_office
def test_what_an_odt_hides_is_left_out_and_told() -> None:
    content = zipfile.ZipFile(io.BytesIO(sample("odt")))
    parts = {name: content.read(name) for name in content.namelist()}
    whole = parts["content.xml"].decode()
    end = whole.index("</table:table>") + len("</table:table>")
    start = whole.index("<table:table ")
    section = f'<text:section text:name="a" {NEVER}>{whole[start:end]}</text:section>'
    changed = packed(parts | {"content.xml": whole[:start] + section + whole[end:]})
    bodies = [flat_odt(NEVER), flat_odt(NOT_NOW), flat_odt(NOW), changed, sample("odt")]
    made = office.read_many([(body, Hints(name=f"{at}.odt")) for at, body in enumerate(bodies)])
    assert [texts(each) for each in made[:3]] == [
        ["文件", "47"],
        ["文件", "47"],
        ["规章", "31", "文件", "47"],
    ]
    assert texts(made[4])[: -len(texts(made[3]))] and texts(made[4])[-len(texts(made[3])) :] == texts(made[3])
    told = [
        [issue.message for issue in each.issues if issue.code == "hidden_text"]
        for each in made
        if isinstance(each, Document)
    ]
    assert told == [
        ["hidden text was left out in 2 places"],
        ["hidden text was left out in 2 places"],
        ["hidden text was left out in 1 places"],
        ["hidden text was left out in 1 places"],
        [],
    ]
