"""The desk: home, inbox, search, the switch of roles, the audit's screens."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from hubsite.desk import demo
from programs.kernel import audit, clock, notices, tenancy
from programs.kernel.gate import Trail
from programs.kernel.models import AuditEntry, Notice
from programs.registry.choices import Role
from programs.registry.models import Person
from tests import make

pytestmark = pytest.mark.django_db


def entries(**wanted: Any) -> list[AuditEntry]:
    """Entries of the hubs made here."""
    with make.seeing():
        return list(AuditEntry.objects.filter(**wanted).order_by("id"))


def tell(
    hub: Any, person_id: int, key: str = "registry.password_link", path: str = "/inbox/"
) -> Notice:
    """A notice in somebody's inbox."""
    with make.seeing(hub):
        return notices.tell(hub.pk, [person_id], key, path)[0]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_home_with_a_first_step_and_one_entry(hub: Any, role: Role) -> None:
    actor = make.member(None if role == Role.CITY_VIEWER else hub, role)
    make.second_factor(actor.user_id)
    page = make.client_for(actor).get("/")
    assert page.status_code == 200
    assert page.content.decode().count("btn-reception btn-primary") <= 1
    assert [e.action for e in entries(person_id=actor.user_id)] == ["desk.view_home"]


def test_the_home_shows_what_waits_and_unread_notices(hub: Any) -> None:
    actor = make.member(hub, Role.AUDITOR)
    tell(hub, actor.user_id)
    text = make.client_for(actor).get("/").content.decode()
    assert "パスワードを設定し直すリンク" in text
    assert "今日やることはありません" in text


def test_the_first_page_after_signing_in_counts_unread_notices_too(hub: Any) -> None:
    actor = make.member(hub, Role.AUDITOR)
    tell(hub, actor.user_id)
    assert "count-bubble" in make.client_for(actor).get("/audit/").content.decode()


def test_the_menu_of_somebody_with_many_screens_folds_the_rare_ones(hub: Any) -> None:
    few = make.client_for(make.member(hub, Role.AUDITOR)).get("/").content.decode()
    many = make.client_for(make.member(hub, Role.DIRECTOR)).get("/").content.decode()
    assert "nav-others" not in few
    wide, narrow = many.split("nav-narrow")
    assert wide.index("nav-others") < wide.index("アカウント</a>")
    assert "nav-others" not in narrow and "アカウント</a>" in narrow


def test_a_notice_is_opened_with_one_press_and_is_read_from_then_on(hub: Any) -> None:
    actor = make.member(hub, Role.AUDITOR)
    row = tell(hub, actor.user_id, path="/audit/")
    client = make.client_for(actor)
    assert "未読" in client.get(reverse("desk:inbox")).content.decode()
    answer = client.post(reverse("desk:notice-open", args=[row.pk]))
    assert answer.url == "/audit/"
    with make.seeing(hub):
        first = Notice.objects.get(pk=row.pk).read_at
    assert first is not None
    assert "未読" not in client.get(reverse("desk:inbox")).content.decode()
    client.post(reverse("desk:notice-open", args=[row.pk]))
    with make.seeing(hub):
        assert Notice.objects.get(pk=row.pk).read_at == first
    assert [e.fields for e in entries(action="desk.mark_read")] == [["read_at"], []]


def test_a_notice_never_leads_to_another_site(hub: Any) -> None:
    actor = make.member(hub, Role.AUDITOR)
    row = tell(hub, actor.user_id, path="//elsewhere.example/")
    answer = make.client_for(actor).post(reverse("desk:notice-open", args=[row.pk]))
    assert answer.url == reverse("desk:inbox")


def test_somebody_elses_notice_is_as_if_there_were_none(hub: Any) -> None:
    actor, other = make.member(hub, Role.AUDITOR), make.member(hub, Role.AUDITOR)
    row = tell(hub, other.user_id)
    client = make.client_for(actor)
    assert client.post(reverse("desk:notice-open", args=[row.pk])).status_code == 404
    assert client.post(reverse("desk:notice-open", args=[row.pk + 1000])).status_code == 404
    assert client.get(reverse("desk:notice-open", args=[row.pk])).status_code == 405


