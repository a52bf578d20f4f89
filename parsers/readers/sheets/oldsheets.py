"""Workbooks of Excel 95 and before, and XLSB files, through calamine."""

from __future__ import annotations

import datetime
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import python_calamine

from parsers.errors import Unreadable
from parsers.readers.archives import plain
from parsers.readers.sheets.numberformat import general, shown_date
from parsers.readers.sheets.sheet import CELLS, MERGES, SHEETS, Sheet


def binary_sheets(body: bytes, passed: Counter[str]) -> Iterator[Sheet]:
    """The visible sheets of a workbook of Excel 95 and before, or of an XLSB file, through calamine."""
    with calamine_errors():
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(body))
    seen = 0
    passed["as_stored"] = 1
    for number, about in enumerate(workbook.sheets_metadata):
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        if about.visible != python_calamine.SheetVisibleEnum.Visible:
            passed["hidden_sheet"] += 1
            continue
        if number >= SHEETS:
            passed["too_large"] += 1
            continue
        sheet = Sheet(about.name)
        with calamine_errors():
            source = workbook.get_sheet_by_name(about.name)
            top, left = source.start or (0, 0)
            rows = source.iter_rows()
            ranges = source.merged_cell_ranges or ()
        for y, row in enumerate(rows, top + 1):
            for x, value in enumerate(row, left + 1):
                if value != "" and (text := stored_text(value)).strip():
                    seen += 1
                    sheet.texts[y, x] = text
            if seen > CELLS:
                raise Unreadable(f"more than {CELLS} cells with content")
        for (first_row, first_column), (last_row, last_column) in ranges[:MERGES]:
            sheet.merges.append(((first_row + 1, first_column + 1), (last_row + 1, last_column + 1)))
        yield sheet


@contextmanager
def calamine_errors() -> Iterator[None]:
    """Whatever calamine raises, as Unreadable: it has errors of its own, and panics that are no Exception."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        raise
    except python_calamine.PasswordError:
        raise Unreadable("encrypted with a password") from None
    except BaseException as error:
        raise Unreadable(f"not a whole workbook ({plain(error)})") from None


def stored_text(value: Any) -> str:
    """A value of calamine as a sheet shows it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return general(value)
    if isinstance(value, datetime.date):
        return shown_date(value)
    return str(value)
