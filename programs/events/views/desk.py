"""A date's page, and bookings that the desk takes for families."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.events import commands, queries, rules
from programs.events.choices import Act, Audience, State
from programs.events.forms import (
    CancelForm,
    FamilyBookingForm,
    GuestBookingForm,
    MarkForm,
    NumbersForm,
    OneForm,
)
from programs.events.models import Booking, EventDate
from programs.kernel import clock
from programs.kernel.intake import clean_line
from programs.kernel.policy import may
from programs.kernel.views import FormPage, PageView
from programs.registry import queries as registry


class DatePage(PageView):
    """Everything of one date: who comes, who waits, who came."""

    action = Act.VIEW_BOOKINGS
    template_name = "events/date.html"

    def target(self) -> EventDate:
        """The date of the address."""
        return queries.event_date(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Bookings by state, what is left, what may be done."""
        on = self.object
        rows = list(queries.bookings(self.actor, on))
        placed = queries.with_door(self.actor, [r for r in rows if r.state in rules.HOLDING])
        day = clock.tokyo(on.starts_at).date()
        return {
            "title": on.event.title,
            "event": on.event,
            "closed": None if on.ends_at <= self.now else queries.with_closed([on])[0].closed,
            "placed": placed,
            "waiting": [row for row in rows if row.state == State.WAITING],
            "cancelled": [row for row in rows if row.state == State.CANCELLED],
            "to_call": queries.to_call(rows, on),
            "to_call_moved": queries.to_call_moved(rows, on, self.now),
            "outside": {
                row.pk
                for row in rows
                if rules.is_outside(row.months_then, on.event.months_from, on.event.months_to)
            },
            "came": sum(1 for row in placed if row.state == State.ATTENDED),
            "adults": sum(row.adults for row in placed),
            "children": sum(row.children for row in placed),
            "room": on.room,
            "over": on.ends_at <= self.now,
            "attendance": day <= self.today and on.cancelled_at is None,
            "may_book": may(self.actor, Act.BOOK, on) and on.ends_at > self.now,
            "may_move": may(self.actor, Act.CHANGE_EVENT, on) and on.starts_at > self.now,
            "may_call_off": may(self.actor, Act.CANCEL_DATE, on) and on.ends_at > self.now,
            "history": list(queries.history(self.actor, on)[:30]),
        }


class DatePrint(DatePage):
    """The list for the door, on A4."""

    action = Act.PRINT_BOOKINGS
    template_name = "events/print.html"


class BookSearch(DatePage):
    """Find the family that telephones; one tap books."""

    action = Act.BOOK
    template_name = "events/book.html"

    def context(self) -> dict[str, Any]:
        """The families that match ``?q=``."""
        text = clean_line(self.request.GET.get("q", ""))[:100]
        found = queries.candidates(self.actor, self.object, text)
        return {
            "title": _("予約を受け付ける"),
            "event": self.object.event,
            "day": clock.tokyo(self.object.starts_at).date(),
            "room": self.object.room,
            "text": text,
            "found": [(one, uuid4()) for one in found],
        }


class FamilyBook(FormPage):
    """A registered family books: by one tap from the search, or with other numbers."""

    action = Act.BOOK
    template_name = "events/book_form.html"
    title = _("人数を確かめて予約する")
    form_class = FamilyBookingForm

    def target(self) -> EventDate:
        """The date of the address."""
        return queries.event_date(self.actor, self.kwargs["pk"])

    @property
    def family(self) -> queries.Candidate:
        """The family of the address."""
        household = registry.household(self.actor, self.kwargs["household"])
        return queries.candidate(self.actor, self.object, household)

    def form_options(self) -> dict[str, Any]:
        """The date decides what is asked."""
        return {"on": self.object, "later": queries.later_dates(self.actor, self.object)}

    def initial(self) -> dict[str, Any]:
        """One adult and the children who fit."""
        return {"nonce": uuid4(), "adults": 1, "children": len(self.family.fitting)}

    def context(self) -> dict[str, Any]:
        """Who books what."""
        return {
            "event": self.object.event,
            "who": self.family.household.name,
            "back": reverse("events:date-book", args=[self.object.pk]),
        }

    def perform(self, form: Any) -> str:
        """Book, and say whether there was room."""
        family = self.family.household
        births = [child.birth_on for child in family.everybody_young() if child.birth_on]
        wish = form.wish(family.name, births, household_id=family.pk)
        return self.take(wish, form)

    def take(self, wish: commands.Wish, form: Any) -> str:
        """Book this date, or all of the course."""
        asked = (self.actor, self.object, wish, self.now)
        if not form.cleaned_data.get("course"):
            return self.said(commands.book(*asked, nonce=form.nonce))
        made = commands.book_course(*asked, nonce=form.nonce)
        if any(row.state == State.WAITING for row in made):
            text = _("満員の回があるため、%(count)s回分をまとめてキャンセル待ちで受け付けました。")
            messages.warning(self.request, text % {"count": len(made)})
        else:
            text = _("%(count)s回分の予約を受け付けました。")
            messages.success(self.request, text % {"count": len(made)})
        return self.object.get_absolute_url()

    def said(self, booking: Booking) -> str:
        """Say what came of it; go to the date."""
        if booking.state == State.WAITING:
            messages.warning(self.request, _("満員のため、キャンセル待ちで受け付けました。"))
        else:
            messages.success(self.request, _("予約を受け付けました。"))
        return self.object.get_absolute_url()


