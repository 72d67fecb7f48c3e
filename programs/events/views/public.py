"""Pages for everybody: a hub's events, asking for a place, answering by the link from the mail.

No account, no session. The same answer follows whether a mail address is known or not.
"""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from programs.events import commands, letters, limits, rules
from programs.events.choices import Audience, BookedBy, State
from programs.events.forms import AnswerForm, OwnNumbersForm, PublicBookingForm
from programs.events.models import Booking
from programs.events.queries import open as queries
from programs.events.queries import with_closed
from programs.events.views.desk import numbers_of
from programs.events.views.months import by_day
from programs.kernel.errors import Hidden
from programs.kernel.views import FormPage, PageView
from programs.kernel.views.outside import OfHub
from programs.registry import plans
from programs.registry.queries import contacts


class EventsOfHub(OfHub):
    """A public page of a hub's events."""

    area = "public_events"

    def frame(self) -> dict[str, Any]:
        """With the numbers to call."""
        return {**super().frame(), "contacts": contacts(self.hub.pk)}


class EventList(EventsOfHub, PageView):
    """The events to come."""

    template_name = "events/public/list.html"
    title = _("催し・講座のご案内")

    def context(self) -> dict[str, Any]:
        """Day by day."""
        shown = queries.coming(self.hub, self.now)
        by_key = {one.on.pk: one for one in shown}
        days = by_day(one.on for one in shown)
        return {"days": [(day, [by_key[on.pk] for on in rows]) for day, rows in days]}


class EventDay(EventsOfHub, PageView):
    """One date: what, for whom, whether there is room."""

    template_name = "events/public/date.html"

    def target(self) -> queries.Coming:
        """The date of the address."""
        return queries.coming_date(self.hub, self.kwargs["pk"], self.now)

    def context(self) -> dict[str, Any]:
        """Its event."""
        on = self.object.on
        return {
            "title": on.event.title,
            "event": on.event,
            "later": queries.course_from(self.hub, on, self.now)[1:],
        }


class Book(EventsOfHub, FormPage):
    """Ask for a place."""

    template_name = "events/public/book.html"
    title = _("予約を申し込む")
    form_class = PublicBookingForm

    def target(self) -> queries.Coming:
        """The date of the address; only what may be booked from here."""
        found = queries.coming_date(self.hub, self.kwargs["pk"], self.now)
        if found.on.event.booked_by != BookedBy.PUBLIC:
            raise Hidden
        return found

    def form_options(self) -> dict[str, Any]:
        """The date decides what is asked."""
        on = self.object.on
        later = queries.course_from(self.hub, on, self.now)[1:]
        return {"on": on, "later": len(later)}

    def initial(self) -> dict[str, Any]:
        """One adult, and a child unless the event is for before the birth; ``?course=1`` asks for all."""
        expecting = self.object.on.event.audience == Audience.PREGNANT
        people = {"adults": 1, "children": 0 if expecting else 1}
        return {"nonce": uuid4(), "course": "course" in self.request.GET, **people}

    def context(self) -> dict[str, Any]:
        """What is being asked for."""
        return {"event": self.object.on.event, "back": self.address("date", self.object.on.pk)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Count the request first, whatever is in it."""
        if not limits.take(limits.ADDRESS, limits.address_of(request), self.now):
            self.template_name = "events/public/busy.html"
            return self.show({"title": _("申し込みが集中しています")}, status=429)
        return super().post(request, *args, **kwargs)

    def perform(self, form: Any) -> str:
        """Ask; an address that asks too often gets no more mail, and the same answer."""
        values = form.cleaned_data
        key = letters.email_key(values["email"])
        language = translation.get_language() or "ja"
        wish = form.wish(values["name"], form.births(), language=language)
        if limits.take(limits.EMAIL, key, self.now):
            whole = form.cleaned_data.get("course")
            ask = commands.ask_for_course if whole else commands.ask_for_place
            ask(self.hub.pk, self.object.on.pk, wish, self.now, nonce=form.nonce)
        return self.address("received")


class Received(EventsOfHub, PageView):
    """What everybody sees who asked for a place."""

    template_name = "events/public/received.html"
    title = _("申し込みを受け付けました")


class BookingPage(EventsOfHub, FormPage):
    """One booking, for whoever holds its link: confirm it or give it up."""

    template_name = "events/public/booking.html"
    title = _("予約の確認")
    form_class = AnswerForm

    def target(self) -> Booking:
        """The booking of the link; raises Hidden for a changed or old one."""
        booking = letters.booking_of(self.hub, self.kwargs["token"])
        if booking is None:
            raise Hidden
        return booking

    def context(self) -> dict[str, Any]:
        """What may be answered now."""
        booking = self.object
        course = [self._row(one) for one in queries.of_course(booking)]
        rows = course or [self._row(booking)]
        live = [row for row in rows if row["open"]]
        first = next(iter(_in_order(live)), self._row(booking))["booking"]
        until = first.offered_until or first.answer_until
        return {
            "event": booking.date.event,
            "on": booking.date,
            "state": first.state,
            "until": until,
            "course": course,
            "closed": plans.suddenly(with_closed([booking.date])[0].closed),
            "may_confirm": bool(live) and until is not None and until > self.now,
            "may_withdraw": bool(live),
            "numbers_url": self.address("numbers", self.kwargs["token"]),
        }

    def _row(self, booking: Booking) -> dict[str, Any]:
        """One date, and whether it may still be given up."""
        on = booking.date
        standing = on.starts_at > self.now and on.cancelled_at is None
        return {
            "booking": booking,
            "open": standing and booking.state in rules.PENDING,
            "numbers_url": self.address("numbers", letters.token_for(booking)),
        }

    def perform(self, form: Any) -> str:
        """Do what the button says; the page then shows how it stands."""
        step, which = form.cleaned_data["step"], form.cleaned_data["which"]
        booking = self.object
        if which and which != booking.pk:
            booking = next((b for b in queries.of_course(booking) if b.pk == which), None)
            if booking is None:
                raise Hidden
        if step == "confirm":
            commands.confirm(self.hub.pk, booking, self.now)
        else:
            commands.withdraw(self.hub.pk, booking, self.now, whole=step == "withdraw_all")
        return self.request.path + self.lang_query


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What waits for an answer first, then what is booked, then what waits for a place."""
    order = (State.OFFERED, State.BOOKED, State.WAITING)
    return sorted(rows, key=lambda row: order.index(row["booking"].state))


class BookingNumbers(EventsOfHub, FormPage):
    """How many come, for whoever holds the booking's link."""

    template_name = "events/public/numbers.html"
    title = _("人数を変える")
    form_class = OwnNumbersForm

    def target(self) -> Booking:
        """The booking of the link; raises Hidden for a changed or old one."""
        booking = letters.booking_of(self.hub, self.kwargs["token"])
        if booking is None:
            raise Hidden
        return booking

    def form_options(self) -> dict[str, Any]:
        """The date decides what is asked."""
        return {"on": self.object.date}

    def initial(self) -> dict[str, Any]:
        """The present numbers."""
        return numbers_of(self.object)

    def context(self) -> dict[str, Any]:
        """Which booking."""
        back = self.address("booking", self.kwargs["token"])
        return {"event": self.object.date.event, "on": self.object.date, "back": back}

    def perform(self, form: Any) -> str:
        """Change them; the booking's page then shows how it stands."""
        commands.change_own_numbers(self.hub.pk, self.object, form.numbers, self.now)
        return self.address("booking", self.kwargs["token"])
