"""What an OFD draws and nobody sees, or sees otherwise: no certain figure comes of it."""

from __future__ import annotations

import io
import zipfile

import pytest

from parsers.document import CARRIES, PICTURED, Document
from parsers.pages.textlines import UNKNOWN
from parsers.readers import ofd as reader
from parsers.readers.ofd.paths import is_white
from tests.parsers.pages.test_ofd import SPACE, STROKES, package, page, path, text, words

FIGURE = text("407", 113, 63)
WHITE = '<ofd:FillColor Value="255 255 255"/>'
FILL = 'Fill="true" Stroke="false"'


def fill(x: float, y: float, colour: str = WHITE, attributes: str = "") -> str:
    """A rectangle over the figure, 20 by 7 mm."""
    drawn = path("M 0 0 L 20 0 L 20 7 L 0 7 C", f"{x} {y} 20 7", f"{FILL} {attributes}")
    return drawn.replace("<ofd:Abbr", f"{colour}<ofd:Abbr")


def said(document: Document) -> tuple[str, bool]:
    """The figure of the last cell of the second row, and whether it is certain."""
    (table,) = document.tables
    cell = table.rows()[1][2]
    return cell.text, cell.confidence is None


def drawn(figure: str = FIGURE, *, below: str = "", above: str = "") -> Document:
    return reader.read(package(page(STROKES + below + words().replace(FIGURE, figure) + above)))


def codes(document: Document) -> list[str]:
    return [issue.code for issue in document.issues]


def inside(figure: str, element: str) -> str:
    return figure.replace("<ofd:TextCode", f"{element}<ofd:TextCode")


def test_white_type_is_seen_on_a_colour_only() -> None:
    white = inside(FIGURE, WHITE)
    assert said(drawn(white)) == ("407", False)
    assert said(drawn(white, below=fill(112, 61.5, '<ofd:FillColor Value="20 40 90"/>'))) == ("407", True)
    assert [is_white(colour) for colour in ("252", "#FF #fe #ff", "0 0 0 0", "255 255 0", "x")] == [
        *(True, True, True),
        *(False, False),
    ]


PARAMS = (
    '<ofd:ColorSpaces><ofd:ColorSpace ID="70" Type="RGB"><ofd:Palette><ofd:CV>20 40 90</ofd:CV>'
    "<ofd:CV>255 255 255</ofd:CV></ofd:Palette></ofd:ColorSpace></ofd:ColorSpaces>"
    f'<ofd:DrawParams><ofd:DrawParam ID="80">{WHITE}</ofd:DrawParam>'
    '<ofd:DrawParam ID="81" Relative="80" LineWidth="3"><ofd:StrokeColor Value="0 0 0"/></ofd:DrawParam>'
    '<ofd:DrawParam ID="82"><ofd:FillColor Value="225 235 245"/></ofd:DrawParam>'
    '<ofd:DrawParam ID="83" Relative="83"/><ofd:DrawParam ID="84">'
    '<ofd:FillColor Value="20 40 90" Alpha="0"/></ofd:DrawParam></ofd:DrawParams>'
)
INDEXED = '<ofd:FillColor ColorSpace="70" Index="{}"/>'


def styled(figure: str, *, below: str = "", above: str = "", layer: str = "") -> Document:
    """The page whose resources have parameters, in a layer that is drawn with one of them."""
    content = page(STROKES + below + words().replace(FIGURE, figure) + above)
    return reader.read(package(content.replace("<ofd:Layer>", f"<ofd:Layer {layer}>"), resources=PARAMS))


def test_colours_are_told_by_parameters_too() -> None:
    def drawn_with(param: int) -> str:
        return text("407", 113, 63, attributes=f'DrawParam="{param}"')

    found = [said(styled(drawn_with(param))) for param in (80, 81, 82, 83, 84)]
    assert found == [("407", False), ("407", False), ("407", True), ("407", True), ("", True)]
    black = inside(drawn_with(80), '<ofd:FillColor Value="0 0 0"/>')
    assert said(styled(black)) == ("407", True)
    assert said(styled(black, layer='DrawParam="80"')) == ("407", True)
    assert said(styled(FIGURE, layer='DrawParam="80"')) == ("407", False)
    assert said(styled(drawn_with(82), layer='DrawParam="80"')) == ("407", True)


