"""What is counted equals what is listed; suspicions are counted and not shown."""

from datetime import date, datetime

import pytest

from consultations import queries
from consultations.commands import referrals
from consultations.figures import FIGURES, counts
from consultations.models import Consultation
from hubsite.desk.timeline import timeline
from programs.kernel import clock
from programs.kernel.figures import Period
from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 14, 0, tzinfo=clock.TOKYO)
APRIL = Period(date(2026, 4, 1), date(2026, 4, 30))
BY_KEY = {figure.key: figure for figure in FIGURES}


@pytest.fixture
def staff(hub):
    with clock.frozen(NOW):
        mc.codes(hub)
        make.site(hub)
        yield make.member(hub, Role.STAFF)


@pytest.fixture
def month(hub, staff):
    """Ten records of which five count in April, and one in April for program 7."""
    family, demo = make.household(hub), make.household(hub, "練習", "れんしゅう", is_demo=True)
    mc.consultation(staff, hub, topics=("sleep", "feeding"), household_id=family.pk)
    mc.consultation(staff, hub, topics=("feeding",), method="phone", household_id=family.pk)
    mc.consultation(staff, hub, topics=("toilet",), held_on=date(2026, 4, 1))
    mc.consultation(staff, hub, topics=("maltreatment",), held_on=date(2026, 4, 2))
    mc.consultation(staff, hub, outcome="linked", held_on=date(2026, 4, 3), people=4)
    mc.consultation(staff, hub, counted_in=7, topics=("money",))
    mc.consultation(staff, hub, counted_in=7, held_on=date(2026, 3, 31))
    mc.consultation(staff, hub, held_on=date(2026, 3, 31))
    mc.consultation(staff, hub, household_id=demo.pk)
    undone = mc.consultation(staff, hub)
    undone.voided_at = NOW
    undone.save()
    return family


@pytest.fixture
def handed_on(hub, staff, month):
    """Of eight referrals four count in April; of four signposts two."""
    talks = {row.household_id: row for row in Consultation.objects.filter(voided_at=None)}
    row, guarded = talks[month.pk], Consultation.objects.get(guarded=True)
    practice = Consultation.objects.get(household__is_demo=True)
    group = make.group(hub, kind="other")
    mc.referral(staff, row)
    mc.referral(staff, row, group_id=group.pk, basis="law", reason="児童福祉法による")
    mc.referral(staff, guarded)
    mc.referral(staff, mc.case(staff, row), group_id=group.pk)
    mc.referral(staff, practice)
    mc.referral(staff, mc.case(staff, practice))
    mc.referral(staff, row, sent_on=date(2026, 3, 31))
    referrals.withdraw_referral(staff, mc.referral(staff, row), "", at=NOW)
    make.scope()
    mc.signpost(staff, row)
    mc.signpost(staff, guarded)
    mc.signpost(staff, practice)
    referrals.undo_signpost(staff, mc.signpost(staff, row), at=NOW)
    make.scope()


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_a_figure_counts_its_rows_and_its_parts_add_up(hub, staff, handed_on, figure):
    number = figure.count(staff, APRIL)
    assert number == len(figure.rows(staff, APRIL)) > 0
    for breakdown in figure.breakdowns:
        assert sum(figure.split(staff, APRIL, breakdown).values()) == number
    assert str(figure.rule)
    assert str(figure.unit)


def test_the_numbers_of_the_month(hub, staff, month):
    total = BY_KEY["consultations.total"]
    assert total.count(staff, APRIL) == 5
    assert total.split(staff, APRIL, "method") == {"ひろばで": 3, "電話": 1, "閲覧制限": 1}
    assert total.split(staff, APRIL, "outcome") == {
        "話を聞いた": 3,
        "関係機関につないだ": 1,
        "閲覧制限": 1,
    }
    assert total.split(staff, APRIL, "topic") == {
        "授乳・離乳・食事": 1,
        "睡眠": 2,
        "排せつ": 1,
        "閲覧制限": 1,
    }
    assert BY_KEY["consultations.topics"].count(staff, APRIL) == 6
    assert BY_KEY["consultations.families"].count(staff, APRIL) == 1


def test_a_group_is_one_consultation_and_as_many_people_as_came(hub, staff, month):
    people = BY_KEY["consultations.people"]
    assert people.count(staff, APRIL) == 8  # four alone and a group of four
    assert people.split(staff, APRIL, "method") == {"ひろばで": 6, "電話": 1, "閲覧制限": 1}
    assert people.split(staff, APRIL, "residence") == {"区内": 7, "閲覧制限": 1}
    assert [row.nth for row in people.rows(staff, APRIL) if row.people == 4] == [1, 2, 3, 4]


