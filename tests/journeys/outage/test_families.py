"""An outage at the desk loses nothing, and repeats nothing (promise T14, part of it)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import segno
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from programs.dropin import commands
from programs.dropin.models import Visit
from programs.kernel import clock
from programs.kernel.kana import search_key
from programs.registry.models import Household
from tests import make
from tests.journeys.conftest import Browse
from tests.journeys.line import Line
from tests.journeys.outage.conftest import FAMILIES, House, cut, mend, ready
from tests.journeys.server import Server, check_axe
from tests.journeys.steps import TABLET, until
from tests.journeys.test_dropin_camera import CAMERA

# What the tablet keeps of the list: whether its key could be taken out, and all that can be read as text.
KEPT = """() => new Promise((resolve) => {
  const request = indexedDB.open("desk");
  request.onupgradeneeded = () => request.transaction.abort();
  request.onerror = () => resolve(null);
  request.onsuccess = () => {
    const base = request.result;
    const asked = base.transaction("kept").objectStore("kept").get("list");
    asked.onsuccess = () => {
      base.close();
      const kept = asked.result;
      const text = kept && JSON.stringify(kept) + new TextDecoder().decode(kept.sealed);
      resolve(kept ? { extractable: kept.key.extractable, text } : null);
    };
  };
})"""


def find(desk: Page, kana: str) -> None:
    desk.locator("#desk-q").fill(kana)
    expect(desk.locator("#found")).to_contain_text(kana)


def tap(desk: Page) -> None:
    desk.locator("#found [data-queue] button").click()


def test_a_tap_without_a_network_waits_in_sight_and_arrives_by_itself(
    house: House, desk: Page, line: Line
) -> None:
    find(desk, FAMILIES[0])
    cut(desk, line)
    tap(desk)
    unsent = desk.locator("#desk-unsent")
    expect(unsent).to_contain_text("未送信 1件")
    expect(unsent.get_by_role("button")).to_be_hidden()
    expect(desk.locator("#desk-q")).to_be_focused()
    assert house.visits() == []
    check_axe(desk)
    mend(desk, line)
    expect(unsent).to_contain_text("すべて送りました")
    expect(desk.locator("#found .btn-done")).to_contain_text("受け付けました")
    expect(desk.locator("#inside-sums b").first).to_have_text("1")
    assert house.visits() == [FAMILIES[0]]
    unsent.get_by_role("button", name="確認しました").click()
    expect(unsent).to_be_hidden()


def test_a_server_that_is_away_and_taps_that_got_through_twice_make_one_visit_each(
    house: House, desk: Page
) -> None:
    desk.route("**/check-in/**", lambda route: route.fulfill(status=503, body=""))
    for kana in FAMILIES:
        find(desk, kana)
        tap(desk)
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 3件")
    # The first answers are lost on their way back: the server has them, the tablet does not know.
    desk.unroute("**/check-in/**")
    lost = iter([True, True])

    def lose_answer(route: Any) -> None:
        response = route.fetch()
        if next(lost, False):
            route.abort()
        else:
            route.fulfill(response=response)

    desk.route("**/check-in/**", lose_answer)
    for _again in range(
        30
    ):  # each answer that is lost ends a round; a busy machine needs longer for one
        desk.evaluate("window.dispatchEvent(new Event('online'))")
        desk.wait_for_timeout(400)
        if "すべて送りました" in desk.locator("#desk-unsent").inner_text():
            break
    expect(desk.locator("#desk-unsent")).to_contain_text("すべて送りました")
    assert sorted(house.visits()) == sorted(FAMILIES)


def test_what_waits_survives_a_reload_and_a_refusal_is_told_until_it_is_seen(
    house: House, desk: Page, line: Line
) -> None:
    desk.on("dialog", lambda dialog: dialog.accept())
    find(desk, FAMILIES[0])
    cut(desk, line)
    tap(desk)
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 1件")
    with make.seeing(house.hub):
        family = Household.objects.get(name=FAMILIES[0])
        Household.objects.filter(pk=family.pk).update(archived_at=clock.now())
    desk.route("**/check-in/**", lambda route: route.abort())
    mend(desk, line)
    desk.reload()
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 1件")
    desk.unroute("**/check-in/**")
    desk.evaluate("window.dispatchEvent(new Event('online'))")
    expect(desk.locator("#desk-unsent")).to_contain_text(f"登録番号 {family.number}")
    desk.reload()
    desk.locator("#desk-unsent").get_by_role("button", name="確認しました").click()
    desk.reload()
    expect(desk.locator("#desk-unsent")).to_be_hidden()
    assert house.visits() == []


def test_the_desk_goes_on_from_its_own_list_and_sends_everything_when_the_network_is_back(
    house: House, desk: Page, line: Line
) -> None:
    cut(desk, line)
    desk.locator("#desk-q").fill(FAMILIES[0][:2])
    expect(desk.locator("#found")).to_contain_text(f"{FAMILIES[0]}さん")
    expect(desk.locator("#desk-away")).to_be_visible()
    desk.locator("#found").get_by_role("button", name="受付する").click()
    expect(desk.locator("#found")).to_contain_text("送信を待っています")
    desk.reload()
    expect(desk.locator("#desk[data-alone]")).to_be_attached()
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 1件")
    check_axe(desk)
    find(desk, FAMILIES[1])
    desk.locator("#found").get_by_role("button", name="受付する").click()
    guest = desk.locator("details", has_text="未登録のご家族")
    guest.locator("summary").click()
    guest.get_by_text("区内", exact=True).click()
    guest.get_by_role("textbox", name="1歳").fill("1")
    check_axe(desk)
    guest.get_by_role("button", name="受け付ける").click()
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 3件")
    assert house.visits() == []
    mend(desk, line)
    expect(desk.locator("#desk[data-alone]")).not_to_be_attached()
    expect(desk.locator("#inside")).to_contain_text("未登録の方")
    expect(desk.locator("#inside-sums b").first).to_have_text("3")
    assert sorted(house.visits(), key=str) == sorted([*FAMILIES[:2], None], key=str)


# What a printer would be given; nobody prints in a journey.
COUNT_PRINTS = "globalThis.printed = 0; window.print = () => { globalThis.printed += 1; };"


def rows(desk: Page, part: str) -> list[str]:
    """The first column of a part of the list for an evacuation, with the number of people."""
    found = desk.locator(f"#evacuation [data-{part}] tr").all()
    texts = [row.locator("th, td.num").all_inner_texts() for row in found]
    return [f"{name} {count}" for name, count, *_times in texts]


def guest_arrives(desk: Page) -> None:
    guest = desk.locator("details", has_text="未登録のご家族")
    guest.locator("summary").click()
    guest.get_by_text("区内", exact=True).click()
    guest.get_by_role("textbox", name="1歳").fill("1")
    guest.get_by_role("textbox", name="母", exact=True).fill("１")
    guest.get_by_role("textbox", name="呼び名").fill("青い帽子の方")
    guest.get_by_role("button", name="受け付ける").click()


def heads_arrive(desk: Page) -> None:
    heads = desk.locator("details", has_text="人数だけ")
    heads.locator("summary").click()
    heads.get_by_role("textbox", name="3歳").fill("4")
    heads.get_by_role("button", name="受け付ける").click()


def test_an_evacuation_without_a_network_names_everybody_and_the_server_agrees_afterwards(
    house: House, browse: Browse, line: Line
) -> None:
    with make.seeing(house.hub):
        inside, typed, held = (Household.objects.get(name=name) for name in FAMILIES)
    with transaction.atomic():
        make.scope()
        commands.check_in(house.volunteer, inside, house.site, clock.now(), nonce=uuid4())
    desk = browse(house.volunteer, viewport=TABLET, url=line.url)
    desk.add_init_script(COUNT_PRINTS)
    desk.goto(house.page)
    ready(desk)
    cut(desk, line)
    desk.reload()
    expect(desk.locator("#desk[data-alone]")).to_be_attached()
    # Typed, by card (which is the arrival itself), a guest, and a number of people.
    find(desk, typed.name)
    desk.locator("#found").get_by_role("button", name="受付する").click()
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 1件")
    desk.locator("#desk-q").fill(held.card_token)
    desk.locator("#desk-q").press("Enter")
    expect(desk.locator("#found")).to_contain_text("送信を待っています")
    guest_arrives(desk)
    heads_arrive(desk)
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 4件")
    known = desk.locator("#desk-inside-list li")
    expect(known).to_have_count(5)
    check_axe(desk)
    # Two leave, one of them by mistake; a mistaken arrival is taken back as well.
    for name in (inside.name, typed.name):
        known.filter(has_text=name).get_by_role("button", name="退館").click()
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 6件")
    left = desk.locator("#desk-left-list li")
    expect(left).to_have_count(2)
    left.filter(has_text=typed.name).get_by_role("button", name="元に戻す").click()
    expect(left).to_have_count(1)
    known.filter(has_text="人数だけ").get_by_role("button", name="元に戻す").click()
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 4件")
    # One tap shows and prints; nobody is hidden by a departure that nobody else knows of.
    desk.get_by_role("button", name="避難用の一覧").click()
    paper = desk.locator("#evacuation")
    expect(paper).to_be_visible()
    assert desk.evaluate("globalThis.printed") == 1
    assert rows(desk, "inside") == [f"{typed.name}さん 2", f"{held.name}さん 2", "青い帽子の方 2"]
    assert rows(desk, "left") == [f"{inside.name}さん 2"]
    expect(paper).to_contain_text("確認する人数 6人")
    expect(paper).to_contain_text("最後に通信できたのは")
    check_axe(desk)
    # The address of the server's list leads to it as well.
    desk.goto(reverse("dropin:inside-print", args=[house.site.pk]))
    expect(paper).to_be_visible()
    until(desk, "globalThis.printed === 1")
    paper.get_by_role("button", name="受付に戻る").click()
    mend(desk, line)
    expect(desk.locator("#desk[data-alone]")).not_to_be_attached()
    expect(desk.locator("#inside")).to_contain_text("青い帽子の方")
    expect(desk.locator("#inside-sums b").first).to_have_text("3")
    with make.seeing(house.hub):
        found = Visit.objects.filter(left_at=None).values_list("household__name", flat=True)
        assert sorted(found, key=str) == sorted([typed.name, held.name, None], key=str)
        assert Visit.objects.get(household=inside).closed_how == "desk"


def test_a_card_before_the_camera_is_read_without_a_network(
    house: House, desk: Page, line: Line
) -> None:
    with make.seeing(house.hub):
        family = Household.objects.get(name=FAMILIES[0])
    cut(desk, line)
    desk.reload()
    expect(desk.locator("#desk[data-alone]")).to_be_attached()
    desk.evaluate(CAMERA, segno.make(family.card_token).png_data_uri(scale=8, border=4))
    desk.locator("#desk-camera-open").click()
    expect(desk.locator("#desk-camera")).to_be_visible()
    check_axe(desk)
    desk.evaluate("globalThis.held = true")
    expect(desk.locator("#found")).to_contain_text("送信を待っています")
    expect(desk.locator("#desk-inside-list")).to_contain_text(f"{family.name}さん")
    assert house.visits() == []
    mend(desk, line)
    expect(desk.locator("#desk[data-alone]")).not_to_be_attached()
    expect(desk.locator("#inside-sums b").first).to_have_text("1")
    assert house.visits() == [family.name]


def test_a_departure_that_the_network_lost_waits_and_a_family_that_left_already_is_told(
    house: House, desk: Page, line: Line
) -> None:
    with make.seeing(house.hub):
        family = Household.objects.get(name=FAMILIES[0])
    with transaction.atomic():
        make.scope()
        visit = commands.check_in(house.volunteer, family, house.site, clock.now(), nonce=uuid4())
    desk.reload()
    ready(desk)
    cut(desk, line)
    desk.locator("#inside li", has_text=family.name).get_by_role("button", name="退館").click()
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 1件")
    check_axe(desk)
    with transaction.atomic():
        make.scope()
        commands.check_out(house.volunteer, visit, visit.arrived_at)
    mend(desk, line)
    expect(desk.locator("#desk-unsent")).to_contain_text("すでに退館しているか")
    expect(desk.locator("#desk-unsent")).to_contain_text(f"登録番号 {family.number}")


def test_a_family_that_another_tablet_took_is_told_afterwards(
    house: House, desk: Page, line: Line
) -> None:
    find(desk, FAMILIES[0])
    cut(desk, line)
    tap(desk)
    with make.seeing(house.hub):
        family = Household.objects.get(name=FAMILIES[0])
    with transaction.atomic():
        make.scope()
        commands.check_in(house.volunteer, family, house.site, clock.now(), nonce=uuid4())
    mend(desk, line)
    expect(desk.locator("#desk-unsent")).to_contain_text("ほかの端末ですでに受付済み")
    expect(desk.locator("#desk-unsent")).to_contain_text(f"登録番号 {family.number}")
    assert house.visits() == [FAMILIES[0]]


def test_the_list_on_the_tablet_is_sealed_and_gone_after_signing_out(
    house: House, desk: Page
) -> None:
    kept = desk.evaluate(KEPT)
    assert kept["extractable"] is False
    assert FAMILIES[0] not in kept["text"]
    desk.get_by_text("アカウント", exact=True).click()
    desk.get_by_role("button", name="ログアウト").click()
    desk.wait_for_url("**/accounts/**")
    assert desk.evaluate(KEPT) is None


def test_what_a_guest_was_called_goes_with_the_list_and_the_arrival_stays(
    house: House, desk: Page, line: Line
) -> None:
    cut(desk, line)
    desk.reload()
    expect(desk.locator("#desk[data-alone]")).to_be_attached()
    guest_arrives(desk)
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 1件")
    queue = "localStorage.getItem('reception-unsent')"
    assert "青い帽子" in desk.evaluate(queue)
    line.mend()
    desk.context.clear_cookies()  # the session is over: the sign-in page comes
    desk.context.set_offline(False)  # the kept page gives way by itself
    expect(desk.locator("main.entrance")).to_be_attached()
    until(desk, f"!{queue}.includes('青い帽子')")
    assert '"adult_mother":"1"' in desk.evaluate(queue).replace("１", "1")


def test_yesterdays_list_is_thrown_away(house: House, server: Server, desk: Page) -> None:
    desk.clock.set_system_time(clock.now() + timedelta(days=1))
    assert desk.evaluate("deskList.load()") == []
    assert desk.evaluate(KEPT) is None


def test_who_was_tapped_yesterday_waits_to_be_sent_but_is_not_inside_today(
    house: House, desk: Page, line: Line
) -> None:
    find(desk, FAMILIES[0])
    cut(desk, line)
    tap(desk)
    inside = "() => deskInside.now().then(({ inside }) => inside.map((one) => one.kana))"
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 1件")
    assert desk.evaluate(inside) == [FAMILIES[0]]
    desk.clock.set_system_time(clock.now() + timedelta(days=1))
    assert desk.evaluate(inside) == []
    assert desk.evaluate("deskQueue.waiting().length") == 1


def test_the_tablet_folds_names_as_the_server_does(house: House, desk: Page) -> None:
    names = [
        "ｱｵﾊﾞ",
        "アオバ　タロウ",
        "さっぽろー",
        "Ｍｉｋａ‐１",
        "ヴァイオレット",
        "きゃ・っと",
        "か゛く",
        "0451234",
    ]
    told = desk.evaluate("names => names.map(deskList.fold)", names)
    assert told == [search_key(name) for name in names]


def test_a_tablet_of_a_network_that_is_there_but_dead_opens_the_kept_page(
    house: House, desk: Page, line: Line
) -> None:
    page = desk.context.new_page()
    cut(desk, line)
    page.goto(reverse("dropin:reception"))
    expect(page.locator("#desk[data-alone]")).to_be_attached()
    html = page.content()
    assert house.volunteer.name not in html
    assert not any(f">{kana}" in html for kana in FAMILIES)


def test_what_waits_for_one_site_is_sent_from_the_desk_of_another(
    house: House, desk: Page, line: Line
) -> None:
    with transaction.atomic():
        make.scope()
        other = make.site(house.hub, "別館")
    cut(desk, line)
    desk.reload()
    expect(desk.locator("#desk[data-alone]")).to_be_attached()
    guest_arrives(desk)
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 1件")
    desk.route("**/guests/add/", lambda route: route.abort())
    mend(desk, line)
    expect(desk.locator("#desk[data-alone]")).not_to_be_attached()
    desk.goto(reverse("dropin:reception", args=[other.pk]))
    expect(desk.locator("#desk-unsent")).to_contain_text("未送信 1件")
    desk.unroute("**/guests/add/")
    expect(desk.locator("#desk-unsent")).to_contain_text("すべて送りました")
    assert house.visits() == [None]


def test_a_tablet_without_room_says_so_and_keeps_the_form(
    house: House, desk: Page, line: Line
) -> None:
    cut(desk, line)
    desk.reload()
    expect(desk.locator("#desk[data-alone]")).to_be_attached()
    full = "Storage.prototype.setItem = () => { throw new DOMException('full'); };"
    desk.evaluate(f"() => {{ globalThis.room = Storage.prototype.setItem; {full} }}")
    guest_arrives(desk)
    said = desk.locator("#desk-unsent")
    expect(said).to_contain_text("もう記録を保存できません")
    expect(desk.get_by_role("textbox", name="呼び名")).to_have_value("青い帽子の方")
    desk.evaluate("deskQueue.show()")  # as when another tap was sent meanwhile
    expect(said).to_contain_text("もう記録を保存できません")
    desk.evaluate("() => { Storage.prototype.setItem = globalThis.room; }")
    guest = desk.locator("details", has_text="未登録のご家族")
    guest.get_by_role("button", name="受け付ける").click()
    expect(said.locator("span")).to_have_text("未送信 1件。通信が戻ると自動で送ります。")


@pytest.mark.parametrize("stored", ["null", "{}", "[null]", '[{"fields":{}}]', "?"])
def test_what_is_stored_broken_is_nothing(house: House, desk: Page, stored: str) -> None:
    desk.evaluate("text => localStorage.setItem('reception-unsent', text)", stored)
    desk.reload()
    ready(desk)
    assert desk.evaluate("deskQueue.all().length") == 0
    expect(desk.locator("#desk-unsent")).to_be_hidden()