def test_fills_and_lines_are_drawn_with_parameters_too() -> None:
    covered = styled(FIGURE, above=fill(112, 61.5, "", 'DrawParam="81"') + text("9", 113, 63))
    assert said(covered) == ("9", True)
    assert said(styled(FIGURE, below=fill(112, 61.5, "", 'DrawParam="82"'))) == ("407", True)
    line = path("M 0 0 L 20 0", "112 65 20 1", 'DrawParam="{}"')
    assert said(styled(FIGURE, above=line.format(81))) == ("407", False)


def test_colours_of_a_palette_are_known() -> None:
    found = [said(styled(inside(FIGURE, INDEXED.format(at)))) for at in ("1", "0", "2", "-1", "x", "9" * 40)]
    assert found == [("407", False), *[("407", True)] * 5]


def test_layers_lie_on_each_other_by_their_kind() -> None:
    def on_layers(*layers: tuple[str, str]) -> Document:
        made = "".join(f'<ofd:Layer Type="{kind}">{objects}</ofd:Layer>' for kind, objects in layers)
        return reader.read(package(f"<ofd:Page {SPACE}><ofd:Content>{made}</ofd:Content></ofd:Page>"))

    body = ("Body", STROKES + words())
    assert said(on_layers(body, ("Background", fill(112, 61.5)))) == ("407", True)
    new = fill(112, 61.5) + text("9", 113, 63)
    assert said(on_layers(("Foreground", new), body)) == ("9", True)
    assert said(on_layers(body, ("Body", new))) == ("9", True)


def test_a_figure_under_a_white_fill_gives_way_to_the_one_on_it() -> None:
    document = drawn(above=fill(112, 61.5) + text("9", 113, 63))
    assert said(document) == ("9", True)
    assert codes(document) == ["text_hidden"]


def test_a_figure_under_a_dark_fill_is_in_doubt_and_one_under_a_thin_tint_is_not() -> None:
    dark = '<ofd:FillColor Value="0 0 0"/>'
    assert said(drawn(above=fill(112, 61.5, dark))) == ("407", False)
    assert said(drawn(above=fill(112, 61.5, dark, 'Alpha="60"'))) == ("407", True)
    assert said(drawn(below=fill(112, 61.5))) == ("407", True)


def test_a_white_fill_that_leaves_half_of_a_figure_does_not_hide_it() -> None:
    half = fill(112, 65)
    assert said(drawn(above=half)) == ("407", False)
    assert not said(drawn(above=half + text("9", 114, 63)))[1]


@pytest.mark.parametrize("apart", [False, True])
def test_what_a_white_fill_leaves_of_a_figure_is_in_doubt(apart: bool) -> None:
    """The digits of 407 are half as wide as their size; each may be an object of its own."""
    size = float(FIGURE.split('Size="')[1].split('"')[0])
    step = size / 2
    figure = "".join(text(digit, 113 + step * at, 63) for at, digit in enumerate("407")) if apart else FIGURE
    assert said(drawn(figure)) == ("407", True)
    for first, width, left in ((0, 1, "07"), (2, 1, "40"), (0, 2, "7"), (1, 0.7, "407")):
        shape = path(
            f"M 0 0 L {width * step} 0 L {width * step} 7 L 0 7 C",
            f"{113 + first * step} 61.5 {width * step} 7",
            FILL,
        )
        assert said(drawn(figure, above=shape.replace("<ofd:Abbr", f"{WHITE}<ofd:Abbr"))) == (left, False)


def test_a_figure_under_a_picture_is_in_doubt_unless_that_is_the_ground_of_the_page() -> None:
    shown = '<ofd:ImageObject ID="900" Boundary="{}" ResourceID="901"/>'
    assert said(drawn(above=shown.format("112 62 9 6"))) == ("407", False)
    assert said(drawn(above=shown.format("0 0 210 290"))) == ("407", True)


def test_a_figure_typed_on_a_picture_is_in_doubt_unless_that_is_large_or_comes_again() -> None:
    """A picture of a cell may show another figure, and that of a row others in the cells beside."""
    shown = '<ofd:ImageObject ID="900" Boundary="{}" ResourceID="901"/>'
    assert said(drawn(below=shown.format("112 62 9 6"))) == ("407", False)
    assert said(drawn(below=shown.format("21 51 115 28"))) == ("407", True)
    assert said(drawn(below="".join(shown.format(f"112 {y} 9 6") for y in (62, 72, 92)))) == ("407", True)
    row = words().replace(text("12", 83, 63), "")
    (table,) = reader.read(package(page(STROKES + shown.format("81 61 57 8") + row))).tables
    cells = [(cell.text, cell.confidence) for cell in table.rows()[1]]
    assert cells == [("许可", None), (PICTURED, 0.5), (f"407{PICTURED}", 0.5)]


