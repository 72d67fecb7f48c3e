"""The screen that lists: filter, sort, page, and export of exactly what is shown."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from programs.kernel import clock
from programs.kernel.gate import passing, reading
from programs.kernel.policy import Action, may
from programs.kernel.views.base import KernelView

# What a spreadsheet may take for the beginning of a formula.
FORMULA = "=+-@\t\r＝＋－＠"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Column:
    """One column: key (also its sort key), heading, and how a row's value is had."""

    key: str
    label: Any
    value: Callable[[Any], Any]


class ListPage(KernelView):
    """A list of rows; ``?page``, ``?sort`` (``-`` in front turns it round), ``?export=csv|xlsx``."""

    columns: tuple[Column, ...] = ()
    sorts: dict[str, tuple[str, ...]] = {}
    filter_form: type[forms.Form] | None = None
    export_action: Action | None = None
    export_name = "list"
    per_page = 50

    def rows(self) -> "QuerySet[Any]":
        """Return the rows that the actor may see, narrowed by ``self.filters``."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show one page of the list, or export all of it."""
        self.object = self.target()
        self.filter = self.filter_form(request.GET or None) if self.filter_form else None
        self.filters = self._cleaned()
        if not self.public and request.GET.get("export") in ("csv", "xlsx") and self.export_action:
            return self._export(request.GET["export"])
        if self.public:
            return self._page()
        with reading(self.actor, str(self.action), self.object):
            return self._page()

    def sorted_rows(self) -> "QuerySet[Any]":
        """Return the rows in the order that the address asks for; unknown orders are ignored."""
        key = self.request.GET.get("sort", "")
        fields = self.sorts.get(key.lstrip("-"))
        if not fields:
            return self.rows()
        if key.startswith("-"):
            fields = tuple(f[1:] if f.startswith("-") else f"-{f}" for f in fields)
        return self.rows().order_by(*fields)

    def _page(self) -> HttpResponse:
        page = Paginator(self.sorted_rows(), self.per_page).get_page(self.request.GET.get("page"))
        # In the language of the page, once for all rows.
        columns = tuple(Column(c.key, str(c.label), c.value) for c in self.columns)
        kept = self.request.GET.copy()
        kept.pop("page", None)
        kept.pop("export", None)
        context = {
            "target": self.object,
            "page": page,
            "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
            "columns": columns,
            "table": [(row, _Cells(columns, row)) for row in page],
            "filter": self.filter,
            "sort": self.request.GET.get("sort", ""),
            "sortable": tuple(self.sorts),
            "query": kept.urlencode(),
            "may_export": not self.public
            and bool(self.export_action)
            and may(self.actor, str(self.export_action)),
        }
        return self.show({**context, **self.context()})

    def _cleaned(self) -> dict[str, Any]:
        if self.filter is None or not self.filter.is_bound:
            return {}
        self.filter.is_valid()
        return {
            k: v
            for k, v in getattr(self.filter, "cleaned_data", {}).items()
            if v not in (None, "", [])
        }

    def _export(self, kind: str) -> HttpResponse:
        with passing(self.actor, str(self.export_action), self.object) as trail:
            rows = [[_cell(c.value(row)) for c in self.columns] for row in self.sorted_rows()]
            trail.note(fields=[c.key for c in self.columns])
        heads = [str(c.label) for c in self.columns]
        body = _xlsx(heads, rows) if kind == "xlsx" else _csv(heads, rows)
        response = HttpResponse(
            body, content_type=XLSX if kind == "xlsx" else "text/csv; charset=utf-8"
        )
        name = f"{self.export_name}-{clock.today().isoformat()}.{kind}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class _Cells:
    """A row's cells, worked out only where a template asks for them."""

    def __init__(self, columns: tuple[Column, ...], row: Any) -> None:
        self.columns, self.row = columns, row

    def __iter__(self) -> Iterator[tuple[Column, Any]]:
        return ((column, column.value(self.row)) for column in self.columns)


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.tokyo(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, int | float):
        return value
    return str(value)


def _csv(heads: list[str], rows: list[list[Any]]) -> bytes:
    """UTF-8 with a mark, so that Excel reads it; cells that look like formulas are defused."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    for row in rows:
        writer.writerow(
            [f"'{v}" if isinstance(v, str) and v[:1] in FORMULA and v else v for v in row]
        )
    return out.getvalue().encode("utf-8-sig")


def _xlsx(heads: list[str], rows: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, heads, book.add_format({"bold": True}))
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
