"""A parent reads a published document on a phone and checks the PDF she was given."""

from pathlib import Path

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from evaluations.choices import State
from evaluations.models import Publication
from tests import make
from tests import make_evaluations as makes
from tests.journeys.conftest import Browse
from tests.journeys.server import Server, check_axe
from tests.views.test_publication_pages import address, corrected, withdrawn

WIDTHS = (1280, 820, 390)
FILE = "ファイル(PDF・テキスト・JSON、5MBまで)"


@pytest.fixture
def who(server: Server) -> makes.Round:
    with transaction.atomic():
        return makes.people(make.hub())


@pytest.fixture
def published(who: makes.Round) -> Publication:
    with make.seeing():
        return Publication.objects.get(document=makes.in_state(who, State.PUBLISHED))


def check_page(page: Page, path: str) -> None:
    """Nothing found by axe and nothing wider than the window, at each width."""
    page.goto(path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        check_axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)


def test_nothing_hinders_on_any_public_page(
    browse: Browse, published: Publication, who: makes.Round
) -> None:
    with make.seeing():
        new = corrected(who, published.document)
    years = f"/public/{published.ward_slug}/"
    page = browse()
    for path in ("/public/", years, address(published), address(new), "/public/accessibility/"):
        check_page(page, path)
    for query in ("", "?hash=1", f"?hash={new.sha256}", f"?hash={'0' * 64}"):
        check_page(page, f"/public/check/{query}")
    check_page(page, address(new) + "?lang=en")
    with make.seeing():
        withdrawn(new, "operator", "ward")
    check_page(page, address(new))
    expect(page.get_by_role("heading", level=1)).to_have_text("公表を取り下げました")


def test_a_parent_reads_on_a_phone_with_the_keyboard_alone(
    browse: Browse, published: Publication
) -> None:
    page = browse(viewport={"width": 390, "height": 844})
    page.goto(f"/public/{published.ward_slug}/")
    follow(page, published.title)
    expect(page.get_by_role("heading", level=1)).to_contain_text("重点目標評価結果")
    row = page.get_by_role("row").filter(has_text=makes.OUTCOMES[0])
    expect(row.get_by_role("rowheader")).to_have_text("取組の成果")
    expect(row.get_by_role("listitem").first).to_contain_text(makes.OUTCOMES[0])
    follow(page, "この文書が公表されたものかを確かめる")
    expect(page.locator(".check-answer")).to_contain_text("内容の確認番号と一致しました")


def follow(page: Page, name: str) -> None:
    """Go to a link with the tab key and follow it with Enter."""
    wanted = page.get_by_role("link", name=name).first
    for _step in range(40):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"the tab key does not reach {name}")


def test_she_checks_the_pdf_she_was_given(
    browse: Browse, published: Publication, tmp_path: Path
) -> None:
    paper = tmp_path / "from-a-friend.pdf"
    paper.write_bytes(bytes(published.pdf))
    page = browse()
    page.goto("/public/check/")
    page.get_by_label(FILE).set_input_files(paper)
    page.get_by_role("button", name="ファイルを確かめる").click()
    expect(page.locator(".check-answer")).to_contain_text("公表されたものと一致しました")
    paper.write_bytes(bytes(published.pdf) + b"\n")
    page.get_by_label(FILE).set_input_files(paper)
    page.get_by_role("button", name="ファイルを確かめる").click()
    expect(page.locator(".check-answer")).to_contain_text(
        "ファイルは公表されたものと同じではありません"
    )


def test_a_reader_of_english_switches_and_keeps_it(browse: Browse, published: Publication) -> None:
    page = browse()
    page.goto(f"/public/{published.ward_slug}/")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name=published.title).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("article.annual")).to_have_attribute("lang", "ja")
    page.get_by_role("link", name="日本語").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")


def test_an_english_browser_gets_english_chrome_without_asking(
    browse: Browse, published: Publication
) -> None:
    page = browse(locale="en-US")
    page.goto(address(published))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.context.cookies() == []
