"""Accounts and roles on the screen: invitation, roles, stopping, resetting, the table of rights."""

import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from hubsite.desk import housekeeping
from programs.kernel import clock, tenancy
from programs.kernel.actor import Actor
from programs.kernel.models import AuditEntry, Notice, Receipt, WrongTries
from programs.registry import invitation
from programs.registry.choices import Role
from programs.registry.models import Membership, Person
from tests import make, make_consultations

pytestmark = pytest.mark.django_db
NEW = "a quiet long word 8"


@pytest.fixture
def admin(hub: Any) -> Actor:
    """The hub's administrator."""
    return make.member(hub, Role.ADMINISTRATOR)


def invite(client: Client, **changed: Any) -> Any:
    """Post the invitation form."""
    today = clock.today()
    said = {
        "name": "見本 新人",
        "name_kana": "みほん しんじん",
        "username": f"new-{clock.now().timestamp():.6f}".replace(".", ""),
        "roles": ["staff"],
        "from_on_year": today.year,
        "from_on_month": today.month,
        "from_on_day": today.day,
        **changed,
    }
    if "hub" not in said:
        form = client.get(reverse("registry:member-invite")).context["form"]
        said["hub"] = form["hub"].initial
    return client.post(reverse("registry:member-invite"), said)


def invited(client: Client, **changed: Any) -> tuple[Person, str]:
    """Invite somebody and return the account and its link."""
    answer = invite(client, **changed)
    assert answer.status_code == 302, answer.context["form"].errors
    page = client.get(answer.url)
    link = page.context["link"]
    return page.context["person"], link[link.index("/registry/") :]


def trail(**wanted: Any) -> list[AuditEntry]:
    """Entries of the hubs made here."""
    with make.seeing():
        return list(AuditEntry.objects.filter(**wanted).order_by("id"))


def test_an_invited_person_sets_a_password_once_and_signs_in(hub: Any, admin: Actor) -> None:
    person, link = invited(make.client_for(admin), roles=["reception"])
    visitor = Client()
    page = visitor.get(link)
    assert page.status_code == 200
    assert person.username in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    done = visitor.post(link, {"password": NEW, "again": NEW})
    assert done.url == reverse("account_login")
    for again in (visitor.get(link), visitor.post(link, {"password": NEW, "again": NEW})):
        assert again.status_code == 410
        assert "使えません" in again.content.decode()
    signed = visitor.post(done.url, {"login": person.username, "password": NEW})
    assert signed.status_code == 302
    assert visitor.get("/").status_code == 200
    (entry,) = trail(action="account.accept_invitation", person_id=person.pk)
    assert (entry.outcome, entry.hub_id) == ("done", hub.pk)


def test_the_link_is_shown_once(admin: Actor) -> None:
    client = make.client_for(admin)
    person, link = invited(client)
    again = client.get(reverse("registry:member-detail", args=[person.pk]))
    assert link not in again.content.decode()


def test_an_invited_reader_of_notes_sets_up_a_second_factor_at_the_first_sign_in(
    admin: Actor,
) -> None:
    person, link = invited(make.client_for(admin), roles=["consultant"])
    visitor = Client()
    visitor.post(link, {"password": NEW, "again": NEW})
    visitor.post(reverse("account_login"), {"login": person.username, "password": NEW})
    assert visitor.get("/").url == reverse("mfa_activate_totp")


def test_a_link_is_good_for_seven_days(admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    _person, link = invited(make.client_for(admin))
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 7 * 24 * 3600 - 60)
    assert Client().get(link).status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 7 * 24 * 3600 + 60)
    assert Client().get(link).status_code == 410
    assert Client().post(link, {"password": NEW, "again": NEW}).status_code == 410


def test_a_changed_link_opens_nothing(admin: Actor) -> None:
    _person, link = invited(make.client_for(admin))
    for changed in (link[:-3] + "/", link.replace(":", ":x", 1), "/registry/invitations/nonsense/"):
        assert Client().get(changed).status_code == 410


