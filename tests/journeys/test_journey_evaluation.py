"""The yearly document from the first words to the public, with four people in four browsers."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from evaluations.choices import State
from evaluations.models import AnnualDocument, Publication
from programs.kernel.actor import Actor
from tests import make
from tests import make_evaluations as makes
from tests.journeys.conftest import Browse
from tests.journeys.server import Server
from tests.journeys.sheets import CLEAN, Sheet, draft
from tests.journeys.steps import DESK, LOCALES, PHONE, Screen, press
from tests.read_publication import closed_up, pdf_text

SPRING = datetime(2026, 4, 20, 10, 0)
PASTED = "<p>① 当番の案内で、<b>二度目</b>の来館が早くなった。</p>"
HERS = "三地区の会合すべてに出席した。"
HIS = "三地区の会合に区の職員と出席した。"
BOTH = "三地区の会合すべてに、区の職員と出席した。"
CORRECTED = "三地区の会合すべてに、区の職員と二度ずつ出席した。"


@dataclass
class People:
    """Four people, each in an own browser."""

    director: Sheet
    officer: Sheet
    operator: Sheet
    ward: Sheet


@pytest.mark.parametrize("language", LOCALES)
def test_from_draft_to_the_public(
    server: Server,
    browse: Browse,
    language: str,
    tmp_path: Path,
) -> None:
    who, document = draft()

    def sheet(actor: Actor) -> Sheet:
        return Sheet(browse(actor, locale=LOCALES[language]), language, document)

    with server.clock(SPRING):
        people = People(
            sheet(who.director),
            sheet(who.officer),
            sheet(who.operator_signer),
            sheet(who.ward_signer),
        )
        write_together(people)
        choose_evidence(people.director)
        agree(people)
        sign(people)
        publish(people.officer)
        reader = Screen(browse(locale=LOCALES[language], viewport=PHONE), language)
        read_in_public(reader, document)
        check_files(reader, document, tmp_path)
        if language == "ja":  # the second round is the first over again
            correct(people, document)
            read_both_revisions(reader, document)


def write_together(people: People) -> None:
    """Both write; where both wrote the same box, both texts are shown and one finishes it."""
    director, officer = people.director, people.officer
    director.open()
    director.write(0, PASTED)
    director.saved(0)
    expect(director.outcome(0).locator("textarea[name=text]").first).to_have_value(CLEAN)
    expect(director.outcome(0).locator(".told")).to_be_visible()
    officer.open()
    expect(officer.outcome(0).locator("textarea[name=text]").first).to_have_value(CLEAN)
    director.write(1, HERS)
    director.saved(1)
    officer.write(1, HIS)
    clash = officer.outcome(1).locator("[data-conflict]")
    expect(clash).to_be_visible()
    officer.look()
    clash.get_by_role("button").click()
    expect(officer.page.locator(".mine")).to_contain_text(HIS)
    expect(officer.page.locator(".theirs")).to_contain_text(HERS)
    officer.look()
    officer.page.locator("#merged-text").fill(BOTH)
    officer.button("この文で保存する").click()
    officer.sees("保存しました。")
    expect(officer.outcome(1).locator("textarea[name=text]").first).to_have_value(BOTH)
    say(officer)


def say(officer: Sheet) -> None:
    """A comment beside the text, and that it was dealt with."""
    comments = officer.outcome(0).locator(".comments")
    comments.locator("summary").click()
    comments.locator("textarea").fill("<script>alert(1)</script>人数を確かめてください。")
    comments.get_by_role("button").click()
    expect(officer.outcome(0).locator(".comment")).to_contain_text("<script>alert(1)</script>人数")
    officer.look()
    officer.outcome(0).locator(".comment").get_by_role("button").click()
    officer.sees("対応済み")


def choose_evidence(director: Sheet) -> None:
    """A figure is counted now and kept with its rule."""
    director.open("document-evidence")
    press(director.page, director.link("数値を選ぶ"))
    director.look()
    director.page.locator("[name=figure]").select_option("dropin.visits.families")
    director.button("集計して加える").click()
    expect(director.page.locator("tbody tr")).to_have_count(1)
    director.look()


def agree(people: People) -> None:
    """Fixed as a revision; both agree to it."""
    people.director.open()
    people.director.next_step("確認に回す")
    people.director.button("確認に回す").click()
    for sheet in (people.director, people.officer):
        sheet.open("document-review")
        expect(sheet.page.locator(".paper")).to_contain_text(CLEAN)
        sheet.button("この内容で合意する").click()
        sheet.sees("合意を記録しました。")
        sheet.look()


def sign(people: People) -> None:
    """Nobody signs without reading, nor with a wrong password; then one of each party does."""
    for sheet in (people.operator, people.ward):
        sheet.go("/")
        sheet.page.locator("section[aria-labelledby=todo-title] a.row-item-title").first.click()
        sheet.page.set_viewport_size(PHONE)
        sheet.look()
        sheet.button("署名する").click()
        expect(sheet.page.locator(".form-errors")).to_be_focused()
        sheet.page.locator("[name=read_through]").check()
        sheet.page.locator("[name=privacy_checked]").check()
        sheet.page.locator("[name=password]").fill("not the password")
        sheet.button("署名する").click()
        expect(sheet.page.locator(".form-errors")).to_be_focused()
        sheet.look()
        sheet.page.locator("[name=password]").fill(make.PASSWORD)
        sheet.button("署名する").click()
        sheet.sees("署名しました。双方に知らせました。")
        sheet.page.set_viewport_size(DESK)
        sheet.look()


def publish(sheet: Sheet) -> None:
    """Anybody can read it from now on."""
    sheet.open()
    sheet.next_step("公表に進む")
    sheet.page.locator("[name=password]").fill(make.PASSWORD)
    sheet.button("公表する").click()
    sheet.sees("公表しました。")
    sheet.look()


def published(document: AnnualDocument) -> Publication:
    with make.seeing():
        return Publication.objects.filter(document=document).latest("revision_n")


def read_in_public(screen: Screen, document: AnnualDocument) -> None:
    """Found from the list of hubs, read on a phone."""
    publication = published(document)
    screen.go("/public/")
    press(screen.page, screen.page.locator(f"main a[href*='{publication.ward_slug}']"))
    screen.look()
    screen.page.get_by_role("link", name=publication.title).click()
    expect(screen.page.locator("article.annual")).to_contain_text(BOTH)
    screen.look()


def download(screen: Screen, form: str, folder: Path) -> Path:
    """The file behind the link; the browser would show it instead."""
    href = screen.page.locator(f".downloads a[href$='.{form}']").get_attribute("href")
    answer = screen.page.request.get(str(href))
    assert answer.ok
    path = folder / f"report.{form}"
    path.write_bytes(answer.body())
    return path


def check_files(screen: Screen, document: AnnualDocument, folder: Path) -> None:
    """PDF and text have the same words and the hash; a changed byte is found."""
    publication = published(document)
    paper = download(screen, "pdf", folder)
    text = download(screen, "txt", folder).read_text()
    words = closed_up(pdf_text(paper.read_bytes()))
    for line in (CLEAN, BOTH, publication.sha256, makes.NEXT_GOALS[0]):
        assert closed_up(line) in words
        assert line in text
    screen.go("/public/check/")
    look_up(screen, paper)
    screen.sees("公表されたものと一致しました")
    screen.look()
    paper.write_bytes(spoilt(paper.read_bytes()))
    look_up(screen, paper)
    expect(screen.page.locator(".check-answer .notice-success")).to_have_count(0)
    screen.look()


def spoilt(paper: bytes) -> bytes:
    middle = len(paper) // 2
    return paper[:middle] + bytes([paper[middle] ^ 1]) + paper[middle + 1 :]


def look_up(screen: Screen, path: Path) -> None:
    screen.page.locator("#id_file").set_input_files(path)
    screen.button("ファイルを確かめる").click()
    expect(screen.page.locator(".check-answer")).to_be_visible()


def correct(people: People, document: AnnualDocument) -> None:
    """A correction goes the whole way again."""
    director = people.director
    director.open()
    director.next_step("訂正を始める")
    director.page.locator("[name=text]").fill("回数の書き漏れを直します。")
    director.button("訂正を始める").click()
    expect(director.outcome(1)).to_be_visible()
    director.look()
    director.write(1, CORRECTED)
    director.saved(1)
    agree(people)
    sign(people)
    publish(people.officer)
    with make.seeing():
        document.refresh_from_db()
        assert document.state == State.PUBLISHED


def read_both_revisions(screen: Screen, document: AnnualDocument) -> None:
    """The newest is found first; the old one stays, with a way to the new."""
    new = published(document)
    screen.go(reverse("public:latest", args=[new.ward_slug, new.fy]))
    expect(screen.page.locator("article.annual")).to_contain_text(CORRECTED)
    screen.go(reverse("public:report", args=[new.ward_slug, new.fy, 1]))
    expect(screen.page.locator("article.annual")).to_contain_text(BOTH)
    screen.sees("この版は、訂正される前の版です")
    screen.page.locator(".notice-warning a").click()
    screen.page.wait_for_url(re.compile(r"/r2/"))
