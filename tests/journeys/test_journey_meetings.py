"""A case meeting up to what was promised there; a record on paper, and one given to its family."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pypdf
import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from consultations.models import CaseMeeting, Consultation, Disclosure
from programs.registry.choices import Role
from tests import make, make_consultations
from tests.journeys.conftest import Browse
from tests.journeys.server import Server
from tests.journeys.steps import LOCALES, PHONE, TABLET, Screen, press, put, put_day

NOW = datetime(2026, 4, 22, 13, 10)
SECRET = "となりの田中さん"
SAID = f"母と話した。{SECRET}のことばがつらい。"


@dataclass
class House:
    """A hub, its consultant and director, the ward's officer, a family with a record and a case."""

    hub: Any
    who: Any
    director: Any
    officer: Any
    family: Any
    talk: Consultation
    case: Any


@pytest.fixture
def house(server: Server) -> House:
    with server.clock(NOW), transaction.atomic():
        hub = make.hub()
        make.site(hub)
        make_consultations.codes(hub)
        who = make.member(hub, Role.CONSULTANT, make.person("汐入 環"))
        director = make.member(hub, Role.DIRECTOR, make.person("入江 円"))
        officer = make.member(hub, Role.WARD_OFFICER, make.person("区役所 担当"))
        family = make.household(hub, "髙橋", "たかはし", children=(date(2025, 5, 1),))
        talk = make_consultations.consultation(
            who, hub, household_id=family.pk, held_on=date(2026, 4, 1)
        )
        make_consultations.note(who, talk, SAID)
        case = make_consultations.case(who, talk, review_on=date(2030, 1, 1))
        return House(hub, who, director, officer, family, talk, case)


@pytest.mark.parametrize("language", LOCALES)
def test_a_meeting_ends_in_follow_ups(
    server: Server, browse: Browse, house: House, language: str
) -> None:
    locale = LOCALES[language]
    with server.clock(NOW):
        screen = Screen(browse(house.who, locale=locale), language)
        write_down(screen, house)
        promise(screen)
        officer = Screen(browse(house.officer, locale=locale, viewport=TABLET), language)
        read_at_the_ward(officer)


def write_down(screen: Screen, house: House) -> None:
    """From the case; the ground for sharing is missing first, and told at its field."""
    page = screen.page
    screen.go(reverse("consultations:case-read", args=[house.case.pk]))
    press(page, screen.link("会議を記録する"))
    screen.look()
    expect(page.locator("[name=case]")).to_have_value(str(house.case.pk))
    page.locator("label[for=id_kind_0]").click()
    put(page, "place", "相談室")
    put(page, "ward", "こども家庭支援課 保健師")
    put(page, "text", "母の休む時間がとれていない。")
    press(page, screen.button("保存する"))
    expect(page.locator(".form-errors")).to_be_focused()
    expect(page.locator("[name=place]")).to_have_value("相談室")
    page.set_viewport_size(PHONE)
    screen.look()
    page.set_viewport_size(TABLET)
    page.locator("label[for=id_basis_0]").click()
    put_day(page, "consent_on", "R8.4.15")
    press(page, screen.button("保存する"))
    screen.sees("会議を記録しました。続けて、決めたことを加えてください。")
    screen.look()


def promise(screen: Screen) -> None:
    """A decision with its owner; it waits in the list, is done there, and the meeting knows."""
    page = screen.page
    meeting = page.url
    press(page, screen.link("決めたことを加える"))
    screen.look()
    put(page, "plan_text", "利用券が届いたかを聞く")
    page.locator("label[for=id_due_in_1]").click()
    page.locator("label[for=id_kind_1]").click()
    press(page, screen.button("保存する"))
    screen.sees("決めたことを加えました。期日になると、担当のホームに表示されます。")
    screen.go(reverse("consultations:follow-up-list"))
    expect(page.locator("main")).not_to_contain_text("利用券")
    press(page, page.locator("tbody th a"))
    expect(page.locator("main")).to_contain_text("利用券が届いたかを聞く")
    screen.look()
    press(page, screen.button("完了にする"))
    expect(screen.button("完了を取り消す")).to_be_visible()
    page.goto(meeting)
    expect(page.locator("section[aria-labelledby=decided-title] li")).to_contain_text(
        screen.t("完了")
    )