def test_a_newer_link_replaces_the_older_one_and_the_password(hub: Any, admin: Actor) -> None:
    client = make.client_for(admin)
    member = make.member(hub, Role.STAFF)
    working = make.client_for(member)
    assert working.get("/").status_code == 200
    links = []
    for _ in range(2):
        answer = client.post(reverse("registry:member-link", args=[member.user_id]))
        page = client.get(answer.url)
        links.append(page.context["link"].split("testserver")[1])
    assert working.get("/").status_code == 302
    assert Client().get(links[0]).status_code == 410
    assert Client().get(links[1]).status_code == 200
    with make.seeing(hub):
        assert (
            Notice.objects.filter(person_id=member.user_id, key="registry.password_link").count()
            == 2
        )


def test_the_link_goes_by_mail_where_there_is_an_address(
    admin: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        person, _link = invited(make.client_for(admin), email="ｎｅｗ＠ｈｕｂ．ｅｘａｍｐｌｅ")
    assert person.email == "new@hub.example"
    with connection.cursor() as cursor:
        cursor.execute("SELECT args_kwargs::text FROM django_tasks_database_dbtaskresult")
        waiting = [row[0] for row in cursor.fetchall()]
    assert waiting
    assert not any("invitations" in text for text in waiting)
    assert invitation.mail_link.call(person.pk) == 1
    sent = [message for message in mail.outbox if message.to == ["new@hub.example"]]
    assert len(sent) == 1
    path = sent[0].body[sent[0].body.index("/registry/invitations/") :].split()[0]
    assert Client().get(path).status_code == 200
    Person.objects.filter(pk=person.pk).update(email="")
    assert invitation.mail_link.call(person.pk) == 0


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [
        ("short", "short", "短すぎ"),
        ("password123", "password123", "一般的"),
        (NEW, NEW + "x", "2つのパスワードが違います"),
        ("", "", "入力してください"),
        ("x" * 300, "x" * 300, "200"),
    ],
)
def test_a_poor_password_is_told_in_place(
    admin: Actor, password: str, again: str, told: str
) -> None:
    _person, link = invited(make.client_for(admin))
    answer = Client().post(link, {"password": password, "again": again})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert Client().get(link).status_code == 200


def test_a_login_id_in_use_is_told_at_its_field(admin: Actor) -> None:
    client = make.client_for(admin)
    person, _link = invited(client)
    answer = invite(client, username=person.username.upper())
    assert answer.status_code == 422
    assert "すでに使われています" in answer.content.decode()


@pytest.mark.parametrize("username", ["", "ab", "日本語", "a b c", "<script>", "x" * 61, "a\x00bc"])
def test_a_login_id_of_other_signs_is_refused(admin: Actor, username: str) -> None:
    assert invite(make.client_for(admin), username=username).status_code == 422


def test_dates_the_wrong_way_round_are_refused(admin: Actor) -> None:
    client = make.client_for(admin)
    answer = invite(client, to_on_year=2020, to_on_month=1, to_on_day=1)
    assert answer.status_code == 422
    assert "開始日以降" in answer.content.decode()


def test_a_hub_cannot_give_the_citys_role_nor_the_city_a_hubs_one(hub: Any, admin: Actor) -> None:
    client = make.client_for(admin)
    assert invite(client, roles=["city_viewer"]).status_code == 422
    assert invite(client, hub="city").status_code == 422
    assert invite(client, hub=str(make.hub("別区").pk)).status_code == 422
    city = make.client_for(make.member(None, Role.ADMINISTRATOR))
    assert invite(city, hub="city", roles=["staff"]).status_code == 422
    assert invite(city, hub=str(hub.pk), roles=["city_viewer"]).status_code == 422
    person, _link = invited(city, hub="city", roles=["city_viewer"])
    with make.seeing():
        assert Membership.objects.get(person=person).hub_id is None


