"""Signing in and out, the second factor, lockout, sessions: what a person meets and what the audit keeps."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.urls import reverse

from programs.kernel import clock
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from programs.registry.models import Membership, Person
from tests import make
from tests.commands.test_signin_tries import SECRET, code_now

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
NONSENSE = (
    "",
    "{}",
    "[]",
    "nonsense",
    '{"id": "x", "type": "public-key"}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "eA", '
    '"authenticatorData": "eA", "signature": "eA", "userHandle": "eA", "attestationObject": "eA"}}',
)


def sign_in(
    person: Person, password: str = make.PASSWORD, client: Client | None = None
) -> tuple[Client, Any]:
    """Post the sign-in form."""
    client = client or Client()
    return client, client.post(LOGIN, {"login": person.username, "password": password})


def trail(action: str, **wanted: Any) -> list[AuditEntry]:
    """Entries of an action in the hubs made here and of no hub."""
    with make.seeing():
        return list(AuditEntry.objects.filter(action=action, **wanted).order_by("id"))


def test_the_sign_in_page_offers_neither_sign_up_nor_a_word_about_known_names() -> None:
    page = Client().get(LOGIN)
    assert page.status_code == 200
    assert "ログインID" in page.content.decode()
    assert "/accounts/signup/" not in page.content.decode()


def test_a_person_of_a_role_without_notes_signs_in_with_the_password_alone(hub: Any) -> None:
    actor = make.member(hub, Role.RECEPTION)
    client, answer = sign_in(Person.objects.get(pk=actor.user_id))
    assert answer.status_code == 302
    assert client.get("/").status_code == 200
    entry = trail("account.sign_in", person_id=actor.user_id)[0]
    assert (entry.outcome, entry.hub_id, entry.role) == ("done", hub.pk, "reception")


def test_the_login_id_is_understood_in_capitals_and_full_width(hub: Any) -> None:
    person = Person.objects.get(pk=make.member(hub, Role.RECEPTION).user_id)
    typed = person.username.upper().translate({ord("-"): "－", ord("P"): "Ｐ"})
    assert (
        Client().post(LOGIN, {"login": f" {typed} ", "password": make.PASSWORD}).status_code == 302
    )


def test_a_wrong_password_stays_on_the_page_and_leaves_a_refused_entry(hub: Any) -> None:
    actor = make.member(hub, Role.RECEPTION)
    client, answer = sign_in(Person.objects.get(pk=actor.user_id), "wrong")
    assert "ログインIDまたはパスワードが正しくありません。" in answer.content.decode()
    assert client.get("/").status_code == 302
    (entry,) = trail("account.sign_in", person_id=actor.user_id)
    assert (entry.outcome, entry.hub_id, entry.target_ids) == ("refused", hub.pk, [actor.user_id])


def test_an_unknown_name_gets_the_same_answer_at_every_try(hub: Any) -> None:
    known = Person.objects.get(pk=make.member(hub, Role.RECEPTION).user_id)
    unknown = Person(username=f"nobody-{known.username}")
    for _ in range(7):
        pages = [
            _without_tokens(sign_in(person, "wrong")[1], person) for person in (known, unknown)
        ]
        assert pages[0] == pages[1]


def _without_tokens(answer: Any, person: Person) -> tuple[int, str]:
    text = re.sub(
        r'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken": "[^"]+"', "", answer.content.decode()
    )
    return answer.status_code, text.replace(person.username, "")


def test_both_a_known_and_an_unknown_name_reach_the_hasher_five_times(
    hub: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    verify, encode = Argon2PasswordHasher.verify, Argon2PasswordHasher.encode
    known = Person.objects.get(pk=make.member(hub, Role.RECEPTION).user_id)

    def count_verify(self: Any, password: str, encoded: str) -> bool:
        hashed.append(password)
        return verify(self, password, encoded)

    def count_encode(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(Argon2PasswordHasher, "verify", count_verify)
    monkeypatch.setattr(Argon2PasswordHasher, "encode", count_encode)
    for person in (known, Person(username=f"nobody-{known.username}")):
        hashed.clear()
        pages = [sign_in(person, f"guess {number}")[1] for number in range(8)]
        assert len(hashed) == 5
        assert "15分間停止" not in pages[4].content.decode()
        assert "15分間停止" in pages[5].content.decode()


def test_lockout_is_in_the_audit_and_the_right_password_waits_fifteen_minutes(hub: Any) -> None:
    actor = make.member(hub, Role.RECEPTION)
    person = Person.objects.get(pk=actor.user_id)
    began = clock.now()
    with clock.frozen(began):
        for _ in range(5):
            sign_in(person, "wrong")
        assert "15分間停止" in sign_in(person)[1].content.decode()
        assert [entry.outcome for entry in trail("account.locked", person_id=person.pk)] == [
            "refused"
        ]
    with clock.frozen(began + timedelta(minutes=15)):
        assert sign_in(person)[1].status_code == 302


def test_signing_in_with_a_second_factor_takes_both_steps(hub: Any) -> None:
    actor = make.member(hub, Role.CONSULTANT)
    make.second_factor(actor.user_id, SECRET)
    client, first = sign_in(Person.objects.get(pk=actor.user_id))
    assert first.url == reverse("mfa_authenticate")
    assert client.get("/").status_code == 302
    wrong = client.post(first.url, {"code": "000000"})
    assert "コードが正しくありません" in wrong.content.decode()
    assert client.post(first.url, {"code": code_now()}).status_code == 302
    assert client.get("/").status_code == 200
    outcomes = [entry.outcome for entry in trail("account.sign_in", person_id=actor.user_id)]
    assert outcomes == ["refused", "done"]


def test_codes_cannot_be_guessed_after_the_password_either(hub: Any) -> None:
    actor = make.member(hub, Role.CONSULTANT)
    make.second_factor(actor.user_id, SECRET)
    client, first = sign_in(Person.objects.get(pk=actor.user_id))
    for _ in range(5):
        client.post(first.url, {"code": "000000"})
    locked = client.post(first.url, {"code": code_now()})
    assert "15分間停止" in locked.content.decode()
    assert len(trail("account.locked", person_id=actor.user_id)) == 1
    assert sign_in(Person.objects.get(pk=actor.user_id))[1].status_code == 200


def test_a_recovery_code_opens_the_second_step_once(hub: Any) -> None:
    actor = make.member(hub, Role.CONSULTANT)
    make.second_factor(actor.user_id, SECRET)
    person = Person.objects.get(pk=actor.user_id)
    recovery = RecoveryCodes.activate(person).get_unused_codes()[0]
    for opened in (True, False):
        client, first = sign_in(person)
        client.post(first.url, {"code": recovery})
        assert (client.get("/").status_code == 200) is opened


def test_whoever_reads_notes_sets_up_a_second_factor_first_and_comes_back(hub: Any) -> None:
    actor = make.member(hub, Role.CONSULTANT)
    client, _answer = sign_in(Person.objects.get(pk=actor.user_id))
    wanted = reverse("desk:inbox")
    assert client.get(wanted).url == reverse("mfa_activate_totp")
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200, "no second question for the password right after signing in"
    secret = page.context["form"].secret
    from allauth.mfa.totp.internal.auth import (
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    code = format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
    done = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert done.url == reverse("mfa_view_recovery_codes")
    codes = client.get(done.url).content.decode()
    assert "印刷" in codes
    assert f'href="{wanted}"' in codes
    assert client.get(wanted).status_code == 200


def test_the_pages_of_ones_own_account_leave_one_entry_each(hub: Any) -> None:
    actor = make.member(hub, Role.RECEPTION)
    client = make.client_for(actor)
    for name in ("mfa_index", "mfa_list_webauthn", "account_change_password", "account_logout"):
        before = len(trail_of(actor.user_id))
        assert client.get(reverse(name)).status_code == 200
        assert len(trail_of(actor.user_id)) == before + 1, name


def trail_of(person_id: int) -> list[AuditEntry]:
    """All entries of a person."""
    with make.seeing():
        return list(AuditEntry.objects.filter(person_id=person_id))


def test_pages_that_ask_for_the_password_again_leave_a_refused_entry(hub: Any) -> None:
    actor = make.member(hub, Role.RECEPTION)
    client = make.client_for(actor)
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert [e.outcome for e in trail("account.change_second_factor", person_id=actor.user_id)] == [
        "refused"
    ]


def test_asking_again_counts_wrong_passwords_too(hub: Any) -> None:
    actor = make.member(hub, Role.RECEPTION)
    client = make.client_for(actor)
    again = reverse("account_reauthenticate")
    for _ in range(5):
        assert (
            "パスワードが正しくありません" in client.post(again, {"password": "x"}).content.decode()
        )
    assert "15分間停止" in client.post(again, {"password": make.PASSWORD}).content.decode()


def test_signing_out_leaves_an_entry(hub: Any) -> None:
    actor = make.member(hub, Role.RECEPTION)
    client = make.client_for(actor)
    client.post(reverse("account_logout"))
    assert client.get("/").status_code == 302
    assert [e.outcome for e in trail("account.sign_out", person_id=actor.user_id)] == ["done"]


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/signup/",
        "/accounts/email/",
        "/accounts/confirm-email/",
        "/accounts/confirm-email/abc/",
        "/accounts/password/set/",
        "/accounts/login/code/confirm/",
        "/accounts/login/code/",
        "/accounts/password/reset/",
        "/accounts/2fa/webauthn/signup/",
    ],
)
def test_what_the_site_does_not_offer_is_not_there(path: str, hub: Any) -> None:
    signed_in = make.client_for(make.member(hub, Role.RECEPTION))
    for client in (Client(), signed_in):
        assert client.get(path).status_code == 404
        assert client.post(path, {"username": "x", "email": "a@b.example"}).status_code == 404


def test_a_forgotten_password_leads_to_the_administrator() -> None:
    page = Client().get(reverse("account_reset_password"))
    assert page.status_code == 200
    assert "管理者" in page.content.decode()


def test_the_session_of_a_disabled_account_dies_with_the_next_request(hub: Any) -> None:
    actor = make.member(hub, Role.RECEPTION)
    client = make.client_for(actor)
    assert client.get("/").status_code == 200
    Person.objects.filter(pk=actor.user_id).update(is_active=False)
    answer = client.get("/")
    assert (answer.status_code, answer.url.split("?")[0]) == (302, LOGIN)


def test_a_disabled_account_is_told_so_after_the_right_password_only(hub: Any) -> None:
    person = Person.objects.get(pk=make.member(hub, Role.RECEPTION).user_id)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert sign_in(person)[1].url == reverse("account_inactive")
    assert [e.outcome for e in trail("account.sign_in", person_id=person.pk)] == ["refused"]
    assert "正しくありません" in sign_in(person, "wrong")[1].content.decode()
    assert Client().get(reverse("account_inactive")).status_code == 200


def test_an_account_of_the_demonstration_does_not_work_elsewhere(hub: Any, settings: Any) -> None:
    settings.DEMO = False
    person = Person.objects.get(pk=make.member(hub, Role.RECEPTION).user_id)
    Person.objects.filter(pk=person.pk).update(is_demo=True)
    client, answer = sign_in(person)
    assert answer.url == reverse("account_inactive")
    assert client.get("/").status_code == 302


def test_an_ended_membership_gets_a_clear_page(hub: Any) -> None:
    actor = make.member(hub, Role.RECEPTION)
    client = make.client_for(actor)
    with make.seeing(hub):
        Membership.objects.filter(pk=actor.membership_id).update(
            to_on=clock.today() - timedelta(days=1)
        )
    answer = client.get("/")
    assert answer.status_code == 403
    assert "有効な所属がありません" in answer.content.decode()


def test_when_the_chosen_role_has_ended_the_person_is_told_of_the_other_one(hub: Any) -> None:
    first = make.member(hub, Role.RECEPTION)
    make.membership(hub, Role.AUDITOR, Person.objects.get(pk=first.user_id))
    client = make.client_for(first)
    assert client.get("/").status_code == 200
    with make.seeing(hub):
        Membership.objects.filter(pk=first.membership_id).update(
            to_on=clock.today() - timedelta(days=1)
        )
    page = client.get("/").content.decode()
    assert "別の役割に切り替えました" in page
    assert "監査担当" in page


@pytest.mark.parametrize(("role", "minutes"), [(Role.AUDITOR, 31), (Role.RECEPTION, 12 * 60 + 1)])
def test_an_idle_session_ends_and_the_sign_in_page_says_why(
    hub: Any, role: Role, minutes: int
) -> None:
    client = make.client_for(make.member(hub, role))
    began = clock.now()
    with clock.frozen(began):
        assert client.get("/").status_code == 200
    with clock.frozen(began + timedelta(minutes=minutes)):
        assert client.get("/").status_code == 302
        assert "長時間操作がなかったため" in client.get(LOGIN).content.decode()
        assert "長時間操作がなかったため" not in client.get(LOGIN).content.decode()


def test_the_reception_tablet_stays_signed_in_for_a_shift_and_offices_for_half_an_hour(
    hub: Any,
) -> None:
    began = clock.now()
    reception = make.client_for(make.member(hub, Role.RECEPTION))
    office = make.client_for(make.member(hub, Role.AUDITOR))
    with clock.frozen(began):
        reception.get("/")
        office.get("/")
    with clock.frozen(began + timedelta(minutes=29)):
        assert office.get("/").status_code == 200
    with clock.frozen(began + timedelta(hours=11)):
        assert reception.get("/").status_code == 200


def test_a_password_can_be_changed_and_other_sessions_end(hub: Any) -> None:
    actor = make.member(hub, Role.RECEPTION)
    here, elsewhere = make.client_for(actor), make.client_for(actor)
    new = "a new long pass 9"
    answer = here.post(
        reverse("account_change_password"),
        {"oldpassword": make.PASSWORD, "password1": new, "password2": new},
    )
    assert answer.status_code == 302
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


def test_a_second_factor_of_the_demonstration_cannot_be_taken_away(hub: Any, settings: Any) -> None:
    settings.DEMO = True
    actor = make.member(hub, Role.CONSULTANT)
    Person.objects.filter(pk=actor.user_id).update(is_demo=True)
    make.second_factor(actor.user_id, SECRET)
    client = make.client_for(actor)
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user_id=actor.user_id).exists()


def test_a_passkey_that_does_not_fit_is_refused_and_recorded() -> None:
    client = Client()
    before = len(trail("account.sign_in", person_id=None))
    options = client.get(
        reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"}
    )
    assert "request_options" in options.json()
    for credential in NONSENSE:
        answer = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
        assert answer.url == LOGIN
    assert len(trail("account.sign_in", person_id=None)) == before + len(NONSENSE)


def test_nonsense_instead_of_a_key_is_told_at_the_second_step_and_when_adding_one(hub: Any) -> None:
    actor = make.member(hub, Role.CONSULTANT)
    make.second_factor(actor.user_id, SECRET)
    client, first = sign_in(Person.objects.get(pk=actor.user_id))
    for credential in NONSENSE:
        assert client.post(first.url, {"credential": credential}).status_code == 200
    client.post(first.url, {"code": code_now()})
    for name in ("mfa_add_webauthn", "mfa_reauthenticate_webauthn"):
        client.get(reverse(name))
        for credential in NONSENSE:
            assert client.post(reverse(name), {"credential": credential}).status_code < 500


def test_anybody_may_switch_the_language_and_a_signed_in_person_leaves_an_entry(hub: Any) -> None:
    guest = Client()
    answer = guest.post(reverse("set_language"), {"language": "en", "next": LOGIN})
    assert answer.url == LOGIN
    assert 'lang="en"' in guest.get(LOGIN).content.decode()
    actor = make.member(hub, Role.RECEPTION)
    make.client_for(actor).post(reverse("set_language"), {"language": "en", "next": "/"})
    assert len(trail("account.change_language", person_id=actor.user_id)) == 1
