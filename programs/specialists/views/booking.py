"""The desk books: a family that telephones, or one without registration; a slot, or a turn to wait."""

from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.kernel.intake import clean_line
from programs.kernel.views import FormPage, PageView
from programs.registry import queries as registry
from programs.registry.models import Household
from programs.specialists import commands, queries
from programs.specialists.choices import Act
from programs.specialists.commands import Wish
from programs.specialists.forms import FamilyForm, GuestForm
from programs.specialists.models import Booking, Slot, SpecialistDay


class _OfSlot:
    """A slot is booked. Names the addresses of the three steps."""

    search, family_step, guest_step = "slot-book", "family-book", "guest-book"
    actor: Any
    kwargs: dict[str, Any]
    object: Any
    now: Any

    def target(self) -> Any:
        """The slot of the address."""
        return queries.slot(self.actor, self.kwargs["pk"])

    @property
    def day(self) -> SpecialistDay:
        """Its day."""
        day: SpecialistDay = self.object.day
        return day

    @property
    def at(self) -> Slot | None:
        """The slot, for the heading."""
        slot: Slot = self.object
        return slot

    def take(self, wish: Wish, nonce: Any) -> Booking:
        """Book it."""
        return commands.book(self.actor, self.object, wish, self.now, nonce=nonce)


class _OfDay(_OfSlot):
    """A full day is waited for."""

    search, family_step, guest_step = "day-wait", "family-wait", "guest-wait"

    def target(self) -> Any:
        """The day of the address."""
        return queries.day(self.actor, self.kwargs["pk"])

    @property
    def day(self) -> SpecialistDay:
        """The day itself."""
        day: SpecialistDay = self.object
        return day

    @property
    def at(self) -> None:
        """No slot yet."""

    def take(self, wish: Wish, nonce: Any) -> Booking:
        """Line up."""
        return commands.wait(self.actor, self.object, wish, self.now, nonce=nonce)


class BookSearch(_OfSlot, PageView):
    """Find the family that telephones."""

    action = Act.BOOK
    template_name = "specialists/book.html"
    title = _("予約を受け付ける")

    def context(self) -> dict[str, Any]:
        """The families that match ``?q=``, and where to go on."""
        text = clean_line(self.request.GET.get("q", ""))[:100]
        return {
            "day": self.day,
            "slot": self.at,
            "text": text,
            "found": queries.families(self.actor, self.day, text),
            "family_step": f"specialists:{self.family_step}",
            "guest_step": f"specialists:{self.guest_step}",
        }


class WaitSearch(_OfDay, BookSearch):
    """Find the family that waits for a slot."""

    title = _("キャンセル待ちを受け付ける")


class FamilyBook(_OfSlot, FormPage):
    """A registered family books."""

    action = Act.BOOK
    template_name = "specialists/book_form.html"
    title = _("予約を受け付ける")
    form_class: Any = FamilyForm
    done_message: Any = _("予約を受け付けました。")

    @property
    def family(self) -> Household:
        """The family of the address."""
        return registry.household(self.actor, self.kwargs["household"])

    def initial(self) -> dict[str, Any]:
        """The request's own number."""
        return {"nonce": uuid4()}

    def context(self) -> dict[str, Any]:
        """Who books what."""
        return {"day": self.day, "slot": self.at, "who": self.who(), "back": self.back()}

    def who(self) -> str:
        """Whose booking it is, for the heading."""
        return str(self.family.name)

    def back(self) -> str:
        """The search."""
        return reverse(f"specialists:{self.search}", args=[self.object.pk])

    def wish(self, form: Any) -> Wish:
        """What the family asks for."""
        family = self.family
        wished: Wish = form.wish(family.name, household_id=family.pk)
        return wished

    def perform(self, form: Any) -> str:
        """Book, or line up."""
        self.take(self.wish(form), form.number)
        return self.day.get_absolute_url()


class FamilyWait(_OfDay, FamilyBook):
    """A registered family waits."""

    title = _("キャンセル待ちを受け付ける")
    done_message = _("キャンセル待ちを受け付けました。空きが出ると、順番にお知らせします。")


class GuestBook(FamilyBook):
    """A family without registration books under the name that it gave."""

    title = _("登録のない方の予約を受け付ける")
    form_class = GuestForm

    def who(self) -> str:
        """Nobody known."""
        return ""

    def wish(self, form: Any) -> Wish:
        """What she asks for."""
        wished: Wish = form.wish(form.cleaned_data["name"])
        return wished


class GuestWait(_OfDay, GuestBook):
    """A family without registration waits."""

    title = _("登録のない方のキャンセル待ちを受け付ける")
    done_message = FamilyWait.done_message
