"""The calendar of a site: a month, the rules behind it, the hub's holidays, the public page's values."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.dropin import calendar_month, calendar_words
from programs.dropin.calendar_month import YEARS_AROUND
from programs.dropin.calendar_rules import MARKS, RECURRING, national
from programs.dropin.choices import Act, RuleKind
from programs.dropin.commands import calendar as commands
from programs.dropin.forms.calendar import FORMS, MarkForm, RuleForm
from programs.dropin.forms.public import PublicSiteForm, StopForm
from programs.dropin.models import CalendarRule
from programs.dropin.queries import calendar as queries
from programs.kernel.errors import Hidden
from programs.kernel.forms import ActorForm
from programs.kernel.policy import may
from programs.kernel.views import FormPage, PageView, say_with_undo
from programs.registry import plans
from programs.registry import queries as registry
from programs.registry.choices import Act as RegistryAct
from programs.registry.choices import Program
from programs.registry.models import Site

# How far ahead the calendar looks for what is planned on closed days.
AHEAD = timedelta(days=366)
CLOSES = (
    (RuleKind.CLOSURE, _("臨時休館を登録する"), _("工事・感染症・台風などで休むとき")),
    (RuleKind.DAY, _("1日だけ変える"), _("この日だけ休む・開ける・時間を変える")),
    (RuleKind.WEEKS, _("第何週の休館"), _("第2・第4月曜日など")),
    (RuleKind.HOLIDAY, _("祝日の休館"), _("祝日はいつも休む")),
    (RuleKind.NEXT_WEEKDAY, _("祝日の次の平日の休館"), _("月曜日が祝日なら火曜日も休むなど")),
    (RuleKind.YEARLY, _("毎年の休館"), _("年末年始など")),
)


@dataclass(frozen=True)
class RuleLine:
    """A rule as the list shows it."""

    row: CalendarRule
    text: str
    began: bool
    ended: bool

    @classmethod
    def of(cls, row: CalendarRule, today: date) -> "RuleLine":
        """Put a row into words; whether it has begun, and whether it is over, on a day."""
        over = row.to_on is not None and row.to_on < today
        stopped = row.stopped_on is not None
        text = calendar_words.rule(queries.rule_of(row))
        return cls(row, text, row.from_on < today, over or stopped)

    @property
    def goes_on(self) -> bool:
        """Whether it may be stopped from today on: begun before, and of more than one day."""
        return self.began and (self.row.kind in RECURRING or self.row.kind == RuleKind.CLOSURE)


class Calendar(PageView):
    """A month of a site, and the rules that make it."""

    action = Act.VIEW_CALENDAR
    template_name = "dropin/calendar.html"
    title = _("開館カレンダー")

    def target(self) -> Site:
        """The site of the address."""
        return registry.site(self.actor, self.kwargs["site"])

    def context(self) -> dict[str, Any]:
        """The month asked for, the usual week, the rules."""
        first = calendar_month.asked_month(self.request.GET.get("month", ""), self.today)
        rules = queries.calendar_of(self.object, min(first, self.today))
        lines = [RuleLine.of(r, self.today) for r in queries.rule_rows(self.actor, self.object)]
        return {
            "site": self.object,
            "month": calendar_month.month(first, self.today, rules),
            "week": calendar_month.usual_week(rules),
            "clashes": plans.clashes(self.actor, self.object, self.today, self.today + AHEAD),
            "lines": [line for line in lines if not line.ended],
            "past_lines": [line for line in lines if line.ended],
            "recurring": RECURRING,
            "kinds": CLOSES,
            "may_change": may(self.actor, Act.CHANGE_CALENDAR, self.object),
            "may_change_hours": may(self.actor, RegistryAct.CHANGE_SITE, self.object),
            "is_public": queries.public_values(self.object).shows_page
            and Program.DROPIN in self.object.programs,
            "ward": self.object.hub.slug,
        }


class RuleAdd(FormPage):
    """Add a rule of one kind to a site's calendar."""

    action = Act.CHANGE_CALENDAR
    template_name = "dropin/calendar_form.html"

    def target(self) -> Site:
        """The site of the address."""
        if self.kwargs["kind"] not in FORMS:
            raise Hidden
        self.form_class = FORMS[self.kwargs["kind"]]
        self.title = RuleKind(self.kwargs["kind"]).label
        return registry.site(self.actor, self.kwargs["site"])

    def initial(self) -> dict[str, Any]:
        """From today on; New Year as it is usual."""
        start: dict[str, Any] = {"from_on": self.today}
        if self.kwargs["kind"] == RuleKind.YEARLY:
            start |= {"first_month": 12, "first_day": 29, "last_month": 1, "last_day": 3}
            start["reason"] = _("年末年始")
        if self.kwargs["kind"] == RuleKind.NEXT_WEEKDAY:
            start |= {"weekday": 0, "falls": "any"}
        return start

    def context(self) -> dict[str, Any]:
        """Whose calendar it is, and the way back."""
        return {"site": self.object, "back": reverse("dropin:calendar", args=[self.object.pk])}

    def perform(self, form: RuleForm) -> str:
        """Add the rule; say so with the way to take it back."""
        row = commands.add_rule(self.actor, self.object, form.rule())
        _say(self.request, _("登録しました。%(rule)s"), row)
        return _page_of(row)


