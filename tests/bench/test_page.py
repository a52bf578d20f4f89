"""The page of benchmarks: a part measured anew leaves the others as they were."""

from __future__ import annotations

from bench.__main__ import PAGE, renewed
from bench.tables import Table


def test_only_the_part_that_was_measured_changes():
    before = PAGE.read_text("utf-8")
    after = renewed(before, "crawling", "measured on the moon", [Table("Craters", ["a"], [["7"]])])
    start = before.index("## Crawling")
    end = before.index("\n## ", start) + 1
    assert after[:start] == before[:start]
    assert after.endswith(before[end:].rstrip() + "\n")
    part = after[start : after.index("\n## ", start)]
    assert "measured on the moon." in part and "### Craters" in part and "| 7 |" in part
    assert before[start + 20 : start + 60] not in part
    assert renewed(after, "crawling", "measured on the moon", [Table("Craters", ["a"], [["7"]])]) == after
