"""Labels and what is printed in their place, compared."""

from __future__ import annotations

import pytest

from parsers.labels import MATCHED, SIMPLIFIED, squeeze
from parsers.tables.columns import nearest
from parsers.templates import forms


def test_squeeze_matches_signs_and_drops_spaces() -> None:
    assert squeeze("　規\u00a0章 ") == "规章"
    assert squeeze("１２（三）") == "12(三)"
    assert squeeze("") == ""


def test_every_sign_of_another_script_is_matched_once() -> None:
    assert SIMPLIFIED
    for sign, same in MATCHED.items():
        assert squeeze(f"某{sign}某{sign}") == f"某{same}某{same}"


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("以1复议后起诉", "litigation_after_review"),  # as a seal left it in a scan
        ("1未经复议直接起诉", "litigation_direct"),
        ("未经复议后起诉", None),  # either may be meant
    ],
)
def test_a_spoilt_name_of_a_kind_of_suit_is_known_where_no_other_is_near(printed, key):
    (table,) = (table for table in forms()["2021"].tables if table.key == "review_litigation")
    found = nearest(printed, table.blocks[0].rows, 0.7)
    assert (found and found.key) == key
