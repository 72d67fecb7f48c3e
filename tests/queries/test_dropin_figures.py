"""Figures say what their rows show, whatever was recorded."""

import random
from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hubsite.desk.timeline import timeline
from programs.dropin import commands, queries
from programs.dropin.choices import Kind, PersonRole
from programs.dropin.figures import FIGURES, counts
from programs.dropin.models import Visit, VisitPerson
from programs.dropin.rules import Present
from programs.kernel.figures import Period
from programs.registry.choices import Relation, Residence, Role
from tests import make
from tests.make_dropin import DAY, MORNING, Desk, later

pytestmark = pytest.mark.django_db
BY_KEY = {figure.key.removeprefix("dropin."): figure for figure in FIGURES}
MONTH = Period(date(2026, 6, 1), date(2026, 6, 30))
TODAY = Period(DAY, DAY)


@pytest.fixture
def desk(hub):
    return Desk(hub)


def count(desk, key, period=TODAY):
    return BY_KEY[key].count(desk.volunteer, period)


def split(desk, key, breakdown, period=TODAY):
    parts = BY_KEY[key].split(desk.volunteer, period, breakdown)
    return {part: number for part, number in parts.items() if number}


def test_a_family_day_is_counted_in_families_people_and_ages(desk):
    desk.check_in(
        desk.family(
            children=[date(2024, 6, 11), date(2021, 1, 1), date(2016, 1, 1)],
            adults=[Relation.FATHER],
            residence=Residence.OTHER_WARD,
        )
    )
    assert {key: count(desk, key) for key in BY_KEY} == {
        "visits.families": 1,
        "visits.people": 4,
        "visits.children": 3,
        "visits.children_0_2": 1,
        "visits.adults": 1,
        "visits.fathers": 1,
        "visits.grandparents": 0,
        "visits.pregnant": 0,
        "visits.first": 1,
        "visits.first_of_year": 1,
        "visits.first_people": 4,
        "visits.unregistered": 0,
        "open_days": 1,
    }
    assert split(desk, "visits.children", "age") == {"1歳": 1, "5歳": 1, "6歳以上": 1}
    assert split(desk, "visits.families", "residence") == {"市内の他区": 1}
    assert split(desk, "visits.people", "role") == {"父": 1, "子ども": 3}
    assert split(desk, "visits.people", "day") == {"2026-06-10": 4}
    assert split(desk, "visits.families", "month") == {"2026-06": 1}
    assert split(desk, "open_days", "site") == {"本館": 1}


def test_a_fixed_breakdown_names_every_part_and_zero_is_a_number(desk):
    parts = BY_KEY["visits.children"].split(desk.volunteer, TODAY, "age")
    assert parts == dict.fromkeys(
        ["0歳", "1歳", "2歳", "3歳", "4歳", "5歳", "6歳以上", "年齢不明"], 0
    )


def test_guests_and_head_counts_count_with_their_numbers(desk):
    desk.guest()
    desk.heads()
    assert count(desk, "visits.families") == 4
    assert count(desk, "visits.unregistered") == 4
    assert count(desk, "visits.people") == 12
    assert count(desk, "visits.first") == 0
    assert split(desk, "visits.families", "kind") == {"未登録のご家族": 1, "人数のみ": 3}


def test_children_of_unknown_age_are_children_but_in_no_age(desk):
    desk.heads([Present("child", None, count=5)])
    assert count(desk, "visits.children") == 5
    assert count(desk, "visits.children_0_2") == 0
    assert split(desk, "visits.children", "age") == {"年齢不明": 5}


def test_undone_visits_and_practice_families_never_count(desk):
    undone = desk.check_in(desk.family())
    commands.undo_check_in(desk.volunteer, undone, later(minutes=1), DAY)
    desk.check_in(desk.family(is_demo=True))
    assert [figure.count(desk.volunteer, TODAY) for figure in FIGURES] == [0] * len(FIGURES)
    assert queries.inside_now(desk.volunteer, DAY) == queries.Numbers()


