"""The screen that lists: filter, sort, page, and export of exactly what is shown."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from programs.kernel.gate import passing, reading
from programs.kernel.policy import Action, may
from programs.kernel.sheets import file_of
from programs.kernel.views.base import KernelView


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
            rows = [[c.value(row) for c in self.columns] for row in self.sorted_rows()]
            trail.note(fields=[c.key for c in self.columns])
        name = f"{self.export_name}-{self.today.isoformat()}"
        return file_of(kind, name, [c.label for c in self.columns], rows)


class _Cells:
    """A row's cells, worked out only where a template asks for them."""

    def __init__(self, columns: tuple[Column, ...], row: Any) -> None:
        self.columns, self.row = columns, row

    def __iter__(self) -> Iterator[tuple[Column, Any]]:
        return ((column, column.value(self.row)) for column in self.columns)
