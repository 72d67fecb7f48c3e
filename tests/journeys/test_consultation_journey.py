"""From a chat in the hub to a tally, a note, a follow-up, and to the stop page."""

import re
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from consultations.models import Consultation, FollowUp
from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc
from tests.journeys.conftest import Browse
from tests.journeys.server import Server, check_axe

NOW = datetime(2026, 4, 20, 14, 0)


def tap(page: Page, *labels: str) -> None:
    """Tap chips by their words."""
    for label in labels:
        words = re.compile(rf"^\s*{re.escape(label)}\s*$")
        page.locator("label.form-check-label").filter(has_text=words).first.click()


def hub_with_people():
    """A hub with a family, a staff member and a director, committed."""
    with transaction.atomic():
        hub = make.hub()
        make.site(hub)
        mc.codes(hub)
        staff = make.member(hub, Role.STAFF)
        director = make.member(hub, Role.DIRECTOR)
        make.household(hub, "髙田", "たかだ", children=[date(2025, 1, 5)])
    return hub, staff, director


def test_a_chat_becomes_a_tally_a_note_and_a_follow_up(server: Server, browse: Browse) -> None:
    with server.clock(NOW):
        hub, staff, _ = hub_with_people()
        page = browse(staff)
        page.goto(reverse("consultations:consultation-add"))
        tap(page, "ひろばで", "睡眠", "授乳・離乳・食事", "母", "1歳", "話を聞いた")
        # The topic tapped first is the main one, wherever it stands in the list.
        expect(page.get_by_label("主な相談内容")).to_have_value(str(mc_pk(hub, "sleep")))
        page.get_by_text("ご家族と結びつける（任意）").click()
        page.get_by_label("ご家族を探す").press_sequentially("たかだ")
        page.locator("label", has_text="1歳3か月").click()
        check_axe(page)
        page.get_by_role("button", name="保存してメモを書く").click()
        page.get_by_label("メモ").fill("夜に何度も起きるとのこと。👶")
        due = NOW.date() + timedelta(days=7)
        tap(page, "1週間後")
        tap(page, "電話をする")
        page.get_by_role("button", name="メモを保存する").click()
        expect(page.get_by_role("heading", name=re.compile("の相談$"))).to_be_visible()
        expect(page.get_by_text("夜に何度も起きる")).to_have_count(0)
        check_axe(page)
        page.get_by_role("link", name="メモを読む").click()
        expect(page.get_by_text("夜に何度も起きるとのこと。👶")).to_be_visible()
    with make.seeing(hub):
        assert Consultation.objects.get().household.name == "髙田"
        assert FollowUp.objects.get().due_on == due
    with server.clock(NOW + timedelta(days=7)):
        page = browse(staff)  # a week later nobody is signed in any more
        page.goto("/")
        page.get_by_role("link", name="次の対応：電話をする").click()
        page.get_by_role("button", name="完了にする").click()
        page.goto("/")
        expect(page.get_by_role("link", name="次の対応：電話をする")).to_have_count(0)


def test_a_tally_by_keyboard_alone_and_its_undo(server: Server, browse: Browse) -> None:
    with server.clock(NOW):
        hub, staff, _ = hub_with_people()
        page = browse(staff)
        page.goto(reverse("consultations:consultation-add"))
        for label in ("電話", "遊び・友だち", "助言した"):
            page.get_by_label(label, exact=True).focus()
            page.keyboard.press("Space")
        page.get_by_role("button", name="保存する", exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("相談を記録しました。")).to_be_visible()
        page.get_by_role("button", name="元に戻す").click()
        expect(page.get_by_text("この記録は取り消されています")).to_be_visible()
    with make.seeing(hub):
        assert Consultation.objects.get().voided_at


def test_a_suspicion_leads_to_the_stop_page_and_its_log(server: Server, browse: Browse) -> None:
    with server.clock(NOW):
        _, staff, director = hub_with_people()
        page = browse(staff)
        page.goto(reverse("consultations:consultation-add"))
        tap(page, "ひろばで", "虐待の疑い（施設長にすぐ知らせます）", "続けて相談にのる")
        page.get_by_role("button", name="保存する", exact=True).click()
        expect(page.get_by_role("heading", name="いま、すること")).to_be_visible()
        tap(page, "連絡した")
        page.get_by_label("内容").fill("区に電話した。")
        page.get_by_role("button", name="記録する", exact=True).click()
        expect(page.get_by_text("区に電話した。")).to_be_visible()
        check_axe(page)
        boss = browse(director)
        boss.goto("/inbox/")
        expect(boss.get_by_text("至急確認が必要な記録")).to_be_visible()
        boss.goto("/")
        boss.get_by_role("link", name="至急確認が必要な記録").first.click()
        expect(boss.get_by_text("区に電話した。")).to_be_visible()


def test_the_tally_reads_in_english(server: Server, browse: Browse) -> None:
    with server.clock(NOW):
        _, staff, _ = hub_with_people()
        page = browse(staff, locale="en-US")
        page.goto(reverse("consultations:consultation-add"))
        chips = page.locator("form[data-consultation]").inner_text()
        assert not re.search("[ぁ-ん]", chips), chips
        check_axe(page)


def mc_pk(hub, name: str) -> int:
    """The number of a code."""
    with make.seeing(hub):
        return mc.code(hub, name).pk
