"""When a site is open: the table of precedence, holidays, and what holds for all rules."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.dropin import calendar_days, calendar_rules
from programs.dropin.calendar_days import FEW, crowd, moment, next_open, notable_spans
from programs.dropin.calendar_rules import (
    WEEKLY,
    Rule,
    Rules,
    holiday_name,
    in_year_span,
    is_weekday,
    opening,
    week_of_month,
)
from programs.dropin.choices import Crowd, Falls, RuleKind
from programs.kernel import clock

LONG_AGO = date(2020, 4, 1)
TEN, FOUR, NOON = time(10), time(16), time(12)
TUESDAY_TO_SATURDAY = dict.fromkeys(range(1, 6), (TEN, FOUR))
EVERY_DAY = dict.fromkeys(range(7), (TEN, FOUR))
CULTURE_DAY = date(2026, 11, 3)  # a Tuesday
THANKS_DAY = date(2026, 11, 23)  # a Monday
PLAIN = date(2026, 6, 10)  # a Wednesday


def closure(first: date, last: date | None = None, **more: object) -> Rule:
    return replace(Rule(RuleKind.CLOSURE, first, last, reason="工事"), **more)


def single(day: date, hours: tuple[time, time] | None = None, **more: object) -> Rule:
    return replace(Rule(RuleKind.DAY, day, day, reason="行事", hours=hours), **more)


HOLIDAYS = Rule(RuleKind.HOLIDAY, LONG_AGO)
NEW_YEAR = Rule(RuleKind.YEARLY, LONG_AGO, reason="年末年始", first=(12, 29), last=(1, 3))
NEXT = Rule(RuleKind.NEXT_WEEKDAY, LONG_AGO)
SECOND_FOURTH_MONDAY = Rule(RuleKind.WEEKS, LONG_AGO, weekday=0, weeks=(2, 4))


def decided(day: date, *rules: Rule, hours: dict[int, tuple[time, time]] = EVERY_DAY) -> str:
    """open or closed, and by what."""
    found = opening(day, Rules(hours, rules))
    return f"{'open' if found.open else 'closed'} by {found.source}"


# --- the table -----------------------------------------------------------------------------------


def test_weekly_hours_answer_where_no_rule_does() -> None:
    found = opening(PLAIN, Rules(TUESDAY_TO_SATURDAY))
    assert (found.open, found.opens_at, found.closes_at) == (True, TEN, FOUR)
    assert decided(date(2026, 6, 8), hours=TUESDAY_TO_SATURDAY) == "closed by weekly"


@pytest.mark.parametrize(
    ("day", "rules", "expected"),
    [
        (PLAIN, (closure(PLAIN, PLAIN),), "closed by closure"),
        (PLAIN, (closure(PLAIN),), "closed by closure"),
        (PLAIN + timedelta(days=900), (closure(PLAIN),), "closed by closure"),
        (PLAIN - timedelta(days=1), (closure(PLAIN),), "open by weekly"),
        (PLAIN, (single(PLAIN),), "closed by day"),
        (PLAIN, (single(PLAIN, (TEN, NOON)),), "open by day"),
        (PLAIN, (closure(PLAIN, PLAIN), single(PLAIN, (TEN, NOON))), "closed by closure"),
        (CULTURE_DAY, (HOLIDAYS,), "closed by holiday"),
        (CULTURE_DAY, (HOLIDAYS, single(CULTURE_DAY, (TEN, NOON))), "open by day"),
        (date(2026, 12, 29), (NEW_YEAR,), "closed by yearly"),
        (date(2027, 1, 1), (NEW_YEAR, HOLIDAYS), "closed by yearly"),
        (date(2027, 1, 3), (NEW_YEAR,), "closed by yearly"),
        (date(2027, 1, 4), (NEW_YEAR,), "open by weekly"),
        (date(2026, 12, 30), (NEW_YEAR, single(date(2026, 12, 30), (TEN, NOON))), "open by day"),
        (date(2026, 6, 8), (SECOND_FOURTH_MONDAY,), "closed by weeks"),
        (date(2026, 6, 15), (SECOND_FOURTH_MONDAY,), "open by weekly"),
        (date(2026, 6, 22), (SECOND_FOURTH_MONDAY,), "closed by weeks"),
        (THANKS_DAY, (SECOND_FOURTH_MONDAY, HOLIDAYS), "closed by holiday"),
        (date(2026, 11, 24), (NEXT,), "closed by next_weekday"),
        (date(2026, 11, 24), (NEXT, closure(date(2026, 11, 24))), "closed by closure"),
    ],
)
def test_the_first_rule_of_the_table_decides(
    day: date, rules: tuple[Rule, ...], expected: str
) -> None:
    assert decided(day, *rules) == expected
    assert decided(day, *reversed(rules)) == expected


def test_closures_may_overlap_and_the_later_one_is_named() -> None:
    long = closure(PLAIN - timedelta(days=5), PLAIN + timedelta(days=5), pk=1)
    short = closure(PLAIN, PLAIN, pk=2)
    assert opening(PLAIN, Rules(EVERY_DAY, (long, short))).rule_id == 2
    taken_back = replace(short, stopped_on=PLAIN)
    assert opening(PLAIN, Rules(EVERY_DAY, (long, taken_back))).rule_id == 1


def test_a_rule_stopped_on_a_day_holds_until_the_day_before() -> None:
    stopped = replace(HOLIDAYS, stopped_on=CULTURE_DAY)
    assert decided(CULTURE_DAY, stopped) == "open by weekly"
    assert decided(date(2026, 10, 12), stopped) == "closed by holiday"


# --- holidays ------------------------------------------------------------------------------------


def test_a_hub_adds_a_holiday_and_switches_one_off() -> None:
    added = Rule(RuleKind.HOLIDAY_ADDED, PLAIN, PLAIN, reason="開港記念日")
    off = Rule(RuleKind.HOLIDAY_OFF, CULTURE_DAY, CULTURE_DAY)
    assert holiday_name(PLAIN, Rules({}, (added,))) == "開港記念日"
    assert holiday_name(CULTURE_DAY, Rules()) == "文化の日"
    assert holiday_name(CULTURE_DAY, Rules({}, (off,))) == ""
    assert decided(PLAIN, added, HOLIDAYS) == "closed by holiday"
    assert decided(CULTURE_DAY, off, HOLIDAYS) == "open by weekly"


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (date(2026, 5, 7), True),  # after Sunday 3 to Wednesday 6 May
        (date(2026, 5, 6), False),  # itself a holiday: for the rule on holidays
        (date(2026, 5, 8), False),
        (date(2026, 2, 12), True),  # after Wednesday 11
        (date(2026, 3, 23), True),  # the Monday after Friday 20 March
        (date(2026, 3, 21), False),  # a Saturday is no weekday
        (date(2026, 11, 24), True),
    ],
)
def test_the_next_weekday_skips_weekends_and_further_holidays(day: date, closed: bool) -> None:
    assert (decided(day, NEXT) == "closed by next_weekday") == closed


def test_the_next_weekday_may_depend_on_where_the_holiday_falls() -> None:
    after_monday, after_tuesday = date(2026, 11, 24), date(2026, 11, 4)
    for falls, closed in ((Falls.CLOSED, after_monday), (Falls.OPEN, after_tuesday)):
        rule = replace(NEXT, falls=falls)
        found = {
            day
            for day in (after_monday, after_tuesday)
            if not opening(day, Rules(TUESDAY_TO_SATURDAY, (rule,))).open
        }
        assert found == {closed}
    mondays = replace(NEXT, weekday=0)
    assert decided(after_monday, mondays) == "closed by next_weekday"
    assert decided(after_tuesday, mondays) == "open by weekly"


def test_a_monday_closed_by_weeks_counts_as_a_closed_weekday() -> None:
    """23 November 2026 is a 4th Monday."""
    rule = replace(NEXT, falls=Falls.CLOSED)
    assert decided(date(2026, 11, 24), rule) == "open by weekly"
    assert decided(date(2026, 11, 24), rule, SECOND_FOURTH_MONDAY) == "closed by next_weekday"


def test_a_holiday_that_is_switched_off_closes_no_weekday_after_it() -> None:
    off = Rule(RuleKind.HOLIDAY_OFF, THANKS_DAY, THANKS_DAY)
    assert decided(date(2026, 11, 24), NEXT, off) == "open by weekly"


def test_a_month_of_nothing_but_holidays_is_looked_back_over_once() -> None:
    days = [PLAIN + timedelta(days=n) for n in range(400)]
    marks = tuple(Rule(RuleKind.HOLIDAY_ADDED, day, day, reason="休") for day in days)
    assert decided(days[-1] + timedelta(days=1), NEXT, *marks).endswith("next_weekday")


@pytest.mark.parametrize(
    ("day", "expected"), [(1, 1), (7, 1), (8, 2), (14, 2), (22, 4), (28, 4), (29, 5), (31, 5)]
)
def test_the_week_of_a_month_counts_its_own_weekday(day: int, expected: int) -> None:
    assert week_of_month(date(2026, 5, day)) == expected


def test_a_span_of_one_day_in_february_closes_leap_days_only() -> None:
    assert in_year_span(date(2028, 2, 29), (2, 29), (2, 29))
    assert not in_year_span(date(2027, 3, 1), (2, 29), (2, 29))


# --- what holds for all rules --------------------------------------------------------------------

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
TIMES = st.tuples(st.integers(0, 11), st.integers(12, 23)).map(lambda t: (time(t[0]), time(t[1])))
HOURS = st.dictionaries(st.integers(0, 6), TIMES)
MONTH_DAYS = st.tuples(st.integers(1, 12), st.integers(1, 28))


@st.composite
def rules_of(draw: st.DrawFn, kinds: tuple[RuleKind, ...] = tuple(RuleKind)) -> Rule:
    kind = draw(st.sampled_from(kinds))
    first = draw(DAYS)
    one_day = kind in {RuleKind.DAY, *calendar_rules.MARKS}
    last = (
        first
        if one_day
        else draw(st.none() | st.integers(0, 900).map(lambda n: first + timedelta(n)))
    )
    return Rule(
        kind,
        first,
        last,
        draw(st.none() | DAYS.map(lambda day: max(day, first))),
        "理由",
        weekday=draw(st.integers(0, 6)),
        weeks=tuple(draw(st.sets(st.integers(1, 5), min_size=1))),
        falls=draw(st.sampled_from(list(Falls))),
        first=draw(MONTH_DAYS),
        last=draw(MONTH_DAYS),
        hours=draw(st.none() | TIMES) if kind == RuleKind.DAY else None,
        pk=draw(st.integers(1, 10**6)),
    )


CLOSING = (
    RuleKind.CLOSURE,
    RuleKind.YEARLY,
    RuleKind.HOLIDAY,
    RuleKind.NEXT_WEEKDAY,
    RuleKind.WEEKS,
)
CALENDARS = st.builds(lambda h, r: Rules(h, tuple(r)), HOURS, st.lists(rules_of(), max_size=8))


@given(DAYS, CALENDARS)
def test_an_open_day_has_hours_in_order_and_a_closed_one_none(day: date, rules: Rules) -> None:
    found = opening(day, rules)
    assert found.day == day
    if found.open:
        assert found.opens_at is not None
        assert found.closes_at is not None
        assert found.opens_at < found.closes_at
        assert found.source in (WEEKLY, RuleKind.DAY)
    else:
        assert found.opens_at is found.closes_at is None


@given(DAYS, CALENDARS, rules_of(CLOSING))
def test_a_rule_that_closes_never_opens_a_day(day: date, rules: Rules, more: Rule) -> None:
    with_it = Rules(rules.hours, (*rules.rules, more))
    # A weekday closed by its week may turn a rule about the day after a holiday round.
    if not opening(day, rules).open and more.kind != RuleKind.WEEKS:
        assert not opening(day, with_it).open


@given(DAYS, CALENDARS)
def test_a_closure_goes_before_everything(day: date, rules: Rules) -> None:
    found = opening(day, Rules(rules.hours, (*rules.rules, closure(day, day, pk=10**9))))
    assert (found.open, found.source) == (False, RuleKind.CLOSURE)


@given(DAYS, CALENDARS, TIMES)
def test_a_single_day_goes_before_all_but_closures(
    day: date, rules: Rules, hours: tuple[time, time]
) -> None:
    found = opening(day, Rules(rules.hours, (*rules.rules, single(day, hours, pk=10**9))))
    if rules.holding(RuleKind.CLOSURE, day):
        assert found.source == RuleKind.CLOSURE
    else:
        assert (found.opens_at, found.closes_at) == hours


@given(DAYS, CALENDARS, rules_of())
def test_a_rule_taken_back_altogether_is_as_if_it_had_never_been(
    day: date, rules: Rules, more: Rule
) -> None:
    gone = replace(more, stopped_on=more.from_on)
    assert opening(day, Rules(rules.hours, (*rules.rules, gone))) == opening(day, rules)


@given(DAYS, CALENDARS, rules_of(), DAYS)
def test_stopping_a_rule_changes_nothing_before_that_day(
    day: date, rules: Rules, more: Rule, stop: date
) -> None:
    going = replace(more, stopped_on=None)
    stopped = replace(more, stopped_on=max(stop, more.from_on))
    with_marks = more.kind in calendar_rules.MARKS
    if day < stop and not with_marks:
        one, other = (Rules(rules.hours, (*rules.rules, rule)) for rule in (going, stopped))
        assert opening(day, one) == opening(day, other)


@given(DAYS, CALENDARS)
def test_the_order_in_which_rules_were_written_does_not_matter(day: date, rules: Rules) -> None:
    unique = {(rule.kind, rule.from_on, rule.pk): rule for rule in rules.rules}
    there = Rules(rules.hours, tuple(unique.values()))
    back = Rules(rules.hours, tuple(reversed(unique.values())))
    assert opening(day, there) == opening(day, back)


@given(DAYS, CALENDARS)
def test_the_next_weekday_is_always_a_weekday(day: date, rules: Rules) -> None:
    if opening(day, rules).source == RuleKind.NEXT_WEEKDAY:
        assert is_weekday(day, rules)


# --- moments and spans ---------------------------------------------------------------------------


def at(hour: int, minute: int = 0, day: date = PLAIN) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=clock.TOKYO)


@pytest.mark.parametrize(
    ("now", "open_now"),
    [(at(9, 59), False), (at(10), True), (at(15, 59), True), (at(16), False)],
)
def test_a_site_is_open_from_its_first_minute_until_the_minute_of_closing(
    now: datetime, open_now: bool
) -> None:
    assert moment(now, Rules(EVERY_DAY)).open_now == open_now


def test_before_opening_today_comes_next_and_after_closing_the_next_open_day() -> None:
    rules = Rules(TUESDAY_TO_SATURDAY)
    early = moment(at(8), rules)
    assert early.coming is early.today
    saturday = date(2026, 6, 13)
    late = moment(at(17, day=saturday), rules)
    assert late.coming is not None
    assert late.coming.day == date(2026, 6, 16)
    assert moment(at(11), rules).coming is None


def test_a_site_without_hours_never_opens_next() -> None:
    assert next_open(PLAIN, Rules()) is None


@given(DAYS, CALENDARS)
def test_the_next_open_day_is_open_and_none_lies_between(day: date, rules: Rules) -> None:
    found = next_open(day, rules)
    last = found.day if found else day + timedelta(days=calendar_days.LOOK_AHEAD + 1)
    assert found is None or found.open
    between = calendar_days.days_from(day + timedelta(days=1), last - timedelta(days=1))
    assert not any(opening(one, rules).open for one in between)


def test_days_of_one_closure_stand_together_and_ordinary_days_do_not_appear() -> None:
    rules = Rules(
        TUESDAY_TO_SATURDAY, (NEW_YEAR, HOLIDAYS, closure(date(2026, 12, 8), date(2026, 12, 9)))
    )
    spans = notable_spans(date(2026, 11, 1), date(2027, 1, 31), rules)
    assert [(span.first, span.last) for span in spans] == [
        (CULTURE_DAY, CULTURE_DAY),
        (date(2026, 12, 8), date(2026, 12, 9)),
        (date(2026, 12, 29), date(2027, 1, 3)),
    ]


# --- how full ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (0, Crowd.QUIET),
        (49, Crowd.QUIET),
        (50, Crowd.BUSY),
        (79, Crowd.BUSY),
        (80, Crowd.FULL),
        (500, Crowd.FULL),
    ],
)
def test_how_full_follows_the_shares_of_capacity(people: int, expected: Crowd) -> None:
    assert crowd(people, 100, 50, 80) == expected


@given(st.integers(1, 5000), st.integers(1, 99), st.integers(2, 100))
def test_a_few_people_are_never_told_apart_from_nobody(capacity: int, busy: int, full: int) -> None:
    few = {crowd(people, capacity, busy, full) for people in range(FEW)}
    assert few == {Crowd.QUIET}
    steps = [crowd(people, capacity, busy, full) for people in range(capacity + 2 * FEW + 1)]
    assert steps == sorted(steps, key=[Crowd.QUIET, Crowd.BUSY, Crowd.FULL].index)
    assert steps.count(Crowd.BUSY) >= FEW or Crowd.FULL not in steps
