"""The command line as a person meets it: help with examples, one plain line for what is wrong, exit statuses."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from archive.schema import open_archive
from nianbao import lock
from nianbao.cli import cli
from tests.practising import run

SAMPLES = Path(__file__).parent.parent / "samples"
SITES = """[[sites]]
id = "example"
name = "示例县人民政府"
hosts = ["www.example.gov.cn"]
columns = ["http://www.example.gov.cn/xxgknb/"]
"""


def test_every_command_has_an_example() -> None:
    for name, command in cli.commands.items():
        assert "Example" in (command.help or ""), name
        assert f"nianbao {name}" in (command.help or ""), name


def test_what_cannot_be_read_gets_one_plain_line_each(tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "folder").mkdir()
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    names = ["empty.html", "noise.bin", "folder", "missing.html", "cut.pdf"]
    done = run("parse", *names, folder=tmp_path)
    lines = done.stderr.splitlines()
    assert done.returncode == 1
    assert done.stdout == ""
    assert [line.split(": ")[1] for line in lines] == names
    assert all(len(line.split(": ", 2)[2]) > 5 for line in lines)


def test_what_ends_a_line_for_some_programs_ends_no_object(tmp_path: Path) -> None:
    title = "青溪县林业局2023年政府信息公开工作年度报告"
    (tmp_path / "x.html").write_text(
        f"<title>{title}</title><p>一、总体情况</p><p>公\x85开\u2028。</p>", "utf-8"
    )
    (line,) = run("parse", "x.html", "--format", "json", folder=tmp_path).stdout.splitlines()
    assert json.loads(line)["title"] == title


def test_parse_prints_one_object_a_line() -> None:
    document = next((SAMPLES / "html_gb18030_labelled_utf8").glob("document.*"))
    expected = json.loads((document.parent / "expected.json").read_text("utf-8"))
    done = run("parse", str(document), "--format", "json", folder=SAMPLES)
    (line,) = done.stdout.splitlines()
    said = json.loads(line)
    assert done.returncode == 0
    assert (said["kind"], said["status"], said["agency"]) == ("html", "parsed", expected["agency"])
    read = {
        f"{table}.{item}.{column}": (figure["value"], figure["raw"], figure["state"])
        for table, items in said["tables"].items()
        for item, columns in items.items()
        for column, figure in columns.items()
        if figure["state"] != "absent"
    }
    assert read == {
        cell: (figure["value"], figure["raw"], figure["state"])
        for cell, figure in expected["cells"].items()
        if figure["state"] != "absent"
    }


def test_show_draws_the_key_of_each_figure() -> None:
    document = next((SAMPLES / "html_gb18030_labelled_utf8").glob("document.*"))
    done = run("parse", str(document), "--show", folder=SAMPLES)
    lines = done.stdout.splitlines()
    at = next(at for at, line in enumerate(lines) if line.split() == ["new_received"])
    assert lines[at - 1].split()[:2] == ["natural_person", "business"]


@pytest.mark.parametrize("command", ["extract", "status", "serve", "check"])
def test_a_missing_archive_is_named_with_the_next_step(command: str, tmp_path: Path) -> None:
    done = run(command, "--archive", "nowhere.db", folder=tmp_path)
    assert done.returncode == 1
    assert "there is no archive nowhere.db" in done.stderr
    assert not (tmp_path / "nowhere.db").exists()


@pytest.mark.parametrize("command", ["extract", "status", "check", "review", "verify"])
def test_a_file_that_is_no_archive_is_named_and_left_as_it_is(command: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("seven pages of notes", "utf-8")
    with closing(sqlite3.connect(tmp_path / "accounts.db")) as db:
        db.execute("CREATE TABLE bills (amount)")
    before = (tmp_path / "accounts.db").read_bytes()
    for name in ("notes.txt", "accounts.db"):
        done = run(command, "--archive", name, folder=tmp_path)
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert line.startswith(f"nianbao: {name}") and "no archive" in line
    assert (tmp_path / "accounts.db").read_bytes() == before


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gb2312"])
def test_a_terminal_that_is_not_utf_8_gets_what_it_can_show(encoding: str) -> None:
    document = next((SAMPLES / "html_gb18030_labelled_utf8").glob("document.*"))
    expected = json.loads((document.parent / "expected.json").read_text("utf-8"))
    done = run("parse", str(document), "--format", "json", folder=SAMPLES, PYTHONIOENCODING=encoding)
    assert (done.returncode, json.loads(done.stdout)["agency"]) == (0, expected["agency"])
    if encoding != "gb2312":  # which this test would have to read
        done = run("parse", str(document), folder=SAMPLES, PYTHONIOENCODING=encoding)
        assert (done.returncode, done.stderr) == (0, "")
        assert expected["agency"].encode("ascii", "backslashreplace").decode() in done.stdout


def test_a_name_that_is_no_text_is_printed_with_escapes(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb1\xa8.html"))).write_text("<p>一份通知</p>", "utf-8")
    done = run("parse", os.fsdecode(b"\xb1\xa8.html"), "--format", "json", folder=tmp_path)
    assert (done.returncode, json.loads(done.stdout)["file"]) == (1, "\udcb1\udca8.html")
    assert "\\udcb1" in done.stderr


def test_a_port_that_is_taken_is_told_before_any_address_is(tmp_path: Path) -> None:
    open_archive(tmp_path / "archive.db").close()
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = run("serve", "--port", port, folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"port {port}" in done.stderr and "--port" in done.stderr
    assert run("serve", "--port", "70000", folder=tmp_path).returncode == 2


def test_a_second_run_ends_with_75(tmp_path: Path) -> None:
    (tmp_path / "sites.toml").write_text(SITES, "utf-8")
    open_archive(tmp_path / "archive.db").close()
    with lock.exclusive(tmp_path / "archive.db"):
        for command in ("crawl", "nightly"):
            done = run(command, "--sites", "sites.toml", folder=tmp_path)
            assert done.returncode == 75
            assert "another run" in done.stderr


def test_a_registry_that_is_wrong_is_told_by_file_and_site(tmp_path: Path) -> None:
    (tmp_path / "sites.toml").write_text(
        SITES.replace('hosts = ["www.example.gov.cn"]', "hosts = []"), "utf-8"
    )
    done = run("crawl", "--sites", "sites.toml", folder=tmp_path)
    assert done.returncode == 2
    assert "sites.toml" in done.stderr and "example" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_unknown_site_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "sites.toml").write_text(SITES, "utf-8")
    done = run("crawl", "--sites", "sites.toml", "elsewhere", folder=tmp_path)
    assert (done.returncode, "elsewhere" in done.stderr) == (2, True)


def schedule(tmp_path: Path, *words: str) -> click.testing.Result:
    (tmp_path / "my sites.toml").write_text(SITES, "utf-8")
    sites, archive = str(tmp_path / "my sites.toml"), str(tmp_path / "archive.db")
    return CliRunner().invoke(cli, ["schedule", "--sites", sites, "--archive", archive, *words])


def test_schedule_prints_a_timer_and_a_cron_line(tmp_path: Path) -> None:
    done = schedule(tmp_path, "--at", "01:15")
    assert done.exit_code == 0
    assert "OnCalendar=*-*-* 01:15:00 Asia/Shanghai" in done.output
    here = datetime(2026, 1, 12, 1, 15, tzinfo=timezone(timedelta(hours=8))).astimezone()
    assert f"\n{here.minute} {here.hour} * * * " in done.output


@pytest.mark.parametrize("words", [("--at", "25:00"), ("--at", "noon"), ("--timezone", "Asia/Nowhere")])
def test_schedule_refuses_what_is_no_time(words: tuple[str, str], tmp_path: Path) -> None:
    assert schedule(tmp_path, *words).exit_code == 2


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    parts = schedule(tmp_path).output.split("# ~/.config/systemd/user/")
    (tmp_path / "nianbao.service").write_text(parts[1].split("\n", 1)[1], "utf-8")
    (tmp_path / "nianbao.timer").write_text(parts[2].split("\n", 1)[1].split("# then")[0], "utf-8")
    units = [str(tmp_path / name) for name in ("nianbao.service", "nianbao.timer")]
    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
