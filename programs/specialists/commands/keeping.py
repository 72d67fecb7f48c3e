"""Erasing concerns and contacts of bookings when the hub's days are over."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from programs.kernel import clock
from programs.kernel.gate import unattended
from programs.kernel.keeping import days_of
from programs.specialists.choices import Act
from programs.specialists.models import Booking, ConcernText, Keeping

ERASED = ("concern", "name", "phone", "email")
PORTION = 2000


def erase_concerns(hub_id: int, now: datetime) -> int:
    """Erase what families wrote, their names and how to reach them, long after the day; return of how many.

    A registered family stays linked, so that its page still tells that it came; the numbers stay.
    """
    with unattended(hub_id, Act.CHANGE_KEEPING) as trail:
        days = days_of(Keeping, hub_id)
        if days is None:
            return 0
        over = clock.tokyo(now).date() - timedelta(days=days)
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
