"""What goes on after a talk: a case whose follow-up is forgotten, a suspicion up to its end, many at a table."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from consultations.commands.work import escalate
from consultations.models import CaseMeeting, Concern, Consultation, FollowUp
from programs.kernel import clock
from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc
from tests.journeys.conftest import Browse
from tests.journeys.server import Server
from tests.journeys.steps import DESK, PHONE, TABLET, Screen, press, put, put_day
from tests.journeys.test_consultation_journey import tap

NOW = datetime(2026, 4, 20, 14, 0)
SEEN = "腕にあざが見えた。"


@dataclass
class House:
    """A hub with its people, a partner group, and a family that was talked with."""

    hub: Any
    staff: Any
    consultant: Any
    director: Any
    family: Any
    talk: Consultation


@pytest.fixture
def house(server: Server) -> House:
    with server.clock(NOW), transaction.atomic():
        hub = make.hub()
        make.site(hub)
        mc.codes(hub)
        staff = make.member(hub, Role.STAFF, make.person("汐入 環"))
        consultant = make.member(hub, Role.CONSULTANT, make.person("磯部 泉"))
        director = make.member(hub, Role.DIRECTOR, make.person("入江 円"))
        family = make.household(hub, "髙橋", "たかはし")
        for name in ("一会", "二会"):
            make.group(hub, name)
        talk = mc.consultation(consultant, hub, household_id=family.pk)
        return House(hub, staff, consultant, director, family, talk)


def test_a_forgotten_follow_up_of_a_case_reaches_the_director(
    server: Server, browse: Browse, house: House
) -> None:
    with server.clock(NOW):
        plan(Screen(browse(house.consultant, viewport=TABLET)), house)
    with server.clock(NOW + timedelta(days=8)):
        waits_at_home(Screen(browse(house.consultant)))
    later = NOW + timedelta(days=15)
    with server.clock(later):
        with transaction.atomic():
            assert escalate(house.hub.pk, later.replace(tzinfo=clock.TOKYO)) == 1
        take_over(Screen(browse(house.director, viewport=DESK)), house)
    with make.seeing(house.hub):
        assert FollowUp.objects.get(hub=house.hub).done_at


def plan(screen: Screen, house: House) -> None:
    """A case with its plan and the day of its review; what comes next in a week."""
    page = screen.page
    screen.go(reverse("consultations:consultation-detail", args=[house.talk.pk]))
    press(page, screen.link("継続支援を始める"))
    put(page, "plan", "月に一度うかがう。")
    put_day(page, "review_on", "R8.6.1")
    press(page, screen.button("継続支援を始める"))
    screen.sees("月に一度うかがう。")
    screen.look()
    screen.go(reverse("consultations:follow-up-add", args=[house.talk.pk]))
    tap(page, "1週間後", "電話をする")
    put(page, "plan_text", "眠れているか聞く")
    press(page, screen.button("保存する"))
    screen.sees("次の対応を決めました。期日になるとホームに表示されます。")


def waits_at_home(screen: Screen) -> None:
    """The day after it was due, home says that it is late."""
    screen.go("/")
    expect(screen.link("次の対応：電話をする").first).to_be_visible()


def take_over(screen: Screen, house: House) -> None:
    """A notice without content; the list of what is late; a new owner, who does it."""
    page = screen.page
    screen.go("/inbox/")
    expect(page.locator("main")).not_to_contain_text("髙橋")
    press(page, page.get_by_text("期日を過ぎたままの対応があります。").first)
    expect(page.locator("tbody tr")).to_have_count(1)
    screen.sees("8日過ぎています")
    screen.look()
    page.locator("tbody [name=work]").check(force=True)
    page.locator("[name=owner]").select_option(label="入江 円")
    press(page, screen.button("選んだものの担当を代える"))
    screen.sees("1件の担当を代えました。")
    press(page, page.locator("tbody tr", has_text="次の対応").get_by_role("link").first)
    screen.sees("眠れているか聞く")
    press(page, screen.button("完了にする"))
    expect(screen.button("完了を取り消す")).to_be_visible()
    screen.look()


def test_a_suspicion_goes_to_the_director_and_to_its_end(
    server: Server, browse: Browse, house: House
) -> None:
    with server.clock(NOW):
        staff = Screen(browse(house.staff, viewport=PHONE))
        address = stop(staff, house)
        decide(Screen(browse(house.director, viewport=TABLET)))
        staff.go(address)
        staff.sees("見守りを続ける。")
        others_know_nothing(Screen(browse(house.consultant)), address)
    with make.seeing(house.hub):
        concern = Concern.objects.get(hub=house.hub)
        kinds = list(concern.steps.order_by("pk").values_list("kind", flat=True))
        assert kinds == ["seen", "called", "decided", "closed"]


def stop(screen: Screen, house: House) -> str:
    """From the family's talk to the stop page: what was seen, and whom was called; return the log."""
    page = screen.page
    screen.go(reverse("consultations:consultation-add") + f"?household={house.family.pk}")
    press(page, page.get_by_role("link", name="虐待が疑われるときは、こちら"))
    screen.look()
    put(page, "text", SEEN)
    press(page, screen.button("記録を始めて、施設長に知らせる"))
    screen.sees("14:00に1人へ知らせました")
    log(screen, "連絡した", "区のこども家庭支援課に電話した。")
    screen.look()
    return page.url