@pytest.mark.parametrize(
    "shown",
    [
        path("M 2 0 B 0 0 0 3 2 3 B 4 3 4 0 2 0 C", "113 63.5 4 3", FILL),
        path("M 0 0 L .8 0 L .8 3 L 0.3 3 L .3 1 L 0 1.2 C M 2 0 B 1 0 1 3 2 3 C", "113 63.5 4 3", FILL),
        '<ofd:ImageObject ID="900" Boundary="113 63 6 4" ResourceID="901"/>',
    ],
)
def test_a_cell_with_a_figure_that_is_drawn_is_not_blank(shown: str) -> None:
    assert said(drawn("", above=shown)) == (PICTURED, False)


SEVEN = "M 0 0 L 2 0 L 2 .3 L 1 3 L .5 3 L 1.5 .4 L 0 .4 C"


def test_an_outline_without_curves_is_a_figure_too() -> None:
    assert said(drawn("", above=path(SEVEN, "113 63.5 4 3", FILL))) == (PICTURED, False)


def test_a_one_that_is_nothing_but_a_bar_is_a_figure_too() -> None:
    bar = path("M 0 0 L .3 0 L .3 2.6 L 0 2.6 C", "115 63.7 .3 2.6", FILL)
    assert said(drawn("", above=bar)) == (PICTURED, False)
    assert said(drawn(text("07", 116, 63), above=bar))[1] is False
    dashes = [path("M 0 0 L .2 0 L .2 1.5 L 0 1.5 C", f"115 {61 + 2 * at} .2 1.5", FILL) for at in range(5)]
    assert said(drawn("", above="".join(dashes))) == ("", True)


def test_outlines_of_any_colour_are_figures_white_ones_on_a_ground() -> None:
    ground = fill(112, 61.5, '<ofd:FillColor Value="200 215 235"/>')
    for colour, below, shown in (
        ("200 20 20", "", True),
        ("130", "", True),
        ("225 230 240", "", False),
        ("255 255 255", "", False),
        ("255 255 255", ground, True),
    ):
        outline = path(SEVEN, "113 63.5 4 3", FILL)
        coloured = outline.replace("<ofd:Abbr", f'<ofd:FillColor Value="{colour}"/><ofd:Abbr')
        assert said(drawn("", below=below, above=coloured)) == ((PICTURED, False) if shown else ("", True))


def test_a_frame_of_four_bars_is_no_figure() -> None:
    bars = "M 0 0 L 9 0 L 9 .2 L 0 .2 C M 0 5 L 9 5 L 9 5.2 L 0 5.2 C M 0 0 L .2 0 L .2 5 L 0 5 C"
    assert said(drawn("", above=path(bars, "112 62 9 6", FILL))) == ("", True)


def test_a_blackened_cell_is_not_blank() -> None:
    bar = path("M 0 0 L 7 0 L 7 3.5 L 0 3.5 C", "113 63.5 7 3.5", FILL)
    assert said(drawn("", above=bar)) == ("■", False)
    assert said(drawn("", above=bar.replace("<ofd:Abbr", '<ofd:FillColor Value="200 210 220"/><ofd:Abbr')))[1]


def test_a_figure_struck_out_is_in_doubt_and_its_stroke_parts_no_rows() -> None:
    document = drawn(above=path("M 112 65.5 L 121 65.5"))
    assert said(document) == ("407", False)
    assert codes(document) == ["struck_out"]
    assert len(document.tables[0].rows()) == 3


@pytest.mark.parametrize(
    "attributes",
    [
        'CTM="-1 0 0 1 8 0"',
        'CTM="-1 0 0 -1 8 5"',
        'ReadDirection="180"',
        'CharDirection="90"',
    ],
)
def test_type_turned_over_is_in_doubt(attributes: str) -> None:
    assert not said(drawn(FIGURE.replace('Size="4"', f'Size="4" {attributes}')))[1]


