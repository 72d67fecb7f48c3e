"""The browser and the server of the journeys; how to use them: ``tests/journeys/server.py``."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from hubsite.setup import browser
from programs.kernel.actor import Actor
from tests.journeys import server as servers
from tests.journeys.server import Server, Watch

Browse = Callable[..., Page]
PATIENCE = 15_000  # milliseconds a page may take on a busy machine


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the Chromium that `make test` found or installed; root cannot use its sandbox."""
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    return {**browser_type_launch_args, "executable_path": browser.path(), "args": sandbox}


@pytest.fixture(scope="session")
def running_server(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """One gunicorn for all journeys of this worker."""
    with django_db_blocker.unblock():
        started = servers.start(tmp_path_factory.mktemp("server"))
    yield started
    started.stop()


@pytest.fixture
def server(running_server: Server, committed_db: None) -> Iterator[Server]:
    """The server, and a database where what the test commits is seen by it."""
    running_server.news()
    yield running_server
    said = running_server.news()
    assert not any(word in said for word in servers.BROKEN), said


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What the browsers did; checked at the end of the journey."""
    made = Watch()
    yield made
    servers.no_foreign_requests(made)
    assert made.errors == []


@pytest.fixture
def browse(server: Server, watch: Watch, new_context: Any) -> Browse:
    """Open a browser of one's own: ``browse(actor)``, or ``browse()`` for somebody not signed in."""

    def open_browser(
        actor: Actor | None = None, *, locale: str = "ja-JP", url: str = server.url, **options: Any
    ) -> Page:
        options = {"viewport": {"width": 1280, "height": 900}, **options}
        context = new_context(base_url=url, locale=locale, **options)
        context.set_default_timeout(PATIENCE)
        watch.over(context, url)
        if actor is not None:
            servers.sign_in(context, actor, url)
        page: Page = context.new_page()
        return page

    return open_browser


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Iterator[None]:
    """Print the end of the server's log with a failed journey."""
    outcome = yield
    report = outcome.get_result()
    started = getattr(item, "funcargs", {}).get("server")
    if report.failed and isinstance(started, Server):
        log = started.log.read_text(errors="replace")
        report.sections.append(("server log", log[-8000:]))
