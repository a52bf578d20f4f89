"""The printed text of a paragraph of a DOCX file, and what is anchored in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from parsers.readers.docxnames import (
    ALTERNATE,
    BLIP,
    BREAK,
    CHAR,
    CONTROL,
    DEL_TEXT,
    DELETED,
    DRAWING,
    DSTRIKE,
    FALLBACK,
    FLD_CHAR,
    FLD_CHAR_TYPE,
    FONT,
    IMAGE_DATA,
    MATH,
    MATH_PARAGRAPH,
    MATH_TEXT,
    MOVE_FROM,
    NO_BREAK_HYPHEN,
    NUM_PR,
    OBJECT,
    OUTLINE_LVL,
    P_PR,
    P_STYLE,
    PARAGRAPH,
    PICT,
    PTAB,
    R_PR,
    R_STYLE,
    REMOVED,
    RETURN,
    RUBY,
    RUBY_BASE,
    RUN,
    STRIKE,
    SYMBOL,
    TAB,
    TC_PR,
    TEXT,
    TXBX_CONTENT,
    VAL,
    VANISH,
    VERT_ALIGN,
    WRAPPERS,
    W,
    alternative,
    first,
    on,
    value,
)
from parsers.readers.docxstyles import PLAIN, Style, Styles, over
from parsers.readers.numbering import Numbering

SYMBOL_FONTS = ("symbol",)
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# What may stand in a paragraph of nothing but text, and what in its properties asks for a closer look.
MARKS = frozenset(
    {f"{W}{name}" for name in ("bookmarkStart", "bookmarkEnd", "proofErr", "lastRenderedPageBreak")}
)
LOOKS = frozenset({OUTLINE_LVL, NUM_PR})
DIFFERENT = frozenset({VANISH, STRIKE, DSTRIKE, R_STYLE, VERT_ALIGN})
DIFFERENCES = (b"vanish", b"trike", b"superscript", b"rStyle")


@dataclass(slots=True)
class Line:
    """One paragraph: its text, its heading level, and the text boxes, tables and pictures anchored in it."""

    text: str
    level: int = 0
    anchored: list[etree._Element] = field(default_factory=list)
    joined: bool = False  # its end was deleted in a tracked change: the next one follows on


class Lines:
    """Makes lines of paragraphs; counts in `passed` why and how often text was left out."""

    def __init__(
        self,
        content: bytes,
        styles: Styles,
        lists: Callable[[], etree._Element | None],
        passed: Counter[str],
    ) -> None:
        self.styles = styles
        self.lists = lists
        self.passed = passed
        # Most documents have no run that differs in what can be seen: then none needs to be looked at.
        self.plain_runs = not any(word in content for word in DIFFERENCES)
        self.fields: list[bool] = []  # open fields; True while their instruction is read

    @cached_property
    def numbering(self) -> Numbering:
        return Numbering(self.lists())

    def line(self, element: etree._Element) -> Line:
        properties = first(element, P_PR)
        look = PLAIN
        joined = False
        if properties is not None:
            look, joined = self.look(properties)
        line = Line("", look.level, joined=joined)
        self.fields.clear()
        parts: list[str] = []
        struck: list[str] = []
        self.inline(element, look, line, parts, struck)
        text = "".join(parts)
        if struck:
            if text.strip():
                self.passed["struck_text"] += 1
            else:
                text = "".join(struck)
        if look.number and any(sign.isalpha() for sign in text):
            text = self.numbering.label(look.number, look.depth) + text.lstrip()
        line.text = text
        return line

    def plain_cell(self, cell: etree._Element) -> list[str] | None:
        """The lines of a cell of nothing but text, as nearly every cell is; None for others."""
        lines = []
        for child in cell:
            tag = child.tag
            if tag == PARAGRAPH:
                text = self.plain(child)
                if text is None:
                    return None
                lines.append(text)
            elif tag != TC_PR:
                return None
        return lines

    def plain(self, element: etree._Element) -> str | None:
        """The text of a paragraph of nothing but text; None for others."""
        text = ""
        for child in element:
            tag = child.tag
            if tag == RUN:
                for piece in child:
                    tag = piece.tag
                    if tag == TEXT:
                        text += piece.text or ""
                    elif tag != R_PR or not self.same_look(piece):
                        return None
            elif tag == P_PR:
                if not self.plain_properties(child):
                    return None
            elif tag not in MARKS:
                return None
        return text

    def same_look(self, properties: etree._Element) -> bool:
        """Whether a run with these properties looks like those around it, as far as its text goes."""
        return self.plain_runs or not any(about.tag in DIFFERENT for about in properties)

    def plain_properties(self, properties: etree._Element) -> bool:
        """Whether a paragraph with these properties shows its text, and only that."""
        for about in properties:
            tag = about.tag
            if tag in LOOKS:
                return False
            if tag == P_STYLE:
                named = self.styles.of(about.get(VAL, ""))
                if named.hidden or named.struck or named.number:
                    return False
            elif tag == R_PR and next(about.iterchildren(DELETED, MOVE_FROM), None) is not None:
                return False
        return True

    def look(self, properties: etree._Element) -> tuple[Style, bool]:
        """The style of a paragraph with its own settings, and whether its end was deleted."""
        named, own, joined = "", False, False
        for child in properties:
            tag = child.tag
            if tag == P_STYLE:
                named = child.get(VAL, "")
            elif tag in (OUTLINE_LVL, NUM_PR):
                own = True
            elif tag == R_PR:
                joined = next(child.iterchildren(DELETED, MOVE_FROM), None) is not None
        look = self.styles.of(named) if named else PLAIN
        return (over(properties, look) if own else look), joined

    def inline(
        self, element: etree._Element, look: Style, line: Line, parts: list[str], struck: list[str]
    ) -> None:
        """Gather the text of the children of a paragraph or of what wraps its runs."""
        for child in element:
            tag = child.tag
            if tag == RUN:
                self.run(child, look, line, parts, struck)
            elif tag in WRAPPERS:
                self.inline(child, look, line, parts, struck)
            elif tag in REMOVED:
                if next(child.iter(DEL_TEXT, TEXT), None) is not None:
                    self.passed["tracked_changes"] += 1
            elif tag == ALTERNATE:
                if (chosen := alternative(child)) is not None:
                    self.inline(chosen, look, line, parts, struck)
            elif tag in (MATH, MATH_PARAGRAPH):
                parts += [text.text or "" for text in child.iter(MATH_TEXT)]

    def run(
        self, element: etree._Element, look: Style, line: Line, parts: list[str], struck: list[str]
    ) -> None:
        hidden, crossed, raised = look.hidden, look.struck, False
        if not self.plain_runs and (properties := first(element, R_PR)) is not None:
            hidden, crossed, raised = self.appearance(properties, look)
        if hidden:
            if next(element.iter(TEXT), None) is not None:
                self.passed["hidden_text"] += 1
            return
        self.pieces(element, line, struck if crossed else parts, raised)

    def appearance(self, properties: etree._Element, look: Style) -> tuple[bool, bool, bool]:
        """Whether a run is hidden, struck out, and raised."""
        hidden, crossed, raised = look.hidden, look.struck, False
        if key := value(properties, R_STYLE):
            named = self.styles.of(key)
            hidden, crossed = hidden or named.hidden, crossed or named.struck
        for child in properties:
            if child.tag == VANISH:
                hidden = on(child)
            elif child.tag in (STRIKE, DSTRIKE):
                crossed = on(child)
            elif child.tag == VERT_ALIGN:
                raised = child.get(VAL) == "superscript"
        return hidden, crossed, raised

    def pieces(  # noqa: PLR0912 - one branch for each kind of piece
        self, element: etree._Element, line: Line, parts: list[str], raised: bool = False
    ) -> None:
        """Gather the text, breaks and anchored objects of a run."""
        for child in element:
            tag = child.tag
            if tag == TEXT:
                if not any(self.fields):
                    text = child.text or ""
                    parts.append(text.translate(RAISED) if raised else text)
            elif tag == FLD_CHAR:
                self.field(child.get(FLD_CHAR_TYPE, ""))
            elif tag in (TAB, PTAB):
                parts.append("\t")
            elif tag in (BREAK, RETURN):
                parts.append("\n")
            elif tag == NO_BREAK_HYPHEN:
                parts.append("-")
            elif tag == SYMBOL:
                parts.append(self.symbol(child))
            elif tag == RUBY:
                for base in child.iter(RUBY_BASE):
                    self.inline(base, PLAIN, line, parts, parts)
            elif tag == ALTERNATE:
                if (chosen := alternative(child)) is not None:
                    self.pieces(chosen, line, parts)
            elif tag in (DRAWING, PICT, OBJECT):
                self.objects(child, line)

    def field(self, kind: str) -> None:
        """Keep count of fields: what stands between begin and separate is an instruction, not print."""
        if kind == "begin":
            self.fields.append(True)
        elif kind == "separate" and self.fields:
            self.fields[-1] = False
        elif kind == "end" and self.fields:
            self.fields.pop()

    def symbol(self, element: etree._Element) -> str:
        """A sign given by its number in a font; U+FFFD where only that font tells what it looks like."""
        try:
            code = int(element.get(CHAR, ""), 16)
        except ValueError:
            code = 0
        font = element.get(FONT, "").lower()
        if 0xF020 <= code <= 0xF07E and font in SYMBOL_FONTS and not chr(code - 0xF000).isalpha():
            return chr(code - 0xF000)
        if code < 0x20 or 0xD800 <= code <= 0xF8FF or code > 0x10FFFF or font.startswith("wingdings"):
            self.passed["symbol"] += 1
            return "\ufffd"
        return chr(code)

    def objects(self, element: etree._Element, line: Line) -> None:
        """Remember the pictures and text boxes of a drawing, in order; not those inside another text box."""
        inside = 0
        for event, found in etree.iterwalk(element, events=("start", "end")):
            if found.tag in (TXBX_CONTENT, FALLBACK):
                if event == "start":
                    if not inside and found.tag == TXBX_CONTENT:
                        line.anchored.append(found)
                    inside += 1
                else:
                    inside -= 1
            elif event == "start" and not inside:
                if found.tag in (BLIP, IMAGE_DATA):
                    line.anchored.append(found)
                elif found.tag == CONTROL or etree.QName(found).localname == "OLEObject":
                    self.passed["embedded"] += 1
