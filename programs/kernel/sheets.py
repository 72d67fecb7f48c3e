"""Tables as files: CSV and Excel, in which nothing is taken for a formula."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from programs.kernel import clock

# What a spreadsheet may take for the beginning of a formula.
FORMULA = "=+-@\t\r＝＋－＠"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def file_of(kind: str, name: str, heads: Sequence[Any], rows: list[list[Any]]) -> HttpResponse:
    """Return a table as a download: kind ``csv`` or ``xlsx``, the name without its ending."""
    titles = [str(head) for head in heads]
    cells = [[_cell(value) for value in row] for row in rows]
    body = as_xlsx(titles, cells) if kind == "xlsx" else as_csv(titles, cells)
    response = HttpResponse(
        body, content_type=XLSX if kind == "xlsx" else "text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def as_csv(heads: Sequence[str], rows: list[list[Any]]) -> bytes:
    """UTF-8 with a mark, so that Excel reads it; cells that look like formulas are defused."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    for row in rows:
        writer.writerow(
            [f"'{v}" if isinstance(v, str) and v[:1] in FORMULA and v else v for v in row]
        )
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(heads: Sequence[str], rows: list[list[Any]], notes: Sequence[str] = ()) -> bytes:
    """A workbook of one sheet; text stays text. ``notes`` stand on a second one, line by line."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, heads, book.add_format({"bold": True}))
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)
    sheet.freeze_panes(1, 0)
    if notes:
        explained = book.add_worksheet()
        explained.set_column(0, 0, 100)
        explained.write_column(0, 0, notes)
    book.close()
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.tokyo(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, int | float):
        return value
    return str(value)
