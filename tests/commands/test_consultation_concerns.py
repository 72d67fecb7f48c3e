"""Suspected maltreatment: opened once, told at once, logged for good."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction

from consultations import queries, sealed
from consultations.choices import SafetyKind, StepKind
from consultations.commands import concerns
from consultations.models import Concern, ConcernStep
from consultations.rules import Step
from programs.kernel import clock
from programs.kernel.errors import Hidden, Refused, RuleBroken
from programs.kernel.models import AuditEntry, Notice
from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc

NOW = datetime(2026, 4, 20, 14, 0, tzinfo=clock.TOKYO)


@pytest.fixture(autouse=True)
def _one_afternoon():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def staff(hub):
    mc.codes(hub)
    make.site(hub)
    return make.member(hub, Role.STAFF)


@pytest.fixture
def director(hub):
    return make.member(hub, Role.DIRECTOR)


def step(**changes):
    values = {"kind": StepKind.CALLED, "happened_at": NOW, "text": "区に電話した。"}
    return Step(**{**values, **changes})


@pytest.mark.django_db
def test_opening_tells_every_director_without_a_word_of_content(hub, staff, director):
    second = make.member(hub, Role.DIRECTOR)
    concern = mc.concern(staff, None, "あざを見た")
    assert concern.told == 2
    with make.seeing(hub):
        notices = Notice.objects.filter(key="consultations.concern_opened")
        assert {notice.person_id for notice in notices} == {director.user_id, second.user_id}
        assert all(notice.values == {} for notice in notices)
    assert not any("あざ" in f"{message.subject}{message.body}" for message in mail.outbox)


@pytest.mark.django_db
def test_the_same_nonce_is_one_concern_and_a_consultation_has_one(hub, staff, director):
    row, nonce = mc.consultation(staff, hub), uuid4()
    first = concerns.open_concern(staff, row, None, "一つ目", nonce=nonce, at=NOW)
    again = concerns.open_concern(staff, row, None, "", nonce=nonce, at=NOW)
    other = concerns.open_concern(staff, row, None, "書き足し", nonce=uuid4(), at=NOW)
    make.scope()
    assert first.pk == again.pk == other.pk
    assert [sealed.read(line.text) for line in queries.steps(first)] == ["一つ目", "書き足し"]
    with make.seeing(hub):
        assert Notice.objects.filter(person_id=director.user_id).count() == 1


@pytest.mark.django_db
def test_the_record_is_restricted_from_then_on(hub, staff, director):
    row = mc.consultation(staff, hub)
    mc.concern(staff, row)
    for colleague in (make.member(hub, Role.STAFF), make.member(hub, Role.CONSULTANT)):
        with pytest.raises(Hidden):
            queries.consultation(colleague, row.pk)
        assert not queries.listed(colleague).exists()
    for reader in (staff, director):
        assert queries.consultation(reader, row.pk).guarded


@pytest.mark.django_db
def test_who_opened_it_on_a_colleagues_record_still_sees_that_record(hub, staff, director):
    row = mc.consultation(director, hub)
    mc.concern(staff, row)
    assert queries.consultation(staff, row.pk).guarded
    with pytest.raises(Hidden):
        queries.consultation(make.member(hub, Role.CONSULTANT), row.pk)


@pytest.mark.django_db
def test_a_step_keeps_its_time_its_author_and_whom_one_called(hub, staff, director):
    concern = mc.concern(staff)
    contact = queries.safety(staff, SafetyKind.CONTACT).first()
    early = NOW - timedelta(minutes=20)
    line = concerns.add_step(staff, concern, step(happened_at=early, contact_id=contact.pk), at=NOW)
    make.scope()
    assert (line.happened_at, line.written_at, line.author_id) == (early, NOW, staff.user_id)
    assert line.contact == contact
    entry = AuditEntry.objects.get(action="consultations.log_concern")
    assert "text" in entry.fields
    with make.seeing(hub):
        assert Notice.objects.filter(
            key="consultations.concern_step", person_id=director.user_id
        ).exists()
        assert not Notice.objects.filter(
            key="consultations.concern_step", person_id=staff.user_id
        ).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "あ" * 10_001}, "text"),
        ({"happened_at": NOW + timedelta(minutes=1)}, "happened_time"),
        ({"check_on": NOW.date() - timedelta(days=1)}, "check_on"),
        ({"contact_id": 999_999_999}, "contact"),
    ],
)
@pytest.mark.django_db
def test_impossible_steps_are_refused_at_their_field(hub, staff, changes, field):
    with pytest.raises(RuleBroken) as broken:
        concerns.add_step(staff, mc.concern(staff), step(**changes), at=NOW)
    assert broken.value.field == field


@pytest.mark.django_db
def test_nothing_of_it_is_changed_or_deleted(hub, staff):
    concern = mc.concern(staff)
    line = ConcernStep.objects.get()
    acts = (
        lambda: Concern.objects.filter(pk=concern.pk).update(opened_at=NOW),
        lambda: ConcernStep.objects.filter(pk=line.pk).update(kind=StepKind.DECIDED),
        lambda: ConcernStep.objects.filter(pk=line.pk).delete(),
    )
    for act in acts:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


@pytest.mark.django_db
def test_readers_are_the_one_who_opened_it_and_the_director(hub, staff, director):
    concern = mc.concern(staff)
    assert queries.concern(staff, concern.pk)
    assert queries.concern(director, concern.pk)
    for role in Role:
        if role == Role.DIRECTOR:
            continue
        with pytest.raises(Hidden):
            queries.concern(make.member(hub, role), concern.pk)
        with pytest.raises(Refused):
            concerns.add_step(make.member(hub, role), concern, step(), at=NOW)


@pytest.mark.django_db
def test_only_the_director_closes_it(hub, staff, director):
    concern = mc.concern(staff)
    with pytest.raises(Refused):
        concerns.add_step(staff, concern, step(kind=StepKind.CLOSED), at=NOW)
    concerns.add_step(director, concern, step(kind=StepKind.CLOSED), at=NOW)
    make.scope()
    assert queries.concern(staff, concern.pk).closed
    assert make.todos(queries, director, NOW.date()) == []


@pytest.mark.django_db
def test_it_waits_every_day_until_the_day_set_for_the_next_look(hub, staff, director):
    concern = mc.concern(staff)
    for person in (staff, director):
        assert [todo.url for todo in make.todos(queries, person, NOW.date())] == [
            concern.get_absolute_url()
        ]
    later = NOW.date() + timedelta(days=5)
    concerns.add_step(director, concern, step(kind=StepKind.DECIDED, check_on=later), at=NOW)
    make.scope()
    assert make.todos(queries, staff, NOW.date()) == []
    assert make.todos(queries, staff, later + timedelta(days=1))[0].overdue


@pytest.mark.django_db
def test_another_hubs_concern_does_not_exist(hub, staff):
    concern = mc.concern(staff)
    stranger = make.member(make.hub("鳴海区"), Role.DIRECTOR)
    with pytest.raises(Hidden):
        queries.concern(stranger, concern.pk)
    with pytest.raises(Hidden):
        concerns.add_step(stranger, concern, step(), at=NOW)


@pytest.mark.parametrize(
    "role", [Role.RECEPTION, Role.KOSAPO, Role.WARD_OFFICER, Role.CITY_VIEWER, Role.ADMINISTRATOR]
)
@pytest.mark.django_db
def test_roles_without_consultations_cannot_open_one(hub, role):
    with pytest.raises(Refused):
        concerns.open_concern(make.member(hub, role), None, None, "", nonce=uuid4(), at=NOW)


def test_two_people_at_once_open_one_log(committed_db):
    with transaction.atomic():
        hub = make.hub()
        make.site(hub)
        mc.codes(hub)
        people = [make.member(hub, Role.STAFF), make.member(hub, Role.DIRECTOR)]
        row = mc.consultation(people[0], hub)

    def begin(actor):
        try:
            return concerns.open_concern(actor, row, None, "見た", nonce=uuid4(), at=NOW).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(begin, people * 4))) == 1
    with make.seeing(hub):
        assert Concern.objects.count() == 1
        assert ConcernStep.objects.count() == 8
