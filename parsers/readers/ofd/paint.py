"""Draws the layers of a page of an OFD: text, paths, pictures and what is made of them, in points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise, repeat
from typing import TYPE_CHECKING

from parsers.errors import Unreadable
from parsers.pages.affine import Matrix
from parsers.pages.drawnsigns import LARGE_TYPE, is_outline
from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import UNKNOWN, Box, Char
from parsers.readers.ofd.digits import Digits, digits_set
from parsers.readers.ofd.drawparams import DrawParams
from parsers.readers.ofd.ink import IN_DOUBT, Ink
from parsers.readers.ofd.paths import (
    HALF,
    Path,
    around_line,
    drawn,
    fills,
    is_dark,
    is_faint,
    is_pale,
    is_white,
    opaque,
    path_of,
    slanting,
    straight,
)
from parsers.readers.ofd.typeset import typeset, typeset_before
from parsers.readers.ofd.xml import (
    Damaged,
    bare,
    box_of_text,
    children,
    local,
    matrix_of_text,
    number_of,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

POINTS = 72 / 25.4  # in a millimetre
MOST_OBJECTS = 200_000
MOST_CHARS = 500_000
MOST_POINTS = 400_000
DEEPEST = 40  # blocks within blocks, composites within composites
THIN, LONG = 2.2, 3.0  # points; how many times as long as a rule is thick it is at least
THICK_STROKE = 4.0
BOX_CORNERS = 6  # of one box, closed
SMALLEST = 1.0  # point; nobody reads smaller type
CUT_OFF = 0.25  # of its width or height: what a clip leaves of a sign may look like another
ESCAPED = re.compile(r"\\([0-9A-Fa-f]{4})")
DRAWN = frozenset({"TextObject", "PathObject", "ImageObject", "CompositeObject"})
NOT_SEEN = frozenset({"false", "0"})
CLEAR = "0"  # how opaque is what nobody sees
LONGEST_KEPT = 40  # signs of a run of type that is kept for when it comes again
# Made by the thousand: their own way to be made is a function of Python.
NEW_CHAR, NEW_MATRIX = partial(tuple.__new__, Char), partial(tuple.__new__, Matrix)
NEW_SEGMENT = partial(tuple.__new__, Segment)


@dataclass(slots=True)
class Resources:
    """What pages refer to by number: pictures, fonts, and drawings used many times."""

    media: dict[str, str] = field(default_factory=dict)
    fonts: dict[str, str] = field(default_factory=dict)  # the parts that hold embedded ones
    composites: dict[str, Element] = field(default_factory=dict)
    digits: Digits | None = None
    styles: DrawParams = field(default_factory=DrawParams)

    def said(self, code: Element, text: str) -> str:
        """What a run with blanks says, signs that its font draws for them, too."""
        parent = code.getparent()
        font = self.fonts.get(parent.get("Font", "")) if parent is not None else None
        return text if font is None or self.digits is None else self.digits.with_unsaid(code, text, font)


@dataclass(slots=True)
class Budget:
    """How much of what an OFD may draw has been met."""

    objects: int = 0
    chars: int = 0
    points: int = 0


class Painter:
    """Draws the layers of a page; `by_hand` for what was put on it later, whose text is none of the page.

    Colours neither white nor dark are those of a highlighter where they are `coloured_clear`.
    """

    def __init__(
        self,
        ink: Ink,
        resources: Resources,
        budget: Budget,
        *,
        by_hand: bool = False,
        coloured_clear: bool = False,
    ) -> None:
        self.ink = ink
        self.resources = resources
        self.budget = budget
        self.by_hand = by_hand
        self.coloured_clear = coloured_clear
        self.layer = ""  # the parameter that the layer at hand is drawn with

    def draw_layer(self, layer: Element, matrix: Matrix) -> None:
        self.layer = layer.get("DrawParam", "")
        self.draw(layer, matrix)

    def draw(self, parent: Element, matrix: Matrix, depth: int = 0) -> None:
        """Add the objects of a layer or a block; `matrix` maps it to points of the page."""
        if depth > DEEPEST:
            raise Unreadable("the OFD nests its drawings too deep")
        ink, budget = self.ink, self.budget
        for node in parent:
            tag = node.tag
            if not isinstance(tag, str):
                continue
            name = bare(tag)
            budget.objects += 1
            if budget.objects > MOST_OBJECTS:
                raise Unreadable(f"the OFD draws more than {MOST_OBJECTS} objects")
            if name == "PageBlock":
                self.draw(node, matrix, depth + 1)
            elif name in DRAWN and node.get("Visible") not in NOT_SEEN and node.get("Alpha") != CLEAR:
                try:
                    self.draw_object(name, node, matrix, depth)
                except Damaged:
                    ink.damaged += 1
                    # What stands there is not known; that something does must not be lost.
                    if name == "TextObject" and (edges := box_of_text(node.get("Boundary", ""))):
                        left, top, right, bottom = edges
                        right = min(right, left + max(bottom - top, 0.1))  # its first character
                        ink.chars.append(Char(UNKNOWN, *matrix.box(left, top, right, bottom)))

    def draw_object(self, name: str, node: Element, matrix: Matrix, depth: int) -> None:
        boundary = box_of_text(node.get("Boundary", ""))
        if boundary is None:
            raise Damaged("no boundary")
        if told := node.get("CTM"):
            turned = matrix_of_text(told)
            inner = turned._replace(e=turned.e + boundary[0], f=turned.f + boundary[1]).then(matrix)
        else:
            a, b, c, d, e, f = matrix
            x, y, _, _ = boundary
            inner = NEW_MATRIX((a, b, c, d, a * x + c * y + e, b * x + d * y + f))
        if name == "TextObject":
            self.draw_text(node, inner)
        elif name == "PathObject":
            self.draw_path(node, inner)
        elif name == "ImageObject":
            self.draw_picture(node, matrix.box(*boundary))
        else:
            unit = self.resources.composites.get(node.get("ResourceID", ""))
            if unit is None:
                raise Damaged("no such composite")
            for content in children(unit, "Content"):
                self.draw(content, inner, depth + 1)

    def draw_picture(self, node: Element, box: Box) -> None:
        """Note a picture; one as thin as a rule is one, as writers that know no lines draw it."""
        name = self.resources.media.get(node.get("ResourceID", ""), "")
        thin, long = sorted((box[2] - box[0], box[3] - box[1]))
        if self.by_hand:
            if opaque(node.get("Alpha")):
                self.ink.stamps.append((box, (name,)))
        elif thin <= THIN and long > LONG * THIN:
            self.ink.segments.append(Segment(*box))
        else:
            self.ink.pictures.append((box, name))
            self.ink.over.append((len(self.ink.chars), box, name))

    def draw_text(self, node: Element, matrix: Matrix) -> None:
        if node.get("Fill") == "false" and node.get("Stroke", "false") != "true":
            return
        quarter = matrix.quarter
        if quarter is None:
            return  # slanting: a watermark
        self.ink.turns[quarter] += 1
        size = number_of(node.get("Size", ""))
        em = size * number_of(node.get("HScale", "1"))
        codes = []
        painted = "StrokeColor" if node.get("Fill") == "false" else "FillColor"
        styles = self.resources.styles
        colour = styles.colour(node, self.layer, painted) if styles.params else None
        clips: list[list[Box]] = []
        for child in node:
            name = local(child)
            if name == "TextCode":
                codes.append(child)
            elif name == painted:
                colour = child
            elif name == "Clips" and not node.get("CTM"):
                clips = clips_of(child, matrix)
        if colour is not None and colour.get("Alpha") == CLEAR:
            return
        chars = self.ink.chars
        first = len(chars)
        foot = (0.0, 0.0)
        for code in codes:
            foot = self.draw_code(code, matrix, size, em, foot)
        height = size * matrix.scale
        told = colour is not None or height > LARGE_TYPE or "Alpha" in node.attrib
        faint = told and self.note_colour(node, colour, first, height)
        odd = self.by_hand or faint or quarter == 2 or height < SMALLEST or turned_over(node, matrix)
        if odd or clips:
            for place in range(first, len(chars)):
                if chars[place].text.isdecimal() and (odd or cut_off(chars[place], clips)):
                    chars[place] = chars[place]._replace(confidence=IN_DOUBT)

    def note_colour(self, node: Element, colour: Element | None, first: int, size: float) -> bool:
        """Note which characters, from the `first` on, are white or washed; whether the text is faint."""
        styles, drawn_now = self.resources.styles, range(first, len(self.ink.chars))
        faint = is_faint(node.get("Alpha"))
        if colour is not None:
            faint = faint or is_faint(colour.get("Alpha"))
            if is_white(colour.get("Value") or styles.of_palette(colour)):
                self.ink.pale += drawn_now
        if size > LARGE_TYPE and is_washed(node, colour, styles):
            self.ink.washed += drawn_now
        return faint

    def draw_code(
        self, code: Element, matrix: Matrix, size: float, em: float, foot: tuple[float, float]
    ) -> tuple[float, float]:
        """Add the characters of a run of type that begins at `foot`, or where it says; where it ends."""
        text = code.text or ""
        if not text.isalnum():
            text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text.strip("\r\n\t"))
        if not text or any(map(str.isspace, text)):
            text = self.resources.said(code, text)
        x, y = foot
        if at := code.get("X"):
            x = number_of(at)
        if at := code.get("Y"):
            y = number_of(at)
        self.budget.chars += len(text)
        if self.budget.chars > MOST_CHARS:
            raise Unreadable(f"the OFD has more than {MOST_CHARS} characters")
        across, down = code.get("DeltaX", ""), code.get("DeltaY", "")
        short = len(text) <= LONGEST_KEPT and len(across) + len(down) <= 10 * LONGEST_KEPT
        run = (typeset_before if short else typeset)(text, across, down, x, y, size, em)
        chars = self.ink.chars
        if self.resources.fonts:
            self.ink.set_in_fonts += digits_set(code, text, self.resources.fonts, len(chars))
        a, b, c, d, e, f = matrix
        if run.top is not None and not (b or c) and a > 0 and d > 0:  # as nearly all type is
            top, bottom = d * run.top + f, d * run.bottom + f
            chars += [
                NEW_CHAR((sign, a * left + e, top, a * right + e, bottom, None, 0))
                for sign, left, _, right, _ in run.signs
            ]
        else:
            chars += [Char(sign, *matrix.box(*edges)) for sign, *edges in run.signs]
        return run.foot

    def draw_path(self, node: Element, matrix: Matrix) -> None:
        alpha = node.get("Alpha")
        filled = node.get("Fill", "false") in ("true", "1")
        stroked = node.get("Stroke", "true") not in NOT_SEEN
        styles = self.resources.styles
        told = node.get("LineWidth") or (styles.width(node, self.layer) if styles.params else "0")
        width = number_of(told) * matrix.scale
        broad = stroked and width > THICK_STROKE  # a bar of colour, and no line
        pieces: list[Segment] = []
        thin: list[Segment] = []
        shapes: list[Box] = []
        white, pale, solid, dark = False, False, opaque(alpha), filled or broad
        painted = "FillColor" if filled else "StrokeColor"
        given = styles.colour(node, self.layer, painted) if styles.params else None
        for data in node if given is None else (given, *node):
            name = local(data)
            if name == painted:
                colour = data.get("Value") or styles.of_palette(data)
                white, pale = is_white(colour), is_pale(colour)
                dark = dark and is_dark(colour)
                solid = solid and opaque(data.get("Alpha"))
            elif name == "AbbreviatedData" and (stroked or filled):
                path = path_of(data.text or "")
                self.budget.points += len(path.words)
                if self.budget.points > MOST_POINTS:
                    raise Unreadable(f"the OFD draws shapes of more than {MOST_POINTS} points")
                if broad:
                    shapes += self.bars_of(path, matrix, width / 2, dark and solid)
                elif stroked:
                    pieces += self.lines_of(path, matrix, white, width)
                for shape in fills(path, matrix) if filled else ():
                    if min(shape[2] - shape[0], shape[3] - shape[1]) <= THIN:
                        thin.append(NEW_SEGMENT(shape))
                        continue
                    shapes.append(shape)
                    if dark and solid and path.corners is not None and len(path.corners) <= BOX_CORNERS:
                        self.ink.bars.append(shape)
                inked = filled and solid and (white or not pale)
                if inked and self.may_be_signs(path, matrix, thin, white) and dark:
                    return
        hides = solid and (white or dark or not self.coloured_clear)
        self.add_path(pieces + thin, shapes, white, hides)

    def lines_of(self, path: Path, matrix: Matrix, white: bool, width: float) -> Iterator[Segment]:
        """The straight lines of a path along the page and down it; slanting and white ones are noted."""
        for outline, _ in drawn(path, matrix):
            yield from straight(outline)
            if not white:
                self.ink.slants += slanting(outline)
            elif self.ink.chars:
                self.ink.white_lines += zip(repeat(len(self.ink.chars)), pairwise(outline), repeat(width))

    def bars_of(self, path: Path, matrix: Matrix, reach: float, dark: bool) -> Iterator[Box]:
        """The boxes of lines so broad that they hide what lies below; dark ones may black out a figure."""
        for outline, _ in drawn(path, matrix):
            box = around_line(outline, reach)
            if dark and len(outline) == 2:
                self.ink.bars.append(box)
            yield box

    def may_be_signs(self, path: Path, matrix: Matrix, thin: Sequence[Segment], white: bool) -> bool:
        """Whether a filled path may be the outline of figures, which are then noted, each sign by itself.

        A path may hold a whole line of them.
        """
        if self.by_hand or (path.corners is not None and len(path.corners) <= BOX_CORNERS):
            return False
        signs = []
        for outline, curved in drawn(path, matrix):
            xs, ys = zip(*outline, strict=True)
            box = min(xs), min(ys), max(xs), max(ys)
            part = [box] if not curved and min(box[2] - box[0], box[3] - box[1]) <= THIN else []
            if (curved or len(outline) > BOX_CORNERS) and is_outline(box, part):
                signs.append(box)
        (self.ink.drawn_white if white else self.ink.drawn).extend(signs)
        longest = max(
            (max(piece.right - piece.left, piece.bottom - piece.top) for piece in thin), default=0.0
        )
        return bool(signs) and longest < LARGE_TYPE

    def add_path(self, pieces: list[Segment], shapes: list[Box], white: bool, solid: bool) -> None:
        """Add the rules and fills of a path, which hide what lies below them if they are solid."""
        ink = self.ink
        if shapes and solid and ink.chars:
            ink.covers += [(len(ink.chars), shape, white and not self.by_hand) for shape in shapes]
        if self.by_hand:
            ink.strokes += pieces
        elif white:
            ink.white += pieces
        else:
            ink.segments += pieces
            ink.coloured += shapes


def turned_over(node: Element, matrix: Matrix) -> bool:
    """Whether the signs of a text are mirrored, turned, or stand in another order than they are told in."""
    return (
        matrix.a * matrix.d < matrix.b * matrix.c
        or node.get("ReadDirection", "0") not in ("0", "90", "270")
        or node.get("CharDirection", "0") != "0"
    )


def is_washed(node: Element, colour: Element | None, styles: DrawParams) -> bool:
    """Whether type is as pale as a watermark, by its colour or by what it lets through."""
    if is_faint(node.get("Alpha"), HALF):
        return True
    return colour is not None and (
        is_faint(colour.get("Alpha"), HALF) or is_pale(colour.get("Value") or styles.of_palette(colour))
    )


def clips_of(clips: Element, matrix: Matrix) -> list[list[Box]]:
    """The boxes around the areas of each clip of an object, in points."""
    made = []
    for clip in children(clips, "Clip"):
        boxes = []
        for area in children(clip, "Area"):
            inner = matrix_of_text(told).then(matrix) if (told := area.get("CTM")) else matrix
            edges = (box_of_text(path.get("Boundary", "")) for path in children(area, "Path"))
            boxes += [inner.box(*box) for box in edges if box is not None]
        if boxes:
            made.append(boxes)
    return made


def cut_off(char: Char, clips: Sequence[Sequence[Box]]) -> bool:
    """Whether some clip leaves too little of a character in all of its areas."""
    _, left, top, right, bottom, *_ = char
    whole = 1 - CUT_OFF
    return any(
        all(
            min(right, x1) - max(left, x0) < whole * (right - left)
            or min(bottom, y1) - max(top, y0) < whole * (bottom - top)
            for x0, y0, x1, y1 in areas
        )
        for areas in clips
    )
