"""What functions say of texts is kept, of short ones, in bounded number."""

from __future__ import annotations

from parsers.remembered import Remembered, remembered, remembered_together


def asked() -> tuple[list[str], Remembered[str, str]]:
    seen: list[str] = []

    @remembered(most=3, longest=5)
    def first_sign(text: str) -> str:
        """The first sign of a text."""
        seen.append(text)
        return text[0]

    return seen, first_sign


def test_a_short_text_is_asked_about_once():
    seen, first_sign = asked()
    assert [first_sign("规章"), first_sign("规章"), first_sign("总计")] == ["规", "规", "总"]
    assert seen == ["规章", "总计"]


def test_a_long_text_is_never_kept():
    seen, first_sign = asked()
    assert [first_sign("年" * 6), first_sign("年" * 6)] == ["年", "年"]
    assert len(seen) == 2 and len(first_sign) == 0


def test_no_more_are_kept_than_said():
    _, first_sign = asked()
    for number in range(20):
        assert first_sign(f"{number + 10}件") == str(number + 10)[0]
        assert len(first_sign) <= 3


def test_it_is_known_by_the_name_of_its_function():
    _, first_sign = asked()
    assert (first_sign.__name__, first_sign.__doc__) == ("first_sign", "The first sign of a text.")


def test_several_texts_together_are_as_long_as_all_their_signs():
    seen: list[tuple[str, ...]] = []

    @remembered_together(most=3, longest=5)
    def last(texts: tuple[str, ...]) -> str:
        seen.append(texts)
        return texts[-1]

    short, long = ("规章", "总计"), ("行政许可", "行政处罚")
    assert [last(short), last(short), last(long), last(long)] == ["总计", "总计", "行政处罚", "行政处罚"]
    assert seen == [short, long, long]
