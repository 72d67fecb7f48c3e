"""What static/js/forms.js does, in a real browser on a page of its own."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from tests.journeys.steps import until

SITE = "http://forms.test"
SCRIPT = Path(__file__).parents[2] / "static" / "js" / "forms.js"
FORM = """
<form method="post" action="/{answer}" novalidate data-keep-draft="1:new"
      data-draft-notice="書きかけを戻しました。" data-draft-discard="消す">
  <input type="hidden" name="request_key" value="k">
  <input name="title" aria-label="題">
  <textarea name="body" aria-label="文"></textarea>
  <input type="checkbox" name="kind" value="a" aria-label="甲">
  <input type="checkbox" name="kind" value="b" aria-label="乙">
  <select name="many" multiple aria-label="複数"><option>x</option><option>y</option></select>
  <input name="secret" data-no-draft aria-label="秘">
  <fieldset><legend>期日</legend>
    <div data-date-boxes id="div_id_due">
      <input data-date-part="year" aria-label="年"><input data-date-part="month" aria-label="月">
      <input data-date-part="day" aria-label="日">
      <button type="button" data-today data-year="令和8" data-month="7" data-day="1" hidden>今日</button>
    </div>
  </fieldset>
  <button name="step" value="save">保存する</button>
</form>
<div class="form-errors"><a href="#div_id_due">期日: 入力してください。</a></div>
"""


class Site:
    """Answers every address; remembers what was sent."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.answer = "done"

    def __call__(self, route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path == "/forms.js":
            route.fulfill(path=SCRIPT, content_type="text/javascript")
            return
        if route.request.method == "POST":
            self.sent.append(route.request.post_data or "")
        status = 500 if path == "/broken" else 204 if path == "/nothing" else 200
        body = FORM.format(answer=self.answer) if path == "/form" else "<p>次の画面</p>"
        head = "<!doctype html><html lang='ja'><meta charset='utf-8'><title>t</title>"
        html = f"{head}{body}<script type='module' src='/forms.js'></script>"
        route.fulfill(status=status, body="" if status == 204 else html, content_type="text/html")


@pytest.fixture
def site(page: Page) -> Site:
    site = Site()
    page.route("**/*", site)
    return site


def _open(page: Page) -> None:
    page.goto(f"{SITE}/form")
    page.wait_for_selector("[data-today]:visible")


def _write_a_draft(page: Page) -> None:
    _open(page)
    page.get_by_label("題").fill("夏の行事")
    page.get_by_label("文").fill("一行目\n二行目")
    page.get_by_label("乙").check()
    page.get_by_label("複数").select_option(["y"])
    page.get_by_label("秘").fill("残さない")
    until(page, "sessionStorage.getItem('draft:1:new')?.includes('[\"y\"]')")


def test_today_fills_the_three_boxes(page: Page, site: Site) -> None:
    _open(page)
    page.get_by_role("button", name="今日").click()
    assert [page.get_by_label(part, exact=True).input_value() for part in "年月日"] == [
        "令和8",
        "7",
        "1",
    ]


def test_a_link_of_the_error_summary_goes_to_the_first_box(page: Page, site: Site) -> None:
    _open(page)
    page.get_by_role("link", name="期日").click()
    assert page.evaluate("document.activeElement.dataset.datePart") == "year"


def test_the_enter_that_ends_a_conversion_does_not_submit(page: Page, site: Site) -> None:
    _open(page)
    kept = page.get_by_label("題").evaluate(
        """(box) => [{ isComposing: true }, { keyCode: 229 }, {}].map((how) => {
             const press = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...how });
             return !box.dispatchEvent(press);
           })"""
    )
    assert kept == [True, True, False]
    page.get_by_label("題").press("Enter")
    page.wait_for_url("**/done")
    assert len(site.sent) == 1


def test_two_presses_send_once_with_the_value_of_the_button(page: Page, site: Site) -> None:
    site.answer = "nothing"
    _open(page)
    page.evaluate(
        "document.querySelector('[name=step]').click(); document.querySelector('[name=step]').click()"
    )
    button = page.get_by_role("button", name="保存する")
    page.wait_for_selector("button[name=step][aria-busy=true]:disabled")
    button.dispatch_event("click")
    page.wait_for_timeout(200)
    assert len(site.sent) == 1
    assert "step=save" in site.sent[0]
    page.evaluate("window.dispatchEvent(new Event('pageshow'))")
    assert button.is_enabled()
    assert button.get_attribute("aria-busy") is None


def test_a_held_button_is_let_go_after_a_while(page: Page, site: Site) -> None:
    site.answer = "nothing"
    page.clock.install()
    _open(page)
    page.get_by_role("button", name="保存する").click()
    page.clock.run_for(100)
    assert page.get_by_role("button", name="保存する").is_disabled()
    page.clock.run_for(8_500)
    assert page.get_by_role("button", name="保存する").is_enabled()


def test_a_draft_comes_back_with_a_notice(page: Page, site: Site) -> None:
    _write_a_draft(page)
    page.goto(f"{SITE}/elsewhere")
    _open(page)
    assert page.get_by_role("status").inner_text().startswith("書きかけを戻しました。")
    assert page.get_by_label("題").input_value() == "夏の行事"
    assert page.get_by_label("文").input_value() == "一行目\n二行目"
    assert page.get_by_label("乙").is_checked()
    assert not page.get_by_label("甲").is_checked()
    assert page.get_by_label("複数").evaluate(
        "(s) => [...s.selectedOptions].map((o) => o.value)"
    ) == ["y"]
    assert page.get_by_label("秘").input_value() == ""


def test_a_draft_can_be_thrown_away(page: Page, site: Site) -> None:
    _write_a_draft(page)
    _open(page)
    page.get_by_role("button", name="消す").click()
    assert page.get_by_label("題").input_value() == ""
    assert page.get_by_label("題").evaluate("(box) => box === document.activeElement")
    _open(page)
    assert page.get_by_role("status").count() == 0


def test_a_draft_is_gone_once_it_has_arrived(page: Page, site: Site) -> None:
    _write_a_draft(page)
    page.get_by_role("button", name="保存する").click()
    page.wait_for_url("**/done")
    _open(page)
    assert page.get_by_label("題").input_value() == ""


def test_a_draft_outlives_a_failed_submit(page: Page, site: Site) -> None:
    site.answer = "broken"
    _write_a_draft(page)
    page.get_by_role("button", name="保存する").click()
    page.wait_for_url("**/broken")
    _open(page)
    assert page.get_by_label("題").input_value() == "夏の行事"


def test_a_refused_page_keeps_what_the_server_sent_back(page: Page, site: Site) -> None:
    _write_a_draft(page)
    page.route(
        f"{SITE}/refused",
        lambda route: route.fulfill(
            content_type="text/html; charset=utf-8",
            body=FORM.format(answer="done").replace(
                'name="title"', 'name="title" value="直す前" aria-invalid="true"'
            )
            + "<script type='module' src='/forms.js'></script>",
        ),
    )
    page.goto(f"{SITE}/refused")
    page.wait_for_selector("[data-today]:visible")
    assert page.locator("[name=title]").input_value() == "直す前"