def log(screen: Screen, kind: str, text: str) -> None:
    """A line of the log, now."""
    page = screen.page
    tap(page, kind)
    put(page, "text", text)
    press(page, page.get_by_role("button", name="記録する", exact=True))
    screen.sees(text)


def decide(screen: Screen) -> None:
    """The director is told at once, without a word of it; reads, decides, ends."""
    page = screen.page
    screen.go("/inbox/")
    expect(page.locator("main")).not_to_contain_text("あざ")
    press(page, page.get_by_text("至急確認が必要な記録").first)
    screen.sees(SEEN)
    log(screen, "決めたこと", "区と話し合い、見守りを続ける。")
    log(screen, "対応を終えた", "区が引き継いだ。")
    screen.look()
    screen.go(reverse("consultations:concern-list"))
    expect(page.locator("tbody tr")).to_have_count(1)
    assert "あざ" not in page.content()


def others_know_nothing(screen: Screen, address: str) -> None:
    """A colleague meets neither the log nor a line of a register."""
    page = screen.page
    answer = page.goto(address)
    assert answer is not None and answer.status == 404
    screen.go(reverse("consultations:concern-list"))
    expect(page.locator("tbody tr")).to_have_count(0)


def test_many_at_a_table_and_a_fact_on_its_own_ground(
    server: Server, browse: Browse, house: House
) -> None:
    with server.clock(NOW):
        screen = Screen(browse(house.consultant, viewport=TABLET))
        page = screen.page
        screen.go(reverse("consultations:meeting-add") + f"?household={house.family.pk}")
        page.locator("[name=group0]").select_option(label="一会")
        put(page, "group_name0", "代表の方")
        press(page, screen.button("関係団体の欄を増やす"))
        expect(page.locator("[name=group1]")).to_be_focused()
        expect(page.locator("[name=group_name0]")).to_have_value("代表の方")
        expect(page.locator(".form-errors")).to_have_count(0)
        screen.look()
        page.locator("[name=group1]").select_option(label="二会")
        tap(page, "ケース会議", "ご本人の同意")
        put_day(page, "consent_on", "R8.4.15")
        put(page, "place", "相談室")
        put(page, "text", "母の休む時間がとれていない。")
        press(page, screen.button("保存する"))
        press(page, screen.link("別の根拠で共有したことを加える"))
        screen.look()
        tap(page, "その他の根拠")
        put(page, "reason", "園の了解を得て伝えた。")
        put(page, "text", "園から：昼前には遊んでいる。")
        press(page, screen.button("保存する"))
        screen.sees("園の了解を得て伝えた。")
        screen.look()
        page.set_viewport_size(PHONE)
        screen.look()
    with make.seeing(house.hub):
        meeting = CaseMeeting.objects.get(hub=house.hub)
        assert (meeting.members.filter(of="group").count(), meeting.facts.count()) == (2, 1)
