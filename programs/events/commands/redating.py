"""One date gets another day or other hours: bookings stay, and everybody is told."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from programs.events import letters, rules
from programs.events.choices import Act, Letter, State
from programs.events.commands import moving, room
from programs.events.commands.planning import insist_on_hours, save_once
from programs.events.models import Booking, EventDate
from programs.kernel import clock, localdates
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken, Stale
from programs.kernel.gate import passing


@dataclass(frozen=True, slots=True)
class Hours:
    """A day, and from when to when, in Tokyo."""

    day: date
    begins: time
    ends: time

    @classmethod
    def of(cls, on: EventDate) -> Self:
        """Return those of a date."""
        starts, ends = clock.tokyo(on.starts_at), clock.tokyo(on.ends_at)
        return cls(starts.date(), starts.time(), ends.time())

    @property
    def key(self) -> str:
        """What a form keeps of the hours it was opened with."""
        return f"{self.day}/{self.begins}/{self.ends}"

    @property
    def starts_at(self) -> datetime:
        """The instant of the start."""
        return clock.moment(self.day, self.begins)

    @property
    def ends_at(self) -> datetime:
        """The instant of the end."""
        return clock.moment(self.day, self.ends)

    def __str__(self) -> str:
        return f"{localdates.day_full(self.day)} {self.begins:%-H:%M}–{self.ends:%-H:%M}"


def move_date(
    actor: Actor, on: EventDate, seen: str, to: Hours, now: datetime
) -> list[Booking] | None:
    """Give one date another day or other hours and tell everybody who booked or waits; return them.

    None where it stands at that time already. Raises Stale where its hours are not those that were
    seen (``Hours.key``); RuleBroken for a date that was called off or has begun, or whose attendance
    was marked, for an instant that has passed, and where the event has a date at that time.
    """
    with passing(actor, Act.CHANGE_EVENT, on) as trail:
        held = moving.hold(on.pk)
        _insist_on_still(held, now)
        insist_on_hours(to.begins, to.ends)
        if to.starts_at <= now:
            raise RuleBroken("day", _("これからの日時にしてください。"))
        was = Hours.of(held)
        if was == to:
            return None
        if was.key != seen:
            raise Stale(held, mine={_("日時"): str(to)}, theirs={_("日時"): str(was)})
        held.event.save_if(held.event.version)  # calendars that people keep look at this number
        held.starts_at, held.ends_at, held.moved_at = to.starts_at, to.ends_at, now
        save_once(held.save, "day", update_fields=["starts_at", "ends_at", "moved_at"])
        Booking.objects.filter(date=held, aged_on=None).update(aged_on=was.day)
        told = _told_of_move(held, now)
        room.pass_on(held.event, now)
        trail.note(fields=("starts_at", "ends_at"))
    return told


def _insist_on_still(on: EventDate, now: datetime) -> None:
    """Nobody has come yet to a date that is moved."""
    moving.insist_on_standing(on, now)
    if on.starts_at <= now:
        raise RuleBroken("", _("始まった回の日時は変えられません。"))
    if on.bookings.filter(state__in=(State.ATTENDED, State.NO_SHOW)).exists():
        message = _(
            "参加や欠席を付けた予約があります。付けたものを戻してから、日時を変更してください。"
        )
        raise RuleBroken("", message)


def _told_of_move(on: EventDate, now: datetime) -> list[Booking]:
    """Write to who has a place or waits. The reminder comes anew, but not on top of this letter."""
    rows = Booking.objects.filter(date=on, state__in=rules.PENDING)
    day = clock.tokyo(on.starts_at).date()
    rows.update(reminded_at=now if day == clock.tokyo(now).date() + timedelta(days=1) else None)
    _shorten_offers(rows, on.starts_at)
    told = list(rows.order_by("queued_at", "pk"))
    for booking in told:
        letters.post(booking, Letter.MOVED)
    return told


def _shorten_offers(rows: "QuerySet[Booking]", starts_at: datetime) -> None:
    """No answer is due after the start; a course is answered for as a whole."""
    late = Q(state=State.OFFERED, offered_until__gt=starts_at)
    courses = rows.filter(late).exclude(course=None).values("course")
    both = Q(pk__in=rows.values("pk")) | Q(course__in=courses)
    Booking.objects.filter(both, late).update(offered_until=starts_at)
