"""Patterns that are tried on the prose of every report are such as are searched fast."""

from __future__ import annotations

import pytest

from parsers.wording import WORDS

OF_PROSE = {
    "claims": ("subjects", "parts", "approximate", "put_somewhere", "put_off", "of_services"),
    "titles": ("own_prose", "aggregate_prose"),
    "periods": ("part",),
}


def words_of(pattern: str) -> list[str]:
    """The words between which a pattern leaves the choice, those in groups and sets aside."""
    words, depth = [""], 0
    for sign in pattern:
        depth += (sign in "([") - (sign in ")]")
        if sign == "|" and depth == 0:
            words.append("")
        else:
            words[-1] += sign
    return words


@pytest.mark.parametrize(("section", "key"), [(name, key) for name, keys in OF_PROSE.items() for key in keys])
def test_each_word_begins_with_a_sign_of_its_own(section, key):
    patterns = WORDS[section][key]
    words = [
        word
        for pattern in ([patterns] if isinstance(patterns, str) else patterns)
        for word in words_of(pattern)
    ]
    assert [word for word in words if word[0] in "([.^\\"] == []
