"""The yearly evaluation from an empty sheet to the public PDF: four people, two browsers at a time."""

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from evaluations.choices import State
from evaluations.models import AnnualDocument, Cell, Publication
from tests import make
from tests import make_evaluations as makes
from tests.journeys.conftest import Browse
from tests.journeys.server import Server, check_axe
from tests.journeys.steps import press

WIDTHS = (1280, 820, 390)


@pytest.fixture
def who(server: Server) -> makes.Round:
    with transaction.atomic():
        return makes.people(make.hub())


def add_lines(page: Page, summary: str, lines: tuple[str, ...], nth: int = 0) -> None:
    """Open a box that takes one entry a line, and send it."""
    page.locator("details.add-rows > summary").filter(has_text=summary).nth(nth).click()
    form = page.locator("details.add-rows[open] form")
    form.get_by_role("textbox").fill("\n".join(lines))
    form.get_by_role("button", name="追加する").click()


def test_from_an_empty_sheet_to_the_public_pdf(browse: Browse, who: makes.Round) -> None:
    with transaction.atomic():
        make.scope()
        makes.contract(who)
    director = browse(who.director)
    director.goto("/evaluations/")
    director.get_by_role("link", name="年度の書類を作る").first.click()
    director.locator("#id_fy").select_option("2025")
    director.get_by_role("button", name="書類を作る").click()
    write_the_sheet(director)
    director.get_by_role("link", name="確認に回す").click()
    director.get_by_role("button", name="確認に回す").click()
    officer = browse(who.officer)
    for page in (director, officer):
        agree(page)
    for actor in (who.operator_signer, who.ward_signer):
        sign(browse(actor))
    publish(officer)
    read_in_public(browse(), who)


def write_the_sheet(page: Page) -> None:
    """Marks are typed as on paper; they are taken away and drawn from the order again."""
    add_lines(
        page, "重点目標を追加", tuple(f"{m}{t}" for m, t in zip("①②", makes.GOALS, strict=True))
    )
    for n, lines in enumerate(makes.INITIATIVES):
        add_lines(page, "取組内容を追加", lines, n)
    for kind, texts in (("成果", makes.OUTCOMES), ("課題", makes.ISSUES)):
        for n, text in enumerate(texts, 1):
            page.get_by_label(f"取組の{kind}(目標{n})", exact=True).fill(f"①{text}")
    expect(page.get_by_text("保存しました")).to_have_count(4)
    expect(page.get_by_label("取組の成果(目標1)", exact=True)).to_have_value(makes.OUTCOMES[0])
    add_lines(page, "重点目標を追加", makes.NEXT_GOALS, 1)
    for n, lines in enumerate(makes.NEXT_INITIATIVES):
        add_lines(page, "取組内容を追加", lines, 2 + n)


def agree(page: Page) -> None:
    page.goto("/evaluations/")
    page.locator("a.row-item-title").first.click()
    press(page, page.get_by_role("link", name="読んで合意するか作成に戻す"))
    check_axe(page)
    page.get_by_role("button", name="この内容で合意する").click()
    expect(page.get_by_text("合意を記録しました。")).to_be_visible()


def sign(page: Page) -> None:
    page.goto("/evaluations/")
    page.locator("a.row-item-title").first.click()
    press(page, page.get_by_role("link", name="署名に進む"))
    check_axe(page)
    page.get_by_label("上の書類を最後まで読みました。").check()
    page.get_by_label("特定できる記述がないことを確認しました。").check()
    page.get_by_label("パスワード").fill(make.PASSWORD)
    page.get_by_role("button", name="署名する").click()
    expect(page.get_by_text("署名しました。双方に知らせました。")).to_be_visible()


def publish(page: Page) -> None:
    page.goto("/evaluations/")
    page.locator("a.row-item-title").first.click()
    press(page, page.get_by_role("link", name="公表に進む"))
    check_axe(page)
    page.get_by_label("パスワード").fill(make.PASSWORD)
    page.get_by_role("button", name="公表する").click()
    expect(page.get_by_text("公表しました。")).to_be_visible()


