"""One request to the site, what came back in every form, and nothing left behind."""

import io
import zipfile
from dataclasses import dataclass, field
from functools import cache
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from pypdf import PdfReader

from programs.kernel import tenancy
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from tests import make
from tests.architecture.world import World

SESSION = settings.SESSION_COOKIE_NAME


@dataclass
class Answer:
    """What came back: status, everything readable in it, and what the audit remembers."""

    status: int
    text: str = ""
    location: str = ""
    fault: str = ""
    outcomes: list[str] = field(default_factory=list)


@dataclass
class Prober:
    """Asks as any role of the first world; every request is undone afterwards."""

    own: World
    other: World
    asked: int = 0
    keys: dict[Any, str] = field(default_factory=dict)
    client: Client = field(default_factory=Client)

    def session(self, role: Role, *, second_factor: bool = True) -> str:
        """The session of a role's person, made once."""
        known = (role, second_factor)
        if known not in self.keys:
            made = make.client_for(self.own.actors[role])
            if not second_factor:
                session = made.session
                session.pop("account_authentication_methods", None)
                session.save()
            self.keys[known] = made.cookies[SESSION].value
        return self.keys[known]

    def ask(
        self,
        session: str,
        method: str,
        path: str,
        data: dict[str, Any] | None = None,
        *,
        follow: bool = False,
        check: Any = None,
        audited: bool = False,
    ) -> Answer:
        """Send one request (``session`` empty: nobody signed in) and undo what it did.

        ``check`` is called before the undoing and its answer becomes the fault; ``audited`` also
        tells what the audit remembers.
        """
        self.asked += 1
        self.client.cookies = SimpleCookie({SESSION: session} if session else {})
        with transaction.atomic():
            try:
                with transaction.atomic():
                    answer = self._send(method, path, data, follow, audited)
            except Exception as error:
                answer = Answer(500, fault=f"{type(error).__name__}: {error}"[:300])
            if check and answer.status < 500:
                answer.fault = check() or ""
            transaction.set_rollback(True)
        return answer

    def _send(
        self, method: str, path: str, data: dict[str, Any] | None, follow: bool, audited: bool
    ) -> Answer:
        send = getattr(self.client, method)
        response = (
            send(path, data, follow=follow) if data is not None else send(path, follow=follow)
        )
        tenancy.enter([0, self.own.hub.pk, self.other.hub.pk])
        return Answer(
            response.status_code,
            readable(response),
            response.headers.get("Location", ""),
            outcomes=_outcomes(response) if audited else [],
        )


def _outcomes(response: HttpResponseBase) -> list[str]:
    request_id = response.headers.get("X-Request-Id")
    entries = AuditEntry.objects.filter(request_id=request_id).order_by("pk")
    return [f"{entry.action} {entry.outcome}" for entry in entries]


def readable(response: HttpResponseBase) -> str:
    """Everything a person could read in an answer: body (unpacked), headers, cookies."""
    body = b"".join(response) if response.streaming else getattr(response, "content", b"")
    head = [f"{name}: {value}" for name, value in response.items()]
    head += [morsel.value for name, morsel in response.cookies.items() if name != SESSION]
    words = "\n".join(head).encode().decode("unicode_escape", errors="replace")
    return "\n".join((unquote("\n".join(head)), words, _body(body)))


@cache
def _body(body: bytes) -> str:
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    if body[:5] == b"%PDF-":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    return body.decode("utf-8", "replace")
