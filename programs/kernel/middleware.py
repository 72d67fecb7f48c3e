"""Around every request: headers, the age of a session, default deny, and errors as pages."""

import logging
import sys
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from programs.kernel import clock, gate
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale

Respond = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger(__name__)

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def request_headers(get_response: Respond) -> Respond:
    """Give each request an id and each answer its security headers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.request_id = uuid4()  # type: ignore[attr-defined]
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(self), geolocation=(), microphone=()"
        )
        response.headers["X-Request-Id"] = str(request.request_id)  # type: ignore[attr-defined]
        return response

    return middleware


def session_age(get_response: Respond) -> Respond:
    """End a session that was idle or open for too long (settings, trust.md baseline)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            seconds = int(clock.now().timestamp())
            began = request.session.setdefault("began", seconds)
            seen = request.session.get("seen", seconds)
            idle = request.session.get("idle_seconds", settings.SESSION_IDLE_SECONDS)
            if seconds - seen > idle or seconds - began > settings.SESSION_MAX_SECONDS:
                logout(request)
                request.session["expired"] = True  # the sign-in page says why
            elif seconds - seen > 60 or "seen" not in request.session:
                request.session["seen"] = seconds
        return get_response(request)

    return middleware


class DefaultDeny:
    """Refuses views that declare neither an action nor ``public``; turns expected errors into pages."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Let declared views and those of named libraries through."""
        view_class = getattr(view, "view_class", None)
        if getattr(view_class, "action", None) or getattr(view_class, "public", False):
            return None
        if view.__module__.startswith(settings.KERNEL_OPEN_MODULES):
            return None
        log.error("view without a declared action: %s.%s", view.__module__, view.__qualname__)
        return _page(request, 403, {"reason": _("この画面には利用権限が設定されていません。")})

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer an expected error with its page; leave the rest to the 500 page."""
        match error:
            case Hidden() | Http404():
                return _page(request, 404, {})
            case Refused():
                if error.trail:
                    gate.record_refusal(error.trail)
                return _page(request, 403, {"reason": error.reason, "who_could": error.who_could})
            case PermissionDenied():
                return _page(request, 403, {"reason": str(error)})
            case Stale():
                return _page(request, 409, {"stale": error})
            case RuleBroken():
                return _page(request, 422, {"message": error.message})
            case OperationalError():
                log.exception("database error")
                return _page(request, 503, {})
        return None


def _page(
    request: HttpRequest, status: int, context: dict[str, Any], name: str = ""
) -> HttpResponse:
    response = render(request, f"errors/{name or status}.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a missing or stale form token with a page that says what to do."""
    return _page(request, 403, {}, "csrf")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The 404 page, for addresses that do not exist."""
    return _page(request, 404, {})


def server_error(request: HttpRequest) -> HttpResponse:
    """The 500 page with a reference number; 503 where the database was away before any view began."""
    if isinstance(sys.exception(), OperationalError):
        return _page(request, 503, {})
    return render(
        request, "errors/500.html", {"reference": getattr(request, "request_id", "")}, status=500
    )
