"""Fields of a DOCX file: what stands in them between their instruction and their end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from parsers.readers.docx.names import (
    DEFAULT,
    DIRTY,
    DROP_DOWN,
    ENTRY,
    FLD_CHAR_TYPE,
    OFF,
    RESULT,
    TYPED_FIELD,
    VAL,
    value,
)
from parsers.readers.docx.numbering import whole

UNKNOWN = "\ufffd"
LONGEST_INSTRUCTION = 4_000  # signs
# Fields that are drawn from their instruction.
DRAWN = re.compile(r"\s*(?:EQ|SYMBOL|ADVANCE)\b", re.IGNORECASE)
# Fields that show what is worked out or looked up, if it is not stored, when the file is opened or printed.
LOOKED_UP = re.compile(
    r"\s*(?:=|(?:DOCPROPERTY|DOCVARIABLE|MERGEFIELD|REF|IF|QUOTE|LINK|INCLUDETEXT|DATABASE|DDE\w*"
    r"|AUTONUM\w*|LISTNUM|SEQ|PAGE\w*|NUMPAGES)\b)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Field:
    """An open field: whether its instruction is being read, and what it says so far."""

    instructing: bool = True
    instruction: str = ""
    dirty: bool = False
    proposes: bool = False  # a text, for as long as none is typed


class Fields:
    """The fields that are open in a paragraph, the innermost last."""

    def __init__(self) -> None:
        self.open: list[Field] = []

    def clear(self) -> None:
        self.open.clear()

    def instructing(self) -> bool:
        """Whether what stands here is instruction, not print."""
        return bool(self.open) and any(field.instructing for field in self.open)

    def instruct(self, text: str) -> None:
        """Keep a piece of the instruction of the innermost field."""
        if self.open and len(self.open[-1].instruction) < LONGEST_INSTRUCTION:
            self.open[-1].instruction += text

    def mark(self, element: etree._Element) -> str:
        """Keep count of fields; what one shows that is not stored as text.

        What stands between its begin and its separator is an instruction, not print. An entry chosen from a
        list is stored as its number. What is drawn from the instruction, or is to be worked out again when
        the file is opened, is not known.
        """
        kind = element.get(FLD_CHAR_TYPE, "")
        if kind == "begin":
            proposed = any(value(typed, DEFAULT) for typed in element.iter(TYPED_FIELD))
            self.open.append(Field(dirty=element.get(DIRTY, "0").lower() not in OFF, proposes=proposed))
            return chosen_entry(element)
        if not self.open:
            return ""
        if kind == "separate":
            field = self.open[-1]
            field.instructing = False
            return UNKNOWN if field.dirty and field.instruction.lstrip().startswith("=") else ""
        if kind == "end":
            field = self.open.pop()
            lacking = field.instructing and (field.proposes or unset(field.instruction))
            return UNKNOWN if lacking or DRAWN.match(field.instruction) else ""
        return ""


def unset(instruction: str) -> str:
    """What a field without a stored result shows: nothing, or what nobody can know."""
    return UNKNOWN if LOOKED_UP.match(instruction) else ""


def chosen_entry(field: etree._Element) -> str:
    """The entry that a field with a list of entries shows; "" for other fields."""
    for entries in field.iter(DROP_DOWN):
        listed = [entry.get(VAL, "") for entry in entries.iterchildren(ENTRY)]
        chosen = whole(value(entries, RESULT) or value(entries, DEFAULT), 0)
        if 0 <= chosen < len(listed):
            return listed[chosen]
    return ""
