"""Labels and what is printed in their place, compared."""

from __future__ import annotations

from parsers.labels import MATCHED, SIMPLIFIED, squeeze


def test_squeeze_matches_signs_and_drops_spaces() -> None:
    assert squeeze("　規\u00a0章 ") == "规章"
    assert squeeze("１２（三）") == "12(三)"
    assert squeeze("") == ""


def test_every_sign_of_another_script_is_matched_once() -> None:
    assert SIMPLIFIED
    for sign, same in MATCHED.items():
        assert squeeze(f"某{sign}某{sign}") == f"某{same}某{same}"
