"""A day's page, its list for the specialist, and what the desk does with bookings."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from programs.kernel.gate import reading
from programs.kernel.paper import as_response
from programs.kernel.policy import may
from programs.kernel.views import FormPage, KernelView, PageView
from programs.specialists import commands, papers, queries
from programs.specialists.choices import Act, State
from programs.specialists.commands import Finding
from programs.specialists.forms import (
    CloseForm,
    MarkForm,
    MoveForm,
    OneForm,
    ResultForm,
)
from programs.specialists.models import Booking, Slot, SpecialistDay


class DayPage(PageView):
    """Everything of one day but what families want to talk about."""

    action: Any = Act.VIEW_DAYS
    template_name = "specialists/day.html"

    def target(self) -> SpecialistDay:
        """The day of the address."""
        return queries.day(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Slots with who has them, and what may be done."""
        day = self.object
        places, queue, gone = queries.places_and_others(self.actor, day, self.now)
        free = sum(1 for place in places if place.free)
        over = day.held_on < self.today
        may_book = may(self.actor, Act.BOOK, day)
        return {
            "title": str(day),
            "places": places,
            "closed": None if over else queries.with_closed([day])[0].closed,
            "free": free,
            "held": sum(1 for place in places if place.booking),
            "cancelled": gone,
            "queue": queue,
            "to_call": queries.to_call(day, gone),
            "over": over,
            "attendance": day.held_on <= self.today and day.cancelled_at is None,
            "may_change": may(self.actor, Act.CHANGE_DAY, day),
            "may_book": may_book,
            "may_wait": may_book and not (free or over or day.cancelled_at),
            "may_call_off": may(self.actor, Act.CANCEL_DAY, day) and day.held_on >= self.today,
            "may_read": may(self.actor, Act.READ_CONCERNS, day),
            "may_record": may(self.actor, Act.RECORD_RESULT, day),
            "may_consult": may(self.actor, "consultations.record_consultation"),
            "history": queries.history(self.actor, day),
        }


class DayPrint(KernelView):
    """The list for the specialist as a paper, with what each family wants to talk about."""

    action = Act.READ_CONCERNS
    title = _("専門職に渡す名簿")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Set the paper; the words are opened for it alone."""
        day = queries.day(self.actor, self.kwargs["pk"])
        with reading(self.actor, str(self.action), day):
            places = queries.places(self.actor, day, self.now, texts=True)
            rows = [place.booking for place in places if place.booking]
            file = papers.list_of(self.actor, day, rows, self.now)
        return as_response(file, f"specialist-day-{day.pk}")


class Tap(FormPage):
    """One button about one booking."""

    action: Any = Act.CHANGE_BOOKING
    form_class: Any = OneForm
    methods: tuple[str, ...] = ("post",)

    def target(self) -> Any:
        """The booking of the address."""
        return queries.booking(self.actor, self.kwargs["pk"])

    def back(self) -> str:
        """The day's page, at this slot."""
        at = f"#s{self.object.slot_id}" if self.object.slot_id else "#queue"
        return f"{self.object.day.get_absolute_url()}{at}"


class SlotClose(Tap):
    """Take a free slot out of booking, or give it back."""

    action = Act.CHANGE_DAY
    form_class = CloseForm

    def target(self) -> Slot:
        """The slot of the address."""
        return queries.slot(self.actor, self.kwargs["pk"])

    def perform(self, form: Any) -> str:
        """Close or open."""
        closed = form.cleaned_data["closed"] == "yes"
        commands.close_slot(self.actor, self.object, closed, self.now)
        return f"{self.object.day.get_absolute_url()}#s{self.object.pk}"


class BookingCancel(Tap):
    """Cancel for the family; the page offers to take it back."""

    done_message = _("予約を取り消しました。間違えたときは「取り消された予約」から戻せます。")

    def perform(self, form: Any) -> str:
        """Cancel."""
        commands.cancel(self.actor, self.object, self.now)
        return self.back()


class BookingPutIn(Tap):
    """Confirm by telephone, or take a cancelling back."""

    def perform(self, form: Any) -> str:
        """Give the slot, or the turn."""
        booking = commands.put_in(self.actor, self.object, self.now)
        waits = booking.state == State.WAITING
        messages.success(
            self.request,
            _("キャンセル待ちに戻しました。") if waits else _("予約を確定しました。"),
        )
        return self.back()


class BookingMark(Tap):
    """Who came."""

    action = Act.MARK
    form_class = MarkForm

    def perform(self, form: Any) -> str:
        """Mark, or take it back."""
        state = State(form.cleaned_data["state"])
        commands.mark(self.actor, self.object, state, self.now)
        return self.back()


class BookingMove(FormPage):
    """Move a booking to another slot."""

    action = Act.CHANGE_BOOKING
    template_name = "specialists/move.html"
    title = _("別の枠に移す")
    form_class = MoveForm
    done_message = _("予約を移しました。")

    def target(self) -> Booking:
        """The booking of the address."""
        return queries.booking(self.actor, self.kwargs["pk"])

    def form_options(self) -> dict[str, Any]:
        """The free slots of the same profession."""
        self.slots = queries.free_slots(self.actor, self.object, self.now)
        return {"slots": self.slots}

    def context(self) -> dict[str, Any]:
        """Who moves from where."""
        return {"back": self.object.day.get_absolute_url(), "any": bool(self.slots)}

    def perform(self, form: Any) -> str:
        """Move."""
        slot = queries.slot(self.actor, form.cleaned_data["slot"])
        commands.change_slot(self.actor, self.object, slot, self.now)
        return f"{slot.day.get_absolute_url()}#s{slot.pk}"


class BookingResult(FormPage):
    """What came of the talk."""

    action = Act.RECORD_RESULT
    template_name = "specialists/result.html"
    title = _("相談後の記録")
    form_class = ResultForm
    done_message = _("相談後の記録を保存しました。")

    def target(self) -> Booking:
        """The booking of the address."""
        return queries.booking(self.actor, self.kwargs["pk"])

    def form_options(self) -> dict[str, Any]:
        """What is chosen already stays to be chosen."""
        return {"booking": self.object}

    def initial(self) -> dict[str, Any]:
        """What is recorded."""
        return {"topic": self.object.topic_id, "result": self.object.result}

    def context(self) -> dict[str, Any]:
        """Whose it is."""
        return {"back": self.object.day.get_absolute_url()}

    def perform(self, form: Any) -> str:
        """Record it."""
        values = form.cleaned_data
        said = Finding(values["topic"], values["result"], bool(values.get("follow_up")))
        commands.record_result(self.actor, self.object, said, self.now)
        return f"{self.object.day.get_absolute_url()}#s{self.object.slot_id}"
