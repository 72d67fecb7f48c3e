"""Age bands and the order of topics."""

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations import rules
from consultations.choices import AgeBand, Basis, ReferralState
from consultations.rules import age_band_on, main_first, school_begins_on
from hubsite.policy import conditions
from programs.kernel.actor import Actor


@pytest.mark.parametrize(
    ("birth", "day", "band"),
    [
        (None, date(2026, 4, 1), AgeBand.UNBORN),
        (date(2026, 4, 2), date(2026, 4, 1), AgeBand.UNBORN),
        (date(2026, 4, 1), date(2026, 4, 1), AgeBand.AGE_0),
        (date(2025, 4, 1), date(2026, 3, 31), AgeBand.AGE_0),
        (date(2025, 4, 1), date(2026, 4, 1), AgeBand.AGE_1),
        (date(2024, 2, 29), date(2026, 2, 28), AgeBand.AGE_1),
        (date(2024, 2, 29), date(2026, 3, 1), AgeBand.AGE_2),
        (date(2023, 4, 1), date(2026, 4, 1), AgeBand.PRESCHOOL),
        (date(2019, 4, 2), date(2026, 3, 31), AgeBand.PRESCHOOL),
        (date(2019, 4, 2), date(2026, 4, 1), AgeBand.SCHOOL),
    ],
)
def test_the_age_band_is_that_of_the_day(birth, day, band):
    assert age_band_on(birth, day) == band


@pytest.mark.parametrize(
    ("birth", "begins"),
    [
        (date(2020, 4, 1), date(2026, 4, 1)),
        (date(2020, 4, 2), date(2027, 4, 1)),
        (date(2020, 1, 15), date(2026, 4, 1)),
        (date(2020, 12, 31), date(2027, 4, 1)),
        (date(2020, 2, 29), date(2026, 4, 1)),
    ],
)
def test_a_child_born_on_the_first_of_april_enters_school_with_the_older_ones(birth, begins):
    assert school_begins_on(birth) == begins


@given(
    st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.dates(date(1990, 1, 1), date(2060, 12, 31))
)
def test_every_birth_and_day_have_a_band(birth, day):
    assert age_band_on(birth, day) in AgeBand


@given(st.lists(st.integers(1, 30)), st.one_of(st.none(), st.integers(1, 30)))
def test_the_main_topic_stands_first_and_none_is_lost_or_doubled(topics, main):
    ordered = main_first(tuple(topics), main)
    assert set(ordered) == set(topics)
    assert len(ordered) == len(set(ordered))
    if main in topics:
        assert ordered[0] == main
    elif topics:
        assert ordered[0] == topics[0]


@pytest.mark.parametrize("state", ReferralState.values)
@pytest.mark.parametrize("wanted", ReferralState.values)
def test_a_referral_goes_forward_only(state, wanted):
    paths = {
        ("sent", "accepted"),
        ("sent", "declined"),
        ("sent", "withdrawn"),
        ("accepted", "done"),
    }
    assert rules.may_become(state, wanted) is ((state, wanted) in paths)


@pytest.mark.parametrize(
    ("contacts", "fit"),
    [
        ((), False),
        (("none",), True),
        (("phone", "letter"), True),
        (("none", "hub"), False),
    ],
)
def test_no_contact_stands_alone(contacts, fit):
    assert rules.contacts_fit(contacts) is fit


@pytest.mark.parametrize("basis", Basis.values)
def test_a_reason_is_needed_without_consent(basis):
    assert rules.needs_reason(basis) is (basis not in ("spoken", "written"))


def test_days_over_never_count_backwards():
    assert rules.days_over(date(2026, 3, 31), date(2026, 4, 2)) == 2
    assert rules.days_over(date(2026, 4, 2), date(2026, 4, 2)) == 0
    assert rules.days_over(date(2026, 4, 3), date(2026, 4, 2)) == 0


def test_a_letter_does_not_print_its_words():
    letter = rules.Letter(
        None, "law", ("none",), date(2026, 4, 1), date(2026, 4, 2), 1, "内容", "氏名", "理由"
    )
    assert not any(word in repr(letter) for word in ("内容", "氏名", "理由"))


def test_who_has_it_in_hand_and_what_went_to_the_ward():
    actor = Actor(user_id=7, name="", role="staff", hub_id=1, hub_ids=(1,))
    thing = SimpleNamespace(hub_id=1, owner_id=7, created_by_id=8, to="ward", state="sent")
    assert conditions.in_hand(actor, thing)
    thing.owner_id, thing.created_by_id = 8, 7
    assert conditions.in_hand(actor, thing)
    thing.created_by_id = 9
    assert not conditions.in_hand(actor, thing)
    assert conditions.to_ward(actor, thing)
    thing.state = "withdrawn"
    assert not conditions.to_ward(actor, thing)
    thing.state, thing.to = "sent", "group"
    assert not conditions.to_ward(actor, thing)
    thing.to, thing.hub_id = "ward", 2
    assert not conditions.to_ward(actor, thing)
    assert not conditions.in_hand(actor, None)
