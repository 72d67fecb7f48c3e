"""The frame of every page, in a real browser: sign-in and second-factor pages, errors, weight."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client
from playwright.sync_api import Page, Route

from programs.registry.choices import Role
from tests import make

SITE = "http://testserver"
STATIC = Path(__file__).parents[2] / "static"
FIRST_LOAD = (
    "vendor/bootstrap/bootstrap.min.css",
    "css/tokens.css",
    "css/hub.css",
    "css/components.css",
    "css/forms.css",
    "css/print.css",
    "vendor/htmx/htmx.min.js",
    "js/hub.js",
    "js/stepper.js",
    "js/forms.js",
    "icons.svg",
    "favicon.svg",
)
WIDTHS = (1280, 820, 390)
ACCOUNT_PAGES = (
    "/accounts/password/change/",
    "/accounts/logout/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/reauthenticate/",
)

Open = Callable[[Client, str], Page]


@pytest.fixture
def show(page: Page, settings: Any) -> Open:
    """Open in the browser what the test client is answered at an address."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }

    def open_with(client: Client, path: str) -> Page:
        # Asked for here: within a route Playwright runs in another context, with another connection.
        reply = client.get(path, follow=True)
        page.unroute_all()
        page.route("**/*", lambda route: _answer(route, reply))
        page.goto(f"{SITE}{path}")
        return page

    return open_with


def _answer(route: Route, reply: Any) -> None:
    path = route.request.url.removeprefix(SITE)
    if not path.startswith("/static/"):
        kind = {"Content-Type": reply.headers["Content-Type"]}
        route.fulfill(status=reply.status_code, body=reply.content, headers=kind)
        return
    file = finders.find(path.removeprefix("/static/").partition("#")[0])
    if file:
        route.fulfill(path=file)
    else:
        route.fulfill(status=404)


def _findings(page: Page) -> list[str]:
    """What axe says, and whether the page is wider than the window at any width."""
    found = [f"{v['id']}: {v['nodes'][0]['html']}" for v in Axe().run(page).response["violations"]]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"wider than {width} px")
    return found


def test_the_first_load_is_at_most_150_kilobytes() -> None:
    weight = sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in FIRST_LOAD)
    assert weight <= 150 * 1024


def test_no_page_loads_anything_from_another_origin() -> None:
    templates = STATIC.parent / "templates"
    for file in templates.rglob("*.html"):
        text = file.read_text()
        assert 'src="http' not in text, file
        assert "<script>" not in text, file
        assert " style=" not in text, file
    for name in FIRST_LOAD:
        assert "url(http" not in (STATIC / name).read_text(), name


@pytest.mark.django_db
def test_the_sign_in_page_offers_no_sign_up_and_axe_finds_nothing(show: Open) -> None:
    page = show(Client(), "/accounts/login/")
    assert page.get_by_role("heading", name="ログイン").is_visible()
    assert page.locator("a[href*='signup']").count() == 0
    assert _findings(page) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ACCOUNT_PAGES)
def test_axe_finds_nothing_on_the_pages_of_ones_own_account(path: str, show: Open) -> None:
    hub = make.hub()
    page = show(make.client_for(make.member(hub, Role.RECEPTION)), path)
    assert page.locator("h1").count() == 1
    assert _findings(page) == []


@pytest.mark.parametrize(
    "page_name", ["403", "404", "409", "422", "429", "500", "503", "csrf", "maintenance"]
)
def test_every_error_page_says_what_happened_under_one_heading(page_name: str) -> None:
    html = render_to_string(f"errors/{page_name}.html", {})
    assert html.count("<h1>") == 1
    assert "{#" not in html