def test_all_notices_are_marked_read_at_once_but_only_ones_own(hub: Any) -> None:
    actor, other = make.member(hub, Role.AUDITOR), make.member(hub, Role.AUDITOR)
    for person_id in (actor.user_id, actor.user_id, other.user_id):
        tell(hub, person_id)
    client = make.client_for(actor)
    assert client.post(reverse("desk:notices-read")).url == reverse("desk:inbox")
    with make.seeing(hub):
        assert Notice.objects.filter(person_id=actor.user_id, read_at=None).count() == 0
        assert Notice.objects.filter(person_id=other.user_id, read_at=None).count() == 1
    assert len(entries(person_id=actor.user_id, action="desk.mark_read")) == 1
    assert "すべて既読にする" not in client.get(reverse("desk:inbox")).content.decode()


def test_the_search_finds_families_by_a_childs_kana_and_groups_by_part_of_their_name(
    hub: Any,
) -> None:
    family = make.household(hub, name="試験山", kana="しけんやま")
    make.group(hub, "しけんケアプラザ", name_kana="しけんけあぷらざ")
    client = make.client_for(make.member(hub, Role.RECEPTION))
    text = client.get(reverse("desk:search"), {"q": "シケン"}).content.decode()
    assert reverse("desk:household", args=[family.pk]) in text
    assert "しけんケアプラザ" in text
    assert (
        "見つかりませんでした"
        in client.get(reverse("desk:search"), {"q": "いないなまえ"}).content.decode()
    )
    assert client.get(reverse("desk:search"), {"q": "\x00" + "あ" * 5000}).status_code == 200


def test_the_search_shows_nothing_of_another_hub(hub: Any) -> None:
    elsewhere = make.hub("別区")
    make.household(elsewhere, name="秘密川", kana="ひみつがわ")
    make.group(elsewhere, "ひみつ団体", name_kana="ひみつだんたい")
    client = make.client_for(make.member(hub, Role.STAFF))
    text = client.get(reverse("desk:search"), {"q": "ひみつ"}).content.decode()
    assert "秘密川" not in text
    assert "ひみつ団体" not in text


def test_a_ward_officer_finds_groups_but_no_families(hub: Any) -> None:
    make.household(hub, name="試験山", kana="しけんやま")
    make.group(hub, "しけん団体", name_kana="しけんだんたい")
    actor = make.member(hub, Role.WARD_OFFICER)
    make.second_factor(actor.user_id)
    text = make.client_for(actor).get(reverse("desk:search"), {"q": "しけん"}).content.decode()
    assert "しけん団体" in text
    assert "試験山" not in text


def test_a_person_switches_between_her_own_roles_only(hub: Any) -> None:
    first = make.member(hub, Role.RECEPTION)
    second = make.membership(hub, Role.AUDITOR, Person.objects.get(pk=first.user_id))
    foreign = make.membership(hub, Role.AUDITOR)
    client = make.client_for(first)
    for wrong in (foreign.pk, foreign.pk + 1000):
        assert client.post(reverse("desk:act-as"), {"membership": wrong}).status_code == 404
    assert client.post(reverse("desk:act-as"), {"membership": second.pk}).status_code == 302
    assert client.get(reverse("desk:audit")).status_code == 200
    assert client.session["idle_seconds"] == 1800


def test_nonsense_instead_of_a_role_is_told_in_place(hub: Any) -> None:
    client = make.client_for(make.member(hub, Role.RECEPTION))
    for wrong in ("", "x", "-1", "9" * 30):
        assert client.post(reverse("desk:act-as"), {"membership": wrong}).status_code == 422


def test_the_audit_shows_acts_and_persons_but_no_family(hub: Any) -> None:
    family = make.household(hub, name="見えない名", kana="みえないな")
    reader = make.member(hub, Role.STAFF)
    make.client_for(reader).get(reverse("desk:household", args=[family.pk]))
    text = (
        make.client_for(make.member(hub, Role.AUDITOR)).get(reverse("desk:audit")).content.decode()
    )
    assert "見本 スタッフ" in text
    assert "ご家族の台帳を見る" in text
    assert str(family.pk) in text
    assert "見えない名" not in text


