"""OFD: positions of characters, paths, templates, composites, and packages that are damaged or hostile."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest

from parsers import confined
from parsers.document import Document, Picture
from parsers.errors import Unreadable
from parsers.pages.textlines import UNKNOWN
from parsers.readers import ofd as reader

SAMPLES = Path(__file__).parents[2] / "samples"
SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
POINTS = 72 / 25.4
XS, YS = (20, 80, 110, 140), (50, 60, 70, 80)
TEXTS = (("项目", "甲", "总计"), ("许可", "12", "407"), ("处罚", "3", "58"))


def package(
    content: str,
    *,
    document: str = "",
    resources: str = "",
    more: dict[str, bytes] | None = None,
    root: str = "Doc_0/Document.xml",
) -> bytes:
    parts = {
        "OFD.xml": f"<ofd:OFD {SPACE}><ofd:DocBody><ofd:DocRoot>{root}</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea>"
        "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        f"<ofd:DocumentRes>Res.xml</ofd:DocumentRes>{document}</ofd:CommonData>"
        '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/P.xml"/></ofd:Pages></ofd:Document>',
        "Doc_0/Res.xml": f'<ofd:Res {SPACE} BaseLoc="Res">{resources}</ofd:Res>',
        "Doc_0/Pages/P.xml": content,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return made.getvalue()


def page(objects: str, before: str = "") -> str:
    return f"<ofd:Page {SPACE}>{before}<ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"


def text(words: str, x: float, y: float, *, steps: str = "", attributes: str = "") -> str:
    told = f'DeltaX="{steps}"' if steps else ""
    return (
        f'<ofd:TextObject Boundary="{x} {y} 60 5" Size="4" Font="1" {attributes}>'
        f'<ofd:TextCode X="0" Y="4" {told}>{words}</ofd:TextCode></ofd:TextObject>'
    )


def words() -> str:
    return "".join(
        text(words, XS[column] + 3, YS[row] + 3)
        for row, line in enumerate(TEXTS)
        for column, words in enumerate(line)
    )


def path(data: str, box: str = "0 0 210 297", attributes: str = "") -> str:
    return f'<ofd:PathObject Boundary="{box}" {attributes}><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'


LINES = [(XS[0], y, XS[-1], y) for y in YS] + [(x, YS[0], x, YS[-1]) for x in XS]
STROKES = "".join(path(f"M {a} {b} L {c} {d}") for a, b, c, d in LINES)
ONE_PATH = path(" ".join(f"M {a} {b} L {c} {d}" for a, b, c, d in LINES))
BOUNDED = "".join(path(f"S 0 0 L {c - a} {d - b}", f"{a} {b} {c - a} {d - b}") for a, b, c, d in LINES)
BARS = "".join(
    path(
        f"M {a} {b} L {c + 0.2} {b} L {c + 0.2} {d + 0.2} L {a} {d + 0.2} C",
        attributes='Fill="true" Stroke="false"',
    )
    for a, b, c, d in LINES
)
SCALED = path(
    " ".join(f"M {a * 10} {b * 10} L {c * 10} {d * 10}" for a, b, c, d in LINES),
    attributes='CTM="0.1 0 0 0.1 0 0"',
)


def texts(document: Document) -> tuple[tuple[str, ...], ...]:
    (table,) = document.tables
    return tuple(tuple(cell.text for cell in row) for row in table.rows())


@pytest.mark.parametrize(
    "drawing", [STROKES, ONE_PATH, BOUNDED, BARS, SCALED], ids=["lines", "one", "bounded", "bars", "scaled"]
)
def test_same_table_however_drawn(drawing: str) -> None:
    document = reader.read(package(page(drawing + words())))
    assert document.kind == "ofd"
    assert texts(document) == TEXTS


def test_places_are_points_from_the_top_left() -> None:
    (table,) = reader.read(package(page(STROKES + words()))).tables
    cell = next(cell for cell in table.cells if cell.text == "407")
    left, top, right, bottom = cell.place.box or (0, 0, 0, 0)
    assert left == pytest.approx(113 * POINTS)
    assert right == pytest.approx(119 * POINTS)
    assert top < 67 * POINTS == pytest.approx(bottom, abs=2)


@pytest.mark.parametrize(
    ("code", "steps", "expected"),
    [
        ("1478", "2 2 2", "1478"),
        ("1478", "g 3 2", "1478"),
        ("1478", "2", "1478"),
        ("1478", "2 g 2 2.1", "1478"),
        ("12 34", "2 2 4 2", "12 34"),
        ("\\0031\\0032", "2", "12"),
        ("１２", "4", "１２"),
    ],
)
def test_steps_between_characters(code: str, steps: str, expected: str) -> None:
    document = reader.read(package(page(text(code, 20, 100, steps=steps))))
    assert [block.text for block in document.paragraphs] == [expected]


def test_text_in_pieces_and_down_the_page() -> None:
    pieces = text("1", 20, 100) + text("2", 22, 100) + text("3", 24, 100)
    assert [block.text for block in reader.read(package(page(pieces))).paragraphs] == ["123"]
    down = (
        '<ofd:TextObject Boundary="22 52 10 30" Size="4"><ofd:TextCode X="0" Y="4" DeltaY="4.2 4.2">许可证'
        "</ofd:TextCode></ofd:TextObject>"
    )
    lines = [(20, 50, 140, 50), (20, 80, 140, 80), (20, 50, 20, 80), (80, 50, 80, 80), (140, 50, 140, 80)]
    rules = path(" ".join(f"M {a} {b} L {c} {d}" for a, b, c, d in lines))
    assert texts(reader.read(package(page(rules + down + text("7", 90, 60))))) == (("许可证", "7"),)


def test_templates_composites_and_blocks() -> None:
    """Rules from a template page, figures from a composite of another scale, labels from nested blocks."""
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="9"><ofd:Content>'
        '<ofd:TextObject Boundary="0 0 60 5" Size="8" CTM="1 0 0 1 0 0"><ofd:TextCode X="0" Y="8">58</ofd:TextCode></ofd:TextObject>'
        "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    used = '<ofd:CompositeObject Boundary="113 73 30 5" CTM="0.5 0 0 0.5 0 0" ResourceID="9"/>'
    rest = words().replace(text("58", XS[2] + 3, YS[2] + 3), used)
    content = page(
        f"<ofd:PageBlock><ofd:PageBlock>{rest}</ofd:PageBlock></ofd:PageBlock>",
        '<ofd:Template TemplateID="5"/>',
    )
    body = package(
        content,
        document='<ofd:TemplatePage ID="5" BaseLoc="Tpls/T.xml"/>',
        resources=unit,
        more={"Doc_0/Tpls/T.xml": page(STROKES).encode()},
    )
    assert texts(reader.read(body)) == TEXTS


def test_namespaces_and_absolute_locations_do_not_matter() -> None:
    body = package(page(STROKES + words()), root="/Doc_0/Document.xml")
    assert texts(reader.read(body)) == TEXTS
    plain = package(page(STROKES + words()).replace("ofd:", "").replace(SPACE.replace("ofd:", ""), ""))
    assert texts(reader.read(plain)) == TEXTS


def test_what_cannot_be_seen_is_not_read() -> None:
    hidden = text("99", 113, 63, attributes='Visible="false"') + text("88", 113, 63, attributes='Alpha="0"')
    slanting = text("77777", 60, 60, attributes='CTM="0.7 0.7 -0.7 0.7 0 0"')
    assert texts(reader.read(package(page(hidden + slanting + STROKES + words())))) == TEXTS


def test_a_composite_that_is_clear_is_not_read() -> None:
    content = f"<ofd:Content>{text('99', 113, 63)}</ofd:Content>"
    unit = f'<ofd:CompositeGraphicUnit ID="8">{content}</ofd:CompositeGraphicUnit>'
    shown = '<ofd:CompositeObject Boundary="0 0 210 297" ResourceID="8" Alpha="0"/>'
    assert texts(reader.read(package(page(shown + STROKES + words()), resources=unit))) == TEXTS


@pytest.mark.parametrize("between", ["<!-- checked -->", "<?checked?>"])
def test_what_is_no_text_within_a_run_does_not_end_it(between: str) -> None:
    whole = text("407", 113, 63)
    body = package(page(STROKES + words().replace(whole, whole.replace("407", f"4{between}07"))))
    assert texts(reader.read(body)) == TEXTS


def test_damaged_text_is_ink_without_a_name() -> None:
    """A figure whose object does not say how large it is: told, and never a blank."""
    broken = words().replace(text("407", 113, 63), text("407", 113, 63).replace('Size="4"', 'Size="x"'))
    document = reader.read(package(page(STROKES + broken)))
    (table,) = document.tables
    assert table.rows()[1][2].text == UNKNOWN
    assert {issue.code for issue in document.issues} == {"damaged", "unmapped_text"}


def test_pictures_with_their_bytes() -> None:
    media = '<ofd:MultiMedias><ofd:MultiMedia ID="7"><ofd:MediaFile>a.jpg</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
    image = '<ofd:ImageObject Boundary="10 10 150 200" ResourceID="7"/><ofd:ImageObject Boundary="1 1 9 9" ResourceID="7"/>'
    document = reader.read(
        package(page(image + words()), resources=media, more={"Doc_0/Res/a.jpg": b"\xff\xd8 picture"})
    )
    (picture,) = (block for block in document.blocks if isinstance(block, Picture))
    assert picture.content == b"\xff\xd8 picture"
    assert picture.place.page == 1


ENTITIES = '<!DOCTYPE x [<!ENTITY a "12"><!ENTITY b "&a;&a;">]>'
BROKEN = {
    "empty": (b"", "empty"),
    "no package": (b"OFD.xml", "ZIP"),
    "no start": (package("", root="").replace(b"OFD.xml", b"ODF.xml"), "no OFD.xml"),
    "no document": (package("", root="Doc_9/Document.xml"), "list of pages"),
    "entities": (package(ENTITIES + page(words())), "document type"),
    "nested": (package(page("<ofd:PageBlock>" * 60 + "</ofd:PageBlock>" * 60)), "too deep"),
    "points": (package(page(path("M 0 0 " + "L 1 1 " * 140_000))), "points"),
}


@pytest.mark.parametrize(("body", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_files_say_why(body: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        reader.read(body)


@pytest.mark.parametrize(
    ("turn", "box"),
    [
        ("0 1 -1 0 210 0", (142.44, 113, 146.44, 119)),
        ("0 -1 1 0 0 297", (63.56, 178, 67.56, 184)),
        ("-1 0 0 -1 210 297", (91, 229.44, 97, 233.44)),
    ],
    ids=["down", "up", "upside down"],
)
def test_a_page_whose_text_is_turned_is_read_as_if_it_stood_upright(
    turn: str, box: tuple[float, float, float, float]
) -> None:
    """All of it is one composite; places are those of the page as it is shown, in millimetres here."""
    unit = f'<ofd:CompositeGraphicUnit ID="9"><ofd:Content>{STROKES}{words()}</ofd:Content></ofd:CompositeGraphicUnit>'
    used = f'<ofd:CompositeObject Boundary="0 0 210 297" CTM="{turn}" ResourceID="9"/>'
    document = reader.read(package(page(used), resources=unit))
    assert texts(document) == TEXTS
    (table,) = document.tables
    cell = table.rows()[1][2]
    assert cell.confidence is None
    assert cell.place.box == pytest.approx([edge * POINTS for edge in box], abs=0.1)


def test_composites_within_themselves() -> None:
    used = '<ofd:CompositeObject Boundary="0 0 9 9" ResourceID="9"/>'
    unit = (
        f'<ofd:CompositeGraphicUnit ID="9"><ofd:Content>{used * 3}</ofd:Content></ofd:CompositeGraphicUnit>'
    )
    with pytest.raises(Unreadable, match="too deep"):
        reader.read(package(page(used), resources=unit))


MUTANTS = 2000


def test_mutants_end_as_documents_or_refusals() -> None:
    """2,000 files with damaged parts: every one ends as a document or a plain refusal."""
    noise = random.Random(33190)  # noqa: S311 - a test's damage
    with zipfile.ZipFile(SAMPLES / "ofd_distinct" / "document.ofd") as archive:
        whole = {name: archive.read(name) for name in archive.namelist()}
    small = {"OFD.xml": whole["OFD.xml"]}
    with zipfile.ZipFile(io.BytesIO(package(page(STROKES + words())))) as archive:
        small |= {name: archive.read(name) for name in archive.namelist()}
    refused = 0
    for number in range(MUTANTS):
        parts = dict(whole if number % 40 == 0 else small)
        for _ in range(noise.choice((1, 2, 5))):
            name = noise.choice(sorted(parts))
            content = bytearray(parts[name])
            at = noise.randrange(max(len(content), 1))
            kind = noise.randrange(5)
            if kind == 0 and content:
                content[at] = noise.choice(b'0123456789. -<>"/gMLC')
            elif kind == 1:
                del content[at : at + noise.randrange(1, 30)]
            elif kind == 2:
                content[at:at] = content[at : at + noise.randrange(1, 30)]
            elif kind == 3:
                digits = [place for place, sign in enumerate(content) if 48 <= sign <= 57]
                if digits:
                    place = noise.choice(digits)
                    content[place : place + 1] = noise.choice(
                        (b"-1", b"1e99", b"nan", b"", b"99999999", b"0")
                    )
            else:
                parts.pop(name)
                if not parts:
                    break
                continue
            parts[name] = bytes(content)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for name, content_of_part in parts.items():
                archive.writestr(name, content_of_part)
        body = bytearray(made.getvalue())
        if number % 5 == 0:
            body[noise.randrange(len(body))] = noise.randrange(256)
        try:
            document = reader.read(bytes(body))
        except Unreadable as refusal:
            assert refusal.reason
            refused += 1
            continue
        assert document.kind == "ofd"
    assert 100 < refused < MUTANTS - 500


def test_read_in_the_child() -> None:
    body = (SAMPLES / "ofd_distinct" / "document.ofd").read_bytes()
    assert confined.call("parsers.readers.ofd:read", body, seconds=10, memory=1 << 30) == reader.read(body)
