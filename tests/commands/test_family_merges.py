"""Two registrations of one family become one, and two again."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction

from programs.dropin.commands import check_out
from programs.dropin.commands.guests import register_guest
from programs.dropin.models import Visit, VisitPerson
from programs.dropin.queries import by_card
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.kana import search_key
from programs.kernel.models import AuditEntry
from programs.registry import guards, queries
from programs.registry.choices import Area, Role
from programs.registry.commands import merging
from programs.registry.commands.families import (
    ConsentSaid,
    record_consent,
    restore_household,
    share_child,
)
from programs.registry.commands.handoffs import offer_handoff
from programs.registry.commands.households import reissue_card
from programs.registry.commands.keys import refresh_keys_of_homes
from programs.registry.commands.merging import (
    MergeChoice,
    merge_households,
    tell_apart,
    undo_apart,
    undo_merge,
)
from programs.registry.commands.moving import references
from programs.registry.models import Adult, Child, Handoff, Household, MergeRecord, SearchKey
from programs.registry.queries import families as family_queries
from programs.registry.queries import merging as merge_queries
from programs.registry.rules import AdultValues, HouseholdValues
from tests import make, make_consultations
from tests.make_dropin import DAY, Desk, later
from tests.make_families import NOON, family, merge

db = pytest.mark.django_db
WRITTEN_ANEW = {"version", "id", "undone_at", "undone_by"}


@pytest.fixture
def desk(hub):
    return Desk(hub)


@pytest.fixture
def staff(hub):
    return make.member(hub, Role.STAFF)


def everything(*households):
    """All rows that belong to some families, as plain values; without versions and search keys' ids."""
    found = {}
    wanted = [row.pk for row in households]
    found["registry.household"] = _rows(Household, {"pk__in": wanted})
    for model, field in references(Household):
        found[f"{model._meta.label_lower}.{field}"] = _rows(model, {f"{field}__in": wanted})
    key = apps.get_model("registry.searchkey")
    found["keys"] = _rows(key, {"household__in": wanted})
    found["people"] = _rows(VisitPerson, {"visit__household__in": wanted}, keep_id=True)
    return found


def _rows(model, wanted, keep_id=False):
    rows = model._base_manager.filter(**wanted).values()
    drop = WRITTEN_ANEW - ({"id"} if keep_id else set())
    return sorted(
        (sorted((k, str(v)) for k, v in row.items() if k not in drop) for row in rows), key=str
    )


def came(desk, household, **ago):
    """A visit of an hour."""
    visit = desk.check_in(household, later(**ago))
    return check_out(desk.volunteer, visit, later(**ago) + timedelta(hours=1))


@db
def test_a_merge_leaves_one_family_with_everything_of_both(desk, staff):
    kept, gone = family(desk.hub), family(desk.hub, phone="045-111-2222")
    came(desk, kept)
    came(desk, gone, days=1)
    offer_handoff(staff, Area.DROPIN, Area.CONSULTATIONS, "見守り", gone)
    merge(staff, kept, gone, "phone")
    kept.refresh_from_db()
    assert kept.phone == "045-111-2222"
    assert Visit.objects.filter(household=kept).count() == 2
    assert Handoff.objects.get().household == kept
    assert kept.children.count() == kept.adults.count() == 1
    assert {p.child_id for p in VisitPerson.objects.filter(role="child")} == {
        kept.children.get().pk
    }


@db
def test_after_a_merge_the_first_visit_is_the_earlier_of_the_two(desk, staff):
    kept, gone = family(desk.hub), family(desk.hub)
    second = came(desk, kept, days=1)
    first = came(desk, gone)
    assert second.first_ever and first.first_ever
    record = merge(staff, kept, gone)
    second.refresh_from_db()
    assert not second.first_ever
    assert not second.people.filter(first_ever=True).exists()
    undo_merge(staff, record, NOON)
    second.refresh_from_db()
    assert second.first_ever


