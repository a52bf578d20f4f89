"""The configuration: what is in force and why; every mistake named with file, line and an example."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from nianbao import config
from nianbao.settings import KINDS, TABLE
from tests.practising import run


def test_the_example_is_whole_and_right(tmp_path: Path) -> None:
    file = tmp_path / "nianbao.toml"
    file.write_text(config.example(), "utf-8")
    held = config.load(file, {})
    for setting in TABLE:
        assert setting.variable in config.example() and setting.zh in config.example()
        assert held[setting.key] == (tmp_path / "archive.db" if setting.key == "archive" else setting.default)
        KINDS[setting.kind](setting.example)  # what is shown as right is right
    uncommented = "\n".join(
        line.removeprefix("# ") if " = " in line and line.startswith("# ") else line
        for line in config.example().splitlines()
        if not line.startswith("# NIANBAO")
    )
    assert len(list(config.flat(tomllib.loads(uncommented)))) == len(TABLE)


def test_the_later_wins_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "nianbao.toml"
    file.write_text('archive = "mine.db"\n\n[night]\nat = "02:15"\nhours = 3\n', "utf-8")
    held = config.load(file, {"NIANBAO_NIGHT_HOURS": "5.5"})
    assert (held["night.at"], held.values["night.at"].source) == ("02:15", f"{file}:4")
    assert (held["night.hours"], held.values["night.hours"].source) == (5.5, "NIANBAO_NIGHT_HOURS")
    assert held.values["crawl.delay"].source == "default"
    assert held["archive"] == tmp_path / "mine.db"


MISTAKES = """archive = "a.db"
archiv = "b.db"
[night]
at = "25:00"
hours = "many"
failed_sites = 40
timezone = "Asia/Nowhere"
[notify]
webhook = "ftp://example.org"
webhook_secret = 12
channels = "mailto://a"
[crawl]
delay = -1
[keep]
generations = 0
[serve]
port = 99999
"""


def test_every_mistake_is_named_with_file_line_and_example(tmp_path: Path) -> None:
    (tmp_path / "nianbao.toml").write_text(MISTAKES, "utf-8")
    done = run("nightly", folder=tmp_path)
    lines = done.stderr.splitlines()
    assert done.returncode == 2
    assert not (tmp_path / "archive.db").exists() and not (tmp_path / "a.db").exists()
    wanted = {
        2: "archive",
        4: "00:30",
        5: "8.0",
        6: "0.5",
        7: "Asia/Shanghai",
        9: "https://",
        10: "webhook_secret =",
        13: "3.0",
        15: "generations = 7",
        17: "8001",
    }
    told = {int(line.split(":")[2]): line for line in lines if line.startswith("nianbao: nianbao.toml:")}
    assert told.keys() == wanted.keys()
    for number, text in wanted.items():
        assert text in told[number], told[number]
    assert (
        "12" not in told[10].split("must")[0].split("webhook_secret")[1]
    )  # what may be a secret is not printed
    assert "nothing was started" in lines[-1]
    shown = run("config", folder=tmp_path)
    assert shown.returncode == 2 and "nianbao.toml:4" in shown.stderr


def test_a_channel_that_no_service_has_is_named_before_anything_starts(tmp_path: Path) -> None:
    settings = '[notify]\nlanguage = "zh"\nchannels = ["nosuchservice://token@secret"]\n'
    (tmp_path / "nianbao.toml").write_text(settings, "utf-8")
    for words in (("nightly",), ("schedule", "install")):
        done = run(*words, folder=tmp_path)
        assert done.returncode == 2
        assert "nianbao.toml:3: notify.channels:" in done.stderr and "Example: [notify]" in done.stderr
        assert "token" not in done.stderr and not (tmp_path / "archive.db").exists()
    (tmp_path / "nianbao.toml").write_text(settings.replace("nosuchservice", "tgram"), "utf-8")
    told = run("nightly", folder=tmp_path).stderr
    assert (
        '"tgram://…" is not written as Telegram needs it' in told
        and "https://" in told
        and "token" not in told
    )
    (tmp_path / "nianbao.toml").write_text(settings.replace("://", ":"), "utf-8")
    assert "nianbao.toml:3: notify.channels:" in run("status", folder=tmp_path).stderr


@pytest.mark.parametrize(
    ("text", "line"),
    [("archive = \n", 1), ('a = 1\n[night\nat = "1"', 2), ('archive = "x"\n[night]\nat = "0', 3)],
)
def test_a_half_written_file_is_refused_with_its_line(text: str, line: int, tmp_path: Path) -> None:
    file = tmp_path / "nianbao.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(config.ConfigError) as error:
        config.load(file, {})
    assert error.value.mistakes[0].startswith(f"{file}:{line}: not TOML")


def test_mistakes_of_the_environment_are_named_too() -> None:
    with pytest.raises(config.ConfigError) as error:
        config.load(None, {"NIANBAO_NIGHT_AT": "noon", "NIANBAO_CONTAKT": "me", "NIANBAO_FUZZ": "9"})
    assert [mistake.split(":")[0] for mistake in error.value.mistakes] == [
        "NIANBAO_NIGHT_AT",
        "NIANBAO_CONTAKT",
    ]
    assert "NIANBAO_NIGHT_AT=00:30" in error.value.mistakes[0]


def test_config_shows_no_secret(tmp_path: Path) -> None:
    (tmp_path / "nianbao.toml").write_text(
        '[notify]\nchannels = ["mailto://me:hunter2@example.org"]\nwebhook_secret = "hunter3"\n', "utf-8"
    )
    done = run("config", "--json", folder=tmp_path)
    assert done.returncode == 0 and "hunter" not in done.stdout + done.stderr
    assert "nianbao.toml:3" in done.stdout
