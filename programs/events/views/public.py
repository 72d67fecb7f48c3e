"""Pages for everybody: a hub's events, asking for a place, answering by the link from the mail.

No account, no session. The same answer follows whether a mail address is known or not.
"""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from programs.events import commands, letters, limits
from programs.events.choices import Audience, BookedBy, State
from programs.events.forms import AnswerForm, OwnNumbersForm, PublicBookingForm
from programs.events.models import Booking
from programs.events.queries import open as queries
from programs.events.views.desk import numbers_of
from programs.events.views.planning import by_day
from programs.kernel import clock
from programs.kernel.errors import Hidden
from programs.kernel.views import FormPage, PageView
from programs.kernel.views.outside import OfHub


class EventsOfHub(OfHub):
    """A public page of a hub's events."""

    area = "public_events"


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
        event = self.object.on.event
        return {"title": event.title, "event": event, "over": self.object.on.ends_at <= self.now}


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
        return {"on": self.object.on}

    def initial(self) -> dict[str, Any]:
        """One adult, and a child unless the event is for before the birth."""
        expecting = self.object.on.event.audience == Audience.PREGNANT
        return {"nonce": uuid4(), "adults": 1, "children": 0 if expecting else 1}

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
            commands.ask_for_place(self.hub.pk, self.object.on.pk, wish, self.now, nonce=form.nonce)
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
        until = booking.offered_until
        standing = booking.date.starts_at > self.now and booking.date.cancelled_at is None
        live = booking.state in (State.BOOKED, State.OFFERED, State.WAITING)
        return {
            "event": booking.date.event,
            "on": booking.date,
            "may_confirm": standing and until is not None and until > self.now,
            "may_withdraw": standing and live,
            "day": clock.tokyo(booking.date.starts_at).date(),
            "numbers_url": self.address("numbers", self.kwargs["token"]),
        }

    def perform(self, form: Any) -> str:
        """Do what the button says; the page then shows how it stands."""
        act = commands.confirm if form.cleaned_data["step"] == "confirm" else commands.withdraw
        act(self.hub.pk, self.object, self.now)
        return self.request.path + self.lang_query


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