def test_tiny_signs_put_their_figure_in_doubt() -> None:
    assert said(drawn(FIGURE + text("9", 119.5, 63).replace('Size="4"', 'Size="0.2"'))) == (
        f"407{UNKNOWN}9",
        False,
    )


@pytest.mark.parametrize(("width", "certain"), [(4, False), (60, True)])
def test_a_clip_that_cuts_a_figure_puts_it_in_doubt(width: int, certain: bool) -> None:
    area = f'<ofd:Path Boundary="0 0 {width} 5"><ofd:AbbreviatedData>M 0 0</ofd:AbbreviatedData></ofd:Path>'
    clipped = inside(FIGURE, f"<ofd:Clips><ofd:Clip><ofd:Area>{area}</ofd:Area></ofd:Clip></ofd:Clips>")
    assert said(drawn(clipped)) == ("407", certain)


def test_the_area_of_a_clip_has_a_matrix_of_its_own() -> None:
    area = '<ofd:Path Boundary="0 0 60 50"><ofd:AbbreviatedData>M 0 0</ofd:AbbreviatedData></ofd:Path>'
    for matrix, certain in (("0.1 0 0 0.1 0 0", True), ("0.05 0 0 0.1 0 0", False), ("1 0 0 1 90 0", False)):
        clip = f'<ofd:Clips><ofd:Clip><ofd:Area CTM="{matrix}">{area}</ofd:Area></ofd:Clip></ofd:Clips>'
        assert said(drawn(inside(FIGURE, clip))) == ("407", certain)


def test_type_beyond_the_page_is_not_read() -> None:
    document = drawn(above=text("77", 260, 63))
    assert [block.text for block in document.paragraphs] == []
    assert said(document) == ("407", True)


