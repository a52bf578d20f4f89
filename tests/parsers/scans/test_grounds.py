"""Dark grounds with pale print: headers of white words on blue are read, and what is no such ground stays."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.document import Table
from parsers.readers import image
from parsers.scans.page.grounds import dark_on_grounds

Colour = tuple[int, int, int]
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
HEADERS = ["LEFT", "48", "315"]
ROWS = [["EEFT", "345", "6"], ["TEEL", "78", "214"], ["TELL", "531", "47"]]
WIDE, HIGH, LEFT, TOP = 300, 60, 150, 140


def page(ground: Colour, words: Colour, rules: Colour) -> Image.Image:
    """A table whose header has a ground, words and rules in these colours."""
    made = Image.new("RGB", (1240, 620), WHITE)
    pen = ImageDraw.Draw(made)
    right, bottom = LEFT + 3 * WIDE, TOP + (1 + len(ROWS)) * HIGH
    pen.rectangle((LEFT, TOP, right, TOP + HIGH), fill=ground)
    font = ImageFont.load_default(30)
    for row, texts in enumerate([HEADERS, *ROWS]):
        for column, text in enumerate(texts):
            middle = LEFT + column * WIDE + WIDE // 2, TOP + row * HIGH + HIGH // 2
            pen.text(middle, text, fill=BLACK if row else words, font=font, anchor="mm")
    for column in range(4):
        x = LEFT + column * WIDE
        pen.line((x, TOP, x, bottom), fill=BLACK, width=3)
        pen.line((x, TOP + 3, x, TOP + HIGH - 3), fill=rules, width=3)
    for row in range(2 + len(ROWS)):
        pen.line((LEFT, TOP + row * HIGH, right, TOP + row * HIGH), fill=BLACK, width=3)
    return made


@pytest.mark.parametrize(
    ("ground", "rules"),
    [
        ((46, 117, 182), BLACK),
        ((46, 117, 182), WHITE),
        ((91, 155, 213), BLACK),
        ((112, 173, 71), BLACK),
        ((192, 0, 0), BLACK),
        ((31, 56, 100), WHITE),
    ],
)
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_white_words_on_a_dark_ground_are_read_and_their_rules_found(
    ground: Colour, rules: Colour, mode: str
) -> None:
    body = io.BytesIO()
    page(ground, WHITE, rules).convert(mode).save(body, "PNG")
    (table,) = (block for block in image.read(body.getvalue()).blocks if isinstance(block, Table))
    texts = {(cell.row, cell.column): cell.text for cell in table.cells}
    rows = [HEADERS, *ROWS]
    assert texts == {(row, column): rows[row][column] for row in range(4) for column in range(3)}


@pytest.mark.parametrize(
    ("ground", "words"),
    [((166, 166, 166), BLACK), ((191, 191, 191), BLACK), ((217, 226, 243), BLACK), (WHITE, BLACK)],
)
def test_grounds_with_dark_print_stay(ground: Colour, words: Colour) -> None:
    picture = np.asarray(page(ground, words, BLACK)).copy()
    assert (dark_on_grounds(picture) == picture).all()


def test_the_dark_margin_of_a_copy_stays() -> None:
    picture = np.asarray(page(WHITE, BLACK, BLACK).convert("L")).copy()
    picture[:, :70] = 30
    picture[-50:] = 30
    assert (dark_on_grounds(picture) == picture).all()
