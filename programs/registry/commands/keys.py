"""The folded words by which a household is found."""

from collections.abc import Iterable

from programs.kernel.kana import phone_key, search_key
from programs.registry.models import Household, SearchKey

LONGEST = 100


def refresh_keys(household: Household) -> None:
    """Write anew the folded words by which a household is found."""
    SearchKey.objects.filter(household=household).delete()
    adults, children = list(household.adults.all()), list(household.children.all())
    SearchKey.objects.bulk_create(keys_of(household, adults, children))


def keys_of(
    household: Household, adults: Iterable[object], children: Iterable[object]
) -> list[SearchKey]:
    """Return the rows: the family's own words first, then those of its members."""
    own = {*_words(household.name, household.name_kana), str(household.number), *_phones(household)}
    others: set[str] = set()
    for member in (*adults, *children):
        others.update(_words(getattr(member, "name", ""), getattr(member, "name_kana", "")))
        others.update(_phones(member))
    rows = [(key, True) for key in sorted(own)] + [(key, False) for key in sorted(others - own)]
    return [
        SearchKey(hub_id=household.hub_id, household=household, key=key, of_family=of_family)
        for key, of_family in rows
        if key
    ]


def _words(*texts: str) -> set[str]:
    """Each text whole and in parts, folded."""
    return {search_key(part)[:LONGEST] for text in texts for part in (text, *text.split())}


def _phones(somebody: object) -> set[str]:
    """A telephone number's digits, and the last four alone."""
    digits = phone_key(getattr(somebody, "phone", ""))
    return {digits, digits[-4:]} if digits else set()