def test_callers_of_other_wards_are_counted_by_name(hub, staff, month):
    mc.consultation(staff, hub, residence="other_ward", ward="14104", people=2)
    mc.consultation(staff, hub, residence="other_ward", ward="14104")
    mc.consultation(staff, hub, residence="other_ward")
    mc.consultation(staff, hub, residence="outside_city", city="川崎市")
    total, people = BY_KEY["consultations.total"], BY_KEY["consultations.people"]
    assert total.split(staff, APRIL, "ward") == {
        "区内": 4,
        "中区": 2,
        "市内の他区（区名なし）": 1,
        "市外": 1,
        "閲覧制限": 1,
    }
    assert total.split(staff, APRIL, "residence") == {
        "区内": 4,
        "市内の他区": 3,
        "市外": 1,
        "閲覧制限": 1,
    }
    assert people.split(staff, APRIL, "ward")["中区"] == 3


def test_a_contact_counts_in_one_program_only(hub, staff, month):
    seven = BY_KEY["consultations.user_support"]
    assert seven.count(staff, APRIL) == 1
    assert BY_KEY["consultations.total"].count(staff, APRIL) == 5
    both = set(seven.rows(staff, APRIL)) & set(BY_KEY["consultations.total"].rows(staff, APRIL))
    assert both == set()
    assert "どちらか一方で1回だけ" in str(BY_KEY["consultations.total"].rule)


def test_all_numbers_at_once_are_those_of_each_figure(
    hub, staff, month, handed_on, django_assert_max_num_queries
):
    other = make.household(hub, "別", "べつ")
    mc.consultation(staff, hub, topics=("maltreatment",), household_id=other.pk)
    satellite = make.site(hub, "サテライト")
    mc.consultation(staff, hub, site_id=satellite.pk, household_id=month.pk)
    for sites in ((), (satellite.pk,)):
        for actor in (
            staff,
            make.member(hub, Role.WARD_OFFICER),
            make.member(None, Role.CITY_VIEWER),
        ):
            period = Period(APRIL.from_on, APRIL.to_on, sites)
            singly = {figure.key: figure.count(actor, period) for figure in FIGURES}
            with django_assert_max_num_queries(3):
                assert counts(actor, period) == singly


def test_referrals_and_signposts_are_counted_apart(hub, staff, handed_on):
    sent, told = BY_KEY["consultations.referrals"], BY_KEY["consultations.signposts"]
    assert sent.count(staff, APRIL) == 4
    assert sent.split(staff, APRIL, "to") == {"区役所": 1, "その他": 2, "閲覧制限": 1}
    assert sent.split(staff, APRIL, "basis") == {
        "口頭で同意あり": 2,
        "同意なし（法令による）": 1,
        "閲覧制限": 1,
    }
    assert sent.split(staff, APRIL, "state") == {"返事待ち": 3, "閲覧制限": 1}
    assert told.count(staff, APRIL) == 2
    assert told.split(staff, APRIL, "to") == {"その他の相談先": 1, "閲覧制限": 1}


@pytest.fixture
def suspicion(hub, staff, month):
    """Alone of its kind in everything that is counted, and handed on in a way of its own."""
    director = make.member(hub, Role.DIRECTOR)
    facts = {
        "method": "visit",
        "outcome": "informed",
        "caller": "grandparent",
        "age_band": "school",
        "residence": "outside_city",
        "city": "川崎市",
        "people": 3,
    }
    topics = ("maltreatment", "money")
    row = mc.consultation(director, hub, topics=topics, **facts)
    mc.referral(director, row, basis="law", reason="児童福祉法による")
    mc.signpost(director, row)
    seven = mc.consultation(director, hub, topics=topics, counted_in=7, **facts)
    assert row.guarded
    assert seven.guarded
    return row


@pytest.mark.parametrize("role", [Role.PARTNER, Role.WARD_OFFICER, Role.CITY_VIEWER, Role.DIRECTOR])
def test_no_part_of_a_number_tells_anything_of_a_suspicion(hub, staff, handed_on, role, request):
    """Not by its label, and not by what a reader's own list leaves to be subtracted."""
    actor = make.member(None if role == Role.CITY_VIEWER else hub, role)
    make.scope()

    def everything():
        return {
            (figure.key, breakdown): figure.split(actor, APRIL, breakdown)
            for figure in FIGURES
            for breakdown in figure.breakdowns
        }

    before, restricted = everything(), "閲覧制限"
    request.getfixturevalue("suspicion")
    make.scope()
    after = everything()
    for key, parts in after.items():
        assert list(parts)[-1] == restricted
        assert parts.pop(restricted) > before[key].pop(restricted, 0), key
        assert parts == before[key], key
        assert not any("虐待" in label for label in parts), key


