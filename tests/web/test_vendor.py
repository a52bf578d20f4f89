"""What is shipped of others is what the list says it is, with its licence, and small."""

from __future__ import annotations

import hashlib
import json

from web.regions import official, prefecture
from web.vendor import FOLDER, listed


def test_shipped_files_are_those_of_the_list():
    assert {entry["file"] for entry in listed().values()} | {"LICENSES.txt"} == {
        path.name for path in FOLDER.iterdir()
    }
    licences = (FOLDER / "LICENSES.txt").read_text("utf-8")
    for entry in listed().values():
        body = (FOLDER / entry["file"]).read_bytes()
        assert hashlib.sha256(body).hexdigest() == entry["sha256"], entry["file"]
        assert len(body) < 1_000_000
        assert f"{entry['from'].split(' ')[1]} {entry['version']}" in licences


def test_the_map_is_of_the_whole_country():
    shapes = json.loads((FOLDER / "provinces.json").read_text("utf-8"))["objects"]
    names = {shape["properties"]["name"] for shape in shapes["regions"]["geometries"]}
    assert len(names) == 34 and {"台湾省", "西藏自治区", "香港特别行政区", "海南省"} <= names
    assert shapes["lines"]["geometries"][0]["properties"]["name"] == "境界线"


def test_a_county_lies_in_its_prefecture():
    assert [prefecture(code) for code in ("410305", "659012", "500105")] == ["410300", "659012", "500000"]
    assert official("410300") == "洛阳市" and official("999999") == ""
