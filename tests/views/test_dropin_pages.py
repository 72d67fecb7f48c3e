"""Guests, head counts, corrections, and the list of visits, as a person reads them."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from programs.dropin import commands
from programs.dropin.models import Visit
from programs.kernel import clock
from programs.registry.choices import Relation, Role
from tests import make
from tests.make_dropin import DAY, Desk, later
from tests.views.test_dropin_desk import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning():
    with clock.frozen(later(minutes=25)):
        yield


@pytest.fixture
def desk(hub):
    return Desk(hub)


@pytest.fixture
def client(desk):
    return make.client_for(desk.volunteer)


def only_visit():
    make.scope()
    return Visit.objects.get()


def people(visit):
    return sorted(visit.people.values_list("role", "age_years", "count"), key=str)


def guest_add(desk):
    return reverse("dropin:guest-add", args=[desk.site.pk])


def head_count_add(desk):
    return reverse("dropin:head-count-add", args=[desk.site.pk])


GUEST = {"residence": "outside_city", "adult_mother": "１", "child_1": "2", "label": "青い帽子の方"}


def test_a_guest_is_entered_with_full_width_digits_and_stands_in_the_list(desk, client):
    text = read(client.post(guest_add(desk), {**GUEST, "nonce": uuid4()}, follow=True))
    assert "未登録のご家族を受け付けました。 元に戻す" in text
    assert "青い帽子の方" in text
    visit = only_visit()
    assert people(visit) == [("child", 1, 2), ("mother", None, 1)]
    assert (visit.residence, visit.site) == ("outside_city", desk.site)


def test_the_same_guest_form_sent_twice_is_one_visit(desk, client):
    values = {**GUEST, "nonce": uuid4(), "request_key": uuid4()}
    for _time in range(2):
        assert client.post(guest_add(desk), values).status_code == 302
    assert only_visit()


def test_an_empty_guest_form_says_what_is_missing_and_keeps_what_was_typed(desk, client):
    response = client.post(guest_add(desk), {"label": "青い帽子の方", "child_1": "たくさん"})
    assert response.status_code == 422
    text = read(response)
    assert "お住まいを選んでください。" in text
    assert 'value="たくさん"' in response.content.decode()
    assert 'value="青い帽子の方"' in response.content.decode()
    response = client.post(guest_add(desk), {"residence": "own_ward", "label": "x" * 41})
    assert response.status_code == 422
    response = client.post(guest_add(desk), {})
    assert "お住まいを選んでください。" in read(response)
    assert "来館した人の数を1人以上入力してください。" in read(response)


def test_a_head_count_takes_families_and_people(desk, client):
    values = {"families": "4", "residence": "unknown", "child_3": "20", "adult_other": "3"}
    text = read(client.post(head_count_add(desk), {**values, "nonce": uuid4()}, follow=True))
    assert "人数を記録しました。" in text
    assert only_visit().families == 4
    assert people(only_visit()) == [("child", 3, 20), ("other", None, 3)]


@pytest.mark.parametrize("number", ["-1", "301", "1.5", "９９９９９９９９９９９９"])
def test_an_impossible_number_is_refused_in_place(desk, client, number):
    values = {"families": "1", "residence": "unknown", "child_3": number}
    assert client.post(head_count_add(desk), values).status_code == 422
    make.scope()
    assert Visit.objects.count() == 0


# --- who came -------------------------------------------------------------------------------------


def people_url(visit):
    return reverse("dropin:visit-people", args=[visit.pk])


def test_the_people_of_a_family_are_chips_and_those_who_came_are_ticked(desk, client):
    family = desk.family(adults=[Relation.MOTHER, Relation.FATHER], children=[date(2024, 1, 1)])
    html = client.get(people_url(desk.check_in(family))).content.decode()
    mother, father = family.adults.order_by("pk")
    assert f'value="a{mother.pk}"' in html
    assert html.count("checked") == 2
    assert f'value="a{father.pk}"' in html


def test_the_father_came_instead_with_a_grandmother(desk, client):
    family = desk.family(adults=[Relation.MOTHER, Relation.FATHER])
    visit = desk.check_in(family)
    father, child = family.adults.get(relation="father"), family.children.get()
    values = {"members": [f"a{father.pk}", f"c{child.pk}"], "adult_grandmother": "1"}
    text = read(client.post(people_url(visit), values, follow=True))
    assert "来館した方を直しました。" in text
    assert "父、子0 2歳、祖母" in text


def test_the_last_person_cannot_be_taken_away(desk, client):
    visit = desk.check_in(desk.family())
    response = client.post(people_url(visit), {})
    assert response.status_code == 422
    assert "1人以上" in read(response)
    assert len(people(only_visit())) == 2


def test_a_member_of_another_family_is_no_choice(desk, client):
    stranger = desk.family().adults.get()
    visit = desk.check_in(desk.family())
    assert client.post(people_url(visit), {"members": [f"a{stranger.pk}"]}).status_code == 422


def test_the_numbers_of_a_head_count_are_corrected(desk, client):
    visit = desk.heads()
    html = client.get(people_url(visit)).content.decode()
    assert 'value="8"' in html
    client.post(people_url(visit), {"families": "2", "child_4": "6"})
    assert (only_visit().families, people(only_visit())) == (2, [("child", 4, 6)])


def test_an_undone_visit_is_shown_as_such(desk, client):
    visit = desk.check_in(desk.family())
    commands.undo_check_in(desk.volunteer, visit, later(minutes=1), DAY)
    text = read(client.get(people_url(visit)))
    assert "この来館は取り消されています" in text
    assert "保存する" not in text


# --- the list -------------------------------------------------------------------------------------


def visit_list(**query):
    return reverse("dropin:visit-list", query=query or None)


def test_the_list_begins_with_today_and_its_sums(desk, client):
    desk.check_in(desk.family())
    desk.check_in(desk.family(name="練習", kana="れんしゅう", is_demo=True))
    desk.check_in(desk.family(name="昨日", kana="きのう"), later(days=-1))
    text = read(client.get(visit_list()))
    assert "令和8年6月10日(水)" in text
    assert "1組 2人" in text
    assert "練習 練習用" in text
    assert "昨日" not in text


@pytest.mark.parametrize("day", ["令和8年6月9日", "2026-06-09", "R8.6.9"])
def test_another_day_is_asked_for_in_any_way_of_writing(desk, client, day):
    desk.check_in(desk.family(name="昨日", kana="きのう"), later(days=-1))
    assert "昨日" in read(client.get(visit_list(day=day)))


def test_the_list_is_narrowed_by_site_and_kind_and_shows_undone_visits_when_asked(desk, client):
    other = make.site(desk.hub, "別館")
    undone = desk.check_in(desk.family(name="取消", kana="とりけし"))
    commands.undo_check_in(desk.volunteer, undone, later(minutes=1), DAY)
    desk.guest(label="本館の客")
    desk.guest(site=other, label="別館の客")
    desk.heads(label="団体")
    here = read(client.get(visit_list(site=desk.site.pk, kind="guest")))
    assert "本館の客" in here
    assert "別館の客" not in here
    assert "団体" not in here
    assert "取消" not in here
    assert "取消" in read(client.get(visit_list(voided="1")))


def test_a_wrong_filter_shows_its_error_and_no_crash(desk, client):
    for query in ({"day": "いつか"}, {"site": "99999"}, {"kind": "x"}, {"voided": "x"}):
        assert client.get(visit_list(**query)).status_code == 200


def test_an_arrival_is_undone_from_the_list_and_one_returns_there(desk, client):
    visit = desk.check_in(desk.family())
    undo = reverse("dropin:visit-undo", args=[visit.pk])
    response = client.post(undo, {"step": "arrival", "back": visit_list()})
    assert response.url == visit_list()
    response = client.post(undo, {"step": "arrival", "back": "https://example.com/"})
    assert response.url == reverse("dropin:reception", args=[desk.site.pk])


def test_only_the_director_takes_the_list_away(desk, client):
    desk.check_in(desk.family(name="=SUM(A1)"))
    assert "Excel" not in read(client.get(visit_list()))
    assert client.get(visit_list(export="csv", day="2026-06-10")).status_code == 403
    director = make.client_for(make.member(desk.hub, Role.DIRECTOR))
    body = director.get(visit_list(export="csv", day="2026-06-10")).content.decode("utf-8-sig")
    assert "'=SUM(A1)" in body
    assert "母、" in body


# --- who may --------------------------------------------------------------------------------------


def addresses(desk, visit, family):
    site = [desk.site.pk]
    gets = [
        reverse("dropin:reception", args=site),
        reverse("dropin:search", args=site),
        reverse("dropin:inside", args=site),
        reverse("dropin:inside-print", args=site),
        guest_add(desk),
        head_count_add(desk),
        people_url(visit),
    ]
    posts = [
        reverse("dropin:check-in", args=[desk.site.pk, family.pk]),
        reverse("dropin:scan", args=site),
        reverse("dropin:visits-close", args=site),
        reverse("dropin:check-out", args=[visit.pk]),
        reverse("dropin:visit-undo", args=[visit.pk]),
        guest_add(desk),
        head_count_add(desk),
        people_url(visit),
    ]
    return gets, posts


def statuses(client, desk, visit, family):
    gets, posts = addresses(desk, visit, family)
    values = {"step": "arrival", "code": "A" * 22}
    found = {client.get(url).status_code for url in gets}
    return found | {client.post(url, values).status_code for url in posts}


@pytest.mark.parametrize(
    "role", [Role.WARD_OFFICER, Role.WARD_SIGNATORY, Role.OPERATOR_SIGNATORY, Role.ADMINISTRATOR]
)
def test_who_does_not_work_at_the_hub_sees_and_does_nothing_here(desk, role):
    visit, family = desk.check_in(desk.family()), desk.family()
    client = make.client_for(make.member(desk.hub, role))
    assert statuses(client, desk, visit, family) == {403}
    assert client.get(reverse("dropin:visit-list")).status_code == 403


def test_another_hubs_desk_does_not_exist(desk):
    visit, family = desk.check_in(desk.family()), desk.family()
    stranger = make.client_for(Desk(make.hub("鳴海区")).volunteer)
    assert statuses(stranger, desk, visit, family) == {404}
    assert only_visit().voided_at is None


def test_buttons_are_pressed_not_visited(desk, client):
    visit = desk.check_in(desk.family())
    assert client.get(reverse("dropin:check-out", args=[visit.pk])).status_code == 405