def test_the_rule_in_words_says_where_a_restricted_record_stands():
    for figure in FIGURES:
        if figure.breakdowns:
            assert "閲覧を制限した記録も数え、内訳では「閲覧制限」にまとめます。" in str(
                figure.rule
            )


def test_what_comes_from_a_suspicion_is_counted_and_not_shown(hub, staff, handed_on):
    for key in ("consultations.referrals", "consultations.signposts"):
        figure = BY_KEY[key]
        last = list(figure.rows(staff, APRIL))[-1]
        cells = [value(last) for _label, value in figure.columns]
        assert cells == ["（閲覧制限）", *[None] * (len(cells) - 1)]


def test_one_site_counts_its_own(hub, staff, month):
    satellite = make.site(hub, "サテライト")
    mc.consultation(staff, hub, site_id=satellite.pk)
    period = Period(APRIL.from_on, APRIL.to_on, (satellite.pk,))
    assert BY_KEY["consultations.total"].count(staff, period) == 1


def test_a_suspicion_is_an_empty_line_at_the_end(hub, staff, month):
    for key in ("consultations.total", "consultations.topics"):
        figure = BY_KEY[key]
        *_, last = figure.rows(staff, APRIL)
        assert [value(last) for _, value in figure.columns] == [
            "（閲覧制限）",
            *[None] * (len(figure.columns) - 1),
        ]
        assert not hasattr(last, "get_absolute_url")


def test_a_family_known_only_from_a_suspicion_is_not_among_the_families(hub, staff, month):
    other = make.household(hub, "別", "べつ")
    mc.consultation(staff, hub, topics=("maltreatment",), household_id=other.pk)
    assert list(BY_KEY["consultations.families"].rows(staff, APRIL)) == [month]


def test_another_hub_counts_nothing_of_it(hub, staff, month):
    stranger = make.member(make.hub("鳴海区"), Role.DIRECTOR)
    assert [figure.count(stranger, APRIL) for figure in FIGURES] == [0] * len(FIGURES)


def test_the_timeline_tells_method_and_topic_to_those_who_may_see_consultations(hub, staff, month):
    lines = timeline(staff, month)[0]
    assert {text for _, text, _ in lines} == {
        "相談（ひろばで・睡眠）",
        "相談（電話・授乳・離乳・食事）",
    }
    assert all(at.tzinfo for at, _, _ in lines)
    for role in (Role.RECEPTION, Role.KOSAPO, Role.WARD_OFFICER):
        assert timeline(make.member(hub, role), month) == ([], False)


def test_the_timeline_never_shows_a_suspicion(hub, staff, month):
    mc.consultation(staff, hub, topics=("maltreatment",), household_id=month.pk)
    for role in (Role.DIRECTOR, Role.STAFF):
        assert not any("虐待" in text for _, text, _ in timeline(make.member(hub, role), month)[0])


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        ({}, 9),
        ({"month": "2026-03"}, 2),
        ({"linked": "yes"}, 3),
        ({"linked": "no"}, 6),
        ({"note": "yes"}, 1),
    ],
)
def test_the_list_is_narrowed(hub, staff, month, wanted, number):
    mc.note(staff, queries.listed(staff).filter(household=None).first())
    assert queries.narrowed(queries.listed(staff), wanted).count() == number


def test_the_list_is_narrowed_by_method_topic_and_site(hub, staff, month):
    rows = queries.listed(staff)
    assert queries.narrowed(rows, {"method": mc.code(hub, "phone").pk}).count() == 1
    assert queries.narrowed(rows, {"topic": mc.code(hub, "feeding").pk}).count() == 2
    assert queries.narrowed(rows, {"site": 999_999}).count() == 0


def test_the_city_reads_common_names_and_not_those_a_hub_made_for_itself(hub, staff, month):
    code = mc.code(hub, "toilet")
    code.code, code.label = "own-1", "おむつ外れ"
    code.save()
    other = make.hub("鳴海区")
    make.site(other)
    mc.consultation(make.member(other, Role.STAFF), other)
    city = make.member(None, Role.CITY_VIEWER)
    make.scope()
    parts = BY_KEY["consultations.total"].split(city, APRIL, "topic")
    assert parts["睡眠"] == 3
    assert parts["拠点独自の選択肢"] == 1
    assert "おむつ外れ" not in parts
    assert "おむつ外れ" in BY_KEY["consultations.total"].split(staff, APRIL, "topic")