def test_an_invitation_leaves_one_entry_without_words(admin: Actor) -> None:
    client = make.client_for(admin)
    person, _link = invited(client)
    done = trail(action="registry.invite_member", outcome="done")
    assert [(e.target, e.target_ids, e.fields) for e in done] == [
        ("registry.person", [person.pk], ["name", "roles", "username"])
    ]


def test_the_list_is_narrowed_by_words_role_and_state(hub: Any, admin: Actor) -> None:
    staff = make.member(hub, Role.STAFF)
    Person.objects.filter(pk=staff.user_id).update(name="試験 花", name_kana="しけん はな")
    gone = make.member(hub, Role.STAFF)
    Person.objects.filter(pk=gone.user_id).update(is_active=False)
    make.member(make.hub("別区"), Role.STAFF)
    client = make.client_for(admin)
    fresh, _link = invited(client)

    def shown(**asked: str) -> set[int]:
        page = client.get(reverse("registry:member-list"), asked)
        return {row.pk for row in page.context["page"]}

    assert shown() == {admin.user_id, staff.user_id, gone.user_id, fresh.pk}
    assert shown(q="シケン") == {staff.user_id}
    assert shown(role="staff") == {staff.user_id, gone.user_id, fresh.pk}
    assert shown(state="stopped") == {gone.user_id}
    assert shown(state="invited") == {fresh.pk}
    assert shown(state="active") == {admin.user_id, staff.user_id}


def test_a_director_sees_accounts_and_changes_nothing(hub: Any, admin: Actor) -> None:
    actor = make.member(hub, Role.DIRECTOR)
    make.second_factor(actor.user_id)
    client = make.client_for(actor)
    page = client.get(reverse("registry:member-detail", args=[admin.user_id]))
    assert page.status_code == 200
    assert "停止する" not in page.content.decode()
    assert client.get(reverse("registry:member-invite")).status_code == 403
    for name in (
        "member-stop",
        "member-reopen",
        "member-second-factor-reset",
        "member-link",
        "member-role-add",
    ):
        assert client.post(reverse(f"registry:{name}", args=[admin.user_id])).status_code == 403, (
            name
        )


def test_accounts_of_another_hub_are_as_if_there_were_none(hub: Any, admin: Actor) -> None:
    foreign = make.member(make.hub("別区"), Role.STAFF)
    client = make.client_for(admin)
    names = (
        "member-detail",
        "member-stop",
        "member-reopen",
        "member-second-factor-reset",
        "member-link",
    )
    for name in (*names, "member-role-add"):
        for pk in (foreign.user_id, 10**9):
            assert client.get(reverse(f"registry:{name}", args=[pk])).status_code == 404, name
    own = make.member(hub, Role.STAFF)
    wrong = reverse("registry:member-role-end", args=[own.user_id, foreign.membership_id])
    assert client.get(wrong).status_code == 404


def test_a_role_is_added_and_ended(hub: Any, admin: Actor) -> None:
    member = make.member(hub, Role.STAFF)
    client = make.client_for(admin)
    today = clock.today()
    day = {"from_on_year": today.year, "from_on_month": today.month, "from_on_day": today.day}
    add = reverse("registry:member-role-add", args=[member.user_id])
    answer = client.post(add, {"hub": hub.pk, "role": "reception", "title": "受付係", **day})
    assert answer.status_code == 302
    assert (
        client.post(add, {"hub": hub.pk, "role": "reception", "title": "", **day}).status_code
        == 422
    )
    with make.seeing(hub):
        given = Membership.objects.get(person_id=member.user_id, role="reception")
    assert (given.title, given.from_on) == ("受付係", today)
    end = reverse("registry:member-role-end", args=[member.user_id, given.pk])
    early = {"last_on_year": 2020, "last_on_month": 1, "last_on_day": 1}
    assert client.post(end, early).status_code == 422
    last = {"last_on_year": today.year, "last_on_month": today.month, "last_on_day": today.day}
    assert client.post(end, last).status_code == 302
    with make.seeing(hub):
        assert Membership.objects.get(pk=given.pk).to_on == today
    longer = {"last_on_year": today.year + 1, "last_on_month": 4, "last_on_day": 1}
    assert client.post(end, longer).status_code == 422
    done = trail(action="registry.change_member", outcome="done")
    assert [e.fields for e in done] == [["roles"], ["roles", "to_on"]]
    assert all(e.target_ids == [member.user_id] for e in done)


