"""The days to come, and planning them."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.kernel import localdates
from programs.kernel.policy import may
from programs.kernel.views import Column, FormPage, ListPage
from programs.specialists import commands, queries
from programs.specialists.choices import Act, BookedBy
from programs.specialists.forms import CallOffForm, DayEditForm, DayForm
from programs.specialists.forms.planning import day_filter
from programs.specialists.models import SpecialistDay

COPIED = (
    "specialist_name",
    "description",
    "booked_by",
    "opens_days",
    "closes_days",
)


class DayList(ListPage):
    """The days, those to come first."""

    action = Act.VIEW_DAYS
    template_name = "specialists/list.html"
    title = _("専門相談日")
    sorts = {"held_on": ("held_on", "pk")}
    columns = (
        Column("held_on", _("相談日"), lambda row: localdates.day_full(row.held_on)),
        Column("profession", _("専門職"), lambda row: row.profession),
        Column("specialist", _("お名前"), lambda row: row.specialist_name),
        Column("site", _("施設"), lambda row: row.site.name),
        Column("taken", _("予約／枠"), lambda row: f"{row.taken}/{row.offered}"),
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The filter offers the hub's own professions."""
        self.filter_form = day_filter(self.actor)
        return super().get(request, *args, **kwargs)

    def rows(self) -> "QuerySet[SpecialistDay]":
        """Days to come in order, or past ones from the newest."""
        rows = queries.days(self.actor)
        if "profession" in self.filters:
            rows = rows.filter(profession=self.filters["profession"])
        when = self.filters.get("when")
        if when == "past":
            return rows.filter(held_on__lt=self.today).order_by("-held_on", "-pk")
        return rows if when == "all" else rows.filter(held_on__gte=self.today)

    def context(self) -> dict[str, Any]:
        """What else the page offers."""
        return {
            "may_change": may(self.actor, Act.CHANGE_DAY),
            "may_keep": may(self.actor, Act.CHANGE_KEEPING),
            "may_change_lists": may(self.actor, Act.CHANGE_LISTS),
            "hub_slug": queries.hub_slug(self.actor),
        }


class DayAdd(FormPage):
    """Add a day, empty or as a copy of another."""

    action = Act.CHANGE_DAY
    template_name = "specialists/form.html"
    title = _("専門相談日を追加する")
    form_class = DayForm
    done_message = _("専門相談日を追加しました。")

    def initial(self) -> dict[str, Any]:
        """The usual values, or those of the day that ``?copy=`` names."""
        usual = {"minutes": 30, "pause": 10, "in_charge": self.actor.user_id}
        copied = self.request.GET.get("copy", "")
        if copied.isascii() and copied.isdigit() and len(copied) < 19:
            return {**usual, **values_of(queries.day(self.actor, int(copied)))}
        return {
            **usual,
            "booked_by": BookedBy.PUBLIC,
            "opens_days": 30,
            "closes_days": 1,
        }

    def context(self) -> dict[str, Any]:
        """The way back."""
        return {"back": reverse("specialists:day-list")}

    def perform(self, form: Any) -> str:
        """Add it with its slots."""
        return commands.add_day(
            self.actor, form.values(), form.held(), form.hours()
        ).get_absolute_url()


class DayEdit(FormPage):
    """Change who, what and how to book."""

    action = Act.CHANGE_DAY
    template_name = "specialists/form.html"
    title = _("専門相談日を変更する")
    form_class = DayEditForm
    done_message = _("変更しました。")

    def target(self) -> SpecialistDay:
        """The day of the address."""
        return queries.day(self.actor, self.kwargs["pk"])

    def form_options(self) -> dict[str, Any]:
        """What is chosen already stays to be chosen."""
        return {"day": self.object}

    def initial(self) -> dict[str, Any]:
        """Its present values and version."""
        return {**values_of(self.object), "version": self.object.version}

    def context(self) -> dict[str, Any]:
        """The way back."""
        return {"back": self.object.get_absolute_url(), "eyebrow": self.object}

    def perform(self, form: Any) -> str:
        """Save unless somebody was first."""
        version = form.cleaned_data["version"] or 0
        day = commands.change_day(self.actor, self.object, version, form.values())
        return day.get_absolute_url()


class DayCancel(FormPage):
    """Call a day off; everybody who booked is told."""

    action = Act.CANCEL_DAY
    template_name = "specialists/cancel.html"
    title = _("この相談日を中止する")
    form_class = CallOffForm
    done_message = _("この相談日を中止し、メールの分かる方にお知らせしました。")

    def target(self) -> SpecialistDay:
        """The day of the address."""
        return queries.day(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """What will happen, and to how many."""
        places = queries.places(self.actor, self.object, self.now)
        live = [place.booking for place in places if place.booking]
        return {
            "back": self.object.get_absolute_url(),
            "mailed": sum(1 for row in live if row.email),
            "called": sum(1 for row in live if not row.email),
        }

    def perform(self, form: Any) -> str:
        """Call it off."""
        commands.cancel_day(self.actor, self.object, form.cleaned_data["reason"], self.now)
        return self.object.get_absolute_url()


def values_of(day: SpecialistDay) -> dict[str, Any]:
    """A day's values as a form begins with them."""
    keys = {"site": day.site_id, "profession": day.profession_id}
    people = {"person": day.person_id or "", "in_charge": day.in_charge_id}
    return {**{name: getattr(day, name) for name in COPIED}, **keys, **people}
