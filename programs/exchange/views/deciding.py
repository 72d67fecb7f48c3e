"""Screens of an import: what becomes of each row, deciding on it, taking it back."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.exchange import commands, queries
from programs.exchange.choices import Fate, Kind, Outcome, State
from programs.exchange.forms import ConfirmForm, SheetForm
from programs.exchange.models import ImportRow, ImportRun
from programs.exchange.views.importing import TONES, OfKind
from programs.exchange.views.words import noted, rejected_table
from programs.kernel import sheets
from programs.kernel.forms import ActorForm
from programs.kernel.views import Column, FormPage, ListPage, PageView


class ImportPage(OfKind, ListPage):
    """What becomes of each row, before and after it was confirmed."""

    template_name = "exchange/import.html"
    columns = (
        Column("number", _("行"), lambda row: row.number),
        Column("label", _("お名前"), lambda row: row.label),
        Column("fate", _("扱い"), lambda row: row.get_fate_display()),
        Column("notes", _("理由"), lambda row: row.notes),
    )

    def rows(self) -> "QuerySet[ImportRow]":
        """The rows of the chosen fate; those that cannot be taken first of all."""
        return queries.rows_of(self.actor, self.object, self.request.GET.get("fate", ""))

    def context(self) -> dict[str, Any]:
        """Counts by fate, and what one may do now."""
        run = self.object
        staged = run.state == State.STAGED
        tally, kept = queries.tally(self.actor, run), queries.sheet(self.actor, run)
        return {
            **self.common(),
            "run": run,
            "tone": TONES[State(run.state)],
            "staged": staged,
            "tabs": self.tabs(run),
            "new": run.counts.get(Fate.NEW, 0),
            "known": run.counts.get(Fate.KNOWN, 0),
            "errors": run.counts.get(Fate.ERROR, 0),
            "may_undo": run.state == State.DONE and bool(tally.get(Outcome.MADE)),
            "taken_back": tally.get(Outcome.TAKEN_BACK, 0),
            "kept": tally.get(Outcome.KEPT, 0),
            "has_rejected": run.state in (State.STAGED, State.DONE) and kept is not None,
            "row_at": self.row_at,
            "seen": [("seen", run.sheet_name)],
            "sheets": queries.other_sheets(run, kept) if staged else [],
            "to_sheet": self.at("sheet", run.pk),
            "to": {
                name: self.at(name, run.pk)
                for name in ("columns", "confirm", "abandon", "undo", "rejected")
            },
        }

    def show(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Each row of the page with the words for it, and the name of its record."""
        page = list(context["page"])
        names, notes = queries.names_of(self.kind, page), noted(self.object)
        rows = [
            {
                "row": row,
                "notes": notes(row),
                "record": row.made_id or row.known_id,
                "name": names.get(row.made_id or row.known_id or 0, ""),
            }
            for row in page
        ]
        return super().show({**context, "shown": rows}, status)

    def tabs(self, run: ImportRun) -> list[dict[str, Any]]:
        """One for each fate that any row has."""
        here = self.at("import", run.pk)
        chosen = self.request.GET.get("fate", "")
        found = [
            {
                "label": fate.label,
                "url": f"{here}?fate={fate}",
                "current": chosen == fate,
                "count": run.counts.get(fate, 0),
            }
            for fate in Fate
            if run.counts.get(fate)
        ]
        every = {
            "label": _("すべて"),
            "url": here,
            "current": chosen not in Fate.values,
            "count": sum(run.counts.values()),
        }
        return [every, *found]


class _Decide(OfKind, FormPage):
    form_class = ActorForm
    methods: tuple[str, ...] = ("post",)
    template_name = "exchange/refused.html"

    def context(self) -> dict[str, Any]:
        """The way back, where it cannot be done."""
        return {**self.common(), "run": self.object, "back": self.at("import", self.object.pk)}


class ChooseSheet(_Decide):
    """Read another sheet of the same file instead."""

    form_class = SheetForm

    def perform(self, form: SheetForm) -> str:
        """Lay it out; on to its columns, or to the rows where they are known."""
        run = commands.choose_sheet(self.actor, self.object, form.cleaned_data["sheet"], self.now)
        return self.at("import" if run.planned else "columns", run.pk)


class Confirm(_Decide):
    """Write the new rows."""

    form_class = ConfirmForm
    done_message = _("取り込みました。")

    def perform(self, form: ConfirmForm) -> str:
        """Write and show the result."""
        commands.confirm(self.actor, self.object, self.now, form.cleaned_data["seen"])
        return self.at("import", self.object.pk)


class Abandon(_Decide):
    """Give the import up."""

    done_message = _("取り込みを中止しました。ファイルの内容は消去しました。")

    def perform(self, form: ActorForm) -> str:
        """Erase and show the imports."""
        commands.abandon(self.actor, self.object)
        return self.at("imports")


class Undo(_Decide):
    """Take a whole import back."""

    methods = ("get", "post")
    template_name = "exchange/undo.html"
    done_message = _("取り込みを元に戻しました。")

    def context(self) -> dict[str, Any]:
        """What will happen."""
        count = queries.tally(self.actor, self.object).get(Outcome.MADE, 0)
        texts = (
            gettext("この取り込みで登録した%(n)s件を、台帳から削除します。")
            if self.kind == Kind.FAMILIES
            else gettext(
                "この取り込みで登録した%(n)s件のアカウントを削除します。招待のリンクは使えなくなります。"
            ),
            gettext(
                "取り込みのあとに変更したもの、来館・相談などの記録があるものは、削除せずに残します。"
            )
            if self.kind == Kind.FAMILIES
            else gettext(
                "取り込みのあとに変更したもの、すでに使い始めたものは、削除せずに残します。"
            ),
        )
        return {**super().context(), "effects": [texts[0] % {"n": count}, texts[1]]}

    def perform(self, form: ActorForm) -> str:
        """Take back and show what stayed."""
        commands.undo(self.actor, self.object, self.now)
        return self.at("import", self.object.pk)


class Rejected(OfKind, PageView):
    """The rows that cannot be taken, with the reason, to be corrected and brought in again."""

    def show(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """The workbook instead of a page."""
        heads, rows = rejected_table(self.object, *queries.rejected(self.actor, self.object))
        return sheets.file_of("xlsx", f"{self.kind}-rejected", heads, rows)
