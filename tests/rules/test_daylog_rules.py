"""Rules of the day log and of lending on plain values."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.daylog import rules as daily
from programs.daylog.choices import IncidentState, StepKind
from programs.daylog.rules import Stint
from programs.lending import rules as lending

DAY = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("state", "step", "after"),
    [
        (IncidentState.OPEN, StepKind.DECIDED, IncidentState.DECIDED),
        (IncidentState.OPEN, StepKind.CLOSED, None),
        (IncidentState.DECIDED, StepKind.CLOSED, IncidentState.CLOSED),
        (IncidentState.DECIDED, StepKind.DECIDED, IncidentState.DECIDED),
        (IncidentState.CLOSED, StepKind.REOPENED, IncidentState.DECIDED),
        (IncidentState.CLOSED, StepKind.VOID, None),
        (IncidentState.VOID, StepKind.REOPENED, None),
        ("nonsense", StepKind.CLOSED, None),
    ],
)
def test_a_report_moves_only_along_its_path(state: str, step: str, after: str | None) -> None:
    assert daily.state_after(state, step) == after


def test_every_state_but_the_last_leads_on_and_nothing_leads_out_of_void() -> None:
    for state in IncidentState:
        assert bool(daily.MOVES[state]) == (state != IncidentState.VOID)


@pytest.mark.parametrize(
    ("came", "left", "minutes"),
    [
        (time(9, 30), time(16), 390),
        (time(9, 30), None, None),
        (None, time(16), None),
        (time(16), time(16), 0),
    ],
)
def test_minutes_are_known_only_from_both_times(
    came: time | None, left: time | None, minutes: int | None
) -> None:
    assert daily.minutes_between(came, left) == minutes


def test_a_day_at_two_sites_is_one_day_of_a_person() -> None:
    rows = daily.by_person(
        [
            Stint("山辺", "ボランティア", DAY, 60),
            Stint("山辺", "ボランティア", DAY, None),
            Stint("山辺", "ボランティア", DAY + timedelta(days=1), 30),
            Stint("山辺", "スタッフ", DAY, 10),
        ]
    )
    assert [(r.who, r.kind, r.days, r.minutes, r.untimed) for r in rows] == [
        ("山辺", "ボランティア", 2, 90, 1),
        ("山辺", "スタッフ", 1, 10, 0),
    ]


@given(st.text())
def test_names_are_each_once_and_never_blank(text: str) -> None:
    names = daily.names_of(text)
    assert len(set(names)) == len(names)
    assert all(name == name.strip() and name for name in names)


def test_names_may_stand_in_lines_or_be_parted_by_commas() -> None:
    assert daily.names_of(" 山辺、海野\n\n山辺,髙橋 ") == ["山辺", "海野", "髙橋"]


@pytest.mark.parametrize("typed", ["T-012", "ｔ－０１２", "t ー 012", "Ｔ‐０１２", "t—012"])
def test_a_label_is_one_number_however_it_is_typed(typed: str) -> None:
    assert lending.label_of(typed) == "T-012"


@given(st.text())
def test_a_label_read_twice_stays_the_same(text: str) -> None:
    once = lending.label_of(text)
    assert lending.label_of(once) == once


@given(st.integers(-400, 400), st.integers(1, lending.LONGEST_DAYS))
def test_an_extension_always_ends_later_than_before_and_than_today(off: int, days: int) -> None:
    due = DAY + timedelta(days=off)
    later = lending.extended_day(due, DAY, days)
    assert later > due
    assert later > DAY