def test_a_period_includes_both_its_ends_and_only_its_sites(desk):
    other = make.site(desk.hub, "別館")
    desk.check_in(desk.family(), MORNING.replace(day=1, hour=0, minute=0))
    desk.check_in(desk.family(), MORNING.replace(day=30, hour=23, minute=59), site=other)
    desk.check_in(desk.family(), MORNING.replace(month=7, day=1, hour=0, minute=0))
    here = Period(MONTH.from_on, MONTH.to_on, (desk.site.pk,))
    assert count(desk, "visits.families", MONTH) == 2
    assert count(desk, "visits.families", here) == 1
    assert count(desk, "open_days", MONTH) == 2
    assert split(desk, "open_days", "day", MONTH) == {"2026-06-01": 1, "2026-06-30": 1}


def test_two_sites_open_on_one_day_are_two_open_days(desk):
    desk.guest()
    desk.guest(site=make.site(desk.hub, "別館"))
    assert count(desk, "open_days") == 2
    assert split(desk, "open_days", "month") == {"2026-06": 2}


def test_another_hubs_visits_count_nowhere(desk):
    other = Desk(make.hub("鳴海区"))
    other.check_in(other.family())
    assert count(desk, "visits.families") == 0
    city = make.member(None, Role.CITY_VIEWER)
    assert BY_KEY["visits.families"].count(city, TODAY) >= 1


def test_an_unknown_breakdown_is_an_error(desk):
    for key in ("visits.people", "open_days"):
        with pytest.raises(KeyError):
            BY_KEY[key].split(desk.volunteer, TODAY, "weather")


def test_every_figure_has_a_rule_a_unit_and_columns_for_its_rows(desk):
    desk.check_in(desk.family())
    desk.guest(label="青い帽子の方")
    for figure in FIGURES:
        assert len(str(figure.rule)) > 30
        assert str(figure.unit)
        for row in figure.rows(desk.volunteer, TODAY):
            assert [str(value(row)) for _heading, value in figure.columns]


# --- whatever was recorded ------------------------------------------------------------------------

VISITS = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(Kind),
            "day": st.integers(0, 40),
            "site": st.integers(0, 1),
            "family": st.integers(0, 2),
            "residence": st.sampled_from(Residence),
            "voided": st.booleans(),
            "first": st.booleans(),
            "people": st.lists(
                st.tuples(
                    st.sampled_from(PersonRole),
                    st.one_of(st.none(), st.integers(0, 12)),
                    st.integers(1, 9),
                ),
                max_size=4,
            ),
        }
    ),
    max_size=12,
)


class Consistency(TestCase):
    """Each example in a transaction of its own."""

    def arrange(self, recorded):
        make.forget()
        self.desk = Desk(make.hub())
        self.sites = [self.desk.site, make.site(self.desk.hub, "別館")]
        families = [self.desk.family(is_demo=n == 2) for n in range(3)]
        for number, facts in enumerate(recorded):
            self.record(number, facts, families)

    def record(self, number, facts, families):
        family = families[facts["family"]] if facts["kind"] == Kind.FAMILY else None
        at = MORNING + timedelta(days=facts["day"] - 10, minutes=number * 20)
        visit = Visit.objects.create(
            hub=self.desk.hub,
            site=self.sites[facts["site"]],
            kind=facts["kind"],
            household=family,
            residence=facts["residence"],
            families=number + 1 if facts["kind"] == Kind.HEAD_COUNT else 1,
            arrived_at=at,
            left_at=at + timedelta(minutes=10),
            closed_how="desk",
            nonce=uuid4(),
            first_ever=facts["first"],
            created_by_id=self.desk.volunteer.user_id,
            voided_at=at if facts["voided"] else None,
            voided_by_id=self.desk.volunteer.user_id if facts["voided"] else None,
        )
        VisitPerson.objects.bulk_create(
            VisitPerson(
                hub=self.desk.hub,
                visit=visit,
                role=role,
                age_years=age if role == PersonRole.CHILD else None,
                count=people,
            )
            for role, age, people in facts["people"]
        )

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(VISITS)
    def test_count_is_the_sum_of_the_rows_and_of_every_breakdown(self, recorded):
        self.arrange(recorded)
        actor = self.desk.volunteer
        for figure in FIGURES:
            rows = list(figure.rows(actor, MONTH))
            shown = sum(_amount(row) for row in rows)
            assert figure.count(actor, MONTH) == shown, figure.key
            for breakdown in figure.breakdowns:
                parts = figure.split(actor, MONTH, breakdown)
                assert sum(parts.values()) == shown, (figure.key, breakdown)
        self.check_parts(actor)

    def check_parts(self, actor):
        for period in (MONTH, Period(MONTH.from_on, MONTH.to_on, (self.sites[1].pk,))):
            singly = {figure.key: figure.count(actor, period) for figure in FIGURES}
            assert counts(actor, period) == singly
        value = {key: figure.count(actor, MONTH) for key, figure in BY_KEY.items()}
        assert value["visits.children"] + value["visits.adults"] == value["visits.people"]
        ages = BY_KEY["visits.children"].split(actor, MONTH, "age")
        assert sum(ages[f"{age}歳"] for age in range(3)) == value["visits.children_0_2"]


