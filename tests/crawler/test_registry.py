"""A registry is checked whole, and what is wrong is told with file, site and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler import registry

GOOD = """
[[sites]]
id = "one"
name = "示例县人民政府"
region = "410300"
hosts = ["www.example.gov.cn", "127.0.0.1:8801"]
columns = ["https://www.example.gov.cn/nb/", "http://127.0.0.1:8801/nb/"]
expect = 40
"""


def test_a_good_registry(tmp_path: Path) -> None:
    path = tmp_path / "sites.toml"
    path.write_text(GOOD, "utf-8")
    (site,) = registry.load(path)
    assert (site.id, site.name, site.region, site.expect, site.adapter) == (
        "one",
        "示例县人民政府",
        "410300",
        40,
        "auto",
    )
    assert site.hosts == ("www.example.gov.cn", "127.0.0.1:8801")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "one"', "", "site number 1: id: missing"),
        ('id = "one"', 'id = "Ein Ort"', "id: 'Ein Ort'"),
        ("hosts = [", "# [", "hosts: missing"),
        (
            '"https://www.example.gov.cn/nb/"',
            '"https://other.gov.cn/nb/"',
            "columns: https://other.gov.cn/nb/ is not on one of",
        ),
        ('"https://www.example.gov.cn/nb/"', '"ftp://www.example.gov.cn/"', "is no http or https address"),
        ('region = "410300"', 'region = "41"', "region: '41' is no code"),
        ("expect = 40", 'expect = "many"', "expect: 'many' is no number"),
        ("expect = 40", 'adapter = "nothing"', "adapter: 'nothing' is unknown"),
        ("expect = 40", "delay = 3", "delay: unknown field"),
        ("expect = 40", GOOD, "one: id: already used"),
        ('id = "one"', "id = one", "not TOML"),
        ("[[sites]]", "[[pages]]", "unknown table pages"),
        (
            "expect = 40",
            'adaptor = "auto"',
            "sites.toml:8: site one: adaptor: unknown field; did you mean adapter?",
        ),
        (
            'name = "示例县人民政府"',
            "name = 7",
            'sites.toml:4: site one: name: must be text in quotes. Example: name = "',
        ),
        ("expect = 40", GOOD, "sites.toml:10: site one: id: already used in "),
        ('id = "one"', 'id = "one', "sites.toml:3: not TOML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "sites.toml"
    path.write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(registry.RegistryError) as caught:
        registry.load(path)
    assert told in str(caught.value)
    assert str(path) in str(caught.value)


def test_every_mistake_of_every_site_and_file_is_named(tmp_path: Path) -> None:
    wrong = GOOD.replace('"410300"', '"41"').replace("expect = 40", "expect = -1\nverified = 1")
    (tmp_path / "a.toml").write_text(GOOD.replace('"one"', '"two"') + wrong, "utf-8")
    (tmp_path / "b.toml").write_text(
        GOOD.replace("hosts = [", "hosts = [5, ") + "[sites.options]\nx = 1\n", "utf-8"
    )
    (tmp_path / "c.toml").write_text("[[sites]]\nid = ", "utf-8")
    with pytest.raises(registry.RegistryError) as caught:
        registry.load(tmp_path)
    told = [mistake.removeprefix(f"{tmp_path}/") for mistake in caught.value.mistakes]
    wanted = [
        "a.toml:13: site one: region: '41' is no code",
        "a.toml:16: site one: expect: -1 is no number",
        "a.toml:17: site one: verified: must be true or false",
        "b.toml:6: site one: hosts: must be a list of texts",
        "c.toml:2: not TOML",
    ]
    assert [mistake[: len(begin)] for mistake, begin in zip(told, wanted, strict=True)] == wanted
    assert all("Example: " in mistake for mistake in told)


def test_a_missing_file_and_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(registry.RegistryError, match="no such file"):
        registry.load(tmp_path / "none.toml")
    with pytest.raises(registry.RegistryError, match="no registry file"):
        registry.load(tmp_path)


def test_the_shipped_registry_loads() -> None:
    sites = registry.load()
    assert len(sites) > 150
    assert not any(site.verified for site in sites)
