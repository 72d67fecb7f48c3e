"""The folded words by which a household is found."""

from collections.abc import Iterable

from django.db import connection

from programs.kernel.kana import phone_key, search_key
from programs.registry.choices import ArchiveReason
from programs.registry.models import Household, SearchKey
from programs.registry.queries.families import merged_into

LONGEST = 100
_INSERT = """
INSERT INTO registry_searchkey (hub_id, household_id, key, of_family)
SELECT %s, * FROM unnest(%s::bigint[], %s::text[], %s::boolean[])
"""


def refresh_keys(household: Household) -> None:
    """Write anew the folded words by which a household is found."""
    SearchKey.objects.filter(household=household).delete()
    adults, children = list(household.adults.all()), household.everybody_young()
    codes = household.external_codes.filter(ended_on=None).values_list("code", flat=True)
    rows = keys_of(household, adults, children, merged_into(household), codes)
    SearchKey.objects.bulk_create(rows)


def refresh_keys_of_homes(household: Household) -> None:
    """Write anew the words of other families in which a child of this one lives as well.

    A registration that went into another has none.
    """
    homes = Household.objects.filter(child_homes__child__household=household).distinct()
    homes = homes.exclude(archived_reason=ArchiveReason.MERGED)
    for home in homes.order_by("pk"):
        refresh_keys(home)


def keys_of(
    household: Household,
    adults: Iterable[object],
    children: Iterable[object],
    merged: Iterable[Household] = (),
    codes: Iterable[str] = (),
) -> list[SearchKey]:
    """Return the rows: the family's own words first, then those of its members (``words_of``)."""
    return [
        SearchKey(hub_id=household.hub_id, household=household, key=key, of_family=of_family)
        for key, of_family in words_of(household, adults, children, merged, codes)
    ]


def write_keys(hub_id: int, words: Iterable[tuple[int, str, bool]]) -> None:
    """Write the words of many new families at once: (household, key, whether of the family)."""
    columns = [list(column) for column in zip(*words, strict=True)] or [[], [], []]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [hub_id, *columns])


def words_of(
    household: Household,
    adults: Iterable[object],
    children: Iterable[object],
    merged: Iterable[Household] = (),
    codes: Iterable[str] = (),
) -> list[tuple[str, bool]]:
    """Return the folded words, each with whether it is the family's own rather than a member's.

    A registration that was merged into it is found by its old number and words too; all of them
    by the numbers that other systems gave out.
    """
    own = {*_words(household.name, household.name_kana), str(household.number), *_phones(household)}
    others: set[str] = set()
    for old in merged:
        others |= {*_words(old.name, old.name_kana), str(old.number), *_phones(old)}
    for member in (*adults, *children):
        others.update(_words(getattr(member, "name", ""), getattr(member, "name_kana", "")))
        others.update(_phones(member))
    others.update(search_key(code)[:LONGEST] for code in codes)
    rows = [(key, True) for key in sorted(own)] + [(key, False) for key in sorted(others - own)]
    return [(key, of_family) for key, of_family in rows if key]


def _words(*texts: str) -> set[str]:
    """Each text whole and in parts, folded."""
    return {search_key(part)[:LONGEST] for text in texts for part in (text, *text.split())}


def _phones(somebody: object) -> set[str]:
    """A telephone number's digits, and the last four alone."""
    digits = phone_key(getattr(somebody, "phone", ""))
    return {digits, digits[-4:]} if digits else set()
