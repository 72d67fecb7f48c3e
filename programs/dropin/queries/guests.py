"""Other visits of a guest, for the moment when the guest is registered."""

from datetime import timedelta

from django.db.models import Q

from programs.dropin import guest_rules
from programs.dropin.choices import Kind
from programs.dropin.models import Visit
from programs.dropin.queries.visits import visits, with_people
from programs.kernel.actor import Actor

LONGEST_AGO = timedelta(days=400)
NAMELESS_AGO = timedelta(days=31)
MOST = 30


def other_visits_of_guest(actor: Actor, visit: Visit) -> list[Visit]:
    """Return guests' visits that may be of the same family, the newest first.

    Those of a guest called alike within 400 days; of guests whom nobody called by a name, those
    from the same place within 31 days. Visits at the same time as this one are left out.
    """
    ago = LONGEST_AGO if visit.guest_label else NAMELESS_AGO
    rows = visits(actor).filter(kind=Kind.GUEST, voided_at=None).exclude(pk=visit.pk)
    rows = rows.filter(day__gte=visit.day - ago, day__lte=visit.day + ago)
    apart = Q(left_at__lte=visit.arrived_at)
    if visit.left_at:
        apart |= Q(arrived_at__gte=visit.left_at)
    rows = rows.filter(apart)
    if not visit.guest_label:
        return list(with_people(rows.filter(guest_label="", residence=visit.residence))[:MOST])
    alike = [r.pk for r in rows if guest_rules.same_guest(r.guest_label, visit.guest_label)]
    return list(with_people(visits(actor).filter(pk__in=alike))[:MOST])
