"""Which registrations are compared, and which of them look like one family."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given as always
from hypothesis import settings
from hypothesis import strategies as st

from programs.dropin.guest_rules import named, same_guest
from programs.dropin.rules import Present
from programs.registry.duplicate_rules import (
    COMMON,
    ENOUGH,
    Profile,
    Reason,
    Somebody,
    compare,
    given,
    keys_of,
    matches,
    same_people,
)
from tests.bench.duplicates import EXPONENT, exponent, made

DAY = date(2024, 5, 1)
_NAMES = st.sampled_from(["はた", "みほん", ""])
_GIVEN = st.frozensets(st.sampled_from(["はる", "そら", "うみ"]), max_size=2)
_DAYS = st.frozensets(st.sampled_from([DAY, DAY + timedelta(1), DAY + timedelta(2)]), max_size=2)
_PHONES = st.frozensets(st.sampled_from(["09000000001", "04500000002"]), max_size=1)
PROFILES = st.builds(
    Profile, st.just(0), _NAMES, phones=_PHONES, births=_DAYS, children=_GIVEN, adults=_GIVEN
)


@always(PROFILES, PROFILES)
@settings(max_examples=400)
def test_two_that_score_enough_always_share_a_key(one, other):
    if compare(one, other) is not None:
        assert keys_of(one) & keys_of(other)


@always(PROFILES, PROFILES)
def test_it_does_not_matter_who_is_compared_with_whom(one, other):
    there, back = compare(one, other), compare(other, one)
    assert (there and (there.score, there.reasons)) == (back and (back.score, back.reasons))


@always(st.lists(PROFILES, max_size=12))
def test_by_keys_the_same_pairs_are_found_as_by_comparing_all(profiles):
    numbered = [
        Profile(n, p.kana, p.phones, p.births, p.children, p.adults) for n, p in enumerate(profiles)
    ]
    found = {(m.first, m.second) for m in matches(numbered)}
    assert found == {(a.pk, b.pk) for a, b in combinations(numbered, 2) if compare(a, b)}


def profile(pk=1, **changes):
    values = {"kana": "はた", "births": {DAY}, "children": {"はる"}, **changes}
    return Profile(pk, values.pop("kana"), **{k: frozenset(v) for k, v in values.items()})


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ({}, {}, (Reason.KANA, Reason.BIRTH, Reason.CHILD)),
        ({"phones": {"1"}}, {"phones": {"1"}, "births": set()}, (Reason.PHONE, Reason.KANA, Reason.CHILD)),
        ({}, {"births": {DAY + timedelta(1)}}, None),  # the same names, another birthday
        ({}, {"kana": "みほん", "children": {"そら"}}, None),
        ({}, {"children": {"そら"}}, None),  # a namesake born on the same day
        (
            {"adults": {"かおり"}},
            {"kana": "みほん", "adults": {"かおり"}},
            (Reason.BIRTH, Reason.CHILD, Reason.ADULT),
        ),  # another surname
    ],
)  # fmt: skip
def test_what_makes_two_registrations_alike(one, other, reasons):
    match = compare(profile(1, **one), profile(2, **other))
    assert (match and match.reasons) == reasons
    assert match is None or match.score >= ENOUGH


def test_the_likeliest_pair_comes_first():
    rows = [profile(1), profile(2), profile(3, phones={"1"}), profile(4, phones={"1"})]
    assert next((m.first, m.second) for m in matches(rows)) == (3, 4)


def test_a_telephone_that_many_share_tells_nothing():
    rows = [Profile(n, f"な{n % 2}", frozenset({"0450000000"})) for n in range(COMMON + 1)]
    assert matches(rows) == []
    assert matches(rows[:COMMON]) != []


@pytest.mark.parametrize(
    ("full", "family", "name"),
    [
        ("はた はる", "はた", "はる"),
        ("ハタハル", "はた", "はる"),
        ("ﾊﾀ ﾊﾙ", "はた", "はる"),
        ("はる", "はた", "はる"),
        ("みほん はる", "はた", "はる"),
        ("はた", "はた", "はた"),
        ("", "はた", ""),
        ("👶", "", "👶"),
    ],
)
def test_the_given_name_is_what_follows_the_familys(full, family, name):
    assert given(full, family) == name


def test_the_same_people_are_paired_once_each():
    ours = [Somebody(1, "はた はる", born=DAY), Somebody(2, "はた そら", born=DAY)]
    theirs = [Somebody(8, "はた そら", born=DAY), Somebody(9, "はた はる", born=DAY)]
    pairs = [(one.pk, two.pk) for one, two in same_people(ours, theirs, "はた", "はた")]
    assert pairs == [(1, 9), (2, 8)]


def test_a_child_without_a_name_is_paired_by_its_birthday_only():
    ours, theirs = [Somebody(1, "", born=DAY)], [Somebody(2, "はた はる", born=DAY)]
    assert len(same_people(ours, theirs, "はた", "はた")) == 1
    later = [Somebody(2, "はた はる", born=DAY + timedelta(1))]
    assert same_people(ours, later, "はた", "はた") == []


def test_adults_of_another_relation_or_name_stay_two():
    mother = [Somebody(1, "はた かおり", "mother")]
    for other in (Somebody(2, "はた かおり", "father"), Somebody(2, "はた めぐみ", "mother")):
        assert same_people(mother, [other], "はた", "はた") == []
    assert len(same_people(mother, [Somebody(2, "", "mother")], "はた", "はた")) == 1


def test_work_grows_little_faster_than_the_number_of_registrations():
    """Counted in comparisons, so that a busy machine does not decide."""
    work = [(n, sum(len(keys_of(p)) for p in made(n)) + len(matches(made(n)))) for n in (500, 4000)]
    assert exponent(work) <= EXPONENT


# --- a guest's people ----------------------------------------------------------------------------

MOTHER, CHILD = Present("mother", adult_id=1), Present("child", 1, child_id=2)
TWIN = Present("child", 1, child_id=3)


@pytest.mark.parametrize(
    ("people", "members", "expected"),
    [
        ([Present("mother"), Present("child", 1)], [MOTHER, CHILD], [MOTHER, CHILD]),
        ([Present("child", 1)], [MOTHER, CHILD, TWIN], [Present("child", 1)]),
        ([Present("child", 1, count=2)], [CHILD, TWIN], [CHILD, TWIN]),
        ([Present("child", 1, count=3)], [CHILD, TWIN], [CHILD, TWIN, Present("child", 1)]),
        ([Present("child", None)], [CHILD], [Present("child", None)]),
        ([Present("father")], [MOTHER], [Present("father")]),
        ([MOTHER, Present("mother")], [MOTHER], [MOTHER, Present("mother")]),
    ],
)
def test_a_guests_people_get_a_name_where_it_is_certain(people, members, expected):
    assert named(people, members) == expected


_PEOPLE = st.lists(
    st.builds(
        Present,
        st.sampled_from(["mother", "child"]),
        st.sampled_from([None, 1, 2]),
        count=st.integers(1, 4),
    ),
    max_size=5,
)


@always(_PEOPLE)
def test_naming_people_changes_no_number(people):
    def sums(rows):
        found = {}
        for row in rows:
            found[row.role, row.age] = found.get((row.role, row.age), 0) + row.count
        return found

    rows = named(people, [MOTHER, CHILD, TWIN, Present("child", 2, child_id=4)])
    assert sums(rows) == sums(people)
    who = [row.who for row in rows if any(row.who)]
    assert len(who) == len(set(who))


def test_guests_are_the_same_when_called_alike():
    assert same_guest("そらくん", "ソラクン")
    assert not same_guest("", "")
    assert not same_guest("そらくん", "うみちゃん")