@db
def test_a_merge_taken_back_leaves_every_row_as_it_was(desk, staff):
    make_consultations.codes(desk.hub)
    kept = family(desk.hub, phone="")
    gone = family(desk.hub, phone="045-111-2222", address="汐見区", door_note="階段")
    Adult.objects.filter(household=gone).update(
        not_told="住所", phone="090-0000-1111", birth_on=date(1990, 1, 1)
    )
    Child.objects.create(hub=desk.hub, household=gone, name="波多 うみ", birth_on=date(2021, 1, 1))
    other = family(desk.hub, "そら", "ひとみ")
    share_child(staff, other, gone.children.first())
    share_child(staff, gone, other.children.get())
    for day in range(3):
        came(desk, kept, days=2 * day)
        came(desk, gone, days=2 * day + 1)
    came(desk, other, days=9)
    link = {"household_id": gone.pk, "child_id": gone.children.first().pk}
    make_consultations.consultation(staff, desk.hub, **link)
    offer_handoff(staff, Area.DROPIN, Area.CONSULTATIONS, "見守り", gone)
    before = everything(kept, gone, other)
    record = merge(staff, kept, gone, "phone", "address", "door_note", knowing=True)
    assert everything(kept, gone, other) != before
    undo_merge(staff, record, NOON)
    assert everything(kept, gone, other) == before


@db
def test_what_was_changed_after_the_merge_outlives_the_undo(desk, staff):
    kept, gone = family(desk.hub, phone="045-111-1111"), family(desk.hub, phone="045-222-2222")
    record = merge(staff, kept, gone, "phone")
    Household.objects.filter(pk=kept.pk).update(phone="045-333-3333")
    visit = desk.check_in(Household.objects.get(pk=kept.pk))
    undo_merge(staff, record, NOON)
    kept.refresh_from_db()
    visit.refresh_from_db()
    assert kept.phone == "045-333-3333"
    assert visit.household_id == kept.pk


@db
def test_an_undo_happens_once_and_leaves_one_entry_each(desk, staff):
    kept, gone = family(desk.hub), family(desk.hub)
    record = merge(staff, kept, gone)
    undo_merge(staff, record, NOON)
    with pytest.raises(RuleBroken, match="すでに元に戻されています"):
        undo_merge(staff, record, NOON)
    done = AuditEntry.objects.filter(outcome="done")
    merged = done.get(action="registry.merge_households")
    assert merged.target_ids == [kept.pk, gone.pk]
    assert done.get(action="registry.undo_merge").target_ids == [record.pk]


@db
def test_merges_are_taken_back_the_newest_first(desk, staff):
    first, second, third = (family(desk.hub) for _ in range(3))
    earlier = merge(staff, first, second)
    newer = merge(staff, first, third)
    with pytest.raises(RuleBroken, match="新しいものから"):
        undo_merge(staff, earlier, NOON)
    undo_merge(staff, newer, NOON)
    undo_merge(staff, earlier, NOON)
    assert queries.households(staff).count() == 3


@db
def test_a_chain_of_merges_is_taken_back_from_its_end(desk, staff):
    first, second, third = (family(desk.hub) for _ in range(3))
    inner = merge(staff, second, third)
    outer = merge(staff, first, second)
    assert queries.household_by_card(staff, third.card_token) == first
    assert set(family_queries.merged_into(first)) == {second, third}
    with pytest.raises(RuleBroken, match="新しいものから"):
        undo_merge(staff, inner, NOON)
    undo_merge(staff, outer, NOON)
    undo_merge(staff, inner, NOON)
    assert queries.household_by_card(staff, third.card_token) == third


@db
def test_the_old_card_and_number_find_the_family_until_the_card_is_reissued(desk, staff):
    kept, gone = family(desk.hub), family(desk.hub)
    merge(staff, kept, gone)
    assert queries.household_by_card(staff, gone.card_token) == kept
    assert [one.household for one in by_card(staff, gone.card_token, DAY)] == [kept]
    assert queries.households_matching(staff, str(gone.number)) == [kept]
    reissue_card(staff, Household.objects.get(pk=kept.pk))
    with pytest.raises(Hidden):
        queries.household_by_card(staff, gone.card_token)