def read_at_the_ward(screen: Screen) -> None:
    """The ward finds the meeting it took part in, with nothing to change."""
    page = screen.page
    screen.go(reverse("consultations:ward-referral-list"))
    press(page, screen.link("会議の記録"))
    screen.look()
    press(page, page.locator("tbody th a"))
    expect(page.locator("main")).to_contain_text("母の休む時間がとれていない。")
    expect(screen.link("決めたことを加える")).to_have_count(0)
    screen.look()
    with make.seeing():
        assert CaseMeeting.objects.get().with_ward


@pytest.mark.parametrize("language", LOCALES)
def test_a_record_is_given_to_its_family_without_the_neighbour(
    server: Server, browse: Browse, house: House, language: str
) -> None:
    locale = LOCALES[language]
    with server.clock(NOW):
        who = Screen(browse(house.who, locale=locale), language)
        printed(who, house)
        address = prepare(who, house)
        director = Screen(browse(house.director, locale=locale), language)
        decide(director, address)
        hand_over(who, address, house)


def pdf(screen: Screen, address: str) -> str:
    """The words of a paper, without spaces."""
    response = screen.page.request.get(address)
    assert response.ok
    pages = pypdf.PdfReader(io.BytesIO(response.body())).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def printed(screen: Screen, house: House) -> None:
    """The hub's own print has the words, who printed it, and the number of the page."""
    screen.go(reverse("consultations:consultation-detail", args=[house.talk.pk]))
    address = screen.link("印刷する").get_attribute("href")
    words = pdf(screen, str(address))
    assert SAID in words
    assert "汐入環" in words
    assert "1/1" in words


def prepare(screen: Screen, house: House) -> str:
    """Who asks, which record, what is black: chosen with the mouse in the text itself."""
    page = screen.page
    screen.go(reverse("consultations:disclosure-add") + f"?household={house.family.pk}")
    page.locator("label[for=id_asker_0]").click()
    put(page, "name", "見本 花子。免許証で確認。")
    put(page, "reason", "本人の求め")
    press(page, screen.button("続けて記録を選ぶ"))
    screen.look()
    page.locator("label[for=id_talks_0]").click()
    press(page, screen.button("この記録を選ぶ"))
    address = page.url
    screen.look()
    press(page, screen.link("黒塗りにする"))
    screen.look()
    page.evaluate(CHOOSE, SECRET)
    expect(page.locator("[name=words]")).to_have_value(SECRET)
    press(page, screen.button("黒塗りにする"))
    expect(page.locator("[data-mark-text]")).not_to_contain_text("田中")
    page.set_viewport_size(PHONE)
    screen.look()
    page.set_viewport_size(TABLET)
    return address


CHOOSE = """
words => {
  const walker = document.createTreeWalker(document.querySelector("[data-mark-text]"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    document.getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
    return;
  }
}
"""


def decide(screen: Screen, address: str) -> None:
    """The director sees what the family will see, and decides."""
    page = screen.page
    screen.go(address)
    expect(page.locator("main")).not_to_contain_text("田中")
    press(page, screen.link("開示を決める"))
    screen.look()
    page.locator("label[for=id_decision_0]").click()
    put(page, "reason", "第三者の情報を除いて開示する。")
    press(page, screen.button("決定する"))
    screen.sees("決定を記録しました。")
    screen.look()


def hand_over(screen: Screen, address: str, house: House) -> None:
    """The paper has no word of the neighbour; the register says who received it."""
    page = screen.page
    screen.go(address)
    words = pdf(screen, str(screen.link("渡す紙を印刷する").get_attribute("href")))
    assert "田中" not in words
    assert "■■■■" in words
    press(page, screen.link("渡したことを記録する"))
    put(page, "receiver", "ご本人")
    page.locator("label[for=id_how_0]").click()
    press(page, screen.button("保存する"))
    screen.sees("渡したことを台帳に記録しました。")
    screen.go(reverse("consultations:disclosure-list"))
    expect(page.locator("tbody tr")).to_contain_text("髙橋")
    with make.seeing(house.hub):
        assert Disclosure.objects.get().state == "handed"
