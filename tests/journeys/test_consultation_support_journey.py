"""From a talk to a referral, the ward's answer, a continuing case, and its handover."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from consultations.models import Case, Referral
from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc
from tests.journeys.conftest import Browse
from tests.journeys.server import Server, check_axe
from tests.journeys.steps import press
from tests.journeys.test_consultation_journey import tap

NOW = datetime(2026, 4, 20, 14, 0)


def hub_with_a_talk():
    """A hub with its people and a recorded consultation of a family, committed."""
    with transaction.atomic():
        hub = make.hub()
        make.site(hub)
        mc.codes(hub)
        staff = make.member(hub, Role.STAFF)
        officer = make.member(hub, Role.WARD_OFFICER)
        director = make.member(hub, Role.DIRECTOR)
        family = make.household(hub, "髙田", "たかだ")
        make.group(hub, "ぽかぽか広場")
        row = mc.consultation(staff, hub, household_id=family.pk)
    return hub, staff, officer, director, row


def record(page: Page, pk: int) -> None:
    page.goto(reverse("consultations:consultation-detail", args=[pk]))


def test_a_referral_goes_to_the_ward_and_its_answer_comes_back(
    server: Server, browse: Browse
) -> None:
    with server.clock(NOW):
        hub, staff, officer, _, row = hub_with_a_talk()
        page = browse(staff)
        record(page, row.pk)
        press(page, page.get_by_role("link", name="紹介する"))
        check_axe(page)
        tap(page, "区役所", "同意なし（安全のため急ぐ）", "電話")
        page.get_by_label("紹介の内容").fill("夜眠れないとのこと。訪問をお願いしたい。")
        page.get_by_role("button", name="紹介を記録する").click()
        expect(page.get_by_text("入力内容を確認してください")).to_be_visible()
        check_axe(page)
        page.get_by_label("同意がないまま紹介する理由").fill("体調がとても悪い。")
        page.get_by_role("button", name="紹介を記録する").click()
        expect(page.get_by_role("heading", name="区役所への紹介")).to_be_visible()
        check_axe(page)

        ward = browse(officer)
        ward.goto("/")
        ward.get_by_role("link", name="拠点からの紹介に答える").click()
        expect(ward.get_by_text("夜眠れないとのこと。")).to_be_visible()
        expect(ward.get_by_text("髙田")).to_have_count(0)
        check_axe(ward)
        ward.get_by_role("link", name="紹介に答える").click()
        tap(ward, "引き受ける")
        check_axe(ward)
        ward.get_by_role("button", name="保存する").click()
        ward.get_by_role("link", name="結果を伝える").click()
        ward.get_by_label("結果").fill("訪問しました。")
        ward.get_by_role("button", name="保存する").click()

        page.goto("/inbox/")
        page.get_by_text("紹介の状況が変わりました。").first.click()
        expect(page.get_by_text("訪問しました。")).to_be_visible()
    with make.seeing(hub):
        assert Referral.objects.get().state == "done"


def test_a_case_is_kept_and_handed_over_when_somebody_leaves(
    server: Server, browse: Browse
) -> None:
    with server.clock(NOW):
        hub, staff, _, director, row = hub_with_a_talk()
        page = browse(staff)
        record(page, row.pk)
        page.get_by_role("link", name="案内した先を記録する").click()
        tap(page, "その他の相談先")
        page.get_by_label("その他の相談先の名称").fill("夜間の電話相談")
        check_axe(page)
        page.get_by_role("button", name="記録する").click()
        expect(page.get_by_text("夜間の電話相談")).to_be_visible()
        press(page, page.get_by_role("link", name="継続支援を始める"))
        check_axe(page)
        page.get_by_label("支援の計画").fill("月に一度うかがう。")
        page.get_by_role("button", name="継続支援を始める").click()
        expect(page.get_by_role("heading", name="継続支援 1")).to_be_visible()
        check_axe(page)
        boss = browse(director)
        boss.goto(reverse("consultations:work-list") + f"?person={staff.user_id}")
        check_axe(boss)
        boss.get_by_label("新しい担当").select_option(label=director.name)
        boss.get_by_role("button", name="選んだものの担当を代える").click()
        expect(boss.get_by_text("1件の担当を代えました。")).to_be_visible()
    with make.seeing(hub):
        assert Case.objects.get().owner_id == director.user_id
    with server.clock(NOW + timedelta(days=28)):
        boss = browse(director)
        boss.goto("/")
        boss.get_by_role("link", name="見直し：継続支援 1").click()
        press(boss, boss.get_by_role("link", name="見直しを記録する"))
        check_axe(boss)


@pytest.mark.parametrize("locale", ["ja-JP", "en-US"])
def test_every_screen_is_clean_in_both_languages(
    server: Server, browse: Browse, locale: str
) -> None:
    with server.clock(NOW):
        _, staff, officer, director, row = hub_with_a_talk()
        with transaction.atomic():
            make.scope()
            sent = mc.referral(staff, row)
            case = mc.case(staff, row)
            mc.concern(staff, mc.consultation(staff, row.hub))
        pages = {
            director: (
                "referral-list",
                "case-list",
                "concern-list",
                "work-list",
                "terms-edit",
                ("referral-read", sent.pk),
                ("referral-answer", sent.pk),
                ("referral-move", sent.pk),
                ("case-close", case.pk),
                ("case-read", case.pk),
                ("consultation-detail", row.pk),
            ),
            officer: ("ward-referral-list", ("ward-referral-read", sent.pk)),
        }
        for actor, screens in pages.items():
            page = browse(actor, locale=locale, viewport={"width": 390, "height": 844})
            for screen in screens:
                name, *args = screen if isinstance(screen, tuple) else (screen,)
                page.goto(reverse(f"consultations:{name}", args=args))
                check_axe(page)
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= 390, (name, wide)
