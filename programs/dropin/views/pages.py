"""Forms with a page of their own: guests, head counts, corrections; and the list of visits."""

from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.dropin import commands, queries, words
from programs.dropin.choices import Act, Kind, State
from programs.dropin.forms.counts import (
    CountsChangeForm,
    CountsForm,
    GuestForm,
    HeadCountForm,
    PeopleForm,
    member_key,
)
from programs.dropin.forms.listing import VisitFilter
from programs.dropin.models import Visit
from programs.dropin.views.parts import undo_of
from programs.dropin.views.taps import device
from programs.kernel import clock, localdates
from programs.kernel.policy import Action, may
from programs.kernel.views import Column, FormPage, ListPage, say_with_undo
from programs.registry import queries as registry
from programs.registry.choices import Residence
from programs.registry.models import Site


class GuestAdd(FormPage):
    """A family without registration arrives."""

    action = Act.ADD_GUEST
    template_name = "dropin/counts.html"
    title = _("未登録のご家族を受け付ける")
    form_class = GuestForm
    recorded: Any = _("未登録のご家族を受け付けました。")
    submit_label = _("受け付ける")

    def target(self) -> Site:
        """The site of the address."""
        return registry.site(self.actor, self.kwargs["site"])

    def initial(self) -> dict[str, Any]:
        """A number of its own for each page shown."""
        return {"nonce": uuid4()}

    def context(self) -> dict[str, Any]:
        """The way back."""
        back = reverse("dropin:reception", args=[self.object.pk])
        return {"site": self.object, "back": back, "submit_label": self.submit_label}

    def perform(self, form: Any) -> str:
        """Record the arrival; the next page offers the undo."""
        values = form.cleaned_data
        visit = self.record(form, values)
        say_with_undo(self.request, str(self.recorded), *undo_of(visit, "arrival"))
        return reverse("dropin:reception", args=[self.object.pk])

    def _done(self, form: Any, key: UUID) -> HttpResponseBase:
        """A tablet that tells afterwards what it took without a network needs no page."""
        if not getattr(self.request, "htmx", False):
            return super()._done(form, key)
        self.record(form, form.cleaned_data)
        return HttpResponse(status=204)

    def record(self, form: Any, values: dict[str, Any]) -> Visit:
        """Call the one command."""
        return commands.check_in_guest(
            self.actor,
            self.object,
            form.tapped_at(self.now),
            form.people(),
            nonce=values["nonce"],
            residence=values["residence"],
            label=values["label"],
            device=device(self.request),
        )


class HeadCountAdd(GuestAdd):
    """A number of people without names."""

    action = Act.COUNT_HEADS
    title = _("人数だけを記録する")
    form_class = HeadCountForm
    recorded = _("人数を記録しました。")
    submit_label = _("記録する")

    def initial(self) -> dict[str, Any]:
        """One family, place unknown, until told otherwise."""
        return {**super().initial(), "families": 1, "residence": Residence.UNKNOWN}

    def record(self, form: Any, values: dict[str, Any]) -> Visit:
        """Call the one command."""
        return commands.head_count(
            self.actor,
            self.object,
            form.tapped_at(self.now),
            form.people(),
            nonce=values["nonce"],
            residence=values["residence"],
            families=values["families"],
            label=values["label"],
            group=values.get("group"),
            device=device(self.request),
        )


