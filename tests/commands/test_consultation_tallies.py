"""Recording, changing and undoing consultations."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from consultations import queries
from consultations.commands import tallies
from consultations.models import Concern, Consultation, ConsultationTopic
from programs.kernel import clock
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale, constraint_name
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc

NOW = datetime(2026, 4, 20, 14, 0, tzinfo=clock.TOKYO)
TODAY = NOW.date()
ALLOWED = (Role.STAFF, Role.CONSULTANT, Role.PARTNER, Role.DIRECTOR)


@pytest.fixture
def staff(hub):
    mc.codes(hub)
    make.site(hub)
    return make.member(hub, Role.STAFF)


@pytest.fixture(autouse=True)
def _one_afternoon():
    with clock.frozen(NOW):
        yield


def record(actor, hub, nonce=None, **changes):
    facts = mc.tally(hub, **changes)
    return tallies.record_consultation(actor, facts, nonce=nonce or uuid4(), at=NOW)


@pytest.mark.django_db
class TestRecording:
    def test_a_nameless_tally_needs_only_a_few_taps(self, hub, staff):
        row = record(staff, hub, topics=("feeding", "sleep"), minutes=15)
        make.scope()
        assert (row.household, row.child, row.minutes, row.guarded) == (None, None, 15, False)
        links = ConsultationTopic.objects.filter(consultation=row)
        assert [(link.topic.code, link.is_main) for link in links] == [
            ("feeding", True),
            ("sleep", False),
        ]

    def test_one_audit_entry_names_fields_and_holds_no_text(self, hub, staff):
        row = record(staff, hub)
        make.scope()
        entry = AuditEntry.objects.get(action="consultations.record_consultation")
        assert (entry.target, entry.target_ids, entry.outcome) == (
            "consultations.consultation",
            [row.pk],
            "done",
        )
        assert "method" in entry.fields
        assert "topics" in entry.fields

    def test_the_same_nonce_again_is_the_same_consultation(self, hub, staff):
        nonce = uuid4()
        first = record(staff, hub, nonce)
        again = record(staff, hub, nonce, topics=("toilet",))
        make.scope()
        assert first.pk == again.pk
        assert Consultation.objects.count() == 1
        assert [link.topic.code for link in ConsultationTopic.objects.all()] == ["sleep"]

    @pytest.mark.parametrize("role", [role for role in Role if role not in ALLOWED])
    def test_other_roles_are_refused(self, hub, staff, role):
        facts = mc.tally(hub)
        with pytest.raises(Refused):
            tallies.record_consultation(make.member(hub, role), facts, nonce=uuid4(), at=NOW)

    @pytest.mark.parametrize("role", ALLOWED)
    def test_people_of_the_floor_may(self, hub, staff, role):
        assert record(make.member(hub, role), hub).pk

    def test_a_linked_child_gives_its_age_and_the_family_its_residence(self, hub, staff):
        family = make.household(hub, children=[date(2024, 4, 21)], residence="other_ward")
        child = family.children.get()
        row = record(staff, hub, household_id=family.pk, child_id=child.pk, age_band="preschool")
        assert (row.age_band, row.residence) == ("age_1", "other_ward")

    def test_where_a_caller_from_elsewhere_lives_is_kept_and_what_contradicts_it_is_not(
        self, hub, staff
    ):
        ward = record(staff, hub, residence="other_ward", ward="14104", city="川崎市")
        city = record(staff, hub, residence="outside_city", ward="14104", city=" 川崎市 ")
        here = record(staff, hub, residence="own_ward", ward="14104", city="川崎市")
        found = [(row.ward, row.city) for row in (ward, city, here)]
        assert found == [("14104", ""), ("", "川崎市"), ("", "")]
        assert queries.home_text(ward) == "市内の他区（中区）"
        assert queries.home_text(here) == "区内"

    def test_the_hubs_own_ward_is_no_other_ward(self, hub, staff):
        hub.ward_name = "中区"
        hub.save()
        names = [str(name) for _code, name in queries.other_wards(staff)]
        assert len(names) == 17
        assert "中区" not in names

    @pytest.mark.parametrize("facts", [{"ward": "14104"}, {"city": "川崎市"}])
    def test_the_database_keeps_no_ward_for_a_caller_of_the_own(self, hub, staff, facts):
        row = record(staff, hub)
        with pytest.raises(IntegrityError):
            Consultation.objects.filter(pk=row.pk).update(**facts)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"residence": "other_ward", "ward": "99999"}, "ward"),
            ({"residence": "outside_city", "city": "市" * 41}, "city"),
            ({"held_on": TODAY + timedelta(days=1)}, "held_on"),
            ({"started_at": time(14, 1)}, "started_at"),
            ({"minutes": 0}, "minutes"),
            ({"minutes": 601}, "minutes"),
            ({"topic_ids": ()}, "topics"),
            ({"method_id": 999_999_999}, "method"),
            ({"outcome_id": 999_999_999}, "outcome"),
            ({"child_id": 1}, "link"),
        ],
    )
    def test_impossible_facts_are_refused_at_their_field(self, hub, staff, changes, field):
        with pytest.raises(RuleBroken) as broken:
            record(staff, hub, **changes)
        assert broken.value.field == field
        make.scope()
        assert not Consultation.objects.exists()

    def test_a_child_of_another_family_is_refused(self, hub, staff):
        family, other = make.household(hub), make.household(hub, "別", "べつ")
        with pytest.raises(RuleBroken, match="登録されていません"):
            record(staff, hub, household_id=family.pk, child_id=other.children.get().pk)

    def test_a_topic_in_the_place_of_a_method_is_refused(self, hub, staff):
        with pytest.raises(RuleBroken) as broken:
            record(staff, hub, method_id=mc.code(hub, "sleep").pk)
        assert broken.value.field == "method"

    def test_a_retired_code_cannot_be_chosen_any_more(self, hub, staff):
        code = mc.code(hub, "sleep")
        facts = mc.tally(hub)
        code.retired_on = TODAY
        code.save()
        with pytest.raises(RuleBroken, match="使われていません"):
            tallies.record_consultation(staff, facts, nonce=uuid4(), at=NOW)

    def test_another_hubs_site_family_and_codes_do_not_exist(self, hub, staff):
        facts = mc.tally(hub)
        other = make.hub("鳴海区")
        family, place = make.household(other), make.site(other)
        code = mc.code(other, "space")
        for changes in ({"site_id": place.pk}, {"household_id": family.pk}):
            with pytest.raises(Hidden):
                record(staff, hub, **changes)
        with pytest.raises(RuleBroken):
            record(staff, hub, site_id=facts.site_id, method_id=code.pk)

    def test_a_suspicion_opens_its_log_and_tells_the_director_in_the_same_act(self, hub, staff):
        from programs.kernel.models import Notice

        director = make.member(hub, Role.DIRECTOR)
        row = record(staff, hub, topics=("maltreatment",))
        make.scope()
        concern = Concern.objects.get()
        assert (concern.consultation_id, concern.told, row.guarded) == (row.pk, 1, True)
        assert AuditEntry.objects.filter(action__startswith="consultations.").count() == 1
        with make.seeing(hub):
            notice = Notice.objects.get(person_id=director.user_id)
        assert notice.values == {}
        assert notice.path == concern.get_absolute_url()

    def test_the_database_keeps_one_main_topic(self, hub, staff):
        row = record(staff, hub, topics=("feeding", "sleep"))
        make.scope()
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            ConsultationTopic.objects.filter(consultation=row).update(is_main=True)
        assert constraint_name(error.value) == "topic_one_main"


@pytest.mark.django_db
class TestChanging:
    def change(self, actor, row, hub, version=1, **changes):
        row = queries.consultation(actor, row.pk)
        facts = mc.tally(hub, **changes)
        return tallies.change_consultation(actor, row, facts, version=version, at=NOW)

    def test_only_the_changed_fields_are_named_in_the_audit(self, hub, staff):
        row = record(staff, hub)
        self.change(staff, row, hub, topics=("toilet", "sleep"), minutes=30)
        make.scope()
        entry = AuditEntry.objects.get(action="consultations.change_consultation")
        assert entry.fields == ["minutes", "topics"]
        fresh = queries.consultation(staff, row.pk)
        assert queries.topics_text(fresh) == "排せつ、睡眠"
        assert (fresh.version, fresh.changed_by_id) == (2, staff.user_id)

    def test_the_second_editor_sees_both_versions_and_overwrites_nothing(self, hub, staff):
        row = record(staff, hub)
        self.change(staff, row, hub, topics=("toilet",))
        consultant = make.member(hub, Role.CONSULTANT)
        with pytest.raises(Stale) as stale:
            self.change(consultant, row, hub, topics=("feeding",))
        assert stale.value.mine["相談内容"] == "授乳・離乳・食事"
        assert stale.value.theirs["相談内容"] == "排せつ"
        assert stale.value.by == staff.name
        assert (stale.value.mine["相談者"], stale.value.mine["相談日"]) == ("母", "令和8年4月20日")
        assert queries.topics_text(queries.consultation(staff, row.pk)) == "排せつ"

    def test_staff_change_their_own_and_consultants_any(self, hub, staff):
        row = record(staff, hub)
        with pytest.raises(Refused):
            self.change(make.member(hub, Role.STAFF), row, hub)
        assert self.change(make.member(hub, Role.CONSULTANT), row, hub).version == 2

    def test_a_retired_code_stays_in_a_record_that_has_it(self, hub, staff):
        row = record(staff, hub)
        code = mc.code(hub, "sleep")
        code.retired_on = TODAY
        code.save()
        assert self.change(staff, row, hub, minutes=5).minutes == 5

    def test_a_suspicion_found_later_restricts_the_record(self, hub, staff):
        row = record(staff, hub)
        changed = self.change(staff, row, hub, topics=("sleep", "maltreatment"))
        make.scope()
        assert changed.guarded
        assert Concern.objects.get().consultation_id == row.pk
        self.change(staff, row, hub, version=2, topics=("sleep",))
        make.scope()
        assert Consultation.objects.get().guarded

    def test_another_hubs_consultation_does_not_exist(self, hub, staff):
        row = record(staff, hub)
        stranger = make.member(make.hub("鳴海区"), Role.DIRECTOR)
        with pytest.raises(Hidden):
            queries.consultation(stranger, row.pk)
        with pytest.raises(Hidden):
            tallies.change_consultation(stranger, row, mc.tally(hub), version=1, at=NOW)


@pytest.mark.django_db
class TestUndoing:
    def test_an_undone_record_is_out_of_lists_and_can_come_back(self, hub, staff):
        row = record(staff, hub)
        tallies.undo_consultation(staff, row, at=NOW)
        assert not queries.listed(staff).exists()
        assert not queries.counted(staff).exists()
        tallies.redo_consultation(staff, queries.consultation(staff, row.pk))
        assert queries.listed(staff).get().pk == row.pk

    def test_an_undone_record_is_not_changed(self, hub, staff):
        row = record(staff, hub)
        tallies.undo_consultation(staff, row, at=NOW)
        with pytest.raises(RuleBroken, match="先に取り消しを元に"):
            tallies.change_consultation(staff, row, mc.tally(hub), version=1, at=NOW)

    def test_a_record_with_a_note_or_a_concern_stays(self, hub, staff):
        noted, suspected = record(staff, hub), record(staff, hub, topics=("maltreatment",))
        mc.note(staff, noted)
        for row in (noted, suspected):
            with pytest.raises(RuleBroken):
                tallies.undo_consultation(staff, row, at=NOW)

    def test_somebody_elses_record_is_not_ones_to_undo(self, hub, staff):
        row = record(staff, hub)
        for role in (Role.STAFF, Role.CONSULTANT):
            with pytest.raises(Refused):
                tallies.undo_consultation(make.member(hub, role), row, at=NOW)
        assert tallies.undo_consultation(make.member(hub, Role.DIRECTOR), row, at=NOW).voided_at


def test_sixteen_taps_at_once_are_one_consultation(committed_db):
    with transaction.atomic():
        hub = make.hub()
        make.site(hub)
        mc.codes(hub)
        staff = make.member(hub, Role.STAFF)
        facts, nonce = mc.tally(hub), uuid4()

    def tap(_):
        try:
            return tallies.record_consultation(staff, facts, nonce=nonce, at=NOW).pk
        finally:
            connection.close()

    # The clock is held by the caller's context alone; the command is told the time.
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(tap, range(16)))) == 1
    with make.seeing(hub):
        assert Consultation.objects.count() == 1
        assert ConsultationTopic.objects.count() == 1
