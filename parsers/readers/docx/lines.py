"""The printed text of a paragraph of a DOCX file, and what is anchored in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from parsers.document import FAINT, REVERSED, SHIFTED, struck_out
from parsers.readers.docx.fields import UNKNOWN, Fields, unset
from parsers.readers.docx.looks import DIFFERENCES, DIFFERENT, Look, appearance, look_of
from parsers.readers.docx.names import (
    ALTERNATE,
    BLIP,
    BREAK,
    CHAR,
    CONTROL,
    DEL_TEXT,
    DELETED,
    DIRECTION,
    DRAWING,
    EMBEDDED,
    FALLBACK,
    FLD_CHAR,
    FLD_SIMPLE,
    FONT,
    IMAGE_DATA,
    INSTRUCTED,
    INSTRUCTION,
    MARK_FOLLOWS,
    MATH,
    MATH_PARAGRAPH,
    MATH_RUN,
    MATH_TEXT,
    MOVE_FROM,
    NO_BREAK_HYPHEN,
    NOTE_MARKS,
    NUM_PR,
    OBJECT,
    OFF,
    OUTLINE_LVL,
    P_PR,
    P_STYLE,
    PARAGRAPH,
    PICT,
    PTAB,
    R_PR,
    REMOVED,
    RETURN,
    RUBY,
    RUBY_BASE,
    RUBY_TEXT,
    RUN,
    SYMBOL,
    TAB,
    TC_PR,
    TEXT,
    TXBX_CONTENT,
    VAL,
    WORD_ART,
    WRAPPERS,
    W,
    alternative,
    first,
)
from parsers.readers.docx.numbering import Numbering
from parsers.readers.docx.styles import PICTURE_FONTS, PLAIN, Style, Styles, over

SYMBOL_FONTS = ("symbol",)
# What may stand in a paragraph of nothing but text, and what in its properties asks for a closer look.
MARKS = frozenset(
    {f"{W}{name}" for name in ("bookmarkStart", "bookmarkEnd", "proofErr", "lastRenderedPageBreak")}
)
LOOKS = frozenset({OUTLINE_LVL, NUM_PR})


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
        self.fields = Fields()
        # Signs in faint type, off the line, and in other type, since they were last set to 0.
        self.faint = self.lifted = self.seen = 0

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
                text = struck_out("".join(struck))
        if look.number:
            label = self.numbering.label(look.number, look.depth)
            # An ordinal before a figure looks like a part of it: 1.218 or 1. 218.
            figure = label and text.strip() and not any(sign.isalpha() for sign in text)
            text = label + UNKNOWN * bool(figure) + text.lstrip()
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
                if not named.usual:
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
                if tag == DIRECTION and child.get(VAL) == "rtl":
                    parts.append(REVERSED)
                if tag == FLD_SIMPLE and len(child) == 0:
                    parts.append(unset(child.get(INSTRUCTED, "")))
                self.inline(child, look, line, parts, struck)
            elif tag in REMOVED:
                if next(child.iter(DEL_TEXT, TEXT), None) is not None:
                    self.passed["tracked_changes"] += 1
            elif tag == ALTERNATE:
                if (chosen := alternative(child)) is not None:
                    self.inline(chosen, look, line, parts, struck)
            elif tag in (MATH, MATH_PARAGRAPH):
                parts.append(self.formula(child))

    def formula(self, element: etree._Element) -> str:
        """The text of a formula in one line; one with fractions, roots or powers is no text."""
        texts = list(element.iter(MATH_TEXT))
        inside = (element,) if element.tag == MATH else tuple(element.iterchildren(MATH))
        runs = {run for each in inside for run in each.iterchildren(MATH_RUN)}
        plain = all(each.getparent() in runs for each in texts)
        if not plain:
            self.passed["formula"] += 1
        return ("" if plain else UNKNOWN) + "".join(text.text or "" for text in texts)

    def run(
        self, element: etree._Element, look: Style, line: Line, parts: list[str], struck: list[str]
    ) -> None:
        shown = look_of(look)
        if not self.plain_runs and (properties := first(element, R_PR)) is not None:
            shown = appearance(properties, look, self.styles)
        if shown.hidden:
            if next(element.iter(TEXT), None) is not None:
                self.passed["hidden_text"] += 1
            return
        self.pieces(element, line, struck if shown.struck else parts, shown)

    def typed(self, text: str, look: Look) -> str:
        """A text of a run as it looks."""
        if look.pictures and text.isascii() and text.strip():
            self.passed["symbol"] += len(text)
            return UNKNOWN * len(text)
        if look.shift in SHIFTED:
            text = text.translate(SHIFTED[look.shift])
        signs = len(text.strip())
        if look.faint:
            self.faint += signs
        elif look.lifted:
            self.lifted += signs
        else:
            self.seen += signs
            return text
        return FAINT + text if signs else text

    def pieces(  # noqa: PLR0912 - one branch for each kind of piece
        self, element: etree._Element, line: Line, parts: list[str], look: Look
    ) -> None:
        """Gather the text, breaks and anchored objects of a run."""
        for child in element:
            tag = child.tag
            if tag == TEXT:
                if not self.fields.instructing():
                    parts.append(self.typed(child.text or "", look))
            elif tag == FLD_CHAR:
                parts.append(self.fields.mark(child))
            elif tag == INSTRUCTION:
                self.fields.instruct(child.text or "")
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
                above = "".join(
                    text.text or "" for gloss in child.iter(RUBY_TEXT) for text in gloss.iter(TEXT)
                )
                if any(map(str.isdigit, above)):
                    parts.append(above.translate(SHIFTED["superscript"]))
            elif tag == ALTERNATE:
                if (chosen := alternative(child)) is not None:
                    self.pieces(chosen, line, parts, look)
            elif tag in (DRAWING, PICT, OBJECT):
                parts += [art.get("string", "") for art in child.iter(WORD_ART)]
                self.objects(child, line)
            elif tag in NOTE_MARKS and child.get(MARK_FOLLOWS, "0").lower() not in OFF:
                look.shift = "superscript"  # as Word itself makes the mark that follows

    def symbol(self, element: etree._Element) -> str:
        """A sign given by its number in a font; U+FFFD where only that font tells what it looks like."""
        try:
            code = int(element.get(CHAR, ""), 16)
        except ValueError:
            code = 0
        font = element.get(FONT, "").lower()
        if 0xF020 <= code <= 0xF07E and font in SYMBOL_FONTS and not chr(code - 0xF000).isalpha():
            return chr(code - 0xF000)
        if code < 0x20 or 0xD800 <= code <= 0xF8FF or code > 0x10FFFF or font.startswith(PICTURE_FONTS):
            self.passed["symbol"] += 1
            return "\ufffd"
        return chr(code)

    def objects(self, element: etree._Element, line: Line) -> None:
        """Remember the pictures and text boxes of a drawing, in order; not those inside another text box."""
        held = next(element.iter(EMBEDDED), None) if element.tag == OBJECT else None
        if held is not None:
            line.anchored.append(held)  # its picture is looked at where it cannot be read itself
            return
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
                elif found.tag in (CONTROL, EMBEDDED):
                    self.passed["embedded"] += 1
