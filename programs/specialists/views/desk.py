"""A day's page, its list for the specialist, and what the desk does with slots."""

from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.kernel.intake import clean_line
from programs.kernel.policy import may
from programs.kernel.views import FormPage, PageView
from programs.registry import queries as registry
from programs.registry.models import Household
from programs.specialists import commands, queries
from programs.specialists.choices import Act, State
from programs.specialists.commands import Finding
from programs.specialists.forms import (
    CloseForm,
    FamilyForm,
    GuestForm,
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
        day, gone = self.object, queries.cancelled(self.actor, self.object)
        places = queries.places(self.actor, day, self.now)
        return {
            "title": str(day),
            "places": places,
            "free": sum(1 for place in places if place.free),
            "held": sum(1 for place in places if place.booking),
            "cancelled": gone,
            "to_call": queries.to_call(day, gone),
            "attendance": day.held_on <= self.today and day.cancelled_at is None,
            "may_change": may(self.actor, Act.CHANGE_DAY, day),
            "may_book": may(self.actor, Act.BOOK, day),
            "may_call_off": may(self.actor, Act.CANCEL_DAY, day) and day.held_on >= self.today,
            "may_read": may(self.actor, Act.READ_CONCERNS, day),
            "may_record": may(self.actor, Act.RECORD_RESULT, day),
            "may_consult": may(self.actor, "consultations.record_consultation"),
            "history": list(queries.history(self.actor, day)[:30]),
        }


class DayPrint(DayPage):
    """The list for the specialist, on A4, with what each family wants to talk about."""

    action = Act.READ_CONCERNS
    template_name = "specialists/print.html"

    def context(self) -> dict[str, Any]:
        """Who comes when and what about; opened for this page alone."""
        places = queries.places(self.actor, self.object, self.now, texts=True)
        rows = [place.booking for place in places if place.booking]
        opened = [(row, row.concern.read() if row.concern else "") for row in rows]
        return {"title": str(self.object), "rows": opened}


class BookSearch(PageView):
    """Find the family that telephones."""

    action = Act.BOOK
    template_name = "specialists/book.html"
    title = _("予約を受け付ける")

    def target(self) -> Slot:
        """The slot of the address."""
        return queries.slot(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """The families that match ``?q=``."""
        text = clean_line(self.request.GET.get("q", ""))[:100]
        return {
            "day": self.object.day,
            "text": text,
            "found": queries.families(self.actor, self.object.day, text),
        }


class FamilyBook(FormPage):
    """A registered family books."""

    action = Act.BOOK
    template_name = "specialists/book_form.html"
    title = _("予約を受け付ける")
    form_class: Any = FamilyForm
    done_message = _("予約を受け付けました。")

    def target(self) -> Slot:
        """The slot of the address."""
        return queries.slot(self.actor, self.kwargs["pk"])

    @property
    def family(self) -> Household:
        """The family of the address."""
        return registry.household(self.actor, self.kwargs["household"])

    def initial(self) -> dict[str, Any]:
        """The request's own number."""
        return {"nonce": uuid4()}

    def context(self) -> dict[str, Any]:
        """Who books what."""
        return {"day": self.object.day, "who": self.family.name, "back": self.back()}

    def back(self) -> str:
        """The search."""
        return reverse("specialists:slot-book", args=[self.object.pk])

    def perform(self, form: Any) -> str:
        """Book."""
        family = self.family
        wish = form.wish(family.name, household_id=family.pk)
        commands.book(self.actor, self.object, wish, self.now, nonce=form.number)
        return self.object.day.get_absolute_url()


class GuestBook(FamilyBook):
    """A family without registration books."""

    title = _("登録のない方の予約を受け付ける")
    form_class = GuestForm

    def context(self) -> dict[str, Any]:
        """The way back."""
        return {"day": self.object.day, "back": self.back()}

    def perform(self, form: Any) -> str:
        """Book under the name that was given."""
        wish = form.wish(form.cleaned_data["name"])
        commands.book(self.actor, self.object, wish, self.now, nonce=form.number)
        return self.object.day.get_absolute_url()


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
        return f"{self.object.day.get_absolute_url()}#s{self.object.slot_id}"


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

    done_message = _("予約を確定しました。")

    def perform(self, form: Any) -> str:
        """Give the slot."""
        commands.put_in(self.actor, self.object, self.now)
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