def test_the_audit_is_narrowed_by_person_deed_day_outcome_and_number(hub: Any) -> None:
    family = make.household(hub)
    reader = make.member(hub, Role.STAFF)
    make.client_for(reader).get(reverse("desk:household", args=[family.pk]))
    make.client_for(reader).get("/")
    client = make.client_for(make.member(hub, Role.AUDITOR))

    def count(**asked: Any) -> int:
        page = client.get(reverse("desk:audit"), asked)
        assert page.status_code == 200
        return int(page.context["page"].paginator.count)

    username = Person.objects.get(pk=reader.user_id).username
    assert count(person=username) == 2
    assert count(person=username, deed="registry.view_households") == 1
    assert count(person=username, outcome="refused") == 0
    assert count(person="スタッフ", number=str(family.pk)) == 1
    today = clock.today()
    assert count(person=username, from_on=today.isoformat(), to_on=today.isoformat()) == 2
    assert count(person=username, to_on=(today - timedelta(days=1)).isoformat()) == 0
    assert count(person=username, from_on="nonsense") == 2


def test_the_audit_of_another_hub_stays_there_and_the_city_sees_all(hub: Any) -> None:
    elsewhere = make.hub("別区")
    reader = make.member(elsewhere, Role.STAFF)
    make.client_for(reader).get("/")
    username = Person.objects.get(pk=reader.user_id).username
    here = make.client_for(make.member(hub, Role.AUDITOR))
    city = make.client_for(make.member(None, Role.AUDITOR))
    assert (
        here.get(reverse("desk:audit"), {"person": username}).context["page"].paginator.count == 0
    )
    assert (
        city.get(reverse("desk:audit"), {"person": username}).context["page"].paginator.count == 1
    )


def test_an_auditor_exports_what_is_shown_and_an_administrator_does_not(hub: Any) -> None:
    auditor, admin = make.member(hub, Role.AUDITOR), make.member(hub, Role.ADMINISTRATOR)
    client = make.client_for(auditor)
    client.get("/")
    answer = client.get(reverse("desk:audit"), {"export": "csv"})
    assert "ホームを見る" in answer.content.decode("utf-8-sig")
    assert [e.action for e in entries(person_id=auditor.user_id)][-1] == "desk.export_audit"
    assert make.client_for(admin).get(reverse("desk:audit"), {"export": "csv"}).status_code == 403


@pytest.mark.parametrize(
    "role", [Role.RECEPTION, Role.STAFF, Role.CONSULTANT, Role.DIRECTOR, Role.WARD_OFFICER]
)
def test_others_do_not_see_the_audit(hub: Any, role: Role) -> None:
    actor = make.member(hub, role)
    make.second_factor(actor.user_id)
    client = make.client_for(actor)
    assert client.get(reverse("desk:audit")).status_code == 403
    assert client.post(reverse("desk:audit-check")).status_code == 403


def test_who_read_a_familys_data_is_listed_for_the_days_asked(hub: Any) -> None:
    family, other = make.household(hub), make.household(hub)
    reader = make.member(hub, Role.STAFF)
    client = make.client_for(reader)
    client.get(reverse("desk:household", args=[family.pk]))
    client.get(reverse("desk:household", args=[other.pk]))
    auditor = make.client_for(make.member(hub, Role.AUDITOR))
    today = clock.today()

    def ask(day_from: Any, day_to: Any, number: Any = family.number) -> Any:
        asked = {"household": number, "from_on": day_from.isoformat(), "to_on": day_to.isoformat()}
        return auditor.get(reverse("desk:audit-readers"), asked)

    page = ask(today, today)
    assert page.context["page"].paginator.count == 1
    assert "見本 スタッフ" in page.content.decode()
    assert (
        ask(today - timedelta(days=9), today - timedelta(days=1)).context["page"].paginator.count
        == 0
    )
    assert "見つかりません" in ask(today, today, 987654321).content.decode()
    assert "終了日は開始日以降" in ask(today, today - timedelta(days=1)).content.decode()
    assert "登録番号と期間" in auditor.get(reverse("desk:audit-readers")).content.decode()


