"""Words that the quick net reads: which are clear, and which are left to the model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from parsers.readers import image
from parsers.scans.nets import recognition
from parsers.scans.nets import together as together_module
from parsers.scans.nets.decoding import Reading, decoded
from parsers.scans.nets.together import Asking, finished
from parsers.scans.nets.wordnet import quick
from parsers.scans.reading.skimming import clearly_read, glanced, letter_of_forms, skimmed

SAMPLES = Path(__file__).parents[2] / "samples"
CROP = np.zeros((9, 40), np.uint8)


def read(text: str, confidence: float = 0.95, *, mean: float = 0.99, widest: float = 1.5) -> Reading:
    return Reading(text, confidence, mean, "", widest)


@pytest.mark.parametrize(
    ("reading", "clear"),
    [
        (read("5.属于三类内部事务信息", 0.75), True),
        (read("(六)其他", 0.75), True),
        (read("费用、行政机关不再处理其政府信息公", 0.75), True),  # a line of a label
        (read("费用、行政机关不再处理其政信息公", 0.87), False),
        (read("（六)英", 0.98), False),
        (read("第二十条第（i)项", 0.97), False),
        (read("5.属于三类内部事务信息", 0.6), False),
        (read("本年新收政府信息公开申请数量", 0.95, widest=2.0), False),
    ],
)
def test_in_tables_words_are_clear_that_a_form_prints(reading: Reading, clear: bool) -> None:
    assert clearly_read(reading, prose=False) is clear


@pytest.mark.parametrize(
    ("reading", "clear"),
    [
        (read("政策解读形式较为单一，图表和视频", 0.85), True),
        (read("全年共收到政府信息公开申请217件", 0.93), True),
        (read("全年共收到政府信息公开申请217件", 0.85), False),  # digits are to be surer
        (read("政策解读形式较为单一，图表和视频", 0.85, mean=0.95), False),
        (read("审核、办理、答复、归档环节，", 0.93, widest=2.0), False),  # 归档各环节
        (read("归档环节，", 0.93), False),
        (read("归档环节，", 0.99), True),
        (read("澶河回族区政务服务和大数据管理局", 0.96), False),  # 瀍河
        (read("第一]项所列的政府信息", 0.99), False),
        (read("政府信息：:一是公开内容的时效性", 0.99), False),
        (read("一)主动公开。通过政府网站公开", 0.99), False),
        (read("109号),2020", 0.99), False),
    ],
)
def test_in_prose_words_are_clear_without_strange_signs_and_gaps(reading: Reading, clear: bool) -> None:
    assert clearly_read(reading, prose=True) is clear


def answers(asking: Asking[dict[int, Reading]], readings: list[Reading]) -> dict[int, Reading]:
    looks = next(asking)
    assert len(looks) == len(readings) and all(look.quick for look in looks)
    with pytest.raises(StopIteration) as end:
        asking.send(readings)
    made: dict[int, Reading] = end.value.value
    return made


def test_lines_skimmed_before_are_not_looked_at_again() -> None:
    known = {4: read("本年度未收取信息处理费用", 0.9), 5: read("本年度未收取言息处理费用", 0.7)}
    asking = skimmed([CROP] * 7, [3, 4, 5, 6], known, prose=True)
    said = answers(asking, [read("办理结果按期公开，无一超期", 0.9), read("处理", 0.4)])
    assert sorted(said) == [3, 4]


def test_a_letter_of_a_form_is_certain_if_both_nets_read_it() -> None:
    assert letter_of_forms(read("总", 0.85))
    assert not letter_of_forms(read("二", 1.0)), "strokes may be dashes"
    assert not letter_of_forms(read("7", 1.0))
    assert not letter_of_forms(read("总", 0.7))
    before = [read("总", 0.85), read("计", 0.85), read("其", 0.85), None, None, None]
    seen = [
        read("总"),
        read("汁"),
        read("其", 0.8),
        read("提高。", 0.99),
        read("行", 0.99),
        read("12、", 0.99),
    ]
    assert sorted(answers(glanced([CROP] * 6, range(6), before), seen)) == [0, 3]


def test_a_lost_letter_leaves_a_gap() -> None:
    letters = ["", "归", "档", "环", "节"]
    shares = np.zeros((14, 5), np.float32)
    shares[:, 0] = 1
    for step, letter in ((1, 1), (3, 2), (7, 3), (9, 4), (11, 3)):
        shares[step] = np.eye(5, dtype=np.float32)[letter]
    assert decoded(shares, letters).text == "归档环节环"
    assert decoded(shares, letters).widest == 2.0


def test_the_model_is_asked_about_few_lines_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {True: 0, False: 0}
    read_lines = recognition.read_lines

    def counted(looks: list[recognition.Look]) -> list[Reading]:
        for look in looks:
            if look.crop.shape[1] > 3 * look.crop.shape[0]:
                asked[look.quick] += 1
        return read_lines(looks)

    monkeypatch.setattr(together_module, "read_lines", counted)
    sample = SAMPLES / "image_pages_below_each_other" / "document.jpg"
    image.read(sample.read_bytes())
    assert asked[True] > 40
    assert 2 * asked[False] < asked[True]


def test_an_empty_line_says_nothing() -> None:
    look = recognition.Look(np.full((30, 120), 255, np.uint8), rows=40, quick=True)
    assert recognition.read_lines([look])[0].text == ""
    assert len(quick().letters) == quick().shares(np.ones((1, 3, 40, 64), np.float32)).shape[2]
    assert finished(skimmed([], [], {}, prose=True)) == {}
