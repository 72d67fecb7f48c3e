"""The audit: who did what when; who read a family's data; whether the chain is whole."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from consultations.queries import reads_every_concern
from hubsite.desk import audit_queries as queries
from hubsite.desk import commands
from hubsite.desk.choices import Act
from hubsite.desk.forms import OUTCOME_LABELS, RESTRICTED_LABEL, AuditFilter, ReaderFilter
from programs.kernel.forms import ActorForm
from programs.kernel.models import AuditEntry
from programs.kernel.policy import may
from programs.kernel.views import Column, FormPage, ListPage
from programs.registry.choices import Role
from programs.registry.models import Household

PROBLEMS = {
    "seal missing or out of order": _("封印が欠けているか、順番が違います"),
    "entries missing": _("記録が欠けています"),
    "entries or seal changed": _("記録または封印が書き換えられています"),
    "newest seals cut off": _("最新の封印が切り取られています"),
}
_ROLES = dict(Role.choices)


class _Entries(ListPage):
    """A list of audit entries."""

    per_page = 100

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """When, who, in which role, what, on what, which fields, with which outcome."""
        super().setup(request, *args, **kwargs)
        told = self._unless_restricted
        deed = told(lambda row: queries.action_label(row.action), instead=RESTRICTED_LABEL)
        self.columns = (
            Column("at", _("日時"), lambda row: row.at),
            Column("person", _("利用者"), lambda row: row.person_name),
            Column("role", _("役割"), lambda row: _ROLES.get(row.role, row.role)),
            Column("action", _("操作"), deed),
            Column("target", _("対象"), told(queries.target_label)),
            Column("fields", _("項目"), told(lambda row: _("、").join(row.fields))),
            Column("outcome", _("結果"), lambda row: OUTCOME_LABELS.get(row.outcome, row.outcome)),
        )

    @cached_property
    def knows(self) -> bool:
        """Whether restricted entries are told in full."""
        return reads_every_concern(self.actor)

    def _unless_restricted(
        self, value: Callable[[Any], Any], instead: Any = ""
    ) -> Callable[[Any], Any]:
        return lambda row: instead if row.guarded and not self.knows else value(row)


class AuditList(_Entries):
    """Entries of one's hub, or of the city."""

    action = Act.VIEW_AUDIT
    export_action = Act.EXPORT_AUDIT
    export_name = "audit"
    template_name = "desk/audit.html"
    title = _("監査記録")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show or export; the filter offers the deeds that are told here."""
        self.filter_form = partial(AuditFilter, knows=self.knows)  # type: ignore[assignment]
        return super().get(request, *args, **kwargs)

    def rows(self) -> Any:
        """The entries, narrowed by the filter."""
        wanted = self.filters
        rows = queries.entries(self.actor, from_on=wanted.get("from_on"), to_on=wanted.get("to_on"))
        return queries.narrowed(self.actor, rows, wanted)

    def context(self) -> dict[str, Any]:
        """Whether the chain may be checked and families' readers listed."""
        return {
            "may_check": may(self.actor, Act.CHECK_AUDIT),
            "may_view_exports": may(self.actor, "exchange.view_exports"),
            "may_view_readers": may(self.actor, Act.VIEW_READERS),
        }


class ReaderList(_Entries):
    """Who read this family's data between two days."""

    action = Act.VIEW_READERS
    template_name = "desk/audit_readers.html"
    title = _("ご家族の記録を見た人")
    filter_form = ReaderFilter

    def household(self) -> Household | None:
        """The family of the number typed, in the actor's hubs."""
        number = self.filters.get("household")
        rows = Household.objects.filter(hub_id__in=self.actor.hub_ids, number=number)
        return rows.order_by("pk").first() if number is not None else None

    def rows(self) -> Any:
        """Readings and changes; none before the three boxes are filled."""
        wanted = self.filters
        found = self.household() if {"household", "from_on", "to_on"} <= set(wanted) else None
        if found is None:
            return AuditEntry.objects.none()
        return queries.readings_of(self.actor, found, wanted["from_on"], wanted["to_on"])

    def context(self) -> dict[str, Any]:
        """Whether a family of that number exists here, and whether restricted entries are listed."""
        asked = {"household", "from_on", "to_on"} <= set(self.filters)
        unknown = asked and self.household() is None
        return {"asked": asked, "unknown": unknown, "knows": self.knows}


class AuditCheck(FormPage):
    """Recompute the chains and say what was found."""

    action = Act.CHECK_AUDIT
    methods = ("post",)
    form_class = ActorForm

    def perform(self, form: Any) -> str:
        """Check and tell."""
        seals, findings = commands.check_audit(self.actor)
        for finding in findings[:20]:
            place = {"chain": finding.chain, "number": finding.number}
            problem = PROBLEMS.get(finding.problem, finding.problem)
            messages.error(
                self.request, gettext("連鎖%(chain)sの封印%(number)s：") % place + str(problem)
            )
        if not findings:
            text = ngettext(
                "改ざんや欠けは見つかりませんでした（封印%(count)s個を確認）。",
                "改ざんや欠けは見つかりませんでした（封印%(count)s個を確認）。",
                seals,
            )
            messages.success(self.request, text % {"count": seals})
        return reverse("desk:audit")
