"""Pages for everybody: free times of specialist days, asking for one, answering by the mail's link."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from programs.kernel import outside
from programs.kernel.errors import Hidden
from programs.kernel.outside import Limit
from programs.kernel.views import FormPage, PageView
from programs.kernel.views.outside import OfHub
from programs.specialists import commands, letters
from programs.specialists.choices import State
from programs.specialists.forms import AnswerForm, PublicForm
from programs.specialists.models import Booking, Slot
from programs.specialists.queries import open as queries

ADDRESS, EMAIL = Limit("specialists.address", 60), Limit("specialists.email", 5)


class DaysOfHub(OfHub):
    """A public page of a hub's specialist days."""

    area = "public_specialists"


class DayList(DaysOfHub, PageView):
    """The days to come with their free times."""

    template_name = "specialists/public/list.html"
    title = _("専門相談のご案内")

    def context(self) -> dict[str, Any]:
        """Day by day."""
        return {"days": queries.coming(self.hub, self.now)}


class Book(DaysOfHub, FormPage):
    """Ask for a slot."""

    template_name = "specialists/public/book.html"
    title = _("専門相談を申し込む")
    form_class = PublicForm

    def target(self) -> Slot:
        """The slot of the address; only what may be booked from here."""
        slot, self.open_day = queries.open_slot(self.hub, self.kwargs["pk"], self.now)
        return slot

    def initial(self) -> dict[str, Any]:
        """The request's own number."""
        return {"nonce": uuid4()}

    def context(self) -> dict[str, Any]:
        """What is being asked for, and whether it still can be."""
        return {
            "day": self.object.day,
            "back": self.address("list"),
            "open": self.open_day.bookable and bool(self.open_day.free),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Count the request first, whatever is in it."""
        if not outside.take(ADDRESS, outside.address_of(request), self.now):
            self.template_name = "specialists/public/busy.html"
            return self.show({"title": _("申し込みが集中しています")}, status=429)
        return super().post(request, *args, **kwargs)

    def perform(self, form: Any) -> str:
        """Ask; an address that asks too often gets no more mail, and the same answer."""
        values = form.cleaned_data
        language = translation.get_language() or "ja"
        if outside.take(EMAIL, letters.email_key(values["email"]), self.now):
            wish = form.wish(values["name"], language=language)
            commands.ask_for_slot(self.hub.pk, self.object, wish, self.now, nonce=form.number)
        return self.address("received")


class Received(DaysOfHub, PageView):
    """What everybody sees who asked for a slot."""

    template_name = "specialists/public/received.html"
    title = _("申し込みを受け付けました")


class BookingPage(DaysOfHub, FormPage):
    """One booking, for whoever holds its link: confirm it or give it up."""

    template_name = "specialists/public/booking.html"
    title = _("予約の確認")
    form_class = AnswerForm

    def target(self) -> Booking:
        """The booking of the link; raises Hidden for a changed or old one."""
        booking = letters.booking_of(self.hub.pk, self.kwargs["token"])
        if booking is None:
            raise Hidden
        return booking

    def context(self) -> dict[str, Any]:
        """What may be answered now; what the family wrote is not shown here."""
        booking = self.object
        until = booking.offered_until
        standing = booking.slot.starts_at > self.now and booking.day.cancelled_at is None
        live = booking.state in (State.BOOKED, State.OFFERED)
        return {
            "day": booking.day,
            "may_confirm": standing and until is not None and until > self.now,
            "may_withdraw": standing and live,
        }

    def perform(self, form: Any) -> str:
        """Do what the button says; the page then shows how it stands."""
        act = commands.confirm if form.cleaned_data["step"] == "confirm" else commands.withdraw
        act(self.hub.pk, self.object, self.now)
        return self.request.path + self.lang_query
