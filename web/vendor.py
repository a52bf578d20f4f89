"""Renews what is shipped of others in static/vendor/, as web/vendor.toml says; `make vendor` calls it.

Needs npm. The outlines are simplified to an eighth of their points, every island kept, with mapshaper;
their fields `gb` (156 and the code of GB/T 2260) and `name` become `code` and `name`.
"""

from __future__ import annotations

import hashlib
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import click

HERE = Path(__file__).parent
FOLDER = HERE / "static" / "vendor"
LISTED = HERE / "vendor.toml"
MAPSHAPER = "mapshaper@0.7.70"
SIMPLIFIED = (
    "-each 'code=gb?gb.slice(3):\"\"' target=* -explode target=* -simplify 8% keep-shapes "
    "-dissolve code copy-fields=name target=* multipart -filter-fields code,name target=* "
    "-rename-layers regions,lines target=* -o {} format=topojson quantization=20000 target=*"
)


def listed() -> dict[str, dict[str, str]]:
    """What is shipped, by name."""
    found: dict[str, dict[str, str]] = tomllib.loads(LISTED.read_text("utf-8"))
    return found


def run(*command: str, folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise click.ClickException(f"{shlex.join(command)}\n{done.stderr.strip()}")


def unpacked(entry: dict[str, str], folder: Path) -> Path:
    """The folder into which a package of this version has been unpacked."""
    registry, _, name = entry["from"].partition(" ")
    target = folder / re.sub(r"\W", "-", name)
    if target.exists():
        return target
    target.mkdir()
    if registry == "npm":
        run("npm", "pack", f"{name}@{entry['version']}", folder=target)
        with tarfile.open(next(target.glob("*.tgz"))) as file:
            file.extractall(target, filter="data")
        return target
    run(
        sys.executable, "-m", "pip", "download", "--no-deps", f"{name}=={entry['version']}", folder=target
    )  # fmt: skip
    with zipfile.ZipFile(next(target.glob("*.whl"))) as wheel:
        wheel.extractall(target)  # noqa: S202 - the packages that vendor.toml names
    return target


def member(entry: dict[str, str], package: Path) -> Path:
    return next(
        path for path in (package / "package" / entry["member"], package / entry["member"]) if path.exists()
    )


@click.command(help=__doc__)
def main() -> None:
    text, licences = LISTED.read_text("utf-8"), {}
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        for key, entry in listed().items():
            package = unpacked(entry, Path(name))
            target = FOLDER / entry["file"]
            source = member(entry, package)
            if source.suffix == ".geojson":
                rough = Path(name) / entry["file"]
                words = shlex.split(SIMPLIFIED.format(rough.name))
                run("npx", "--yes", MAPSHAPER, str(source), *words, folder=Path(name))
                shutil.copyfile(rough, target)
            else:
                shutil.copyfile(source, target)
            told = next(path for path in sorted(package.rglob("LICENSE*")) if path.is_file())
            licences[f"{entry['from'].split(' ')[1]} {entry['version']}"] = told.read_text("utf-8").strip()
            text = with_digest(text, key, hashlib.sha256(target.read_bytes()).hexdigest())
            click.echo(f"{target.name}: {target.stat().st_size:,} bytes")
    LISTED.write_text(text, "utf-8")
    parts = (f"{title}\n{'=' * len(title)}\n\n{words}\n" for title, words in licences.items())
    (FOLDER / "LICENSES.txt").write_text("\n\n".join(parts), "utf-8")


def with_digest(text: str, key: str, digest: Any) -> str:
    """The list with the digest of one entry.

    >>> with_digest('[a]\\nsha256 = ""\\n\\n[b]\\nsha256 = "1"', "b", 2)
    '[a]\\nsha256 = ""\\n\\n[b]\\nsha256 = "2"'
    """
    return re.sub(rf'(\[{key}\]\n(?:[^\[].*\n)*?sha256 = )"\w*"', rf'\1"{digest}"', text)


if __name__ == "__main__":
    main()
