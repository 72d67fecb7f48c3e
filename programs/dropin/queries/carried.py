"""What a tablet may carry through an hour without a network: few families, few words of each."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.dropin import words
from programs.dropin.queries.desk import Candidate, Guest, candidates_of
from programs.dropin.queries.helpers import for_evacuation, helpers_inside
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.registry import queries as registry
from programs.registry.models import SearchKey, Site

LATELY = timedelta(days=120)  # who has not come for so long is looked up when the network is back
MOST = 600  # families, the latest first: a tablet carries no register


def carried_list(actor: Actor, site: Site, day: date) -> list[dict[str, Any]]:
    """Return the families that came or registered lately: what is called out, keys to find, address.

    No child's name but those of the usual people, no telephone number but as the keys one types
    (decision 0008); the card's token only as SHA-256.
    """
    since = day - LATELY
    rows = (
        registry.households(actor)
        .annotate(last=_last_visit())
        .filter(Q(last__gte=since) | Q(registered_on__gte=since))
    )
    latest = rows.order_by("-last", "-registered_on", "pk")
    families = list(latest[:MOST])
    keys: dict[int, list[str]] = {}
    for household_id, key in SearchKey.objects.filter(
        hub_id__in=actor.hub_ids, household__in=families
    ).values_list("household_id", "key"):
        keys.setdefault(household_id, []).append(key)
    return [
        {
            "number": _("登録番号 %(number)s") % {"number": one.household.number},
            "called": words.called_family(one.household),
            "kana": one.household.name_kana,
            "usual": _("、").join(one.usual),
            "people": len(one.usual),
            "noted": _noted(one),
            "keys": keys.get(one.household.pk, []),
            "card": hashlib.sha256(one.household.card_token.encode()).hexdigest(),
            "url": reverse("dropin:check-in", args=[site.pk, one.household.pk]),
            "key": f"h{one.household.pk}",
        }
        for one in candidates_of(actor, families, day)
    ]


def _noted(one: Candidate) -> bool:
    family = one.household
    return bool(family.door_note or family.allergies or one.door.allergies or one.door.careful)


def carried_inside(actor: Actor, site: Site, now: datetime) -> list[dict[str, Any]]:
    """Return who is inside, for the list that a tablet prints without a network; helpers too.

    ``key`` tells the same people in a tap that waits: a family's, a helper's, or the number of an arrival.
    """
    guests = [_inside(one) for one in for_evacuation(actor, site, now)]
    return guests + [
        {
            "key": one.key,
            "called": one.name,
            "number": f"{one.get_kind_display()} {_hour(one.came_at)}",
            "people": str(one.get_kind_display()),
            "count": one.count,
            "at": _hour(one.came_at),
            "helper": True,
        }
        for one in helpers_inside(actor, site, clock.tokyo(now).date())
    ]


def _inside(one: Guest) -> dict[str, Any]:
    family = one.visit.household
    number = _("登録番号 %(number)s") % {"number": family.number} if family else ""
    return {
        "key": f"h{family.pk}" if family else str(one.visit.nonce),
        "kana": family.name_kana if family else "",
        "called": one.name + (_("（練習用）") if one.practice else ""),
        "number": number or str(one.visit.get_kind_display()),
        "people": _("、").join(one.people),
        "count": one.tally.people,
        "at": _hour(one.visit.arrived_at),
    }


def _hour(at: datetime) -> str:
    local = clock.tokyo(at)
    return f"{local.hour}:{local.minute:02}"


def _last_visit() -> Any:
    return Max("visits__day", filter=Q(visits__voided_at=None))