def test_readings_of_what_hangs_on_a_family_count_too(hub: Any) -> None:
    family = make.household(hub)
    child = family.children.first()
    reader = make.member(hub, Role.STAFF)
    with transaction.atomic():
        tenancy.enter_as(reader)
        trail = Trail(reader, "registry.view_households")
        trail.note(child)
        trail.write("read")
    asked = {
        "household": family.number,
        "from_on": clock.today().isoformat(),
        "to_on": clock.today().isoformat(),
    }
    page = make.client_for(make.member(hub, Role.AUDITOR)).get(reverse("desk:audit-readers"), asked)
    assert page.context["page"].paginator.count == 1


def test_the_chain_is_checked_and_a_change_is_found(
    hub: Any, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path  # anchors of an earlier run's hubs are elsewhere
    auditor = make.member(hub, Role.AUDITOR)
    client = make.client_for(auditor)
    client.get("/")
    audit.seal(hub.pk)
    whole = client.post(reverse("desk:audit-check"), follow=True).content.decode()
    assert "見つかりませんでした（封印1個を確認）" in whole
    with make.seeing(hub), tenancy_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE kernel_auditentry DISABLE TRIGGER append_only")
        cursor.execute("UPDATE kernel_auditentry SET role = 'staff' WHERE hub_id = %s", [hub.pk])
    broken = client.post(reverse("desk:audit-check"), follow=True).content.decode()
    assert "書き換えられています" in broken


@contextmanager
def tenancy_owner() -> Iterator[None]:
    """Within the test's own transaction, act as the role that owns the tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
        cursor.execute("RESET ROLE")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f'SET ROLE "{role}"')


def test_every_desk_address_leaves_exactly_one_entry(hub: Any) -> None:
    family = make.household(hub)
    actor = make.member(hub, Role.AUDITOR)
    director = make.member(hub, Role.DIRECTOR)
    make.second_factor(director.user_id)
    asked = (
        (actor, "get", "desk:home", []),
        (actor, "get", "desk:inbox", []),
        (actor, "post", "desk:notices-read", []),
        (actor, "get", "desk:audit", []),
        (actor, "post", "desk:audit-check", []),
        (actor, "get", "desk:audit-readers", []),
        (director, "get", "desk:search", []),
        (director, "get", "desk:household", [family.pk]),
    )
    for who, method, name, args in asked:
        before = len(entries(person_id=who.user_id))
        getattr(make.client_for(who), method)(reverse(name, args=args))
        assert len(entries(person_id=who.user_id)) == before + 1, name


def test_the_demonstrations_codes_are_shown_in_a_demonstration_only(
    hub: Any, settings: Any
) -> None:
    actor = make.member(hub, Role.CONSULTANT)
    Person.objects.filter(pk=actor.user_id).update(is_demo=True, username="consultant")
    person = Person.objects.get(pk=actor.user_id)
    demo.equip(person, Role.CONSULTANT)
    settings.DEMO = False
    assert Client().get(reverse("desk:demo-codes")).status_code == 404
    assert "consultant" not in Client().get("/accounts/login/").content.decode()
    settings.DEMO = True
    for address in (reverse("desk:demo-codes"), "/accounts/login/"):
        text = Client().get(address).content.decode()
        assert "consultant" in text
        assert demo.code_now() in text
    client = Client()
    client.post("/accounts/login/", {"login": "consultant", "password": demo.DEMO_PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": demo.code_now()})
    assert client.get("/").status_code == 200


def test_the_demonstrations_secrets_are_given_to_nobody_else() -> None:
    with pytest.raises(ValueError, match="demonstration"):
        demo.equip(make.person())


def test_the_command_prints_the_demonstrations_accounts(
    hub: Any, settings: Any, capsys: Any
) -> None:
    settings.DEMO = True
    call_command("demo_accounts")
    assert "No demonstration accounts" in capsys.readouterr().out
    actor = make.member(hub, Role.DIRECTOR)
    Person.objects.filter(pk=actor.user_id).update(is_demo=True, username="director")
    demo.equip(Person.objects.get(pk=actor.user_id), Role.DIRECTOR)
    call_command("demo_accounts")
    printed = capsys.readouterr().out
    assert demo.DEMO_PASSWORD in printed
    assert "施設長" in printed
