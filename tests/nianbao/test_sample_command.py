"""`nianbao sample`: a document becomes a test only through a person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nianbao.cli import cli
from tests.parsers.report_page import page
from tests.test_samples import compared


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "samples").mkdir()
    (tmp_path / "report.html").write_text(page().html(), "utf-8")
    return tmp_path / "samples"


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["sample", *words, "--folder", str(folder)])


def stored(folder: Path) -> tuple[dict[str, object], dict[str, dict[str, dict[str, object]]]]:
    source = json.loads((folder / "html_plain" / "source.json").read_text("utf-8"))
    return source, json.loads((folder / "html_plain" / "expected.json").read_text("utf-8"))


def test_a_document_is_stored_with_what_was_read(folder: Path) -> None:
    file = folder.parent / "report.html"
    done = run(folder, str(file), "html_plain", "--origin", "typed by hand")
    assert done.exit_code == 0, done.output
    assert "licensing\n" in done.output
    assert "not yet confirmed" in done.output
    source, expected = stored(folder)
    assert (source["confirmed"], source["document"], source["file"]) == (
        False,
        "typed by hand",
        "document.html",
    )
    assert (folder / "html_plain" / "document.html").read_bytes() == file.read_bytes()
    assert {key: cell["raw"] for key, cell in expected["cells"].items()} == page().figures
    assert expected["cells"]["proactive_disclosure.fees.amount"]["value"] == 712.187895
    assert run(folder).output == "Not yet confirmed:\n  html_plain\n"


def test_a_person_confirms_and_is_told_what_the_parser_reads_otherwise(folder: Path) -> None:
    run(folder, str(folder.parent / "report.html"), "html_plain")
    assert run(folder, "--confirm", "html_plain").exit_code == 2  # nobody is named
    path = folder / "html_plain" / "expected.json"
    _, expected = stored(folder)
    expected["cells"]["proactive_disclosure.licensing.decisions"] = {
        "raw": "77",
        "value": 77,
        "state": "number",
    }
    path.write_text(json.dumps(expected), "utf-8")
    done = run(folder, "--confirm", "html_plain", "--by", "a reader")
    assert done.exit_code == 0
    assert "licensing.decisions: expected '77' (77, number), read '8361' (8361, number)" in done.output
    source, _ = stored(folder)
    assert source["confirmed"] is True
    assert "a reader" in str(source["expectation"])
    assert run(folder).output == "No sample waits to be confirmed.\n"


def test_an_unreadable_figure_is_not_confirmed(folder: Path) -> None:
    file = folder.parent / "report.html"
    file.write_text(file.read_text("utf-8").replace(">8361<", ">83 61<"), "utf-8")
    run(folder, str(file), "html_plain")
    done = run(folder, "--confirm", "html_plain", "--by", "a reader")
    assert done.exit_code == 1
    assert "licensing.decisions: still unreadable" in " ".join(done.output.split())
    assert stored(folder)[0]["confirmed"] is False


def test_what_is_stored_is_what_the_tests_compare(folder: Path) -> None:
    from parsers import Hints, parse

    run(folder, str(folder.parent / "report.html"), "html_plain")
    _, expected = stored(folder)
    body = (folder / "html_plain" / "document.html").read_bytes()
    (report,) = parse(body, Hints(name="document.html"))
    assert compared(report, expected) == []
    del expected["cells"]["proactive_disclosure.licensing.decisions"]
    assert compared(report, expected) != []


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("report.html", "Not A Name"), 1, "is no name of a sample"),
        (("missing.html", "html_missing"), 1, "No such file"),
        (("report.html",), 2, "name the sample too"),
        (("--confirm", "html_nowhere", "--by", "a reader"), 1, "no sample html_nowhere"),
    ],
)
def test_what_will_not_do_is_said(folder: Path, words: tuple[str, ...], status: int, said: str) -> None:
    given = [str(folder.parent / word) if word.endswith(".html") else word for word in words]
    done = run(folder, *given)
    assert done.exit_code == status
    assert said in " ".join(done.output.split())
    assert not list(folder.iterdir())


def test_a_sample_is_never_overwritten(folder: Path) -> None:
    file = str(folder.parent / "report.html")
    assert run(folder, file, "html_plain").exit_code == 0
    again = run(folder, file, "html_plain")
    assert again.exit_code == 1
    assert "exists; choose another name" in " ".join(again.output.split())
