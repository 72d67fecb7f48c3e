"""What those who may act read and do about quiet signals, and where nobody meets one."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultations.models import Consultation, FollowUp
from programs.kernel import clock
from programs.registry.choices import Role
from programs.signals.choices import Kind
from programs.signals.models import Rule, Signal
from tests import make, make_consultations
from tests.make_signals import NOW, REGULAR, Watch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_now():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def found(watch: Watch) -> Watch:
    watch.turn_on(Kind.GAP)
    watch.came(*REGULAR)
    watch.look()
    return watch


def at(name: str, *args: object) -> str:
    return reverse(f"signals:{name}", args=args)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def client(watch: Watch, role: Role) -> Client:
    return make.client_for(make.member(watch.hub, role))


def test_nothing_is_looked_for_until_the_director_turns_a_rule_on(watch: Watch) -> None:
    director = client(watch, Role.DIRECTOR)
    assert "使っている決まりがありません" in text(director.get(at("signal-list")))
    rules = text(director.get(at("rules")))
    assert rules.count("使っていません") == 3 and "8週間に4日以上" in rules
    url = at("rule-edit", "gap")
    values = {"active": "on", "times": "３", "weeks": "6", "absent_weeks": "2", "version": "0"}
    assert director.post(url, {**values, "times": "1"}).status_code == 422
    director.post(url, values)
    with make.seeing(watch.hub):
        assert Rule.objects.get(hub=watch.hub).times == 3
    assert "切り替えました" in text(director.get(at("rules")))
    assert director.get(at("rule-edit", "other")).status_code == 404


def test_a_signal_is_read_with_its_reason_and_answered(found: Watch) -> None:
    consultant = client(found, Role.CONSULTANT)
    page = text(consultant.get(at("signal-list")))
    assert "青葉" in page and "4日来館" in page
    with make.seeing(found.hub):
        url = Signal.objects.get(hub=found.hub).get_absolute_url()
    shown = text(consultant.get(url))
    assert reverse("desk:household", args=[found.family.pk]) in shown
    values = {"state": "acted", "note": "電話した📞", "before": "new"}
    assert consultant.post(url, values)["Location"] == at("signal-list")
    assert "青葉" not in text(consultant.get(at("signal-list")))
    assert "電話した📞" in text(consultant.get(url))
    late = client(found, Role.DIRECTOR).post(url, {"state": "dismissed", "before": "new"})
    assert late.status_code == 409


def test_a_gap_is_acted_on_from_its_page_by_a_follow_up(found: Watch) -> None:
    consultant = client(found, Role.CONSULTANT)
    with make.seeing(found.hub):
        signal = Signal.objects.get(hub=found.hub)
    page = text(consultant.get(signal.get_absolute_url()))
    assert "来館の記録：" in page
    plan = {"due_in": 7, "kind": "call", "owner": found.consultant.user_id, "before": "new"}
    address = at("signal-plan", signal.pk)
    assert "青葉" in text(consultant.get(address))
    assert consultant.post(address, {**plan, "due_in": ""}).status_code == 422
    assert consultant.post(address, {**plan, "plan_text": "様子を聞く"}).status_code == 302
    with make.seeing(found.hub):
        row = FollowUp.objects.get(hub=found.hub)
        assert (row.household, row.owner_id) == (found.family, found.consultant.user_id)
        assert Signal.objects.get(pk=signal.pk).state == "acted"
    listed = text(consultant.get(reverse("consultations:follow-up-list")))
    assert "青葉" in listed and "様子を聞く" not in listed
    others = text(client(found, Role.STAFF).get(reverse("consultations:follow-up-list")))
    assert "青葉" not in others and "ご家族のこと" in others
    read = text(consultant.get(reverse("consultations:follow-up-read", args=[row.pk])))
    assert "様子を聞く" in read
    assert consultant.post(address, plan).status_code == 409


def test_looked_at_and_nothing_needed_is_one_tap_and_taken_back(found: Watch) -> None:
    consultant = client(found, Role.CONSULTANT)
    with make.seeing(found.hub):
        signal = Signal.objects.get(hub=found.hub)
    done = consultant.post(at("signal-dismiss", signal.pk), {"before": "new"}, follow=True)
    assert "対応は不要として記録しました" in text(done) and "元に戻す" in text(done)
    shown = text(consultant.get(signal.get_absolute_url()))
    assert "対応は不要" in shown and "これまでの答え" in shown
    consultant.post(at("signal-undo", signal.pk))
    with make.seeing(found.hub):
        again = Signal.objects.get(pk=signal.pk)
        assert (again.state, again.answered_at) == ("new", None)
        assert list(again.steps.values_list("state", flat=True)) == ["dismissed", "new"]
    assert consultant.post(at("signal-undo", signal.pk)).status_code == 422


def test_a_note_of_ten_thousand_characters_is_told_not_cut(found: Watch) -> None:
    with make.seeing(found.hub):
        url = Signal.objects.get(hub=found.hub).get_absolute_url()
    answer = client(found, Role.CONSULTANT).post(url, {"state": "seen", "note": "あ" * 10_000})
    assert answer.status_code == 422 and "あ" * 10_000 in text(answer)


def test_the_home_page_tells_those_who_may_act_without_a_name(found: Watch) -> None:
    for role, told in (
        (Role.CONSULTANT, True),
        (Role.DIRECTOR, True),
        (Role.STAFF, False),
        (Role.RECEPTION, False),
    ):
        page = text(client(found, role).get("/"))
        assert ("気づきを確認する：続いていた来館が途切れた" in page) is told
        assert "青葉" not in page


@pytest.mark.parametrize("role", [Role.STAFF, Role.RECEPTION, Role.PARTNER, Role.WARD_OFFICER])
def test_nobody_else_opens_a_signal(found: Watch, role: Role) -> None:
    somebody = client(found, role)
    for url in (at("signal-list"), at("rules")):
        assert somebody.get(url).status_code == 403


def test_another_hubs_director_meets_nothing(found: Watch) -> None:
    with make.seeing(found.hub):
        url = Signal.objects.get(hub=found.hub).get_absolute_url()
    other = client(Watch(), Role.DIRECTOR)
    assert other.get(url).status_code == 404
    assert "青葉" not in text(other.get(at("signal-list") + "?state=all"))


def test_a_signal_is_on_no_other_page_and_in_no_export(found: Watch) -> None:
    director = client(found, Role.DIRECTOR)
    pages = (
        reverse("desk:household", args=[found.family.pk]),
        reverse("registry:household-list") + "?export=csv",
        reverse("dropin:reception"),
    )
    for url in pages:
        assert "途切れた" not in text(director.get(url, follow=True))
    assert not director.get(at("signal-list") + "?export=csv").has_header("Content-Disposition")


def test_pages_ask_the_database_little(found: Watch, django_assert_max_num_queries: Any) -> None:
    with make.seeing(found.hub):
        url = Signal.objects.get(hub=found.hub).get_absolute_url()
    director = client(found, Role.DIRECTOR)
    for path in (at("signal-list"), at("rules"), at("rule-edit", "gap"), url):
        director.get(path)
        with django_assert_max_num_queries(12):
            assert director.get(path).status_code == 200


def test_a_page_tells_nothing_of_a_talk_that_was_restricted_meanwhile(watch: Watch) -> None:
    watch.turn_on(Kind.WORRY)
    watch.talked(10, 20, 30)
    kept = watch.talked(1)
    watch.look()
    consultant = client(watch, Role.CONSULTANT)
    assert "4回" in text(consultant.get(at("signal-list")))
    with make.seeing(watch.hub):
        url = Signal.objects.get(hub=watch.hub).get_absolute_url()
    with make.seeing(watch.hub):
        make_consultations.concern(watch.staff, kept)
    for page in (at("signal-list"), url):
        shown = text(consultant.get(page))
        assert "3回" in shown and "4回" not in shown
    with make.seeing(watch.hub):
        make_consultations.concern(watch.staff, Consultation.objects.get(held_on=date(2026, 5, 31)))
    assert "あてはまる気づきはありません" in text(consultant.get(at("signal-list")))
    shown = text(consultant.get(url))
    assert "もとになった記録が変わり、理由がなくなりました" in shown
    assert "この気づきは終わっています" in shown and "もとになった記録 " not in shown
    assert "青葉" in text(consultant.get(at("signal-list") + "?state=all"))
    assert consultant.post(url, {"state": "acted", "before": "new"}).status_code == 422
    assert "気づきを確認する" not in text(consultant.get("/"))
