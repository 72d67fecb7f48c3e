"""The frame of every page, in a real browser: sign-in and second-factor pages, errors, weight."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client
from playwright.sync_api import Page, Route

from programs.registry.choices import Role
from programs.registry.models import Person
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
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/reauthenticate/",
)
SECOND_FACTOR_PAGES = (
    "/accounts/2fa/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/reauthenticate/",
)
ERROR_PAGES = ("403", "404", "409", "422", "429", "500", "503", "csrf", "maintenance")

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


def _sure_of(*, second_factor: bool) -> Client:
    """A client whose person has just typed the password again."""
    actor = make.member(make.hub(), Role.RECEPTION)
    if second_factor:
        make.second_factor(actor.user_id)
        RecoveryCodes.activate(Person.objects.get(pk=actor.user_id))
    client = make.client_for(actor)
    client.post("/accounts/reauthenticate/", {"password": make.PASSWORD})
    return client


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
    page = show(_sure_of(second_factor=False), path)
    assert page.locator("h1").count() == 1
    assert _findings(page) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", SECOND_FACTOR_PAGES)
def test_axe_finds_nothing_on_the_pages_of_the_second_factor(path: str, show: Open) -> None:
    page = show(_sure_of(second_factor=True), path)
    assert page.locator("h1").count() == 1
    assert _findings(page) == []


@pytest.mark.django_db
def test_after_the_password_the_code_is_asked_for(show: Open) -> None:
    actor = make.member(make.hub(), Role.RECEPTION)
    make.second_factor(actor.user_id)
    person = Person.objects.get(pk=actor.user_id)
    client = Client()
    client.post("/accounts/login/", {"login": person.username, "password": make.PASSWORD})
    page = show(client, "/accounts/2fa/authenticate/")
    assert page.get_by_role("heading", name="二段階認証").is_visible()
    assert _findings(page) == []


@pytest.mark.parametrize("page_name", ERROR_PAGES)
def test_every_error_page_says_what_happened_under_one_heading(page_name: str) -> None:
    html = render_to_string(f"errors/{page_name}.html", {})
    assert html.count("<h1>") == 1
    assert "{#" not in html
