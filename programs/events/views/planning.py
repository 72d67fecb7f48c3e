"""The month's events, and planning them."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programs.events import commands, queries, rules
from programs.events.choices import Act, Audience, BookedBy, Counts
from programs.events.commands.planning import FIELDS
from programs.events.forms import CallOffForm, DatesForm, EventForm, MoveForm
from programs.events.models import Booking, Event, EventDate
from programs.events.views.months import by_day, month_of, next_month
from programs.kernel import clock
from programs.kernel.policy import may
from programs.kernel.views import FormPage, PageView
from programs.registry.choices import Program


class Calendar(PageView):
    """The dates of a month, day by day."""

    action = Act.VIEW_EVENTS
    template_name = "events/calendar.html"
    title = _("催し・講座")

    def context(self) -> dict[str, Any]:
        """The month with the way to its neighbours."""
        first = month_of(self.request.GET.get("month", ""), self.today)
        after = next_month(first)
        before = (first - timedelta(days=1)).replace(day=1)
        return {
            "month": first,
            "days": by_day(queries.with_closed(queries.month_dates(self.actor, first, after))),
            "earlier": before.isoformat()[:7],
            "later": after.isoformat()[:7],
            "this_month": first == self.today.replace(day=1),
            "may_change": may(self.actor, Act.CHANGE_EVENT),
            "may_keep": may(self.actor, Act.CHANGE_KEEPING),
            "hub_slug": queries.hub_slug(self.actor),
        }


class EventPage(PageView):
    """One event with all its dates."""

    action = Act.VIEW_EVENTS
    template_name = "events/event.html"

    def target(self) -> Event:
        """The event of the address."""
        return queries.event(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Its dates, those to come first."""
        dates = queries.with_closed(queries.dates_of(self.actor, self.object))
        return {
            "title": self.object.title,
            "coming": [on for on in reversed(dates) if on.ends_at > self.now],
            "past": [on for on in dates if on.ends_at <= self.now],
            "to_call": queries.to_call_off(self.actor, self.object, self.now),
            "may_change": may(self.actor, Act.CHANGE_EVENT, self.object),
            "may_call_off": may(self.actor, Act.CANCEL_DATE, self.object)
            and any(on.ends_at > self.now and on.cancelled_at is None for on in dates),
        }


class EventAdd(FormPage):
    """Add an event, empty or as a copy of another."""

    action = Act.CHANGE_EVENT
    template_name = "events/form.html"
    title = _("催しを追加する")
    form_class = EventForm
    done_message = _("催しを追加しました。続けて開催日を追加してください。")

    def initial(self) -> dict[str, Any]:
        """The usual values, or those of the event that ``?copy=`` names."""
        copied = self.request.GET.get("copy", "")
        if copied.isascii() and copied.isdigit() and len(copied) < 19:
            return values_of(queries.event(self.actor, int(copied)))
        return {
            "program": Program.DROPIN,
            "audience": Audience.CHILD_AGE,
            "counts": Counts.FAMILIES,
            "capacity": 10,
            "childcare_places": 0,
            "fee_yen": 0,
            "booked_by": BookedBy.PUBLIC,
            "opens_days": 30,
            "closes_days": 1,
        }

    def context(self) -> dict[str, Any]:
        """The way back."""
        return {"back": reverse("events:calendar")}

    def perform(self, form: Any) -> str:
        """Add it, and go on to its dates."""
        event = commands.add_event(self.actor, form.cleaned_data)
        return reverse("events:date-add", args=[event.pk])


