"""Erasing contacts of bookings when the hub's days are over."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from programs.events.choices import Act
from programs.events.models import Booking, Keeping
from programs.kernel.gate import unattended
from programs.kernel.keeping import days_of

ERASED = ("phone", "email", "email_key", "note", "name")
PORTION = 2000


def erase_contacts(hub_id: int, now: datetime) -> int:
    """Erase names, addresses and telephone numbers of bookings long over; return of how many.

    A registered family stays linked, so that its page still tells that it came; the numbers stay.
    """
    with unattended(hub_id, Act.CHANGE_KEEPING) as trail:
        days = days_of(Keeping, hub_id)
        if days is None:
            return 0
        over = now - timedelta(days=days)
        rows = Booking.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        due = list(
            rows.filter(hub_id=hub_id, erased_at=None, date__ends_at__lt=over).order_by("pk")[
                :PORTION
            ]
        )
        Booking.objects.filter(pk__in=[row.pk for row in due]).update(
            phone="", email="", email_key="", note="", name=_("（消去済み）"), erased_at=now
        )
        if due:
            trail.note(*due, fields=ERASED)
    return len(due)