class GuestBook(FamilyBook):
    """A family without registration books."""

    title = _("登録のない方の予約を受け付ける")
    form_class = GuestBookingForm

    def initial(self) -> dict[str, Any]:
        """One adult, and a child unless the event is for before the birth."""
        expecting = self.object.event.audience == Audience.PREGNANT
        return {"nonce": uuid4(), "adults": 1, "children": 0 if expecting else 1}

    def context(self) -> dict[str, Any]:
        """The way back."""
        back = reverse("events:date-book", args=[self.object.pk])
        return {"event": self.object.event, "back": back}

    def perform(self, form: Any) -> str:
        """Book under the name that was given."""
        return self.take(form.wish(form.cleaned_data["name"], form.births()), form)


class Tap(FormPage):
    """One button about one booking."""

    action: Any = Act.CHANGE_BOOKING
    form_class: Any = OneForm
    methods = ("post",)

    def target(self) -> Booking:
        """The booking of the address."""
        return queries.booking(self.actor, self.kwargs["pk"])

    def back(self) -> str:
        """The date's page, at this booking."""
        return f"{self.object.date.get_absolute_url()}#b{self.object.pk}"


class BookingCancel(Tap):
    """Cancel for the family."""

    form_class = CancelForm
    done_message = _("予約を取り消しました。")

    def perform(self, form: Any) -> str:
        """Cancel this date, or all that is left of the course; the places pass on."""
        whole = form.cleaned_data["whole"]
        commands.cancel(self.actor, self.object, self.now, whole=whole)
        return self.back()


class BookingPutIn(Tap):
    """Somebody who waits said yes on the telephone."""

    done_message = _("予約を確定しました。")

    def perform(self, form: Any) -> str:
        """Give the place."""
        commands.put_in(self.actor, self.object, self.now)
        return self.back()


class BookingMark(Tap):
    """Who came."""

    action = Act.MARK_ATTENDANCE
    form_class = MarkForm

    def perform(self, form: Any) -> str:
        """Mark, or take it back."""
        state = State(form.cleaned_data["state"])
        commands.mark(self.actor, self.object, state, self.now)
        return self.back()


class BookingNumbers(FormPage):
    """How many come; the place stays."""

    action = Act.CHANGE_BOOKING
    template_name = "events/numbers.html"
    title = _("人数を変える")
    form_class = NumbersForm
    done_message = _("人数を変えました。")

    def target(self) -> Booking:
        """The booking of the address."""
        return queries.booking(self.actor, self.kwargs["pk"])

    def form_options(self) -> dict[str, Any]:
        """The date decides what is asked."""
        return {"on": self.object.date}

    def initial(self) -> dict[str, Any]:
        """The present numbers."""
        return numbers_of(self.object)

    def context(self) -> dict[str, Any]:
        """Whose booking of what."""
        return {"on": self.object.date, "back": self.back()}

    def back(self) -> str:
        """The date's page, at this booking."""
        return f"{self.object.date.get_absolute_url()}#b{self.object.pk}"

    def perform(self, form: Any) -> str:
        """Change them."""
        commands.change_numbers(self.actor, self.object, form.numbers, self.now)
        return self.back()


def numbers_of(booking: Booking) -> dict[str, Any]:
    """A booking's numbers as a form begins with them."""
    return {name: getattr(booking, name) for name in ("adults", "children", "childcare")}
