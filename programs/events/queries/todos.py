"""What waits at the desk about events: offers that end, tomorrow's calls, attendance not entered."""

from datetime import date, time, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from programs.events.choices import Act, State
from programs.events.models import EventDate
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.policy import may
from programs.kernel.todos import Each, Todo

# Older dates are left alone: what was not entered for months is not entered any more.
LOOK_BACK = timedelta(days=60)


def waiting(actor: Actor, today: date) -> list[Each]:
    """Return what waits on the home page."""
    if not may(actor, Act.MARK_ATTENDANCE):
        return []
    return [
        Each(_offers(actor, today), _offer),
        Each(_to_call(actor, today), _call),
        Each(_unmarked(actor, today), _mark),
    ]


def _dates(actor: Actor) -> "QuerySet[EventDate]":
    rows = EventDate.objects.filter(hub_id__in=actor.hub_ids, cancelled_at=None)
    return rows.select_related("event").distinct().order_by("starts_at", "pk")


def _offers(actor: Actor, today: date) -> "QuerySet[EventDate]":
    """Dates on which a place from the waiting list is kept by telephone until today or tomorrow."""
    end = clock.moment(today + timedelta(days=1), time.max)
    return _dates(actor).filter(
        bookings__state=State.OFFERED,
        bookings__email="",
        bookings__offered_until__lte=end,
        starts_at__gte=clock.moment(today),
    )


def _to_call(actor: Actor, today: date) -> "QuerySet[EventDate]":
    """Dates of tomorrow with families whom no reminder reaches."""
    tomorrow = today + timedelta(days=1)
    span = (clock.moment(tomorrow), clock.moment(tomorrow, time.max))
    return _dates(actor).filter(
        bookings__state=State.BOOKED, bookings__email="", starts_at__range=span
    )


def _unmarked(actor: Actor, today: date) -> "QuerySet[EventDate]":
    """Dates that are over with families of whom nobody said whether they came."""
    first = clock.moment(today - LOOK_BACK)
    return _dates(actor).filter(
        bookings__state=State.BOOKED,
        starts_at__gte=first,
        starts_at__lt=clock.moment(today),
    )


def _todo(title: str, on: EventDate, due_on: date, today: date) -> Todo:
    said = title % {"title": on.event.title}
    return Todo(said, on.get_absolute_url(), due_on, due_on < today)


def _offer(on: EventDate, today: date) -> Todo:
    return _todo(_("空きが出たことを電話で伝える：%(title)s"), on, today, today)


def _call(on: EventDate, today: date) -> Todo:
    return _todo(_("明日の催し（メールのない方がいます）：%(title)s"), on, today, today)


def _mark(on: EventDate, today: date) -> Todo:
    day = clock.tokyo(on.starts_at).date()
    return _todo(_("催しの参加を記録する：%(title)s"), on, day, today)
