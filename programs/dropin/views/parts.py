"""Parts of a page that is already open: the template alone, without what the frame of a page needs."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string


def text_of(request: HttpRequest, template: str, context: dict[str, Any]) -> str:
    """Render a part whose forms may post."""
    return render_to_string(template, {**context, "csrf_token": get_token(request)})


def part(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Answer with a part of a page."""
    return HttpResponse(text_of(request, template, context), status=status)