class RuleStop(FormPage):
    """Stop a rule from today on, or take it back altogether."""

    action = Act.CHANGE_CALENDAR
    methods = ("post",)
    form_class = StopForm

    def target(self) -> CalendarRule:
        """The rule of the address."""
        return queries.calendar_rule(self.actor, self.kwargs["pk"])

    def perform(self, form: Any) -> str:
        """Stop it, and offer to take it up again."""
        on = self.object.from_on if form.cleaned_data["whole"] else self.today
        row = commands.stop_rule(self.actor, self.object, on, self.now)
        _say(self.request, _("取りやめました。%(rule)s"), row, "dropin:rule-restore")
        return _page_of(row)


class RuleRestore(FormPage):
    """Take a stopped rule up again."""

    action = Act.CHANGE_CALENDAR
    methods = ("post",)
    form_class = ActorForm
    template_name = "dropin/calendar_refused.html"
    title = _("元に戻せませんでした")

    def target(self) -> CalendarRule:
        """The rule of the address."""
        return queries.calendar_rule(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """The way back."""
        return {"back": _page_of(self.object)}

    def perform(self, form: Any) -> str:
        """Take it up again."""
        row = commands.restore_rule(self.actor, self.object)
        messages.success(self.request, _("元に戻しました。"))
        return _page_of(row)


class HolidayList(PageView):
    """The holidays of a year as the hub takes them."""

    action = Act.VIEW_CALENDAR
    template_name = "dropin/holiday_list.html"
    title = _("祝日の一覧")

    def context(self) -> dict[str, Any]:
        """The days of the law and the hub's own, by day."""
        text = self.request.GET.get("year", "")
        asked = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
        near = abs(asked - self.today.year) <= YEARS_AROUND
        year = asked if near else self.today.year
        return {
            "year": year,
            "year_label": date(year, 1, 1),
            "before": year - 1 if year - 1 >= self.today.year - YEARS_AROUND else None,
            "after": year + 1 if year + 1 <= self.today.year + YEARS_AROUND else None,
            "days": holidays(queries.holiday_marks(self.actor, year), year),
            "off": RuleKind.HOLIDAY_OFF,
            "may_change": may(self.actor, Act.CHANGE_CALENDAR),
        }


class HolidayAdd(FormPage):
    """Take a day for a holiday, or no longer."""

    action = Act.CHANGE_CALENDAR
    template_name = "dropin/calendar_form.html"
    form_class = MarkForm
    title = _("祝日の変更")

    def initial(self) -> dict[str, Any]:
        """A day that is added."""
        return {"what": RuleKind.HOLIDAY_ADDED}

    def context(self) -> dict[str, Any]:
        """The way back."""
        return {"back": reverse("dropin:holiday-list")}

    def perform(self, form: MarkForm) -> str:
        """Add the mark; say so with the way to take it back."""
        row = commands.add_rule(self.actor, None, form.rule())
        _say(self.request, _("登録しました。%(rule)s"), row)
        return _page_of(row)


class PublicEdit(FormPage):
    """What everybody may see of a site."""

    action = Act.CHANGE_CALENDAR
    template_name = "dropin/calendar_form.html"
    form_class = PublicSiteForm
    title = _("公開ページの設定")
    done_message = _("公開ページの設定を保存しました。")

    def target(self) -> Site:
        """The site of the address."""
        return registry.site(self.actor, self.kwargs["site"])

    def initial(self) -> dict[str, Any]:
        """What holds now."""
        now = queries.public_values(self.object)
        names = ("version", "shows_page", "shows_crowd", "busy_from", "full_from")
        return {name: getattr(now, name) for name in names}

    def context(self) -> dict[str, Any]:
        """Whose page it is, and the way back."""
        return {"site": self.object, "back": reverse("dropin:calendar", args=[self.object.pk])}

    def perform(self, form: PublicSiteForm) -> str:
        """Save."""
        commands.change_public_site(
            self.actor, self.object, form.values(), expected=form.cleaned_data["version"]
        )
        return reverse("dropin:calendar", args=[self.object.pk])


@dataclass(frozen=True)
class HolidayLine:
    """A day of the list: its name, and the hub's own mark if there is one."""

    day: date
    name: str
    mark: CalendarRule | None = None


def holidays(marks: Any, year: int) -> list[HolidayLine]:
    """Return the holidays of a year with the hub's marks, by day; switched off ones too."""
    days = {
        day: HolidayLine(day, calendar_words.holiday(name)) for day, name in national(year).items()
    }
    for mark in marks:
        known = days.get(mark.from_on)
        name = mark.reason or (known.name if known else "")
        days[mark.from_on] = HolidayLine(mark.from_on, name, mark)
    return [days[day] for day in sorted(days)]


def _say(request: Any, text: Any, row: CalendarRule, undo: str = "dropin:rule-stop") -> None:
    said = str(text) % {"rule": calendar_words.rule(queries.rule_of(row))}
    say_with_undo(request, said, undo, row.pk, ("whole", "1"))


def _page_of(row: CalendarRule) -> str:
    if row.kind in MARKS:
        return reverse("dropin:holiday-list") + f"?year={row.from_on.year}"
    return reverse("dropin:calendar", args=[row.site_id]) + f"?month={row.from_on:%Y-%m}"
