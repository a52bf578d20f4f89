"""The commands of the README, typed by a newcomer in a fresh clone, lead to a scheduled night, and the night comes.

Only what would reach for the internet or for this machine's own timers is put in the place of the real thing:
`uv` makes an environment from ours, `crontab` keeps its lines in a file, the registry is the practice site's.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

from practice import site

TOP = Path(__file__).parent.parent
TOOLS = (
    "sh",
    "bash",
    "git",
    "make",
    "env",
    "sed",
    "mkdir",
    "cp",
    "ln",
    "cat",
    "chmod",
    "touch",
    "rm",
    "mv",
    "test",
)
UV = """#!/bin/sh
mkdir -p .venv/bin && cp {prefix}/pyvenv.cfg .venv/ && ln -s {prefix}/lib .venv/lib && ln -s {python} .venv/bin/python
cat > .venv/bin/nianbao <<END
#!/bin/sh
PYTHONPATH=$PWD exec $PWD/.venv/bin/python -m nianbao "\\$@"
END
chmod +x .venv/bin/nianbao
"""
CRONTAB = """#!/bin/sh
if [ "$1" = -l ]; then test -f {held} && cat {held}; else cat > {held}.new && mv {held}.new {held}; fi
"""


def commands(page: str = "README.md", heading: str = "## Every night by itself") -> list[str]:
    """What the README tells a newcomer to type, a line each."""
    text = (TOP / page).read_text("utf-8").partition(heading)[2]
    block = re.search(r"```\n(.*?)```", text, re.DOTALL)
    assert block
    return [re.sub(r"\s+#.*", "", line) for line in block[1].splitlines()]


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with a `bin` that holds all a newcomer's machine has; no systemd is among it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        if found := shutil.which(tool):
            (folder / tool).symlink_to(found)
    (folder / "python3").symlink_to(os.path.realpath(sys.executable))
    held = tmp_path / "crontab.txt"
    programs = {
        "uv": UV.format(prefix=sys.prefix, python=os.path.realpath(sys.executable)),
        "crontab": CRONTAB.format(held=held),
    }
    for name, text in programs.items():
        (folder / name).write_text(text, "utf-8")
        (folder / name).chmod(0o755)
    return tmp_path


@pytest.mark.skipif(
    not (TOP / ".git").exists() and not os.environ.get("CI"), reason="this is no clone of git"
)
def test_five_commands_from_the_readme_lead_to_a_scheduled_night(machine: Path) -> None:
    typed = commands()
    assert len(typed) <= 5
    assert typed == commands("README.zh-CN.md", "## 每夜自动运行")
    assert typed[0].startswith("git clone <address of this repository> nianbao")
    with site.serve(0) as practice:
        (machine / "sites.toml").write_text(practice.registry("practice_trs"), "utf-8")
        environment = {
            "PATH": str(machine / "bin"),
            "HOME": str(machine),
            "LANG": os.environ.get("LANG", "C.UTF-8"),
            "NIANBAO_CRAWL_DELAY": "0",
            "NIANBAO_CRAWL_ALLOW_PRIVATE": "true",
        }

        def sh(script: str, **more: str) -> str:
            done = subprocess.run(
                ["bash", "-ec", script],
                cwd=machine,
                env=environment | more,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stdout

        script = "\n".join(typed).replace("<address of this repository>", shlex.quote(str(TOP)))
        said = sh(script, NIANBAO_SITES=str(machine / "sites.toml"))
        assert "The first night begins " in said and "sites.toml" in said
        # Told, because the timer will not know it: it stands in this shell alone.
        assert "unknown to the timer: NIANBAO_CRAWL_ALLOW_PRIVATE, NIANBAO_CRAWL_DELAY" in said
        (line,) = (machine / "crontab.txt").read_text("utf-8").splitlines()
        at, command = re.fullmatch(r"((?:\S+ ){5})(.*)", line).groups()  # type: ignore[union-attr]
        assert re.fullmatch(r"\d+ \d+ \* \* \* ", at)
        assert command.startswith("NIANBAO_CONTACT=https://your.example/contact ")
        sh(f"cd / && {command}")
        shown = sh("cd nianbao && .venv/bin/nianbao status")
    assert shown.startswith("All is well."), shown
    assert "is due at" in shown
    archive = Database(machine / "nianbao" / "archive.db")
    assert archive["nights"].count == 1 and archive["reports"].count > 10
    assert next(archive["nights"].rows)["command"] == "nightly"
    archive.close()
    assert "New reports" in (machine / "nianbao" / "nightly.log").read_text("utf-8")
