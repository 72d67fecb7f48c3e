"""Parts of the desk's page that is already open."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from programs.dropin.models import Visit
from programs.kernel.middleware import CONTENT_SECURITY_POLICY
from programs.kernel.views import text_of


def part(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Answer with a part of a page."""
    return HttpResponse(text_of(request, template, context), status=status)


def with_reader(response: HttpResponse) -> HttpResponse:
    """The reader of cards where the browser has none is WebAssembly, on these pages alone."""
    response.headers["Content-Security-Policy"] = (
        f"{CONTENT_SECURITY_POLICY}; script-src 'self' 'wasm-unsafe-eval'"
    )
    return response


def undo_of(visit: Visit, step: str) -> tuple[str, int, tuple[str, str]]:
    """The address, row and value that take an arrival or a departure back."""
    return "dropin:visit-undo", visit.pk, ("step", step)
