"""How long concerns and contacts of bookings are kept, and erasing them when that is over."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import Stale, constraint_name
from programs.kernel.gate import passing, unattended
from programs.specialists.choices import Act
from programs.specialists.models import Booking, ConcernText, Keeping

ERASED = ("concern", "name", "phone", "email")
PORTION = 2000


def set_keeping(actor: Actor, days: int | None, *, version: int) -> Keeping:
    """Set for how many days after a day its bookings keep their words; None keeps them. Raises Stale.

    Version 0: it was never set.
    """
    with passing(actor, Act.CHANGE_KEEPING) as trail:
        keeping = Keeping.objects.filter(hub_id=actor.hub_id).first()
        if keeping is None:
            keeping = _first(actor)
        elif not version:
            raise Stale(keeping)
        keeping.days = days
        keeping.save_if(version or 1, "days")
        trail.note(keeping, fields=("days",))
    return keeping


def erase_concerns(hub_id: int, now: datetime) -> int:
    """Erase what families wrote, their names and how to reach them, long after the day; return of how many.

    A registered family stays linked, so that its page still tells that it came; the numbers stay.
    """
    with unattended(hub_id, Act.CHANGE_KEEPING) as trail:
        keeping = Keeping.objects.filter(hub_id=hub_id).exclude(days=None).first()
        if keeping is None or keeping.days is None:
            return 0
        over = clock.tokyo(now).date() - timedelta(days=keeping.days)
        rows = Booking.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        wanted = rows.filter(hub_id=hub_id, erased_at=None, day__held_on__lt=over)
        due = list(wanted.order_by("pk")[:PORTION])
        words = [row.concern_id for row in due if row.concern_id]
        Booking.objects.filter(pk__in=[row.pk for row in due]).update(
            concern=None, phone="", email="", email_key="", name=_("（消去済み）"), erased_at=now
        )
        ConcernText.objects.filter(pk__in=words).delete()
        if due:
            trail.note(*due, fields=ERASED)
    return len(due)


def _first(actor: Actor) -> Keeping:
    try:
        with transaction.atomic():
            return Keeping.objects.create(hub_id=actor.hub_id)
    except IntegrityError as error:
        if constraint_name(error) != "slot_keeping_once_a_hub":
            raise
        raise Stale(Keeping.objects.get(hub_id=actor.hub_id)) from error
