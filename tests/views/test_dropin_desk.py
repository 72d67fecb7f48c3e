"""The reception page as a volunteer meets it, with and without script."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.dropin import commands
from programs.dropin.choices import State
from programs.dropin.models import Visit
from programs.kernel import clock
from programs.kernel.models import AuditEntry
from programs.registry.choices import Relation, Role
from tests import make
from tests.make_dropin import DAY, MORNING, Desk, later

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


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


def read(response):
    """What a person reads on a page."""
    html = response.content.decode()
    main = html[html.find("<main") :] if "<main" in html else html
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<script.*?</script>", "", main)))


def page(desk, **query):
    return reverse("dropin:reception", args=[desk.site.pk], query=query or None)


def tap(desk, family):
    return reverse("dropin:check-in", args=[desk.site.pk, family.pk])


def only_visit():
    make.scope()
    return Visit.objects.get()


# --- the way to the page --------------------------------------------------------------------------


def test_with_one_site_reception_opens_at_once_and_keeps_the_search(desk, client):
    response = client.get(reverse("dropin:reception") + "?q=123")
    assert response.url == page(desk, q="123")


def test_with_two_sites_one_chooses_and_the_tablet_remembers(desk, client):
    other = make.site(desk.hub, "別館")
    assert "別館で受付する" in read(client.get(reverse("dropin:reception")))
    client.get(reverse("dropin:reception", args=[other.pk]))
    response = client.get(reverse("dropin:reception"))
    assert response.url == reverse("dropin:reception", args=[other.pk])
    assert "本館で受付する" in read(client.get(reverse("dropin:reception") + "?choose=1"))


def test_without_a_drop_in_space_the_page_says_what_to_do(hub):
    make.site(hub, programs=[2])
    client = make.client_for(make.member(hub, Role.STAFF))
    assert "受付のできる施設がありません" in read(client.get(reverse("dropin:reception")))


def test_an_empty_page_says_that_nobody_is_inside(desk, client):
    text = read(client.get(page(desk)))
    assert "いまは誰もいません" in text
    assert "0 組" in text


# --- finding --------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["みほ", "ミホ", "5678", "090-1234-5678", "見本", "みほt"])
def test_a_family_is_found_however_it_is_typed(desk, client, typed):
    desk.family(phone="090-1234-5678", door_note="ベビーカー2台")
    text = read(client.get(page(desk, q=typed)))
    assert "見本さん" in text
    assert "子0 2歳" in text
    assert "ベビーカー2台" in text
    assert "受付する 母、子0 2歳" in text


def test_a_number_finds_its_family(desk, client):
    family = desk.family()
    assert "受付する" in read(client.get(page(desk, q=str(family.number))))


def test_nobody_found_says_what_else_can_be_done(desk, client):
    text = read(client.get(page(desk, q="ぞぞぞ")))
    assert "「ぞぞぞ」にあてはまるご家族は見つかりません" in text
    assert "未登録のご家族" in text


def test_the_search_answers_the_part_of_the_page_alone(desk, client):
    desk.family()
    html = client.get(reverse("dropin:search", args=[desk.site.pk]) + "?q=みほ").content.decode()
    assert "<html" not in html
    assert "受付する" in html


def test_a_page_of_pasted_text_is_searched_without_an_error(desk, client):
    assert client.get(page(desk, q="<b>😀</b>" * 2000)).status_code == 200


# --- checking in ----------------------------------------------------------------------------------


def test_one_tap_checks_in_and_the_next_page_offers_the_undo(desk, client):
    family = desk.family()
    response = client.post(tap(desk, family), {"nonce": uuid4()}, follow=True)
    text = read(response)
    assert "見本さんを受け付けました。 元に戻す" in text
    assert "1 組" in text
    assert "10:30来館・0分" in text
    assert only_visit().household == family


def test_a_tap_answers_a_green_row_and_tells_the_list_to_look_again(desk, client):
    family = desk.family()
    response = client.post(tap(desk, family), {"nonce": uuid4()}, headers=HTMX)
    assert response.headers["HX-Trigger"] == "visits-changed"
    assert "btn-done" in response.content.decode()
    text = read(response)
    assert "受け付けました 10:30に来館" in text
    assert "来館した方を直す" in text
    assert "元に戻す" in text


def test_a_repeated_tap_looks_the_same_and_is_green(desk, client):
    family, nonce = desk.family(), uuid4()
    first = client.post(tap(desk, family), {"nonce": nonce}, headers=HTMX)
    again = client.post(tap(desk, family), {"nonce": nonce}, headers=HTMX)
    assert first.status_code == again.status_code == 200
    assert "受け付けました" in read(again)
    assert only_visit()


def test_a_tap_on_another_tablet_is_green_and_says_so(desk, client):
    family = desk.family()
    client.post(tap(desk, family), {"nonce": uuid4()})
    other = make.client_for(make.member(desk.hub, Role.STAFF))
    response = other.post(tap(desk, family), {"nonce": uuid4()}, headers=HTMX)
    assert "受付済み 10:30に来館（ほかの端末）" in read(response)
    assert "受付済みです。" in read(other.post(tap(desk, family), {"nonce": uuid4()}, follow=True))
    assert only_visit()


def test_a_tap_that_waited_for_the_network_counts_from_when_it_was_made(desk, client):
    values = {"nonce": uuid4(), "at": later(minutes=3).isoformat()}
    client.post(tap(desk, desk.family()), values, headers=HTMX)
    assert only_visit().arrived_at == later(minutes=3)


def test_a_tap_without_a_number_of_its_own_still_works(desk, client):
    assert client.post(tap(desk, desk.family()), {"nonce": "rubbish"}).status_code == 302
    assert only_visit().state == State.INSIDE


def test_a_refused_tap_says_why_in_its_place_or_on_the_page(desk, client):
    family = desk.family(archived_at=clock.now())
    response = client.post(tap(desk, family), {"nonce": uuid4()}, headers=HTMX)
    assert response.status_code == 422
    assert "このご家族は利用を終了しています" in read(response)
    text = read(client.post(tap(desk, family), {"nonce": uuid4()}, follow=True))
    assert "このご家族は利用を終了しています" in text


def test_a_family_inside_is_shown_green_with_its_way_out(desk, client):
    family = desk.family()
    desk.check_in(family)
    text = read(client.get(page(desk, q="みほ")))
    assert "受付済み 10:05に来館" in text
    assert "受付する" not in text.split("いまの在館者")[0].replace("受け付ける", "")


def test_a_family_inside_another_site_can_still_be_checked_in_here(desk, client):
    family, other = desk.family(), make.site(desk.hub, "別館")
    desk.check_in(family, site=other)
    text = read(client.get(page(desk, q="みほ")))
    assert "10:05に来館（別館）" in text
    assert "受付する 母、子0 2歳" in text


# --- cards ----------------------------------------------------------------------------------------


def scan(desk, client, code, **headers):
    url = reverse("dropin:scan", args=[desk.site.pk])
    return client.post(url, {"code": code, "nonce": uuid4()}, headers=headers)


@pytest.mark.parametrize("shape", ["{}", "https://hub.example/card/{}"])
def test_a_card_checks_its_family_in(desk, client, shape):
    family = desk.family()
    response = scan(desk, client, shape.format(family.card_token), **HTMX)
    assert "受け付けました" in read(response)
    assert only_visit().household == family


def test_a_card_held_up_twice_is_one_green_visit(desk, client):
    family = desk.family()
    scan(desk, client, family.card_token)
    assert "受付済み" in read(scan(desk, client, family.card_token, **HTMX))
    assert only_visit()


def test_a_card_of_another_hub_is_told_clearly_and_checks_nobody_in(desk, client):
    stranger = Desk(make.hub("鳴海区")).family()
    for code in (stranger.card_token, "A" * 22, "https://example.com/", "\x00"):
        response = scan(desk, client, code, **HTMX)
        assert response.status_code == 422
        assert "鳴海" not in read(response)
    assert "この拠点に登録がありません" in read(scan(desk, client, stranger.card_token, **HTMX))
    make.scope()
    assert Visit.objects.count() == 0


def test_without_script_a_card_finds_its_family_to_be_tapped(desk, client):
    family = desk.family()
    assert "受付する" in read(client.get(page(desk, q=family.card_token)))
    assert "このカードのご家族は見つかりません" in read(client.get(page(desk, q="A" * 22)))


# --- leaving, undo, closing -----------------------------------------------------------------------


def test_leaving_is_one_tap_with_an_undo(desk, client):
    visit = desk.check_in(desk.family())
    out = reverse("dropin:check-out", args=[visit.pk])
    text = read(client.post(out, headers=HTMX))
    assert "見本さん 10:30に退館しました 元に戻す" in text
    assert "0 組" in text
    assert "見本さんの退館を記録しました。" in read(client.post(out, follow=True))
    assert only_visit().state == State.LEFT


def test_leaving_from_the_search_results_tells_the_list_to_look_again(desk, client):
    visit = desk.check_in(desk.family())
    out = reverse("dropin:check-out", args=[visit.pk])
    assert "HX-Trigger" not in client.post(out, headers=HTMX).headers
    assert client.post(out, {"found": "1"}, headers=HTMX).headers["HX-Trigger"] == "visits-changed"


@pytest.mark.parametrize(
    ("step", "words", "state"),
    [
        ("departure", "見本さんの退館を元に戻しました。", State.INSIDE),
        ("arrival", "見本さんの受付を取り消しました。", State.VOID),
    ],
)
def test_both_steps_are_taken_back_in_one_tap(desk, client, step, words, state):
    visit = desk.check_in(desk.family())
    commands.check_out(desk.volunteer, visit, later(minutes=5))
    undo = reverse("dropin:visit-undo", args=[visit.pk])
    assert words in read(client.post(undo, {"step": step}, follow=True))
    assert words in read(client.post(undo, {"step": step}, headers=HTMX))
    assert only_visit().state == state


def test_an_undo_without_a_step_is_refused(desk, client):
    visit = desk.check_in(desk.family())
    undo = reverse("dropin:visit-undo", args=[visit.pk])
    assert client.post(undo, {"step": "everything"}, headers=HTMX).status_code == 422
    assert only_visit().state == State.INSIDE


def test_yesterdays_arrival_is_not_undone_and_the_reason_is_told(desk, client):
    visit = desk.check_in(desk.family(), later(days=-1))
    undo = reverse("dropin:visit-undo", args=[visit.pk])
    text = read(client.post(undo, {"step": "arrival"}, follow=True))
    assert "元に戻せるのは来館した日のうちだけです。" in text


def test_closing_by_mistake_is_taken_back_in_one_tap(desk, client):
    desk.check_in(desk.family())
    desk.guest()
    close = reverse("dropin:visits-close", args=[desk.site.pk])
    assert "2件を退館にしました。 元に戻す" in read(client.post(close, follow=True))
    text = read(client.post(close, {"undo": "1"}, follow=True))
    assert "本館の退館を元に戻しました。" in text
    assert "2 組" in text


def test_closing_the_day_sends_everybody_home(desk, client):
    desk.check_in(desk.family())
    desk.guest()
    assert "残りの方をすべて退館にする" in read(client.get(page(desk)))
    text = read(client.post(reverse("dropin:visits-close", args=[desk.site.pk]), follow=True))
    assert "2件を退館にしました。" in text
    assert "いまは誰もいません" in text


# --- who is inside --------------------------------------------------------------------------------


def test_the_list_shows_families_people_capacity_and_time(desk, client):
    desk.check_in(desk.family(adults=[Relation.FATHER]))
    desk.guest(label="青い帽子の方")
    desk.check_in(desk.family(name="練習", kana="れんしゅう", is_demo=True))
    text = read(client.get(reverse("dropin:inside", args=[desk.site.pk])))
    assert "2 組 4 人" in text
    assert "定員の目安 60人" in text
    assert "父、子0 2歳" in text
    assert "10:05来館・25分" in text
    assert "青い帽子の方 未登録のご家族" in text
    assert "練習さん 練習用" in text


def test_a_full_house_is_told(desk, client):
    full = make.site(desk.hub, "小さな部屋", capacity=2)
    desk.guest(site=full)
    text = read(client.get(reverse("dropin:inside", args=[full.pk])))
    assert "定員の目安に達しています" in text


def test_the_list_for_an_evacuation_names_everybody_inside(desk, client):
    desk.check_in(desk.family(phone="090-1234-5678"))
    desk.heads(label="保育園の見学")
    response = client.get(reverse("dropin:inside-print", args=[desk.site.pk]))
    text = read(response)
    assert "令和8年6月10日(水) 10:30 現在" in text
    assert "4組 12人（うち子ども 9人）" in text
    assert "見本さん 母、子0 2歳" in text
    assert "保育園の見学 その他の大人 2人、子ども 3歳 8人" in text
    assert "090-1234-5678" not in text


# --- cost -----------------------------------------------------------------------------------------

FRAME = ("SAVEPOINT", "RELEASE SAVEPOINT", "SELECT set_config(")


def work(queries):
    """Reads and writes; not the brackets of transactions nor the setting of the scope."""
    return [q["sql"] for q in queries if not q["sql"].startswith(FRAME)]


def test_the_page_with_results_and_a_full_house_takes_at_most_twelve_queries(desk, client):
    for number in range(15):
        family = desk.family(adults=[Relation.MOTHER, Relation.FATHER])
        visit = desk.check_in(family, later(minutes=number, days=-1))
        commands.check_out(desk.volunteer, visit, later(hours=1, days=-1))
        if number % 2:
            desk.check_in(family, later(minutes=number))
    client.get(page(desk))
    with CaptureQueriesContext(connection) as empty:
        client.get(page(desk))
    assert len(work(empty)) <= 12, "\n".join(work(empty))
    with CaptureQueriesContext(connection) as found:
        assert "受付する" in read(
            client.get(reverse("dropin:search", args=[desk.site.pk]) + "?q=みほ")
        )
    assert len(work(found)) <= 12, "\n".join(work(found))


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_check_in_takes_at_most_twelve_queries(desk, client, headers):
    family = desk.family()
    old = desk.check_in(family, later(days=-1))
    commands.check_out(desk.volunteer, old, later(days=-1, hours=1))
    client.get(page(desk))
    with CaptureQueriesContext(connection) as done:
        client.post(tap(desk, family), {"nonce": uuid4()}, headers=headers)
    assert len(work(done)) <= 12, "\n".join(work(done))


# --- what is remembered ---------------------------------------------------------------------------


def test_every_request_leaves_exactly_one_entry(desk, client):
    visit = desk.check_in(desk.family())
    family = desk.family()
    site = [desk.site.pk]
    asks = [
        lambda: client.get(page(desk)),
        lambda: client.get(reverse("dropin:search", args=site) + "?q=みほ"),
        lambda: client.get(reverse("dropin:inside", args=site)),
        lambda: client.get(reverse("dropin:inside-print", args=site)),
        lambda: client.get(reverse("dropin:visit-list")),
        lambda: client.get(reverse("dropin:guest-add", args=site)),
        lambda: client.get(reverse("dropin:visit-people", args=[visit.pk])),
        lambda: client.post(tap(desk, family), {"nonce": uuid4()}, headers=HTMX),
        lambda: scan(desk, client, family.card_token, **HTMX),
        lambda: scan(desk, client, "A" * 22, **HTMX),
        lambda: client.post(reverse("dropin:check-out", args=[visit.pk]), headers=HTMX),
        lambda: client.post(
            reverse("dropin:visit-undo", args=[visit.pk]), {"step": "departure"}, headers=HTMX
        ),
        lambda: client.post(reverse("dropin:visits-close", args=site)),
    ]
    for number, ask in enumerate(asks):
        make.scope()
        before = AuditEntry.objects.count()
        ask()
        make.scope()
        assert AuditEntry.objects.count() == before + 1, number


def test_the_day_is_todays_in_tokyo_at_midnight(desk, client):
    midnight = MORNING.replace(hour=0, minute=0) + timedelta(days=1)
    with clock.frozen(midnight):
        client.post(tap(desk, desk.family()), {"nonce": uuid4()})
    assert only_visit().day == DAY + timedelta(days=1)
