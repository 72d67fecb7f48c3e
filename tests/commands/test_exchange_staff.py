"""From a file to invitations, and lists written out."""

from datetime import date, datetime

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from programs.exchange import commands, queries
from programs.exchange.choices import Kind, Outcome
from programs.exchange.commands.exporting import Wanted
from programs.exchange.models import ExportRecord, ImportRow
from programs.exchange.reading import read_file
from programs.exchange.rules.headings import guess_families
from programs.kernel import clock, sheets
from programs.kernel.errors import Refused, RuleBroken
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from programs.registry.models import Adult, Child, Household, Membership, Person
from tests import make, make_families
from tests.make_exchange import STAFF_HEADS, STAFF_ROWS, fates, staged

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 12, 0, tzinfo=clock.TOKYO)


@pytest.fixture
def administrator(hub):
    return make.member(hub, Role.ADMINISTRATOR)


@pytest.fixture
def director(hub):
    return make.member(hub, Role.DIRECTOR)


def staff(actor, *rows):
    return staged(actor, *rows, heads=STAFF_HEADS, kind=Kind.STAFF)


def people():
    return sorted(Person.objects.values_list("username", "name"))


def test_people_are_invited_with_their_roles_and_told_by_mail(
    hub, administrator, django_capture_on_commit_callbacks
):
    run = staff(administrator, *STAFF_ROWS)
    assert fates(run) == ["new"]
    with django_capture_on_commit_callbacks() as later:
        commands.confirm(administrator, run, NOW)
    assert len(later) == 1 and mail.outbox == []
    person = Person.objects.get(username="m.umi")
    assert not person.has_usable_password()
    roles = Membership.objects.filter(person=person).order_by("role")
    assert [(role.role, role.from_on) for role in roles] == [
        ("reception", date(2026, 4, 1)),
        ("staff", date(2026, 4, 1)),
    ]
    assert fates(staff(administrator, *STAFF_ROWS)) == ["known"]


def test_undoing_takes_back_accounts_that_nobody_used(hub, administrator):
    before = people()
    rows = [[f"見本 {n}", "", f"person{n}", "", "受付", ""] for n in range(4)]
    run = staff(administrator, *rows)
    commands.confirm(administrator, run, NOW)
    used, secured, moved = Person.objects.filter(username__in=["person0", "person1", "person2"])
    Person.objects.filter(pk=used.pk).update(last_login=NOW)
    secured.set_password("a long new password")
    secured.save()
    Membership.objects.filter(person=moved).update(title="主任")
    commands.undo(administrator, run, NOW)
    assert people() == sorted([*before, *((f"person{n}", f"見本 {n}") for n in range(3))])
    assert queries.tally(administrator, run) == {Outcome.TAKEN_BACK: 1, Outcome.KEPT: 3}


def test_what_cannot_be_invited_says_why(hub, administrator):
    with transaction.atomic():
        elsewhere = make.person("よそ")
    run = staff(
        administrator,
        ["見本", "みほん", "ab", "x", "王様", "いつか"],
        ["よそ", "", elsewhere.username, "", "受付", ""],
        ["一", "", "same.id", "", "受付", ""],
        ["二", "", "Ｓａｍｅ．ｉｄ", "", "受付", ""],
        ["市", "", "city.view", "", "市の閲覧者（集計のみ）", ""],
        ["", "", "", "", "", ""],
    )
    assert fates(run) == ["error", "error", "new", "error", "error"]
    texts = [note["text"] for row in ImportRow.objects.filter(run=run) for note in row.notes]
    assert any("すでに使われて" in text for text in texts)
    assert any("2回" in text for text in texts)
    assert len(ImportRow.objects.get(run=run, number=2).notes) == 4


def test_only_the_hubs_own_administrator_brings_staff_in(hub, director, administrator):
    city = make.member(None, Role.ADMINISTRATOR)
    for actor in (director, city, make.member(hub, Role.STAFF)):
        with pytest.raises(Refused):
            staff(actor, *STAFF_ROWS)
    with pytest.raises(Refused):
        commands.export_staff(city, Wanted("csv", "理由", {}), NOW.date())


# --- exports ------------------------------------------------------------------------------------


def written(table):
    rows = [[str(cell or "") for cell in row] for row in table.rows]
    return [table.heads, *rows]


