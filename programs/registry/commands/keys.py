"""The folded words by which a household is found."""

from collections.abc import Iterable

from programs.kernel.kana import phone_key, search_key
from programs.registry.models import Household, SearchKey


def refresh_keys(household: Household) -> None:
    """Write anew the folded words by which a household is found."""
    wanted = set(_keys(household))
    SearchKey.objects.filter(household=household).exclude(key__in=wanted).delete()
    SearchKey.objects.bulk_create(
        [
            SearchKey(hub_id=household.hub_id, household=household, key=key[:100])
            for key in sorted(wanted)
        ],
        ignore_conflicts=True,
    )


def _keys(household: Household) -> Iterable[str]:
    """Kana and name of everybody, given names alone, number, phone and its last four digits."""
    members = [*household.adults.all(), *household.children.all()]
    for text in (
        household.name,
        household.name_kana,
        *(t for m in members for t in (m.name, m.name_kana)),
    ):
        yield from (search_key(part) for part in (text, *text.split()) if part)
    yield str(household.number)
    for phone in (household.phone, *(a.phone for a in household.adults.all())):
        digits = phone_key(phone)
        if digits:
            yield digits
            yield digits[-4:]
