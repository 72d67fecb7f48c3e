"""What may go wrong around a signature, and around a session, on the yearly document."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from playwright.sync_api import Page, expect

from evaluations import commands
from evaluations.choices import State
from evaluations.models import AnnualDocument
from programs.registry.models import Person
from tests import make
from tests import make_evaluations as makes
from tests.journeys.conftest import Browse
from tests.journeys.server import Server
from tests.journeys.sheets import CLEAN, Sheet, draft
from tests.journeys.steps import sign_in_here

SPRING = datetime(2026, 4, 20, 10, 0)


def test_two_tabs_sign_once(server: Server, browse: Browse) -> None:
    who, document = draft()
    with make.seeing():
        agreed(who, document)
    with server.clock(SPRING):
        first = Sheet(browse(who.operator_signer), document=document)
        second = Sheet(first.page.context.new_page(), document=document)
        for sheet in (first, second):
            sheet.open("document-sign")
            sheet.page.locator("[name=read_through]").check()
            sheet.page.locator("[name=privacy_checked]").check()
            sheet.page.locator("[name=password]").fill(make.PASSWORD)
        first.button("署名する").click()
        first.sees("署名しました。双方に知らせました。")
        second.button("署名する").click()
        second.page.wait_for_load_state()
        second.look()
    with make.seeing():
        document.refresh_from_db()
        assert document.current_revision
        assert document.current_revision.signatures.count() == 1


def agreed(who: makes.Round, document: AnnualDocument) -> None:
    """Fill what is open and bring the document to the signatures."""
    for cell in document.cells.filter(kind="outcome"):
        commands.save_text(
            who.director, document, f"cell-{cell.pk}", CLEAN, version=cell.version, at=makes.AT
        )
    makes.in_state(who, State.AGREED, document)


def test_a_signature_on_text_that_was_taken_back_is_refused(server: Server, browse: Browse) -> None:
    who, document = draft()
    with make.seeing():
        agreed(who, document)
    with server.clock(SPRING):
        sheet = Sheet(browse(who.operator_signer), document=document)
        sheet.open("document-sign")
        with make.seeing():
            commands.refuse(who.ward_signer, document, "日付を直します。", makes.later(9))
        sheet.page.locator("[name=read_through]").check()
        sheet.page.locator("[name=privacy_checked]").check()
        sheet.page.locator("[name=password]").fill(make.PASSWORD)
        sheet.button("署名する").click()
        expect(sheet.page.get_by_text("署名しました。")).to_have_count(0)
        sheet.look()


def test_a_session_that_ended_keeps_the_words_of_the_sheet(server: Server, browse: Browse) -> None:
    who, document = draft()
    with transaction.atomic():
        make.second_factor(who.director.user_id)
        person = Person.objects.get(pk=who.director.user_id)
    with server.clock(SPRING):
        sheet = Sheet(browse(who.director), document=document)
        sheet.open()
        sheet.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        sheet.write(0, CLEAN)
        expect(sheet.page.locator("#unsaved")).to_contain_text("ログイン")
        tab: Page = sheet.page.context.new_page()
        tab.goto("/accounts/login/")
        sign_in_here(tab, person)
        expect(tab.locator("main h1")).to_be_visible()
        sheet.saved(0)
        expect(sheet.page.locator("#unsaved")).to_be_hidden()
