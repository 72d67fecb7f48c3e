"""A parent reads a published document on a phone and checks the PDF she was given."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import transaction
from django.test.testcases import LiveServerThread
from playwright.sync_api import Page, expect

from evaluations.choices import State
from evaluations.models import Publication
from tests import make
from tests import make_evaluations as makes
from tests.views.test_publication_pages import address, corrected, withdrawn

WIDTHS = (1280, 820, 390)

Open = Callable[[str], Page]


@pytest.fixture
def who(committed_db: None) -> makes.Round:
    with transaction.atomic():
        return makes.people(make.hub())


@pytest.fixture
def published(who: makes.Round) -> Publication:
    with make.seeing(), transaction.atomic():
        return Publication.objects.get(document=makes.in_state(who, State.PUBLISHED))


@pytest.fixture
def show(page: Page, committed_db: None, settings: Any) -> Iterator[Open]:
    """Open an address of a server that runs in a thread of its own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None

    def open_page(path: str) -> Page:
        page.goto(f"http://127.0.0.1:{server.port}{path}")
        return page

    yield open_page
    page.close()
    server.terminate()


def correction(who: makes.Round, published: Publication) -> Publication:
    with make.seeing():
        return corrected(who, published.document)


def findings(page: Page) -> list[str]:
    """What axe says, and whether the page is wider than the window at any width."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        result = Axe().run(page).response["violations"]
        found += [f"{width} {item['id']}: {item['nodes'][0]['html']}" for item in result]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width}: wider than the window")
    return found


def test_nothing_hinders_on_any_public_page(show: Open, published: Publication, who: makes.Round) -> None:
    new = correction(who, published)
    years = f"/public/{published.ward_slug}/"
    pages = ["/public/", years, address(published), address(new), "/public/check/", "/public/accessibility/"]
    pages += ["/public/check/?hash=1", f"/public/check/?hash={new.sha256}", address(new) + "?lang=en"]
    assert {path: findings(show(path)) for path in pages} == {path: [] for path in pages}
    with make.seeing():
        withdrawn(new, "operator", "ward")
    assert findings(show(address(new))) == []


def test_a_parent_reads_on_a_phone_with_the_keyboard_alone(show: Open, published: Publication) -> None:
    page = show("/public/")
    page.set_viewport_size({"width": 390, "height": 844})
    link(page, published.ward_name)
    link(page, published.title)
    expect(page.get_by_role("heading", level=1)).to_contain_text("重点目標評価結果")
    row = page.get_by_role("row").filter(has_text=makes.OUTCOMES[0])
    expect(row.get_by_role("rowheader")).to_have_text("取組の成果")
    expect(row.get_by_role("listitem").first).to_contain_text(makes.OUTCOMES[0])
    link(page, "この文書が公表されたものかを確かめる")
    expect(page.locator(".check-answer")).to_contain_text("内容の確認番号と一致しました")


def link(page: Page, name: str) -> None:
    """Go to a link with the tab key and follow it with Enter."""
    wanted = page.get_by_role("link", name=name).first
    for _step in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            page.wait_for_load_state()
            return
    raise AssertionError(f"the tab key does not reach {name}")


def test_she_checks_the_pdf_she_was_given(show: Open, published: Publication, tmp_path: Path) -> None:
    paper = tmp_path / "from-a-friend.pdf"
    paper.write_bytes(bytes(published.pdf))
    page = show("/public/check/")
    page.get_by_label("ファイル(PDF・テキスト・JSON、5MBまで)").set_input_files(paper)
    page.get_by_role("button", name="ファイルを確かめる").click()
    expect(page.locator(".check-answer")).to_contain_text("公表されたものと一致しました")
    paper.write_bytes(bytes(published.pdf)[:-1])
    page.get_by_label("ファイル(PDF・テキスト・JSON、5MBまで)").set_input_files(paper)
    page.get_by_role("button", name="ファイルを確かめる").click()
    expect(page.locator(".check-answer")).to_contain_text("ファイルは公表されたものと同じではありません")


def test_a_reader_of_english_switches_and_keeps_it(show: Open, published: Publication) -> None:
    page = show(f"/public/{published.ward_slug}/")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name=published.title).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("article.annual")).to_have_attribute("lang", "ja")
    page.get_by_role("link", name="日本語").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