@db
def test_consents_of_both_are_read_together(desk, staff):
    kept, gone = family(desk.hub), family(desk.hub)
    record_consent(staff, gone, ConsentSaid("photo", True, "第1版", DAY), DAY)
    merge(staff, kept, gone)
    assert family_queries.consents(staff, kept).get().wording_version == "第1版"


@db
def test_neither_note_of_what_must_not_be_told_is_lost(desk, staff):
    kept, gone = family(desk.hub), family(desk.hub)
    Adult.objects.filter(household=kept).update(not_told="住所")
    Adult.objects.filter(household=gone).update(not_told="来館の予定", lives_apart=True)
    merge(staff, kept, gone, knowing=True)
    assert kept.adults.get().not_told == "住所／来館の予定"
    assert kept.adults.get().lives_apart


@db
def test_two_homes_of_one_child_are_not_merged_unknowingly(desk, staff):
    kept, gone, apart = family(desk.hub), family(desk.hub), family(desk.hub)
    share_child(staff, gone, kept.children.get())
    Adult.objects.filter(household=apart).update(lives_apart=True)
    for pair in ((kept, gone), (gone, kept), (kept, apart), (apart, kept)):
        with pytest.raises(RuleBroken) as refused:
            merge(staff, *pair)
        assert refused.value.field == "knowing"
        make.scope()
    assert not MergeRecord.objects.exists()


@db
@pytest.mark.parametrize("first", ["owner", "guest"])
def test_a_family_is_merged_with_the_second_home_of_its_child(desk, staff, first):
    owner, guest = family(desk.hub), family(desk.hub, "そら", "ひとみ")
    share_child(staff, guest, owner.children.get())
    pair = (owner, guest) if first == "owner" else (guest, owner)
    record = merge(staff, *pair, knowing=True)
    make.scope()
    undo_merge(staff, record, NOON)


@db
def test_a_childs_family_is_changed_after_its_other_homes_were_merged(desk, staff):
    home, kept, gone = (family(desk.hub, name, "ひとみ") for name in ("はる", "そら", "うみ"))
    for other in (kept, gone):
        share_child(staff, other, home.children.get())
    merge(staff, kept, gone, knowing=True)
    make.scope()
    refresh_keys_of_homes(home)
    assert not SearchKey.objects.filter(household=gone).exists()
    assert SearchKey.objects.filter(household=kept, key=search_key("波多 はる")).exists()


@db
def test_families_here_at_the_same_time_are_not_merged_and_the_reason_is_said(desk, staff):
    kept, gone = family(desk.hub), family(desk.hub)
    desk.check_in(kept)
    desk.check_in(gone, later(minutes=5))
    before = everything(kept, gone)
    with pytest.raises(RuleBroken, match="同じ時間に来館した記録"):
        merge(staff, kept, gone)
    assert everything(kept, gone) == before
    assert not MergeRecord.objects.exists()


@db
def test_practice_and_real_families_stay_apart(desk, staff):
    with pytest.raises(RuleBroken, match="練習用"):
        merge(staff, family(desk.hub), family(desk.hub, is_demo=True))


@db
def test_nobody_is_merged_with_oneself_or_twice(desk, staff):
    kept, gone, third = (family(desk.hub) for _ in range(3))
    with pytest.raises(RuleBroken, match="2つの登録"):
        merge(staff, kept, kept)
    merge(staff, kept, gone)
    with pytest.raises(RuleBroken, match="すでに"):
        merge(staff, third, gone)
    with pytest.raises(RuleBroken, match="統合を元に戻して"):
        restore_household(staff, gone)


@db
def test_people_of_other_families_are_not_taken_for_the_same(desk, staff):
    kept, gone, third = (family(desk.hub) for _ in range(3))
    stray = MergeChoice(1, 1, adults=((kept.adults.get().pk, third.adults.get().pk),))
    with pytest.raises(RuleBroken, match="同じ方"):
        merge_households(staff, kept, gone, stray, NOON)


