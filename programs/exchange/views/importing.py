"""Screens of an import: the imports so far, a file, its columns; each for families and for staff."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.exchange import commands, queries
from programs.exchange.choices import Act, Fate, Kind, State
from programs.exchange.forms import ColumnsForm, UploadForm
from programs.exchange.models import ImportRun, ImportSheet
from programs.exchange.reading import MOST_ROWS
from programs.exchange.views.words import template_book
from programs.kernel import sheets
from programs.kernel.views import Column, FormPage, ListPage, PageView

TITLES = {
    Kind.FAMILIES: _("ご家族の取り込み"),
    Kind.STAFF: _("利用者アカウントの取り込み"),
}
TONES = {
    State.STAGED: "warning",
    State.DONE: "success",
    State.UNDONE: "neutral",
    State.ABANDONED: "neutral",
    State.EXPIRED: "neutral",
}


class Families:
    """Lists of families."""

    kind = Kind.FAMILIES
    action = Act.IMPORT_FAMILIES
    list_at = "registry:household-list"
    row_at = "desk:household"


class Staff:
    """Lists of staff."""

    kind = Kind.STAFF
    action = Act.IMPORT_STAFF
    list_at = "registry:member-list"
    row_at = "registry:member-detail"


class OfKind:
    """A screen about lists of one kind."""

    kind: Kind
    list_at: str
    row_at: str
    actor: Any
    kwargs: dict[str, Any]
    object: Any

    @property
    def title(self) -> Any:
        """What is brought in."""
        return TITLES[self.kind]

    def at(self, name: str, *args: Any) -> str:
        """The address of another screen of the same kind."""
        return reverse(f"exchange:{self.kind}-{name}", args=args)

    def target(self) -> Any:
        """The import of the address; None where it names none."""
        if "pk" not in self.kwargs:
            return None
        return queries.run(self.actor, self.kind, self.kwargs["pk"])

    def common(self) -> dict[str, Any]:
        """What every screen of an import needs."""
        return {
            "kind": self.kind,
            "staff": self.kind == Kind.STAFF,
            "home": self.at("imports"),
            "most_rows": MOST_ROWS[self.kind.value],
        }


class Imports(OfKind, ListPage):
    """The imports so far."""

    template_name = "exchange/imports.html"
    columns = (
        Column("staged_at", _("読み込んだ日時"), lambda run: run.staged_at),
        Column("file_name", _("ファイル名"), lambda run: run.file_name),
        Column("state", _("状態"), lambda run: run.get_state_display()),
        Column("count", _("登録した件数"), lambda run: run.counts.get(Fate.NEW, 0)),
        Column("staged_by", _("読み込んだ人"), lambda run: run.staged_by),
    )

    def rows(self) -> "QuerySet[ImportRun]":
        """The newest first."""
        return queries.runs(self.actor, self.kind)

    def context(self) -> dict[str, Any]:
        """The way to the list that it is about."""
        return {**self.common(), "back": reverse(self.list_at), "upload": self.at("upload")}

    def show(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Each import with its address and the tone of its state."""
        rows = [
            (row, self.at("import", row.pk), TONES[State(row.state)]) for row in context["page"]
        ]
        return super().show({**context, "shown": rows}, status)


class Upload(OfKind, FormPage):
    """Choose a file."""

    form_class = UploadForm
    template_name = "exchange/upload.html"

    def form_options(self) -> dict[str, Any]:
        """How much may be in the file depends on what it is."""
        return {"kind": self.kind}

    def context(self) -> dict[str, Any]:
        """The way to the table to fill in."""
        return {**self.common(), "template": self.at("template")}

    def perform(self, form: UploadForm) -> str:
        """Lay it out; go on to the columns, or straight to the rows where they are known."""
        name = form.cleaned_data["file"].name
        run = commands.stage(self.actor, self.kind, name, form.sheets, self.now)
        return self.at("import" if run.planned else "columns", run.pk)


class Template(OfKind, PageView):
    """An empty table to fill in."""

    def show(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """The workbook instead of a page."""
        heads, notes = template_book(self.kind)
        response = HttpResponse(sheets.as_xlsx(heads, [], notes), content_type=sheets.XLSX)
        response["Content-Disposition"] = f'attachment; filename="{self.kind}-template.xlsx"'
        return response


class Columns(OfKind, FormPage):
    """Which column is what."""

    form_class = ColumnsForm
    template_name = "exchange/columns.html"

    @cached_property
    def sheet(self) -> ImportSheet | None:
        """What stands in the file."""
        return queries.sheet(self.actor, self.object, cells=True)

    def form_options(self) -> dict[str, Any]:
        """The table's headings with what stands below them."""
        run = self.object
        systems = queries.systems_of(self.actor) if self.kind == Kind.FAMILIES else []
        return {
            "kind": self.kind,
            "heads": run.heads,
            "samples": queries.samples(self.sheet),
            "systems": systems,
        }

    def initial(self) -> dict[str, Any]:
        """As remembered or guessed."""
        return {f"column{n}": key for n, key in enumerate(self.object.fields)}

    def context(self) -> dict[str, Any]:
        """The way back to the rows, and the other sheets."""
        run = self.object
        return {
            **self.common(),
            "run": run,
            "back": self.at("import", run.pk),
            "sheets": queries.other_sheets(run, self.sheet),
            "to_sheet": self.at("sheet", run.pk),
        }

    def perform(self, form: ColumnsForm) -> str:
        """Keep the columns and show what becomes of the rows."""
        commands.choose_columns(self.actor, self.object, form.chosen(), self.now)
        return self.at("import", self.object.pk)
