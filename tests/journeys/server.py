"""A real gunicorn for the journeys: two workers with threads over this test run's database.

How a journey uses it (fixtures are in ``tests/journeys/conftest.py``)::

    def test_a_shift(server: Server, browse: Browse) -> None:
        with transaction.atomic():                 # rows are under row security: the builders set
            hub = make.hub()                       # their scope inside one transaction, and it must
            make.site(hub)                         # be committed before the browser asks
            staff = make.member(hub, Role.STAFF)
        page = browse(staff)                       # a browser of her own, signed in (second factor used)
        page.goto(reverse("dropin:reception"))     # addresses are relative to the server
        check_axe(page)
        guest = browse()                           # another browser, nobody signed in
        english = browse(staff, locale="en-US")    # the same person reading English
        with server.clock(datetime(2026, 4, 20, 10, 0)):   # every worker believes this instant
            page.reload()
        with make.seeing(hub):                     # look at the rows afterwards
            assert Visit.objects.count() == 1

The real way in: ``sign_in_by_hand(page, person)`` types username and password, and the one-time
code where the account has a second factor (``make.second_factor(person.pk)`` gives it one).
``one_time_code(ahead=1)`` is the code of the next 30 seconds; each code opens once, and the
server takes one of the period before, now, or after.

At the end of every journey the fixtures fail it when a browser asked another machine for
anything, when a script raised an error or the content security policy stopped something, or when
the server wrote an "Internal Server Error". The server's log is printed with a failed test.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from playwright.sync_api import BrowserContext, Error, Page

from programs.kernel import clock
from programs.kernel.actor import Actor
from tests import make

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # the default of make.second_factor
TOTP_PERIOD = 30
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
READY_SECONDS = 60
# What the log of a server shows when something nobody expected happened.
BROKEN = ("Internal Server Error", "Traceback (most recent call last)", "WORKER TIMEOUT")


@dataclass
class Server:
    """A running server: its address, its log, its clock."""

    url: str
    log: Path
    clock_file: Path
    process: "subprocess.Popen[bytes]"
    read: int = field(default=0)

    def stop(self) -> None:
        """Stop the server and wait for it."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def news(self) -> str:
        """What the log says since it was last asked."""
        text = self.log.read_text(errors="replace")
        new, self.read = text[self.read :], len(text)
        return new

    @contextmanager
    def clock(self, instant: datetime) -> Iterator[datetime]:
        """Hold the clock of all workers, and of the test itself; a naive instant is Tokyo's."""
        with clock.frozen(instant) as held:
            self.clock_file.write_text(held.isoformat())
            try:
                yield held
            finally:
                self.clock_file.write_text("")


def start(folder: Path, *, app: str = "tests.journeys.wsgi:application", **env: str) -> Server:
    """Start gunicorn over the database this process works with; raises when it does not answer.

    folder takes the log and the clock. Further environment variables override those given here.
    """
    port = free_port()
    clock_file, log = folder / "clock", folder / "server.log"
    clock_file.write_text("")
    # hubsite/gunicorn_conf.py names the site's own application; the argument here wins.
    command = [sys.executable, "-m", "gunicorn", "-c", "hubsite/gunicorn_conf.py", app]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**_environment(port, clock_file), **env},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http://{HOST}:{port}", log, clock_file, process)
    try:
        _wait(server)
    except BaseException:
        server.stop()
        raise
    return server


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def database_url() -> str:
    """The address of the database that this process is connected to (a test database)."""
    name = str(connection.settings_dict["NAME"])
    return urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()


def _environment(port: int, clock_file: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "hubsite.settings",
        "DATABASE_URL": database_url(),
        "HUBSITE_TESTING": "1",
        "DEBUG": "0",
        "HUBSITE_DEMO": "0",
        "SECRET_KEY": settings.SECRET_KEY,
        "NOTE_KEYS": ",".join(f"{name}={key}" for name, key in settings.NOTE_KEYS.items()),
        "NOTE_KEY_CURRENT": settings.NOTE_KEY_CURRENT,
        "BASE_URL": f"http://{HOST}:{port}",
        "HOST": HOST,
        "PORT": str(port),
        "WEB_CONCURRENCY": "2",
        "JOURNEY_CLOCK": str(clock_file),
        "PYTHONUNBUFFERED": "1",
    }


def _wait(server: Server) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{server.url}/accounts/login/", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{server.log.read_text(errors='replace')}")


# --- people at their browsers ---------------------------------------------------------------------


def sign_in(where: Page | BrowserContext, actor: Actor, url: str) -> None:
    """Sign the actor in without the forms: the cookie of a session that is already there."""
    context = where.context if isinstance(where, Page) else where
    cookie = make.client_for(actor).cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])


def sign_in_by_hand(
    page: Page, person: Any, password: str = make.PASSWORD, *, code: str | None = None
) -> None:
    """Sign in as people do; the one-time code is typed when it is asked for."""
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(person.username)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/accounts/login/"))
    if "/2fa/authenticate/" in page.url:
        page.locator("input[name=code]").fill(code or one_time_code())
        page.locator("input[name=code]").press("Enter")
        page.wait_for_url(lambda url: "/2fa/authenticate/" not in url)


def one_time_code(secret: str = TOTP_SECRET, *, ahead: int = 0) -> str:
    """The code an authenticator app shows; `ahead` counts periods of 30 seconds."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // TOTP_PERIOD + ahead)))


# --- what must hold on every page -----------------------------------------------------------------


def check_axe(page: Page, *, leave_out: str = "") -> None:
    """Fail with a readable list when axe-core finds anything on the page.

    leave_out is a CSS selector of what is not ours to mend.
    """
    context = {"exclude": [leave_out]} if leave_out else None
    options = {"runOnly": {"type": "tag", "values": list(AXE_TAGS)}, "resultTypes": ["violations"]}
    page.wait_for_load_state()
    try:
        found = Axe().run(page, context=context, options=options)
    except Error:  # this page gave way to the next one meanwhile
        page.wait_for_load_state()
        found = Axe().run(page, context=context, options=options)
    violations = found.response["violations"]
    assert not violations, f"axe on {page.url}\n" + "\n".join(_told(v) for v in violations)


def _told(violation: dict[str, Any]) -> str:
    nodes = [f"    {n['target'][0]}: {n['html'][:200]}" for n in violation["nodes"][:5]]
    return f"  {violation['id']} ({violation['impact']}): {violation['help']}\n" + "\n".join(nodes)


@dataclass
class Watch:
    """What the browsers of one journey did that no page of ours may do."""

    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext, url: str) -> None:
        """Watch everything in a browser context."""
        context.on("request", lambda request: self._asked(request.url, url))
        context.on("weberror", lambda error: self.errors.append(f"script: {error.error}"))
        context.on("console", self._said)

    def _asked(self, address: str, url: str) -> None:
        if not address.startswith((url, "data:", "blob:", "about:")):
            self.foreign.append(address)

    def _said(self, message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.errors.append(f"policy: {message.text}")


def no_foreign_requests(watch: Watch) -> None:
    """Fail when a page asked another machine for anything."""
    assert watch.foreign == []