def test_nobody_gives_herself_a_role(hub: Any, admin: Actor) -> None:
    today = clock.today()
    day = {"from_on_year": today.year, "from_on_month": today.month, "from_on_day": today.day}
    answer = make.client_for(admin).post(
        reverse("registry:member-role-add", args=[admin.user_id]),
        {"hub": hub.pk, "role": "consultant", **day},
    )
    assert answer.status_code == 422
    assert "自分自身" in answer.content.decode()


def test_the_last_administrator_stays_until_there_is_another(hub: Any, admin: Actor) -> None:
    client = make.client_for(admin)
    today = clock.today()
    last = {"last_on_year": today.year, "last_on_month": today.month, "last_on_day": today.day}
    end = reverse("registry:member-role-end", args=[admin.user_id, admin.membership_id])
    answer = client.post(end, last)
    assert answer.status_code == 422
    assert "最後のアカウント管理者" in answer.content.decode()
    make.member(hub, Role.ADMINISTRATOR)
    assert client.post(end, last).status_code == 302


def test_a_stopped_accounts_session_dies_and_comes_back_after_reopening(
    hub: Any, admin: Actor
) -> None:
    member = make.member(hub, Role.STAFF)
    working, client = make.client_for(member), make.client_for(admin)
    stop = reverse("registry:member-stop", args=[member.user_id])
    assert "記録や署名はそのまま残ります" in client.get(stop).content.decode()
    assert working.get("/").status_code == 200
    client.post(stop)
    assert working.get("/").status_code == 302
    client.post(reverse("registry:member-reopen", args=[member.user_id]))
    answer = Client().post(
        reverse("account_login"),
        {"login": Person.objects.get(pk=member.user_id).username, "password": make.PASSWORD},
    )
    assert answer.url == "/"


def test_one_does_not_stop_oneself_nor_reset_ones_own_password_here(admin: Actor) -> None:
    client = make.client_for(admin)
    for name in ("member-stop", "member-link"):
        assert client.post(reverse(f"registry:{name}", args=[admin.user_id])).status_code == 422


def test_a_person_who_works_elsewhere_too_is_the_citys_matter(hub: Any, admin: Actor) -> None:
    member = make.member(hub, Role.STAFF)
    make.membership(make.hub("別区"), Role.STAFF, Person.objects.get(pk=member.user_id))
    client, city = make.client_for(admin), make.client_for(make.member(None, Role.ADMINISTRATOR))
    for name in ("member-stop", "member-second-factor-reset", "member-link"):
        answer = client.post(reverse(f"registry:{name}", args=[member.user_id]))
        assert answer.status_code == 422, name
        assert "市のアカウント管理者" in answer.content.decode()
    assert (
        "別区"
        not in client.get(reverse("registry:member-detail", args=[member.user_id])).content.decode()
    )
    assert city.post(reverse("registry:member-stop", args=[member.user_id])).status_code == 302


