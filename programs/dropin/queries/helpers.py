"""Who is inside to help or to learn, and the list for leaving the house."""

from datetime import date, datetime

from programs.dropin.models import Helper
from programs.dropin.queries.desk import Guest, inside
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.registry.models import Site


def helpers_inside(actor: Actor, site: Site, day: date) -> list[Helper]:
    """Return the helpers who are inside a site on a day, by kind and coming."""
    rows = Helper.objects.filter(hub_id__in=actor.hub_ids, site=site, day=day, left_at=None)
    return list(rows.order_by("kind", "came_at", "pk"))


def helper(actor: Actor, pk: int) -> Helper:
    """Return one helper's entry; raises Hidden."""
    rows = Helper.objects.filter(hub_id__in=actor.hub_ids, pk=pk)
    found = rows.select_related("site").first()
    if found is None:
        raise Hidden
    return found


def for_evacuation(actor: Actor, site: Site, now: datetime) -> list[Guest]:
    """Return who is inside in the order in which names are called: by kana, the nameless last."""
    return sorted(
        inside(actor, site, now),
        key=lambda guest: (
            guest.visit.household is None,
            guest.visit.household.kana_order if guest.visit.household else guest.name,
            guest.visit.pk,
        ),
    )