@db
def test_a_change_meanwhile_is_shown_instead_of_merged_over(desk, staff):
    kept, gone = family(desk.hub), family(desk.hub)
    with pytest.raises(Stale):
        merge_households(staff, kept, gone, MergeChoice(0, 1), NOON)
    with pytest.raises(Stale):
        merge_households(staff, kept, gone, MergeChoice(1, 0), NOON)
    gone.refresh_from_db()
    assert gone.archived_at is None


@db
def test_another_hubs_families_are_as_none(desk, staff):
    ours, theirs = family(desk.hub), family(make.hub("磯部区"))
    for one, other in ((ours, theirs), (theirs, ours)):
        with pytest.raises(Hidden):
            merge_households(staff, one, other, MergeChoice(1, 1), NOON)
        with pytest.raises(Hidden):
            tell_apart(staff, one, other)


@db
def test_reception_neither_merges_nor_takes_back(desk, staff):
    kept, gone = family(desk.hub), family(desk.hub)
    with pytest.raises(Refused):
        merge(desk.volunteer, kept, gone)
    with pytest.raises(Refused):
        undo_merge(desk.volunteer, merge(staff, kept, gone), NOON)


@db
def test_two_families_told_apart_are_not_proposed_again(desk, staff):
    one, other = family(desk.hub), family(desk.hub)
    assert [(p.first, p.second) for p in merge_queries.alike(staff)] == [(one, other)]
    said = tell_apart(staff, other, one)
    assert tell_apart(staff, one, other) == said
    assert list(merge_queries.alike(staff)) == []
    undo_apart(staff, said)
    assert len(merge_queries.alike(staff)) == 1
    with pytest.raises(Hidden):
        undo_apart(staff, said)


@db
def test_no_column_that_refers_to_a_family_or_a_person_is_forgotten():
    """Whatever area declares a reference later is moved too, unless its rows are append-only."""
    holders = {model._meta.label_lower for model, _field in references(Household)}
    assert {"dropin.visit", "consultations.consultation", "registry.handoff"} <= holders
    assert {"registry.adult", "registry.child", "registry.childhome"} <= holders
    assert not {"registry.searchkey", "registry.mergerecord", "registry.consent"} & holders
    assert ("dropin.visitperson", "child") in {
        (model._meta.label_lower, field) for model, field in references(Child)
    }


def test_two_who_merge_the_same_pair_make_one_merge(committed_db):
    with transaction.atomic():
        hub = make.hub()
        desk = Desk(hub)
        actors = [make.member(hub, Role.STAFF) for _ in range(4)]
        kept, gone = family(hub), family(hub)
        desk.check_in(gone)

    def one(actor):
        try:
            with transaction.atomic():
                make.scope()
                pair = (kept, gone) if actor is not actors[0] else (gone, kept)
                merge_households(actor, *pair, MergeChoice(1, 1), NOON)
            return "done"
        except (RuleBroken, Stale):
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        results = sorted(pool.map(one, actors))
    assert results == ["done", "refused", "refused", "refused"]
    with make.seeing(hub):
        assert MergeRecord.objects.filter(hub=hub).count() == 1
        assert Visit.objects.filter(hub=hub).count() == 1


@db
def test_nothing_of_any_area_is_hung_on_a_registration_that_went_into_another(desk, staff):
    kept, gone = family(desk.hub), family(desk.hub)
    record = merge(staff, kept, gone)
    with pytest.raises(RuleBroken):
        desk.check_in(gone)
    with pytest.raises(RuleBroken, match="統合されています"):
        offer_handoff(staff, Area.DROPIN, Area.CONSULTATIONS, "見守り", gone)
    assert not Visit.objects.filter(hub=desk.hub).exists()
    undo_merge(staff, record, NOON)
    assert desk.check_in(gone).household == gone