def test_a_lost_second_factor_is_reset_and_the_person_is_told(hub: Any, admin: Actor) -> None:
    member = make.member(hub, Role.CONSULTANT)
    make.second_factor(member.user_id)
    make.client_for(admin).post(
        reverse("registry:member-second-factor-reset", args=[member.user_id])
    )
    assert not Authenticator.objects.filter(user_id=member.user_id).exists()
    with make.seeing(hub):
        assert Notice.objects.filter(
            person_id=member.user_id, key="registry.second_factor_reset"
        ).exists()
    (entry,) = trail(action="registry.change_member", outcome="done")
    assert entry.fields == ["second_factor"]


def test_the_table_of_rights_shows_every_role_and_what_needs_a_second_factor(admin: Actor) -> None:
    client = make.client_for(admin)
    text = client.get(reverse("registry:policy-list")).content.decode()
    for role in Role:
        assert str(role.label) in text
    assert "利用者を招待する" in text
    assert "二段階認証が必要" in text
    one = client.get(reverse("registry:policy-list"), {"role": "reception"}).content.decode()
    assert "利用者を招待する" not in one
    assert client.get(reverse("registry:policy-list"), {"role": "nobody"}).status_code == 404


def test_every_address_of_accounts_leaves_exactly_one_entry(hub: Any, admin: Actor) -> None:
    member = make.member(hub, Role.STAFF)
    client = make.client_for(admin)
    own = [member.user_id]
    asked = (
        ("get", "member-list", []),
        ("get", "member-detail", own),
        ("get", "member-invite", []),
        ("post", "member-invite", []),
        ("get", "member-role-add", own),
        ("post", "member-role-add", own),
        ("get", "member-role-end", [*own, member.membership_id]),
        ("get", "member-stop", own),
        ("post", "member-stop", own),
        ("get", "member-reopen", own),
        ("post", "member-reopen", own),
        ("get", "member-second-factor-reset", own),
        ("post", "member-second-factor-reset", own),
        ("get", "member-link", own),
        ("post", "member-link", own),
        ("get", "policy-list", []),
    )
    for method, name, args in asked:
        before = len(trail(person_id=admin.user_id))
        getattr(client, method)(reverse(f"registry:{name}", args=args))
        assert len(trail(person_id=admin.user_id)) == before + 1, (method, name)


def test_one_failing_step_of_housekeeping_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    done = []

    def broken(now: Any) -> int:
        raise OSError("disk full")

    def fine(now: Any) -> int:
        done.append(now)
        return 1

    now = clock.now()
    assert housekeeping.once(now, (broken, fine)) == ["broken"]
    assert done == [now]
    assert "broken failed" in caplog.text


def test_old_receipts_sessions_and_tries_are_forgotten(hub: Any, admin: Actor) -> None:
    client = make.client_for(admin)
    client.post(reverse("desk:notices-read"))
    now = clock.now()
    housekeeping.forget(now)
    assert Session.objects.exists()
    WrongTries.objects.create(subject="f" * 64, count=1, since=now)
    housekeeping.forget(now + timedelta(days=8))
    assert not Session.objects.filter(expire_date__lt=now + timedelta(days=8)).exists()
    assert not WrongTries.objects.filter(subject="f" * 64).exists()
    tenancy.enter([], admin.user_id)
    assert not Receipt.objects.filter(person_id=admin.user_id).exists()


def test_what_somebody_who_leaves_was_responsible_for_is_told_to_the_director(hub):
    director, leaving = make.member(hub, Role.DIRECTOR), make.member(hub, Role.STAFF)
    keeper = make.member(hub, Role.ADMINISTRATOR)
    talk = make_consultations.consultation(leaving, hub)
    make_consultations.follow_up(leaving, talk)
    client = make.client_for(keeper)
    address = reverse("registry:member-stop", args=[leaving.user_id])
    page = client.get(address).content.decode()
    assert "担当している仕事が残っています" in page
    assert "次の対応：1件" in page
    client.post(address)
    with make.seeing(hub):
        [notice] = Notice.objects.filter(person_id=director.user_id)
    assert notice.key == "registry.work_left"
    assert notice.path.endswith(f"person={leaving.user_id}")
