"""Labels of information tables above an article: each is known, whatever stands behind it."""

from __future__ import annotations

from parsers.labels import MATCHED
from parsers.readers.html.marks import COUNTED, OF_DATA
from parsers.readers.html.metadata import META_LABELS, may_be_label, said_by

OLD_SIGNS = {same: sign for sign, same in MATCHED.items()}


def test_every_label_is_known_with_a_colon_and_in_old_signs() -> None:
    for label, key in META_LABELS.items():
        for text in (
            label,
            f"{label}：",
            f"{label} :\n",
            "".join(OLD_SIGNS.get(sign, sign) for sign in label),
        ):
            assert said_by(text).key == key, text


def test_a_text_that_ends_like_no_label_is_none() -> None:
    assert not may_be_label("网站首页")
    assert said_by("网站首页").key == ""


def test_figures_run_up_to_attributes_of_one_beginning() -> None:
    assert all(name.startswith(OF_DATA) for name in COUNTED)
