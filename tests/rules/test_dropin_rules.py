"""What holds at the desk, without a database."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.dropin import rules
from programs.dropin.choices import PersonRole, State
from programs.dropin.rules import Grown, Present, Young
from programs.kernel import ages, clock, fiscal

DAY = date(2026, 6, 10)
MOTHER, FATHER = Grown(1, "mother"), Grown(2, "father")
dates = st.dates(date(2015, 1, 1), date(2035, 12, 31))


def tokyo(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=clock.TOKYO)


# --- ages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2024, 6, 10), DAY, 2),
        (date(2024, 6, 11), DAY, 1),
        (DAY, DAY, 0),
        (date(2024, 2, 29), date(2026, 2, 28), 1),
        (date(2024, 2, 29), date(2026, 3, 1), 2),
        (DAY + timedelta(days=1), DAY, None),
        (None, DAY, None),
    ],
)
def test_the_age_is_that_of_the_day(birth, day, age):
    assert rules.age_of(birth, day) == age


@given(dates, dates)
def test_nobody_has_an_age_before_birth_and_everybody_has_one_after(birth, day):
    age = rules.age_of(birth, day)
    assert (age is None) == (birth > day)
    assert age is None or age == ages.age_on(birth, day) >= 0


@given(dates, st.integers(0, 4000))
def test_an_age_never_falls_from_one_day_to_the_next(birth, days):
    day = birth + timedelta(days=days)
    today, tomorrow = rules.age_of(birth, day), rules.age_of(birth, day + timedelta(days=1))
    assert 0 <= tomorrow - today <= 1


@given(st.lists(st.one_of(st.none(), dates), max_size=12), dates)
def test_every_born_child_is_in_exactly_one_age_and_0_to_2_is_their_subtotal(births, day):
    children = [Young(number, birth) for number, birth in enumerate(births)]
    present = rules.family_members([MOTHER], children, day)
    sums = rules.tally(present)
    born = [ages.age_on(birth, day) for birth in births if birth and birth <= day]
    assert sums.children == sum(sums.by_age) == len(born)
    assert sums.small == sum(sums.by_age[:3]) == sum(age <= 2 for age in born)
    assert sums.by_age[rules.SCHOOL_AGE] == sum(age >= 6 for age in born)
    assert sums.people == sums.adults + sums.children


# --- who comes -----------------------------------------------------------------------------------


def test_at_the_first_visit_the_first_adult_comes_with_all_children():
    members = rules.family_members([MOTHER, FATHER], [Young(5, date(2024, 1, 1))], DAY)
    assert rules.usual_people(members, []) == [
        Present("mother", adult_id=1),
        Present("child", 2, child_id=5),
    ]


def test_afterwards_those_come_who_came_last_time_at_their_age_of_today():
    members = rules.family_members([MOTHER, FATHER], [Young(5, date(2024, 6, 10))], DAY)
    assert rules.usual_people(members, [(2, None), (None, 5), (99, None)]) == [
        Present("father", adult_id=2),
        Present("child", 2, child_id=5),
    ]


def test_where_nobody_of_last_time_is_left_it_is_like_a_first_visit():
    members = rules.family_members([MOTHER], [Young(5, date(2024, 1, 1))], DAY)
    assert rules.usual_people(members, [(99, None), (None, None)]) == members


def test_a_mother_who_expects_her_first_child_comes_as_a_pregnant_woman():
    assert rules.family_members([MOTHER, FATHER], [Young(5, None)], DAY) == [
        Present("pregnant", adult_id=1),
        Present("father", adult_id=2),
    ]


def test_a_mother_with_a_born_child_stays_a_mother_though_she_expects_another():
    members = rules.family_members([MOTHER], [Young(5, date(2025, 1, 1)), Young(6, None)], DAY)
    assert [one.role for one in members] == ["mother", "child"]


@pytest.mark.parametrize("relation", ["aunt", "child", ""])
def test_an_unknown_relation_is_another_adult(relation):
    assert rules.adult_role(relation) == PersonRole.OTHER


def test_numbers_become_people_and_zeros_are_left_out():
    people = rules.counted({"mother": 2, "father": 0}, {0: 1, 6: 3, None: 2})
    assert people == [
        Present("mother", count=2),
        Present("child", 0),
        Present("child", 6, count=3),
        Present("child", None, count=2),
    ]


def test_sums_tell_fathers_and_grandparents():
    sums = rules.tally(
        [
            Present("father", count=2),
            Present("grandmother"),
            Present("grandfather", count=3),
            Present("child", None, count=4),
            Present("child", 11),
        ]
    )
    assert (sums.people, sums.fathers, sums.grandparents) == (11, 2, 4)
    assert (sums.children, sums.small, sums.by_age) == (5, 0, (0, 0, 0, 0, 0, 0, 1))


def test_nameless_people_of_one_kind_become_one_row_and_named_ones_never_double():
    rows = rules.merged(
        [Present("mother"), Present("mother", count=2), Present("child", 1, child_id=4)] * 2
    )
    assert rows == [Present("mother", count=6), Present("child", 1, child_id=4)]


# --- states --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "move", "after"),
    [
        (State.INSIDE, "check_out", State.LEFT),
        (State.LEFT, "check_out", State.LEFT),
        (State.VOID, "check_out", None),
        (State.INSIDE, "reopen", State.INSIDE),
        (State.LEFT, "reopen", State.INSIDE),
        (State.VOID, "reopen", None),
        (State.INSIDE, "void", State.VOID),
        (State.LEFT, "void", State.VOID),
        (State.VOID, "void", State.VOID),
    ],
)
def test_each_move_leads_where_the_table_says(state, move, after):
    assert rules.next_state(state, move) == after


@pytest.mark.parametrize(
    ("left", "voided", "state"),
    [
        (None, None, State.INSIDE),
        (tokyo(2026, 6, 10, 12), None, State.LEFT),
        (None, tokyo(2026, 6, 10, 12), State.VOID),
        (tokyo(2026, 6, 10, 12), tokyo(2026, 6, 10, 13), State.VOID),
    ],
)
def test_a_visit_is_inside_left_or_void(left, voided, state):
    assert rules.state_of(left, voided) == state


def test_only_todays_steps_are_taken_back():
    assert rules.may_undo(DAY, DAY)
    assert not rules.may_undo(DAY, DAY + timedelta(days=1))


def test_a_day_ends_at_closing_time_or_at_its_last_minute():
    assert rules.closing_instant(DAY, time(16)) == tokyo(2026, 6, 10, 16)
    assert rules.closing_instant(DAY, None) == tokyo(2026, 6, 10, 23, 59)


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2027, 3, 31), 2026), (date(2027, 4, 1), 2027), (date(2028, 2, 29), 2027)],
)
def test_the_year_of_a_first_visit_begins_in_april(day, year):
    assert fiscal.year_of(day) == year


# --- texts ---------------------------------------------------------------------------------------

TOKEN = "Fq9geURv3dKDwWBkrfZ-_w"


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f" {TOKEN}\n",
        f"https://hub.example/card/{TOKEN}",
        f"https://hub.example/card/{TOKEN}/",
        f"https://hub.example/?card={TOKEN}",
        "".join(chr(ord(mark) + 0xFEE0) for mark in TOKEN),
        f"ささ{TOKEN}",
    ],
)
def test_a_card_is_read_however_the_reader_types_it(text):
    assert rules.card_token(text) == TOKEN
    assert rules.is_card(text)


@pytest.mark.parametrize("text", ["さとう", "1234", "090-1234-5678", "", TOKEN[:-1], TOKEN + "x"])
def test_a_name_or_a_number_is_no_card(text):
    assert rules.card_token(text) is None
    assert not rules.is_card(text)


def test_any_other_code_with_an_address_is_held_up_like_a_card():
    assert rules.is_card("https://hub.example/menu")
    assert rules.card_token("https://hub.example/menu") is None


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_without_an_error(text):
    token = rules.card_token(text)
    assert token is None or len(token) == 22
    rules.while_typing(text)
    rules.given_name(text, text[:3])


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("さt", "さ"),
        ("さky", "さ"),
        ("さとう", "さとう"),
        ("sato", "sato"),
        ("１２", "１２"),
        ("さｔ", "さ"),
    ],
)
def test_letters_not_yet_composed_are_left_out_of_the_search(typed, searched):
    assert rules.while_typing(typed) == searched


@pytest.mark.parametrize(
    ("full", "family", "given_"),
    [
        ("見本 花子", "見本", "花子"),
        ("見本花子", "見本", "花子"),
        ("別姓 花子", "見本", "花子"),
        ("花子", "見本", "花子"),
        ("見本", "見本", "見本"),
        ("", "見本", ""),
        ("𠮷田 樹", "𠮷田", "樹"),
    ],
)
def test_children_are_called_by_their_given_names(full, family, given_):
    assert rules.given_name(full, family) == given_


# --- taps that waited ----------------------------------------------------------------------------

NOW = tokyo(2026, 6, 10, 12)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-06-10T02:30:00.000Z", tokyo(2026, 6, 10, 11, 30)),
        ("2026-06-10T11:30:00+09:00", tokyo(2026, 6, 10, 11, 30)),
        ("2026-06-10T03:00:01Z", NOW),
        ("2026-06-03T03:00:00Z", tokyo(2026, 6, 3, 12)),
        ("2026-06-03T02:59:59Z", NOW),
        ("2026-06-10T11:30:00", NOW),
        ("", NOW),
        ("yesterday", NOW),
        ("9999-99-99", NOW),
    ],
)
def test_a_tap_that_waited_counts_from_when_it_was_made_within_one_week(text, at):
    assert rules.tapped_at(text, NOW) == at


@given(st.text(max_size=40))
def test_a_tap_is_never_in_the_future(text):
    assert rules.tapped_at(text, NOW) <= NOW
