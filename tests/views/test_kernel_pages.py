"""What every page promises: default deny, errors in words, headers, the age of a session."""

from datetime import datetime, timedelta
from unittest import mock
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from programs.kernel import clock
from programs.kernel.middleware import DefaultDeny
from programs.kernel.models import AuditEntry
from programs.kernel.sheets import as_csv, as_xlsx
from programs.registry.choices import Role
from programs.registry.models import Membership, Person
from tests import make

pytestmark = pytest.mark.django_db


def test_a_view_without_a_declared_action_is_refused(rf: RequestFactory):
    def forgotten(request):
        return HttpResponse("secret")

    answer = DefaultDeny(forgotten).process_view(rf.get("/x/"), forgotten, (), {})
    assert answer is not None
    assert answer.status_code == 403


def test_nobody_is_sent_to_the_sign_in_page(client):
    answer = client.get(reverse("registry:household-list"))
    assert answer.status_code == 302
    assert reverse("account_login") in answer.url


def test_the_refusal_says_who_could_and_is_in_the_audit(hub):
    client = make.client_for(make.member(hub, Role.RECEPTION))
    answer = client.get(reverse("registry:site-add"))
    assert answer.status_code == 403
    assert "施設長" in answer.content.decode()
    with make.seeing(hub):
        assert AuditEntry.objects.get(outcome="refused").action == "registry.change_site"


def test_an_unknown_address_is_a_page_in_words(hub):
    client = make.client_for(make.member(hub, Role.STAFF))
    answer = client.get("/no/such/place/")
    assert answer.status_code == 404
    assert "見つかりません" in answer.content.decode()


def test_personal_pages_are_not_stored_and_carry_the_policy_headers(hub):
    client = make.client_for(make.member(hub, Role.STAFF))
    answer = client.get(reverse("registry:household-list"))
    assert answer.headers["Cache-Control"] == "no-store"
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_the_office_session_ends_after_thirty_idle_minutes_and_the_desks_does_not(hub):
    staff, desk = (make.client_for(make.member(hub, r)) for r in (Role.STAFF, Role.RECEPTION))
    began = datetime(2026, 6, 2, 10, 0)
    for client in (staff, desk):
        with clock.frozen(began):
            assert client.get("/").status_code == 200
    with clock.frozen(began + timedelta(minutes=31)):
        assert staff.get("/").status_code == 302
        assert desk.get("/").status_code == 200
    with clock.frozen(began + timedelta(hours=12, minutes=1)):
        assert desk.get("/").status_code == 302


def test_a_disabled_account_is_out_at_the_next_request(hub):
    who = make.member(hub, Role.STAFF)
    client = make.client_for(who)
    assert client.get("/").status_code == 200
    Person.objects.filter(pk=who.user_id).update(is_active=False)
    assert client.get("/").status_code == 302


def test_an_ended_role_gets_a_page_in_words(hub):
    who = make.member(hub, Role.STAFF)
    client = make.client_for(who)
    make.scope()
    Membership.objects.filter(pk=who.membership_id).update(to_on=clock.today() - timedelta(days=1))
    answer = client.get("/")
    assert answer.status_code == 403
    assert "所属" in answer.content.decode()


def test_a_role_that_reads_notes_must_set_up_a_second_factor_first(hub):
    who = make.member(hub, Role.CONSULTANT)
    client = make.client_for(who)
    session = client.session
    del session["account_authentication_methods"]
    session.save()
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.url == reverse("mfa_activate_totp")


def test_a_page_that_was_left_open_too_long_says_so(hub):
    client = make.client_for(make.member(hub, Role.STAFF))
    client.handler.enforce_csrf_checks = True
    answer = client.post(reverse("network:group-add"), {"name": "x", "request_key": str(uuid4())})
    assert answer.status_code == 403
    assert "有効期限" in answer.content.decode()


@pytest.mark.parametrize("cell", ["=1+1", "+81", "-5", "@x", "\tx", "＝1+1"])
def test_exported_cells_never_become_formulas(cell):
    assert as_csv(["h"], [[cell]]).decode("utf-8-sig").splitlines()[1].lstrip('"').startswith("'")
    assert b"<f>" not in as_xlsx(["h"], [[cell]])


def test_switching_to_somebody_elses_role_is_not_found(hub):
    client = make.client_for(make.member(hub, Role.STAFF))
    other = make.member(hub, Role.DIRECTOR)
    answer = client.post(reverse("desk:act-as"), {"membership": other.membership_id})
    assert answer.status_code == 404


def test_a_database_that_is_away_gives_a_page_that_says_so(hub):
    client = make.client_for(make.member(hub, Role.STAFF))
    client.raise_request_exception = False
    gone = OperationalError("connection refused")
    with mock.patch("django.contrib.sessions.backends.db.SessionStore.load", side_effect=gone):
        answer = client.get(reverse("desk:home"))
    assert answer.status_code == 503
    assert "1分ほど待ってから" in answer.content.decode()


@pytest.mark.parametrize("name", ["desk:search", "registry:household-list", "network:group-list"])
def test_a_nul_in_the_address_is_left_out(hub, name):
    client = make.client_for(make.member(hub, Role.STAFF))
    assert client.get(reverse(name), {"q": "あ\x00い"}).status_code == 200