def with_parts(body: bytes, document: str = "", start: str = "", **parts: str) -> bytes:
    """A package with more in its document and in its first part, and with more parts (a_b is a/b.xml)."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            content = content.replace("</ofd:Document>", f"{document}</ofd:Document>")
            new.writestr(name, content.replace("</ofd:DocBody>", f"{start}</ofd:DocBody>"))
        for name, content in parts.items():
            new.writestr(f"Doc_0/{name.replace('_', '/')}.xml", content)
    return made.getvalue()


def noted(kind: str, look: str) -> Document:
    """The page with an annotation at the place of the figure."""
    return reader.read(
        with_parts(
            package(page(STROKES + words())),
            "<ofd:Annotations>Notes/All.xml</ofd:Annotations>",
            Notes_All=f'<ofd:Annotations {SPACE}><ofd:Page PageID="1"><ofd:FileLoc>One.xml</ofd:FileLoc>'
            "</ofd:Page></ofd:Annotations>",
            Notes_One=f'<ofd:PageAnnot {SPACE}><ofd:Annot ID="9" Type="{kind}">'
            f'<ofd:Appearance Boundary="112 61.5 20 7">{look}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>',
        )
    )


def test_what_was_put_over_a_figure_later_puts_it_in_doubt() -> None:
    assert said(noted("Path", fill(0, 0) + text("811", 1, 1.5)))[1] is False
    assert said(noted("Path", fill(0, 0))) == ("407", False)
    assert said(noted("Stamp", path("M 0 4 L 9 4", "0 0 20 7"))) == ("407", False)
    assert said(noted("Watermark", fill(0, 0) + text("811", 1, 1.5))) == ("407", True)
    assert said(noted("Highlight", fill(0, 0, '<ofd:FillColor Value="255 255 0"/>'))) == ("407", True)
    assert said(noted("Highlight", fill(0, 0))) == ("407", False)
    assert said(noted("Highlight", fill(0, 0, '<ofd:FillColor Value="0 0 0"/>'))) == ("407", False)
    assert said(noted("Highlight", path("M 0 4 L 9 4", "0 0 20 7"))) == ("407", False)
    assert said(noted("Link", fill(0, 0, WHITE, 'Alpha="0"'))) == ("407", True)
    assert said(noted("Link", fill(0, 0) + text("811", 1, 1.5)))[1] is False


def test_the_version_that_counts_is_read() -> None:
    body = with_parts(
        package(page(STROKES + words())),
        start='<ofd:Versions><ofd:Version ID="2" Index="2" Current="true" BaseLoc="Doc_0/V2.xml"/></ofd:Versions>',
        V2=f"<ofd:DocVersion {SPACE}><ofd:DocRoot>Second.xml</ofd:DocRoot></ofd:DocVersion>",
        Second=f"<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        "</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
        '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/P2.xml"/></ofd:Pages></ofd:Document>',
        Pages_P2=page(STROKES + words().replace(FIGURE, text("613", 113, 63))),
    )
    assert said(reader.read(body)) == ("613", True)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["OFD.xml"] = parts["OFD.xml"].replace(b'Current="true"', b'Current="1"')
    assert said(reader.read(packed(parts))) == ("613", True)
    del parts["Doc_0/V2.xml"]
    document = reader.read(packed(parts))
    assert said(document) == ("407", True)
    assert codes(document) == ["damaged"]


def test_files_attached_to_an_ofd_are_told_and_carried() -> None:
    body = with_parts(
        package(page(STROKES + words())),
        "<ofd:Attachments>Att/All.xml</ofd:Attachments>",
        Att_All=f'<ofd:Attachments {SPACE}><ofd:Attachment ID="1" Name="report" Format="ofd"><ofd:FileLoc>one.xml'
        "</ofd:FileLoc></ofd:Attachment></ofd:Attachments>",
        Att_one="attached",
    )
    assert codes(reader.read(body)) == [CARRIES]
    assert reader.attached(body) == [("one.xml", b"attached")]


def packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def stroke(data: str, attributes: str = "", colour: str = "") -> str:
    """A line or a curve in the place of the figure, 8 by 5 mm."""
    return path(data, "112.5 62.5 8 5", attributes).replace("<ofd:Abbr", f"{colour}<ofd:Abbr")


@pytest.mark.parametrize("data", ["M 0 5 L 6 0", "M 0 2.5 Q 3 2 7 3.2", "M 0 1 L 3 4 L 7 1"])
def test_lines_drawn_aslant_through_a_figure_put_it_in_doubt(data: str) -> None:
    assert said(drawn(above=stroke(data))) == ("407", False)


def test_lines_drawn_aslant_beside_a_figure_and_white_ones_say_nothing() -> None:
    assert said(drawn(above=path("M 0 5 L 8 0", "122 62.5 8 5", ""))) == ("407", True)
    white = '<ofd:StrokeColor Value="255 255 255"/>'
    assert said(drawn(above=stroke("M 0 5 L 6 0", 'LineWidth="0.3"', white))) == ("407", True)


@pytest.mark.parametrize("data", ["M 0 2.5 L 8 2.5", "M 0 5 L 6 0", "M 0 0 L 2 5 L 4 0 L 6 5"])
def test_a_white_line_through_a_figure_puts_it_in_doubt(data: str) -> None:
    line = stroke(data, 'LineWidth="0.7"', '<ofd:StrokeColor Value="255 255 255"/>')
    assert said(drawn(above=line)) == ("407", False)
    assert said(drawn(below=line)) == ("407", True)


def test_figures_typed_anew_on_white_fills_are_certain_one_by_one() -> None:
    """The new figure stands half a digit beside the old one, and was not there when that was covered."""
    again = fill(112, 61.5) + text("92", 114, 63)
    other = fill(21, 75) + text("7", 22, 76)
    assert said(drawn(above=again + other)) == ("92", True)


def test_broad_lines_hide_what_lies_beneath() -> None:
    broad = 'LineWidth="5"'
    white = '<ofd:StrokeColor Value="255 255 255"/>'
    assert said(drawn(above=stroke("M 0 2.5 L 8 2.5", broad, white)))[0] == ""
    black = said(drawn(above=stroke("M 0 2.5 L 8 2.5", broad)))
    assert black[1] is False


@pytest.mark.parametrize(
    ("attributes", "element"),
    [
        ('Alpha="8"', ""),
        ("", '<ofd:FillColor Value="0 0 0" Alpha="8"/>'),
        ('Fill="false" Stroke="true"', '<ofd:StrokeColor Value="255 255 255"/>'),
    ],
)
def test_type_that_leaves_next_to_no_ink_is_not_certain(attributes: str, element: str) -> None:
    faint = inside(FIGURE, element).replace("<ofd:TextObject ", f"<ofd:TextObject {attributes} ")
    assert said(drawn(faint)) == ("407", False)