class EventEdit(FormPage):
    """Change an event and its dates to come."""

    action = Act.CHANGE_EVENT
    template_name = "events/form.html"
    title = _("催しを変更する")
    form_class = EventForm
    done_message = _("催しを変更しました。")

    def target(self) -> Event:
        """The event of the address."""
        return queries.event(self.actor, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """Its present values and version."""
        return {**values_of(self.object), "version": self.object.version}

    def context(self) -> dict[str, Any]:
        """The way back."""
        return {"back": self.object.get_absolute_url(), "eyebrow": self.object.title}

    def perform(self, form: Any) -> str:
        """Save unless somebody was first."""
        values = form.cleaned_data
        version = values["version"] or 0
        event = commands.change_event(self.actor, self.object, version, values, self.now)
        return event.get_absolute_url()


class DateAdd(FormPage):
    """Add one date or a series."""

    action = Act.CHANGE_EVENT
    template_name = "events/form.html"
    title = _("開催日を追加する")
    form_class = DatesForm

    def target(self) -> Event:
        """The event of the address."""
        return queries.event(self.actor, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """Once, at the hours of the last time."""
        last = queries.last_of(self.actor, self.object)
        hours = {
            "begins": clock.tokyo(last.starts_at).time() if last else None,
            "ends": clock.tokyo(last.ends_at).time() if last else None,
        }
        return {"times": 1, "weeks": 1, **hours}

    def form_options(self) -> dict[str, Any]:
        """Where: the site may be closed."""
        return {"site": self.object.site}

    def context(self) -> dict[str, Any]:
        """The way back."""
        return {"back": self.object.get_absolute_url(), "eyebrow": self.object.title}

    def perform(self, form: Any) -> str:
        """Add the days."""
        values = form.cleaned_data
        made = commands.add_dates(
            self.actor, self.object, form.days(), values["begins"], values["ends"]
        )
        text = ngettext(
            "開催日を%(count)s回追加しました。", "開催日を%(count)s回追加しました。", len(made)
        )
        messages.success(self.request, text % {"count": len(made)})
        return self.object.get_absolute_url()


class DateTold(FormPage):
    """One date changes under those who booked it: the page says how many are told in which way."""

    def target(self) -> EventDate:
        """The date of the address."""
        return queries.event_date(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """What will happen, and to whom."""
        rows = list(queries.bookings(self.actor, self.object))
        live = [row for row in rows if row.state in rules.PENDING]
        return {
            "event": self.object.event,
            "back": self.object.get_absolute_url(),
            "mailed": sum(1 for row in live if row.email),
            "called": [row for row in live if not row.email],
        }


class DateMove(DateTold):
    """Another day, or other hours; everybody who booked is told."""

    action = Act.CHANGE_EVENT
    template_name = "events/move.html"
    title = _("この回の日時を変更する")
    form_class = MoveForm

    def initial(self) -> dict[str, Any]:
        """The present day and hours."""
        at = commands.Hours.of(self.object)
        return {"day": at.day, "begins": at.begins, "ends": at.ends, "seen": at.key}

    def form_options(self) -> dict[str, Any]:
        """Where: the site may be closed."""
        return {"site": self.object.event.site}

    def context(self) -> dict[str, Any]:
        """Whether it can still be moved."""
        gone = self.object.cancelled_at is not None or self.object.starts_at <= self.now
        return {**super().context(), "gone": gone}

    def perform(self, form: Any) -> str:
        """Move it; say who was told."""
        said = form.cleaned_data
        to = commands.Hours(said["day"], said["begins"], said["ends"])
        told = commands.move_date(self.actor, self.object, said["seen"], to, self.now)
        self.done_message = self.told_message(told)
        return self.object.get_absolute_url()

    @staticmethod
    def told_message(told: list[Booking] | None) -> Any:
        """Words for what was done."""
        if told is None:
            return _("日時は変わっていません。")
        if any(booking.email for booking in told):
            return _("日時を変更し、メールの分かる方にお知らせしました。")
        return _("日時を変更しました。")


class DateCancel(DateTold):
    """Call one date off; everybody who booked is told."""

    action = Act.CANCEL_DATE
    template_name = "events/cancel.html"
    title = _("この回を中止する")
    form_class = CallOffForm
    done_message = _("この回を中止し、メールの分かる方にお知らせしました。")

    def perform(self, form: Any) -> str:
        """Call it off."""
        commands.cancel_date(self.actor, self.object, form.cleaned_data["reason"], self.now)
        return self.object.get_absolute_url()


class CourseCancel(FormPage):
    """Call off all dates that are not over; each family has one letter."""

    action = Act.CANCEL_DATE
    template_name = "events/cancel_course.html"
    title = _("これからの開催日をすべて中止する")
    form_class = CallOffForm
    done_message = _("これからの開催日を中止し、メールの分かる方にお知らせしました。")

    def target(self) -> Event:
        """The event of the address."""
        return queries.event(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Which dates fall, and how many families are told in which way."""
        dates = queries.dates_of(self.actor, self.object).filter(cancelled_at=None)
        rows = list(queries.course_bookings(self.actor, self.object, self.now))
        return {
            "back": self.object.get_absolute_url(),
            "dates": list(dates.filter(ends_at__gt=self.now).reverse()),
            "mailed": len({row.email_key for row in rows if row.email}),
            "called": len({(row.household_id, row.name) for row in rows if not row.email}),
        }

    def perform(self, form: Any) -> str:
        """Call them off."""
        commands.cancel_course(self.actor, self.object, form.cleaned_data["reason"], self.now)
        return self.object.get_absolute_url()


def values_of(event: Event) -> dict[str, Any]:
    """An event's values as a form begins with them."""
    return {name: getattr(event, name) for name in FIELDS}