def read_in_public(page: Page, who: makes.Round) -> None:
    page.goto(f"/public/{who.hub.slug}/2025/")
    expect(page.get_by_text(makes.OUTCOMES[0])).to_be_visible()
    with make.seeing():
        publication = Publication.objects.get()
    answer = page.request.get(f"/public/{who.hub.slug}/2025/r1.pdf")
    assert answer.body() == bytes(publication.pdf)


def test_two_people_write_one_cell_and_nothing_is_lost(browse: Browse, who: makes.Round) -> None:
    with transaction.atomic():
        make.scope()
        document = makes.document(who)
        cell = document.cells.filter(kind="outcome").order_by("goal__order").first()
    first, second = browse(who.director), browse(who.officer)
    for page in (first, second):
        page.goto(f"/evaluations/{document.pk}/")
    label = "取組の成果(目標1)"
    first.get_by_label(label, exact=True).fill("法人の文です。")
    expect(first.locator(f"#foot-cell-{cell.pk}")).to_contain_text("保存しました")
    second.get_by_label(label, exact=True).fill("区の文です。")
    expect(second.locator(f"#foot-cell-{cell.pk}")).to_contain_text("先にこの欄を保存しました")
    second.get_by_role("button", name="両方の文を見比べる").click()
    expect(second.get_by_text("法人の文です。").first).to_be_visible()
    check_axe(second)
    second.get_by_label("仕上げた文").fill("ふたりの文です。")
    second.get_by_role("button", name="この文で保存する").click()
    with make.seeing():
        assert Cell.objects.get(pk=cell.pk).text == "ふたりの文です。"


def test_what_could_not_be_sent_is_kept_and_sent_later(browse: Browse, who: makes.Round) -> None:
    with transaction.atomic():
        make.scope()
        document = makes.document(who)
        cell = document.cells.filter(kind="issue").order_by("goal__order").first()
    page = browse(who.director)
    page.goto(f"/evaluations/{document.pk}/")
    page.context.set_offline(True)
    page.get_by_label("取組の課題(目標1)", exact=True).fill("つながらない間の文です。")
    expect(page.locator("#unsaved")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#unsaved")).to_be_hidden()
    with make.seeing():
        assert Cell.objects.get(pk=cell.pk).text == "つながらない間の文です。"


@pytest.mark.parametrize("locale", ["ja-JP", "en-US"])
def test_nothing_hinders_on_any_screen(browse: Browse, who: makes.Round, locale: str) -> None:
    with transaction.atomic():
        make.scope()
        document = makes.in_state(who, State.CORRECTING)
        cell = document.cells.first()
    page = browse(who.director, locale=locale)
    check_page(page, f"/evaluations/{document.pk}/texts/cell-{cell.pk}/")
    for rest in ("", "preview/", "evidence/", "evidence/add/", "history/", "revisions/1/", "send/"):
        check_page(page, f"/evaluations/{document.pk}/{rest}")
    for path in ("/evaluations/", "/evaluations/help/", "/evaluations/texts/", "/evaluations/add/"):
        check_page(page, path)
    signer = browse(who.ward_signer, locale=locale)
    check_page(signer, f"/evaluations/{document.pk}/withdraw/")


def check_page(page: Page, path: str) -> None:
    """Nothing found by axe, and nothing wider than the window at each width."""
    page.goto(path)
    assert page.locator("h1").count() == 1
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    check_axe(page)


def test_a_sheet_is_written_by_the_keyboard_alone(browse: Browse, who: makes.Round) -> None:
    with transaction.atomic():
        make.scope()
        document = makes.document(who)
    page = browse(who.officer)
    page.goto(f"/evaluations/{document.pk}/")
    page.get_by_label("重点目標1", exact=True).first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("キーボードで書いた目標。")
    page.keyboard.press("Tab")
    expect(page.get_by_text("保存しました")).to_have_count(1)
    with make.seeing():
        now = AnnualDocument.objects.get(pk=document.pk)
        assert now.evaluates.goals.get(order=1).text == "キーボードで書いた目標。"
