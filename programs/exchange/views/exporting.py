"""Screens of exports: the reason first, then the file; and who wrote out what."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.exchange import commands, queries
from programs.exchange.choices import Act
from programs.exchange.commands.exporting import Table, Wanted
from programs.exchange.forms import ExportForm
from programs.exchange.models import ExportRecord
from programs.kernel.policy import may
from programs.kernel.sheets import file_of
from programs.kernel.views import Column, FormPage, ListPage
from programs.registry import queries as registry
from programs.registry.choices import Act as Registry
from programs.registry.forms.households import HouseholdFilter
from programs.registry.forms.members import MemberFilter
from programs.registry.queries import staff as member_queries


class _Export(FormPage):
    form_class = ExportForm
    template_name = "exchange/export.html"
    filter_class: Any
    list_at = ""
    name = ""

    def filters(self) -> dict[str, Any]:
        """The filter of the list, which the address carries."""
        asked = self.filter_class(self.request.GET)
        asked.is_valid()
        values = getattr(asked, "cleaned_data", {})
        return {key: value for key, value in values.items() if value not in (None, "", [])}

    def found(self) -> "QuerySet[Any]":
        """The rows of the list."""
        raise NotImplementedError

    def table(self, wanted: Wanted) -> Table:
        """Call the one command."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """How many there are, narrowed by what."""
        asked = self.filter_class(self.request.GET)
        asked.is_valid()
        query = self.request.GET.urlencode()
        return {
            "count": self.found().count(),
            "may_view_exports": may(self.actor, Act.VIEW_EXPORTS),
            "narrowed": [
                (asked[key].label, _shown(asked, key, value))
                for key, value in self.filters().items()
            ],
            "back": reverse(self.list_at) + (f"?{query}" if query else ""),
        }

    def _done(self, form: Any, key: UUID) -> HttpResponseBase:
        said = form.cleaned_data
        table = self.table(Wanted(said["form"], said["reason"], self.filters()))
        name = f"{self.name}-{self.today.isoformat()}"
        return file_of(said["form"], name, table.heads, table.rows)


def _shown(asked: Any, key: str, value: Any) -> str:
    choices = dict(getattr(asked.fields[key], "choices", ()))
    return str(choices.get(value, value))


class FamilyExport(_Export):
    """The list of families as a file."""

    action = Registry.EXPORT_HOUSEHOLDS
    title = _("ご家族の書き出し")
    filter_class = HouseholdFilter
    list_at = "registry:household-list"
    name = "households"

    def found(self) -> "QuerySet[Any]":
        """The families of the list."""
        return registry.listed(self.actor, self.filters())

    def table(self, wanted: Wanted) -> Table:
        """Write the families out."""
        return commands.export_families(self.actor, wanted)


class StaffExport(_Export):
    """The list of accounts as a file."""

    action = Act.EXPORT_STAFF
    title = _("利用者アカウントの書き出し")
    filter_class = MemberFilter
    list_at = "registry:member-list"
    name = "members"

    def found(self) -> "QuerySet[Any]":
        """The accounts of the list."""
        return member_queries.listed(self.actor, self.filters(), self.today)

    def table(self, wanted: Wanted) -> Table:
        """Write the accounts out."""
        return commands.export_staff(self.actor, wanted, self.today)


class Exports(ListPage):
    """Who wrote out which list, and why."""

    action = Act.VIEW_EXPORTS
    template_name = "exchange/exports.html"
    title = _("名簿の書き出しの記録")
    columns = (
        Column("created_at", _("日時"), lambda one: one.created_at),
        Column("kind", _("種類"), lambda one: one.get_kind_display()),
        Column("count", _("件数"), lambda one: one.count),
        Column("reason", _("書き出す理由"), lambda one: one.reason),
        Column("created_by", _("書き出した人"), lambda one: one.created_by),
    )

    def rows(self) -> "QuerySet[ExportRecord]":
        """The newest first."""
        return queries.exports(self.actor)