@db
def test_every_table_that_refers_to_a_family_has_the_guard():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, substr(t.tgname, 15) FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname LIKE 'refuse_merged_%'"
        )
        there = set(cursor.fetchall())
    assert there == set(guards.guarded())
    assert {("dropin_visit", "household_id"), ("registry_consent", "household_id")} <= there


def test_what_is_written_during_a_merge_is_moved_along_or_refused(committed_db):
    """Never left behind, whoever comes first."""
    with transaction.atomic():
        hub = make.hub()
        staff = make.member(hub, Role.STAFF)
        pairs = [(family(hub), family(hub)) for _ in range(12)]

    def offer(pair):
        return offer_handoff(staff, Area.DROPIN, Area.CONSULTATIONS, "見守り", pair[1])

    def join(pair):
        return merge_households(staff, *pair, MergeChoice(1, 1), NOON)

    def one(act, pair):
        try:
            with transaction.atomic():
                make.scope()
                act(pair)
            return True
        except RuleBroken:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        offered = [(pool.submit(one, offer, pair), pool.submit(one, join, pair)) for pair in pairs]
        told = [(first.result(), second.result()) for first, second in offered]
    assert all(joined for _offered, joined in told)
    with make.seeing(hub):
        for (kept, gone), (offered_too, _joined) in zip(pairs, told, strict=True):
            assert not Handoff.objects.filter(household=gone).exists()
            assert Handoff.objects.filter(household=kept).count() == int(offered_too)


def test_who_books_while_a_merge_is_under_way_waits_and_is_told(committed_db, monkeypatch):
    """The merge has moved its rows and not committed yet: nothing may slip in behind it."""
    with transaction.atomic():
        hub = make.hub()
        staff = make.member(hub, Role.STAFF)
        kept, gone = family(hub), family(hub)
    moved, offered = threading.Event(), threading.Event()
    work_out, waited = merging._work_out, []

    def slowly(household):
        moved.set()
        waited.append(not offered.wait(1.5))
        work_out(household)

    def offer():
        moved.wait(10)
        try:
            with transaction.atomic():
                make.scope()
                offer_handoff(staff, Area.DROPIN, Area.CONSULTATIONS, "見守り", gone)
            return "left behind"
        except RuleBroken:
            return "told"
        finally:
            offered.set()
            connection.close()

    def join():
        try:
            with transaction.atomic():
                make.scope()
                merge_households(staff, kept, gone, MergeChoice(1, 1), NOON)
        finally:
            connection.close()

    monkeypatch.setattr(merging, "_work_out", slowly)
    with ThreadPoolExecutor(2) as pool:
        joining, offering = pool.submit(join), pool.submit(offer)
        joining.result()
        assert offering.result() == "told"
    assert waited == [True]
    with make.seeing(hub):
        assert not Handoff.objects.exists()


def test_two_who_undo_the_same_merge_undo_it_once(committed_db):
    with transaction.atomic():
        hub = make.hub()
        actors = [make.member(hub, Role.STAFF) for _ in range(3)]
        record = merge(actors[0], family(hub), family(hub))

    def one(actor):
        try:
            with transaction.atomic():
                undo_merge(actor, record, NOON)
            return "done"
        except RuleBroken:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(one, actors)) == ["done", "refused", "refused"]


def test_two_who_register_the_same_guest_make_one_family(committed_db):
    with transaction.atomic():
        hub = make.hub()
        desk = Desk(hub)
        actors = [make.member(hub, Role.STAFF) for _ in range(4)]
        visit = desk.guest(label="そらくん")
    typed = HouseholdValues(
        "波多", "はた", "own_ward", adults=(AdultValues("波多 香", "", "mother"),)
    )

    def one(actor):
        try:
            with transaction.atomic():
                register_guest(actor, visit, typed, [], DAY)
            return "done"
        except RuleBroken:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, actors)) == ["done", "refused", "refused", "refused"]
    with make.seeing(hub):
        assert Household.objects.filter(hub=hub).count() == 1
