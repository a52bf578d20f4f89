"""Seals and pictures put on a page of an OFD later, pictures that are rules, and large pale type under a page."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from parsers.pages.textlines import Char
from parsers.readers import ofd as reader
from parsers.readers.ofd.stamps import HIDDEN, solid_in
from tests.parsers.pages.test_ofd import SPACE, STROKES, XS, YS, package, page, text, words
from tests.parsers.pages.test_ofd_sight import codes, said, with_parts

MEDIA = '<ofd:MultiMedia ID="901" Type="Image"><ofd:MediaFile>stamp</ofd:MediaFile></ofd:MultiMedia>'


def picture(kind: str, *, solid: bool) -> bytes:
    """A red corner on a ground that is solid or clear."""
    made = io.BytesIO()
    ground = Image.new("RGBA", (60, 40), (255, 255, 255, 255 if solid else 0))
    ground.paste((200, 0, 0, 255), (0, 0, 10, 10))
    ground.convert("RGBA" if kind == "PNG" else "RGB").save(made, kind)
    return made.getvalue()


def sealed(content: bytes) -> bytes:
    """The page with a seal over its figure 407, whose file holds a picture."""
    listed = f'<ofd:Signatures {SPACE}><ofd:Signature ID="1" BaseLoc="One/Signature.xml"/></ofd:Signatures>'
    signed = (
        f'<ofd:Signature {SPACE}><ofd:SignedInfo><ofd:StampAnnot PageRef="1" Boundary="100 55 60 40"/>'
        "<ofd:Seal><ofd:BaseLoc>Seal.esl</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo></ofd:Signature>"
    )
    body = with_parts(
        package(page(STROKES + words())), start="<ofd:Signatures>Doc_0/Signs/All.xml</ofd:Signatures>"
    )
    return with_files(
        body,
        {
            "Doc_0/Signs/All.xml": listed.encode(),
            "Doc_0/Signs/One/Signature.xml": signed.encode(),
            "Doc_0/Signs/One/Seal.esl": b"\x30\x82\x01\x00\x16\x02ES" + content + b"\x30\x03",
        },
    )


def with_files(body: bytes, files: dict[str, bytes]) -> bytes:
    made = io.BytesIO(body)
    with zipfile.ZipFile(made, "a") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


SOLID = [("PNG", True, False), ("PNG", False, True), ("JPEG", True, False)]


@pytest.mark.parametrize(("kind", "solid", "certain"), SOLID)
def test_a_seal_hides_figures_where_it_is_solid(kind: str, solid: bool, certain: bool) -> None:
    document = reader.read(sealed(picture(kind, solid=solid)))
    assert said(document) == ("407", certain)
    assert codes(document) == ([] if certain else ["text_hidden"])


@pytest.mark.parametrize(("kind", "solid", "certain"), SOLID)
def test_a_picture_put_on_the_page_later_hides_figures_where_it_is_solid(
    kind: str, solid: bool, certain: bool
) -> None:
    notes = (
        f'<ofd:Annotations {SPACE}><ofd:Page PageID="1"><ofd:FileLoc>One.xml</ofd:FileLoc>'
        "</ofd:Page></ofd:Annotations>"
    )
    note = (
        f'<ofd:PageAnnot {SPACE}><ofd:Annot ID="9" Type="Stamp"><ofd:Appearance Boundary="100 55 60 40">'
        '<ofd:ImageObject ID="900" Boundary="0 0 60 40" ResourceID="901"/>'
        "</ofd:Appearance></ofd:Annot></ofd:PageAnnot>"
    )
    body = with_parts(
        package(page(STROKES + words()), resources=MEDIA),
        "<ofd:Annotations>Notes/All.xml</ofd:Annotations>",
        Notes_All=notes,
        Notes_One=note,
    )
    document = reader.read(with_files(body, {"Doc_0/Res/stamp": picture(kind, solid=solid)}))
    assert said(document) == ("407", certain)


def test_pictures_as_thin_as_rules_are_rules() -> None:
    shown = '<ofd:ImageObject ID="900" Boundary="{} {} {} {}" ResourceID="901"/>'
    level = "".join(shown.format(XS[0], y, XS[-1] - XS[0], 0.2) for y in YS)
    upright = "".join(shown.format(x, YS[0], 0.2, YS[-1] - YS[0]) for x in XS)
    assert said(reader.read(package(page(level + upright + words())))) == ("407", True)


@pytest.mark.parametrize(
    ("attributes", "colour"), [('Alpha="60"', ""), ("", '<ofd:FillColor Value="215 215 215"/>')]
)
def test_large_pale_type_under_a_page_is_no_part_of_it(attributes: str, colour: str) -> None:
    mark = text("水印", 40, 58, attributes=attributes).replace('Size="4"', 'Size="14"')
    mark = mark.replace("<ofd:TextCode", f"{colour}<ofd:TextCode")
    document = reader.read(package(page(STROKES + mark + words())))
    assert said(document) == ("407", True)
    assert "水" not in document.tables[0].rows()[1][0].text + document.tables[0].rows()[1][1].text
    assert codes(document) == []


def test_a_stamp_much_smaller_than_a_digit_hides_nothing_of_it() -> None:
    solid = Image.new("L", (60, 40), 255)
    assert solid_in(solid, (103.0, 57.0, 103.001, 57.001), Char("4", 100, 55, 106, 65)) < HIDDEN
    assert solid_in(solid, (103.0, 55.0, 160.0, 95.0), Char("4", 100, 55, 106, 65)) == pytest.approx(
        0.5, abs=0.1
    )