def families(hub):
    """Three families whose people have names of kana."""
    made = [
        make.household(hub, name, kana, (date(2024, 1, n),), phone=f"045-111-000{n}")
        for n, (name, kana) in enumerate((("海", "うみ"), ("空", "そら"), ("丘", "おか")), start=1)
    ]
    Child.objects.filter(household__in=made).update(name_kana="")
    return made


def test_an_export_tells_how_many_why_and_no_secret(hub, director):
    home = make.household(hub, "=cmd", "あおば", phone="045-111-2222", door_note="@受付")
    Adult.objects.filter(household=home).update(not_told="引っ越し先", lives_apart=True)
    make.household(hub, "波多", "はた")
    table = commands.export_families(director, Wanted("csv", "区への報告", {"q": "あお"}))
    text = str(written(table))
    assert len(table.rows) == 1 and "=cmd" in text
    assert "引っ越し先" not in text and home.card_token not in text
    body = sheets.as_csv(table.heads, table.rows).decode("utf-8-sig")
    assert "'=cmd" in body and "'@受付" in body
    record = ExportRecord.objects.get()
    assert (record.count, record.reason, record.narrowed_by) == (1, "区への報告", ["q"])
    entry = AuditEntry.objects.filter(action="registry.export_households").first()
    assert (entry.target, entry.target_ids) == ("exchange.exportrecord", [record.pk])
    rows = ExportRecord.objects.filter(pk=record.pk)
    for change in (lambda: rows.update(reason=""), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_what_was_written_out_is_known_when_it_comes_back(hub, director):
    families(hub)
    make_families.family(hub)
    table = commands.export_families(director, Wanted("xlsx", "確認", {}))
    assert guess_families(table.heads).count("") == 0
    body = sheets.file_of("xlsx", "x", table.heads, table.rows).content
    rows = read_file("x.xlsx", body, "families")
    run = commands.stage(director, Kind.FAMILIES, "x.xlsx", rows, clock.now())
    assert fates(run) == ["known"] * 4
    commands.confirm(director, run, clock.now())
    assert Household.objects.count() == 4


def test_families_written_out_of_one_hub_can_be_brought_into_another(hub, director):
    made = families(hub)
    table = commands.export_families(director, Wanted("csv", "引き継ぎ", {}))
    body = sheets.as_csv(table.heads, [[str(c or "") for c in row] for row in table.rows])
    other = make.member(make.hub("磯部区"), Role.DIRECTOR)
    now, rows = clock.now(), read_file("x.csv", body, "families")
    run = commands.stage(other, Kind.FAMILIES, "x.csv", rows, now)
    assert fates(run) == ["new"] * 3
    commands.confirm(other, run, now)
    make.scope()
    again = Household.objects.filter(hub_id=other.hub_id).order_by("number")
    assert [(h.number, h.name, h.phone, h.registered_on) for h in again] == [
        (h.number, h.name, h.phone, h.registered_on) for h in made
    ]


def test_staff_is_written_out_as_the_list_shows_it(hub, director, administrator):
    for actor in (director, administrator):
        table = commands.export_staff(
            actor, Wanted("csv", "名簿", {"role": "director"}), NOW.date()
        )
        assert [row[2] for row in table.rows] == [Person.objects.get(pk=director.user_id).username]
    assert ExportRecord.objects.count() == 2


def test_who_may_not_write_out_is_refused(hub):
    staff_member = make.member(hub, Role.STAFF)
    for act in (
        lambda: commands.export_families(staff_member, Wanted("csv", "x", {})),
        lambda: commands.export_staff(staff_member, Wanted("csv", "x", {}), NOW.date()),
    ):
        with pytest.raises(Refused):
            act()
    assert not ExportRecord.objects.exists()


def test_an_empty_hub_is_written_out_as_headings(director):
    table = commands.export_families(director, Wanted("csv", "確認", {"q": "いない"}))
    assert table.rows == [] and len(table.heads) > 10


def test_confirming_a_login_id_that_was_taken_meanwhile_tells_it(hub, administrator):
    run = staff(administrator, *STAFF_ROWS)
    Person.objects.create_user("m.umi", name="先に")
    commands.confirm(administrator, run, NOW)
    assert fates(run) == ["error"]
    with pytest.raises(RuleBroken):
        commands.confirm(administrator, run, NOW)