def _amount(row):
    if isinstance(row, Visit):
        return row.families
    return row.count if isinstance(row, VisitPerson) else 1


# --- the numbers of the day, and a family's timeline ------------------------------------------------


def test_the_numbers_of_now_and_of_the_day_are_those_of_the_list(desk):
    first = desk.check_in(desk.family())
    desk.guest()
    commands.check_out(desk.volunteer, first, later(hours=1))
    day = queries.today_totals(desk.volunteer, DAY, desk.site)
    assert (day.families, day.people, day.children, day.small, day.first_ever) == (2, 4, 2, 2, 1)
    now = queries.inside_now(desk.volunteer, DAY, desk.site)
    listed = queries.numbers_of(queries.inside(desk.volunteer, desk.site, later(hours=1)))
    assert now == listed
    assert (now.families, now.people) == (1, 2)


def test_the_timeline_tells_a_familys_visits_newest_first(desk):
    family = desk.family()
    first = desk.check_in(family)
    commands.check_out(desk.volunteer, first, later(hours=1))
    undone = desk.check_in(family, later(hours=2))
    commands.undo_check_in(desk.volunteer, undone, later(hours=2), DAY)
    desk.check_in(family, later(days=1))
    lines, _older = timeline(desk.volunteer, family)
    assert [(at, text) for at, text, _url in lines] == [
        (later(days=1), "来館（本館）在館中 母、子0 2歳"),
        (MORNING, "来館（本館）母、子0 2歳"),
    ]
    assert lines[1][2] == "/dropin/visits/?day=2026-06-10"


def test_figures_of_a_year_of_visits_are_two_queries(desk, django_assert_max_num_queries):
    bulk(desk, 400)
    year = Period(date(2026, 4, 1), date(2027, 3, 31))
    with django_assert_max_num_queries(2):
        numbers = counts(desk.volunteer, year)
    assert numbers["dropin.visits.families"] == 400
    rows = VisitPerson.objects.filter(hub=desk.hub).aggregate(people=Sum("count"))
    assert numbers["dropin.visits.people"] == rows["people"]


def bulk(desk, number):
    """Visits in bulk, as the demonstration writes them."""
    chance = random.Random(7)
    visits = [
        Visit(
            hub=desk.hub,
            site=desk.site,
            kind=Kind.GUEST,
            residence=Residence.OWN_WARD,
            arrived_at=(at := MORNING + timedelta(days=chance.randrange(90))),
            left_at=at + timedelta(hours=1),
            closed_how="desk",
            nonce=uuid4(),
            created_by_id=desk.volunteer.user_id,
        )
        for _number in range(number)
    ]
    Visit.objects.bulk_create(visits)
    assert Counter(visit.day.year for visit in visits) == {2026: number}
    VisitPerson.objects.bulk_create(
        VisitPerson(hub=desk.hub, visit=visit, role=PersonRole.CHILD, age_years=chance.randrange(6))
        for visit in visits
    )
