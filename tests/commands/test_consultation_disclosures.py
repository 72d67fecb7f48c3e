"""Disclosure: whose decision, what is black, nothing of a suspicion, and a register of what went out."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from consultations import papers, queries, sealed
from consultations.commands import cases, concerns, disclosures, notes, tallies
from consultations.models import Consultation, Disclosure, DisclosurePart
from programs.kernel import clock
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 14, 0, tzinfo=clock.TOKYO)
TODAY = NOW.date()
SAID = "母と話した。となりの田中さんに言われたことがつらい。田中さんは知らない。"


@pytest.fixture(autouse=True)
def _one_afternoon():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def who(hub):
    mc.codes(hub)
    make.site(hub)
    return make.member(hub, Role.CONSULTANT)


@pytest.fixture
def director(hub):
    return make.member(hub, Role.DIRECTOR)


@pytest.fixture
def family(hub):
    return make.household(hub, "髙橋", "たかはし")


@pytest.fixture
def talk(hub, who, family):
    made = mc.consultation(who, hub, household_id=family.pk)
    mc.note(who, made, SAID)
    return made


@pytest.fixture
def row(who, family, talk):
    return mc.disclosure(who, family, talk)


def only_part(row):
    return DisclosurePart.objects.select_related("text", "disclosure").get(disclosure=row)


def shown(row):
    return papers.disclosed_sections([only_part(row)])[0].entries[0].text


def now(row):
    make.scope()
    return Disclosure.objects.get(pk=row.pk)


def choose(who, row, talks, cases=()):
    chosen = disclosures.choose_records(who, row, talks, cases, version=now(row).version)
    make.scope()
    return chosen


class TestAsking:
    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"asker": "anybody"}, "asker"),
            ({"name": " "}, "name"),
            ({"name": "あ" * 501}, "name"),
            ({"reason": ""}, "reason"),
            ({"asked_on": TODAY + timedelta(days=1)}, "asked_on"),
        ],
    )
    def test_who_asks_and_why_is_written_down(self, who, family, changes, field):
        values = {"asker": "self", "name": "見本", "reason": "本人", "asked_on": TODAY, **changes}
        with pytest.raises(RuleBroken) as broken:
            disclosures.ask_disclosure(
                who,
                family,
                values["asker"],
                values["name"],
                values["reason"],
                asked_on=values["asked_on"],
                at=NOW,
            )
        assert broken.value.field == field

    def test_the_numbers_of_a_hub_follow_each_other(self, who, family):
        assert [mc.disclosure(who, family).number for _ in range(2)] == [1, 2]

    @pytest.mark.parametrize("role", [Role.STAFF, Role.PARTNER, Role.RECEPTION, Role.WARD_OFFICER])
    def test_others_cannot_begin_one(self, hub, family, role):
        with pytest.raises(Refused):
            mc.disclosure(make.member(hub, role), family)


class TestChoosing:
    def test_a_record_is_copied_as_it_stood(self, who, talk, row):
        first = talk.notes.get()
        notes.correct_note(who, first, "まったく別の文", at=NOW)
        make.scope()
        assert SAID in sealed.read(only_part(row).text)
        assert "まったく別" not in sealed.read(only_part(row).text)

    def test_names_of_the_staff_are_left_out(self, who, row):
        assert who.name not in sealed.read(only_part(row).text)

    def test_a_case_goes_with_plan_and_course(self, hub, who, director, family, talk, row):
        case = mc.case(who, talk, plan="月に一度うかがう")
        choose(who, row, [talk.pk], [case.pk])
        make.scope()
        whole = sealed.read(row.parts.get(case=case).text)
        assert "月に一度うかがう" in whole
        assert who.name not in whole

    def test_another_familys_record_cannot_be_chosen(self, hub, who, row):
        other = mc.consultation(who, hub, household_id=make.household(hub, "別").pk)
        with pytest.raises(RuleBroken):
            choose(who, row, [other.pk])

    def test_choosing_again_keeps_the_bars_of_what_stays(self, hub, who, family, talk, row):
        disclosures.black_out(who, only_part(row), "田中", version=1)
        make.scope()
        second = mc.consultation(who, hub, household_id=family.pk)
        assert choose(who, row, [talk.pk, second.pk]) == 1
        make.scope()
        assert len(row.parts.get(consultation=talk).marks) == 2
        choose(who, row, [second.pk])
        make.scope()
        assert [part.consultation_id for part in row.parts.all()] == [second.pk]


class TestBlackingOut:
    def test_every_place_is_black_and_can_be_shown_again(self, who, row):
        assert disclosures.black_out(who, only_part(row), "田中さん", version=1) == 2
        make.scope()
        assert "田中" not in shown(row)
        assert shown(row).count("■■■■") == 2
        disclosures.show_again(who, only_part(row), 0, version=2)
        make.scope()
        assert shown(row).count("■■■■") == 1
        with pytest.raises(Hidden):
            disclosures.show_again(who, only_part(row), 5, version=3)

    def test_words_that_stand_nowhere_are_told(self, who, row):
        for words in ("鈴木", "  ", "あ" * 10_000, "🧸"):
            with pytest.raises(RuleBroken) as broken:
                disclosures.black_out(who, only_part(row), words, version=1)
            assert broken.value.field == "words"

    def test_the_second_of_two_is_told(self, who, row):
        stale = only_part(row)
        disclosures.black_out(who, only_part(row), "田中さん", version=1)
        make.scope()
        with pytest.raises(Stale):
            disclosures.black_out(who, stale, "母", version=1)


class TestDeciding:
    def test_only_the_director_decides(self, who, director, row):
        with pytest.raises(Refused):
            mc.decided(who, row)
        make.scope()
        assert mc.decided(director, row).state == "granted"

    def test_it_needs_a_reason_and_a_record(self, who, director, family, row):
        with pytest.raises(RuleBroken):
            disclosures.decide_disclosure(director, row, grant=True, reason=" ", version=1, at=NOW)
        empty = mc.disclosure(who, family)
        with pytest.raises(RuleBroken):
            mc.decided(director, empty)
        make.scope()
        assert (
            mc.decided(director, Disclosure.objects.get(pk=empty.pk), grant=False).state
            == "refused"
        )

    def test_afterwards_nothing_changes(self, who, director, talk, row):
        row = mc.decided(director, row)
        with pytest.raises(RuleBroken):
            choose(who, row, [])
        with pytest.raises(RuleBroken):
            disclosures.black_out(who, only_part(row), "田中", version=1)
        with pytest.raises(RuleBroken):
            mc.decided(director, row)
        assert queries.to_be_given(director, row)

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE consultations_disclosurepart SET marks = '[]'",
            "DELETE FROM consultations_disclosurepart",
            "UPDATE consultations_disclosure SET state = 'draft'",
            "DELETE FROM consultations_disclosure",
            "DELETE FROM consultations_disclosureevent",
        ],
    )
    def test_the_database_keeps_what_was_decided(self, director, row, sql):
        mc.decided(director, row)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)

    def test_the_register_keeps_who_received_it(self, who, director, row):
        with pytest.raises(RuleBroken):
            self.hand(who, row)
        row = mc.decided(director, row)
        with pytest.raises(RuleBroken):
            self.hand(who, row, receiver=" ")
        self.hand(who, row)
        make.scope()
        kept = queries.disclosure(director, row.pk)
        assert (kept.state, kept.handed_on, kept.handed_by) == ("handed", TODAY, "hand")
        said = [sealed.read(event.text) for event in queries.disclosure_events(kept)]
        assert said == ["本人の求め", "第三者を除く", "ご本人"]
        entry = AuditEntry.objects.latest("id")
        assert "receiver" in entry.fields

    def hand(self, who, row, receiver="ご本人"):
        disclosures.hand_over(
            who, row, receiver, how="hand", handed_on=TODAY, version=row.version, at=NOW
        )


class TestSuspicion:
    """What concerns a suspected maltreatment goes out in no way, to nobody, by nobody."""

    @pytest.fixture
    def suspected(self, hub, director, family):
        talk = mc.consultation(director, hub, household_id=family.pk)
        mc.note(director, talk, "あざ")
        concerns.open_concern(director, talk, None, "見た", nonce=talk.nonce, at=NOW)
        make.scope()
        return queries.consultation(director, talk.pk)

    def test_it_is_not_offered_to_the_director_either(self, director, family, suspected):
        assert suspected not in queries.can_be_disclosed(director, family.pk)[0]

    def test_it_cannot_be_chosen(self, director, row, suspected):
        with pytest.raises(RuleBroken):
            choose(director, row, [suspected.pk])

    def test_the_database_refuses_it_too(self, hub, row, suspected):
        with pytest.raises(DatabaseError), transaction.atomic():
            DisclosurePart.objects.create(
                hub=hub, disclosure=row, consultation=suspected, text=sealed.put(hub.pk, "x")
            )

    def test_a_record_that_came_under_suspicion_is_not_granted(self, director, talk, row):
        concerns.open_concern(director, talk, None, "見た", nonce=talk.nonce, at=NOW)
        make.scope()
        with pytest.raises(RuleBroken):
            mc.decided(director, row)
        make.scope()
        assert (
            mc.decided(director, Disclosure.objects.get(pk=row.pk), grant=False).state == "refused"
        )

    def test_nor_given_once_granted(self, who, director, talk, row):
        row = mc.decided(director, row)
        concerns.open_concern(director, talk, None, "見た", nonce=talk.nonce, at=NOW)
        make.scope()
        with pytest.raises(RuleBroken, match="印刷できません"):
            queries.to_be_given(director, row)
        with pytest.raises(RuleBroken, match="渡せない記録"):
            TestDeciding().hand(who, row)

    def test_its_copy_is_for_those_who_may_see_the_record_itself(self, hub, who, director, row):
        other = make.member(hub, Role.CONSULTANT)
        part, talk = only_part(row), queries.parts(other, row)[0].consultation
        concerns.open_concern(director, talk, None, "見た", nonce=talk.nonce, at=NOW)
        make.scope()
        assert queries.parts(other, row) == []
        with pytest.raises(Hidden):
            queries.part(other, part.pk)
        assert queries.parts(director, row) == queries.parts(who, row) == [part]

    def test_a_case_with_it_is_not_offered_nor_given(self, hub, who, director, family, talk):
        case = mc.case(who, mc.consultation(who, hub, household_id=family.pk))
        row = mc.disclosure(who, family)
        choose(who, row, [talk.pk], [case.pk])
        second = mc.consultation(who, hub, household_id=family.pk)
        cases.join_case(who, case, second)
        concerns.open_concern(director, second, None, "見た", nonce=second.nonce, at=NOW)
        make.scope()
        assert case not in queries.can_be_disclosed(director, family.pk)[1]
        with pytest.raises(RuleBroken, match="渡せない記録"):
            mc.decided(director, now(row))
        with pytest.raises(DatabaseError), transaction.atomic():
            Disclosure.objects.filter(pk=row.pk).update(state="granted")


class TestWhatWasSeenIsWhatIsDecided:
    """Nobody decides on bars, records or words that she has not looked at."""

    def test_taking_a_bar_away_is_told_to_who_decides(self, who, director, row):
        disclosures.black_out(who, only_part(row), "田中さん", version=1)
        seen = now(row)
        disclosures.show_again(who, only_part(row), 0, version=2)
        make.scope()
        with pytest.raises(Stale):
            mc.decided(director, seen)
        assert now(row).state == "draft"

    def test_adding_a_record_is_told_to_who_decides_and_to_who_chooses(
        self, hub, who, director, family, talk, row
    ):
        seen = now(row)
        choose(who, row, [talk.pk, mc.consultation(who, hub, household_id=family.pk).pk])
        with pytest.raises(Stale):
            mc.decided(director, seen)
        make.scope()
        with pytest.raises(Stale):
            disclosures.choose_records(who, row, [talk.pk], [], version=seen.version)

    def test_a_note_that_was_corrected_is_copied_anew_before_it_goes_out(
        self, who, director, talk, row
    ):
        disclosures.black_out(who, only_part(row), "田中さん", version=1)
        assert not papers.is_outdated(only_part(row))
        notes.correct_note(who, talk.notes.get(), "別のことを話した。", at=NOW)
        assert papers.is_outdated(only_part(row))
        with pytest.raises(RuleBroken, match="写したあとに変わった"):
            mc.decided(director, now(row))
        make.scope()
        with pytest.raises(Stale):
            disclosures.copy_again(who, only_part(row), version=1)
        make.scope()
        fresh = disclosures.copy_again(who, only_part(row), version=2)
        assert (fresh.marks, papers.is_outdated(fresh)) == ([], False)
        assert mc.decided(director, now(row)).state == "granted"
        assert "別のことを話した。" in shown(row)

    def test_a_record_that_was_undone_does_not_go_out(self, hub, who, director, family):
        talk = mc.consultation(who, hub, household_id=family.pk)
        row = mc.disclosure(who, family, talk)
        tallies.undo_consultation(who, talk, at=NOW)
        make.scope()
        with pytest.raises(RuleBroken, match="写したあとに変わった"):
            mc.decided(director, now(row))

    def test_a_record_of_another_family_by_now_goes_out_in_no_way(
        self, hub, who, director, talk, row
    ):
        other = make.household(hub, "別の家")
        granted = mc.decided(director, now(row))
        Consultation.objects.filter(pk=talk.pk).update(household=other)
        with pytest.raises(RuleBroken, match="印刷できません"):
            queries.to_be_given(director, granted)
        with pytest.raises(RuleBroken, match="渡せない記録"):
            TestDeciding().hand(who, granted)

    def test_nor_is_it_granted(self, hub, who, director, talk, row):
        Consultation.objects.filter(pk=talk.pk).update(household=make.household(hub, "別の家"))
        with pytest.raises(RuleBroken, match="渡せない記録"):
            mc.decided(director, row)
        make.scope()
        with pytest.raises(RuleBroken, match="渡せない記録"):
            disclosures.copy_again(who, only_part(row), version=1)
        with pytest.raises(DatabaseError), transaction.atomic():
            Disclosure.objects.filter(pk=row.pk).update(state="granted")

    def test_copies_are_the_same_whatever_the_language_of_who_copies(self, who, talk, row):
        with translation.override("en"):
            assert not papers.is_outdated(only_part(row))


def test_another_hub_sees_nothing(hub, row):
    other = make.member(make.hub("別区"), Role.DIRECTOR)
    assert queries.disclosures(other).count() == 0
    with pytest.raises(Hidden):
        queries.disclosure(other, row.pk)
    with pytest.raises(Hidden):
        queries.part(other, only_part_pk(hub, row))


def only_part_pk(hub, row):
    make.scope()
    return DisclosurePart.objects.get(disclosure=row).pk
