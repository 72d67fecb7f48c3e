"""Pages for everybody: free times of specialist days, asking for one, answering by the mail's link."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from programs.kernel import outside
from programs.kernel.errors import Hidden
from programs.kernel.outside import Limit
from programs.kernel.views import FormPage, PageView
from programs.kernel.views.outside import OfHub
from programs.registry import plans
from programs.registry.queries import contacts
from programs.specialists import commands, letters
from programs.specialists.choices import State
from programs.specialists.commands import Wish
from programs.specialists.forms import AnswerForm, PublicForm
from programs.specialists.models import Booking, Slot, SpecialistDay
from programs.specialists.queries import open as queries
from programs.specialists.queries import with_closed

ADDRESS, EMAIL = Limit("specialists.address", 60), Limit("specialists.email", 5)


class DaysOfHub(OfHub):
    """A public page of a hub's specialist days."""

    area = "public_specialists"

    def frame(self) -> dict[str, Any]:
        """With the numbers to call."""
        return {**super().frame(), "contacts": contacts(self.hub.pk)}


class DayList(DaysOfHub, PageView):
    """The days to come with their free times."""

    template_name = "specialists/public/list.html"
    title = _("専門相談のご案内")

    def context(self) -> dict[str, Any]:
        """Day by day."""
        return {"days": queries.coming(self.hub, self.now)}


class _Asking(DaysOfHub, FormPage):
    """Somebody asks by herself; requests and mails are counted, and the answer is always the same."""

    template_name = "specialists/public/book.html"
    form_class = PublicForm
    open_day: queries.OpenDay

    def initial(self) -> dict[str, Any]:
        """The request's own number."""
        return {"nonce": uuid4()}

    def context(self) -> dict[str, Any]:
        """What is being asked for, and whether it still can be."""
        return {
            "day": self.open_day.day,
            "back": self.address("list"),
            "open": self.possible(),
            "closed": self.open_day.closed,
        }

    def possible(self) -> bool:
        """Whether asking makes sense now."""
        raise NotImplementedError

    def ask(self, wish: Wish, nonce: UUID) -> None:
        """Call the command."""
        raise NotImplementedError

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
            self.ask(form.wish(values["name"], language=language), form.number)
        return self.address("received")


class Book(_Asking):
    """Ask for a slot."""

    title = _("専門相談を申し込む")

    def target(self) -> Slot:
        """The slot of the address; only what may be booked from here."""
        slot, self.open_day = queries.open_slot(self.hub, self.kwargs["pk"], self.now)
        return slot

    def possible(self) -> bool:
        """Whether it is free, and the time to book."""
        return self.open_day.bookable and bool(self.open_day.free)

    def ask(self, wish: Wish, nonce: UUID) -> None:
        """Ask for it."""
        commands.ask_for_slot(self.hub.pk, self.object, wish, self.now, nonce=nonce)


class Wait(_Asking):
    """Ask for a turn on the waiting list of a full day."""

    title = _("キャンセル待ちを申し込む")

    def target(self) -> SpecialistDay:
        """The day of the address; only what may be booked from here."""
        self.open_day = queries.open_day(self.hub, self.kwargs["pk"], self.now)
        return self.open_day.day

    def possible(self) -> bool:
        """Whether nothing is free, and the time to book."""
        return self.open_day.full

    def ask(self, wish: Wish, nonce: UUID) -> None:
        """Line up."""
        commands.ask_to_wait(self.hub.pk, self.object, wish, self.now, nonce=nonce)

    def perform(self, form: Any) -> str:
        """Ask, and say that it is about waiting."""
        super().perform(form)
        return self.address("received_waiting")


class Received(DaysOfHub, PageView):
    """What everybody sees who asked for a slot."""

    template_name = "specialists/public/received.html"
    title = _("申し込みを受け付けました")
    waiting = False

    def context(self) -> dict[str, Any]:
        """Whether it was about the waiting list."""
        return {"waiting": self.waiting}


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
        until = booking.offered_until or booking.answer_until
        standing = booking.begins_at > self.now and booking.day.cancelled_at is None
        live = booking.state in (State.BOOKED, State.OFFERED, State.WAITING)
        return {
            "day": booking.day,
            "until": until,
            "closed": plans.suddenly(with_closed([booking.day])[0].closed),
            "may_confirm": standing and until is not None and until > self.now,
            "may_withdraw": standing and live,
        }

    def perform(self, form: Any) -> str:
        """Do what the button says; the page then shows how it stands."""
        act = commands.confirm if form.cleaned_data["step"] == "confirm" else commands.withdraw
        act(self.hub.pk, self.object, self.now)
        return self.request.path + self.lang_query
