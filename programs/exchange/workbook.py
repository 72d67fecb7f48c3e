"""Run as a program of its own: an Excel file on standard input, its sheets as JSON on output.

Apart from the server, within limits of memory and time, because a crafted file can make any reader
ask for more than there is; what happens here ends with this process.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

MEMORY = 1024 * 1024 * 1024
SECONDS = 20
LONGEST_CELL = 32_767  # what Excel itself takes
MOST_SHEETS = 30
MOST_CELLS = 2_000_000  # of all sheets together; those beyond are named only


def main() -> int:
    """Read and write; the exit code says whether it could be read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    most_rows, most_columns = int(sys.argv[1]), int(sys.argv[2])
    book = python_calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    json.dump(list(_sheets(book, most_rows, most_columns)), sys.stdout)
    return 0


def _sheets(book: Any, most: int, columns: int) -> Iterator[tuple[str, list[Any] | None]]:
    """Each sheet that can be seen with its rows; None where they are more than is read at once."""
    seen = [
        one.name
        for one in book.sheets_metadata
        if one.typ == python_calamine.SheetTypeEnum.WorkSheet
        and one.visible == python_calamine.SheetVisibleEnum.Visible
    ]
    left = MOST_CELLS
    for name in seen[:MOST_SHEETS]:
        rows = list(_rows(book.get_sheet_by_name(name), most, columns))
        cells = sum(len(texts) for _number, texts in rows)
        fits = cells <= left
        left -= cells if fits else 0
        yield name, rows if fits else None


def _rows(sheet: Any, most: int, columns: int) -> Iterator[list[Any]]:
    """Rows with their number in the file; those without any text left out."""
    taken = 0
    for place, row in enumerate(sheet.iter_rows()):
        texts = [_text(value) for value in row[:columns]]
        if any(text.strip() for text in texts):
            taken += 1
            yield [place + 1, texts]
        if taken > most:
            return


def _text(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)[:LONGEST_CELL]


if __name__ == "__main__":
    sys.exit(main())
