"""Who was on duty: adding, changing, removing, and the register of a month."""

from calendar import monthrange
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from programs.daylog import commands, queries, rules
from programs.daylog.choices import Act, DutyKind
from programs.daylog.forms import DutyChangeForm, DutyFilter, DutyForm, DutyRemoveForm
from programs.daylog.models import Duty
from programs.daylog.views.logs import DayPage, month_of
from programs.kernel import localdates
from programs.kernel.policy import Action
from programs.kernel.views import Column, FormPage, ListPage


class DutyAdd(DayPage, FormPage):
    """Add people to the duty of a day."""

    action = Act.CHANGE_DUTY
    template_name = "daylog/form.html"
    title = _("勤務した人を加える")
    form_class = DutyForm

    def form_options(self) -> dict[str, Any]:
        """Who is not there yet."""
        people = queries.members_for(self.actor, self.day, self.log)
        return {"people": people, "log": self.log}

    def initial(self) -> dict[str, Any]:
        """Volunteers are named most often."""
        return {"kind": DutyKind.VOLUNTEER}

    def context(self) -> dict[str, Any]:
        """Which day, and the way back."""
        return {
            "back": self.address(),
            "eyebrow": f"{self.site.name}　{localdates.day_full(self.day)}",
            "submit_label": _("勤務に加える"),
        }

    def perform(self, form: Any) -> str:
        """Add them."""
        values = form.cleaned_data
        rows = commands.add_duties(
            self.actor,
            self.site,
            self.day,
            values.get("members") or [],
            values["names"],
            values["kind"],
            form.worked(),
            today=self.today,
        )
        text = ngettext(
            "%(count)s人を勤務に加えました。", "%(count)s人を勤務に加えました。", len(rows)
        )
        self.done_message = text % {"count": len(rows)}
        return f"{self.address()}#duty"


class OneDuty(FormPage):
    """A page about one entry of the register."""

    action = Act.CHANGE_DUTY
    template_name = "daylog/form.html"

    def target(self) -> Duty:
        """The entry of the address."""
        return queries.duty(self.actor, self.kwargs["pk"])

    def back(self) -> str:
        """The day's page."""
        return f"{self.object.log.get_absolute_url()}#duty"

    def context(self) -> dict[str, Any]:
        """Who and when, and the way back."""
        log = self.object.log
        return {
            "back": self.back(),
            "eyebrow": f"{log.site.name}　{localdates.day_full(log.day)}　{self.object.name}",
        }


class DutyChange(OneDuty):
    """Change the times of an open day."""

    title = _("勤務を直す")
    form_class = DutyChangeForm
    done_message = _("勤務を直しました。")

    def initial(self) -> dict[str, Any]:
        """What is recorded now."""
        row = self.object
        return {"kind": row.kind, "came_at": row.came_at, "left_at": row.left_at}

    def perform(self, form: Any) -> str:
        """Change them."""
        commands.change_duty(self.actor, self.object, form.cleaned_data["kind"], form.worked())
        return self.back()


class DutyRemove(OneDuty):
    """Remove somebody from a day."""

    title = _("勤務を取り消す")
    form_class = DutyRemoveForm
    done_message = _("勤務を取り消しました。")

    def form_options(self) -> dict[str, Any]:
        """A closed day asks for a reason."""
        return {"closed": self.object.log.closed_at is not None}

    def context(self) -> dict[str, Any]:
        """What the button does."""
        return {**super().context(), "submit_label": _("勤務を取り消す")}

    def perform(self, form: Any) -> str:
        """Remove it; the entry stays, struck out."""
        reason = form.cleaned_data.get("reason", "")
        commands.remove_duty(self.actor, self.object, reason, self.now)
        return self.back()


def _time(value: Any) -> str:
    return f"{value.hour}:{value.minute:02}" if value else ""


class DutyList(ListPage):
    """Who was on duty in a month: the days, and the sums of each person."""

    action = Act.VIEW_DUTY
    export_action: Action | None = Act.EXPORT_DUTY
    export_name = "duty"
    template_name = "daylog/duty_list.html"
    title = _("勤務の記録")
    filter_form = DutyFilter
    sorts = {
        "day": ("log__day", "pk"),
        "name": ("name", "log__day", "pk"),
        "kind": ("kind", "name", "log__day", "pk"),
    }
    columns: tuple[Column, ...] = (
        Column("day", _("日付"), lambda row: localdates.day_full(row.log.day)),
        Column("name", pgettext_lazy("duty", "お名前"), lambda row: row.name),
        Column("kind", _("区分"), lambda row: row.get_kind_display()),
        Column("came", _("出勤"), lambda row: _time(row.came_at)),
        Column("left", _("退勤"), lambda row: _time(row.left_at)),
        Column(
            "minutes", _("時間（分）"), lambda row: rules.minutes_between(row.came_at, row.left_at)
        ),
        Column("site", _("施設"), lambda row: row.log.site.name),
    )

    def rows(self) -> "QuerySet[Duty]":
        """The duties of the month, narrowed."""
        first = month_of(self.filters.get("month", ""), self.today)
        last = first.replace(day=monthrange(first.year, first.month)[1])
        rows = queries.duty_rows(self.actor, first, last)
        if kind := self.filters.get("kind"):
            rows = rows.filter(kind=kind)
        if name := self.filters.get("name"):
            rows = rows.filter(name__icontains=name)
        return rows

    def _cleaned(self) -> dict[str, Any]:
        if isinstance(self.filter, DutyFilter):
            self.filter.limit_to(self.today)
        return super()._cleaned()

    def context(self) -> dict[str, Any]:
        """The sums of each person, by kind and name."""
        stints = [
            rules.Stint(
                row.name,
                str(row.get_kind_display()),
                row.log.day,
                rules.minutes_between(row.came_at, row.left_at),
            )
            for row in self.rows().order_by("kind", "name", "log__day", "pk")
        ]
        return {
            "month": month_of(self.filters.get("month", ""), self.today),
            "people": rules.by_person(stints),
            "back": reverse("daylog:log-list"),
        }