class People(FormPage):
    """Correct who came."""

    action = Act.CHANGE_PEOPLE
    template_name = "dropin/counts.html"
    title = _("来館した方を直す")
    done_message = _("来館した方を直しました。")

    def target(self) -> Visit:
        """The visit of the address."""
        return queries.visit(self.actor, self.kwargs["pk"])

    @property
    def of_family(self) -> bool:
        """Whether a registered family came."""
        return self.object.household is not None

    def form(self, *data: Any) -> CountsForm:
        """Chips for a family, numbers for others."""
        self.form_class = PeopleForm if self.of_family else CountsChangeForm
        made: CountsForm = super().form(*data)
        return made

    def form_options(self) -> dict[str, Any]:
        """The visit whose people are corrected."""
        return {"visit": self.object}

    def initial(self) -> dict[str, Any]:
        """Those recorded now."""
        named = [one for one in queries.present(self.object) if any(one.who)]
        return {
            **CountsForm.numbers_of(self.object),
            "members": [member_key(one) for one in named],
            "families": self.object.families,
        }

    def context(self) -> dict[str, Any]:
        """Whose visit it is, and the way back."""
        return {
            "visit": self.object,
            "name": words.called(self.object),
            "back": reverse("dropin:reception", args=[self.object.site_id]),
            "submit_label": _("直した内容を保存する"),
            "voided": self.object.state == State.VOID,
            "may_register_guest": self.object.kind == Kind.GUEST
            and may(self.actor, Act.REGISTER_GUEST, self.object),
        }

    def perform(self, form: Any) -> str:
        """Call the command for this kind of visit."""
        if self.of_family:
            commands.change_people(
                self.actor, self.object, form.chosen("a"), form.chosen("c"), form.others()
            )
        else:
            families = form.cleaned_data.get("families") or 1
            commands.change_counts(self.actor, self.object, form.people(), families=families)
        return reverse("dropin:reception", args=[self.object.site_id])


def _at(value: Any) -> str:
    if value is None:
        return ""
    local = clock.tokyo(value)
    return f"{local.hour}:{local.minute:02}"


class VisitList(ListPage):
    """The visits of a day, or of all days; corrections start here."""

    action = Act.VIEW_VISITS
    export_action: Action | None = Act.EXPORT_VISITS
    export_name = "visits"
    template_name = "dropin/visit_list.html"
    title = _("来館の一覧")
    filter_form = VisitFilter
    sorts = {
        "arrived": ("arrived_at", "pk"),
        "left": ("left_at", "pk"),
        "name": ("household__kana_order", "pk"),
    }
    columns: tuple[Column, ...] = (
        Column("name", _("ご家族"), words.family_name),
        Column("day", _("日付"), lambda row: localdates.day_full(row.day)),
        Column("arrived", _("来館"), lambda row: _at(row.arrived_at)),
        Column("left", _("退館"), lambda row: _at(row.left_at)),
        Column("people", _("来館した方"), lambda row: _("、").join(words.of_visit(row))),
        Column("site", _("施設"), lambda row: row.site.name),
        Column("residence", _("お住まい"), lambda row: row.get_residence_display()),
        Column("kind", _("種別"), lambda row: row.get_kind_display()),
        Column("state", _("状態"), lambda row: state_words(row)),
    )

    def rows(self) -> "QuerySet[Visit]":
        """Visits by day, site and kind; without a day, today's."""
        rows = queries.with_people(queries.visits(self.actor))
        if not self.filters.get("voided"):
            rows = rows.filter(voided_at=None)
        names = {"day": "day", "site": "site_id", "kind": "kind", "closed": "closed_how"}
        wanted = {names[key]: value for key, value in self.filters.items() if key in names}
        if not self.request.GET:
            wanted["day"] = self.today
        return rows.filter(**wanted)

    def _page(self) -> HttpResponse:
        """One day's page needs no column of days."""
        if self.filters.get("day") or not self.request.GET:
            self.columns = tuple(c for c in self.columns if c.key != "day")
        return super()._page()

    def _cleaned(self) -> dict[str, Any]:
        self.sites = queries.sites(self.actor)
        if isinstance(self.filter, VisitFilter):
            self.filter.limit_to(self.sites, self.today)
        return super()._cleaned()

    def context(self) -> dict[str, Any]:
        """The day's sums, and what may be corrected."""
        day = self.filters.get("day") or (None if self.request.GET else self.today)
        site = next((s for s in self.sites if str(s.pk) == self.filters.get("site")), None)
        return {
            "day": day,
            "totals": queries.today_totals(self.actor, day, site) if day else None,
            "may_undo": may(self.actor, Act.UNDO_VISIT),
            "may_change": may(self.actor, Act.CHANGE_PEOPLE),
            "states": State,
        }


def state_words(row: Visit) -> str:
    """Where a visit stands, and how it ended if not at the desk."""
    if row.state == State.LEFT and row.closed_how != "desk":
        return str(row.get_closed_how_display())
    return str(row.state.label)
