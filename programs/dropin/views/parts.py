"""Parts of a page that is already open: the template alone, without what the frame of a page needs."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from programs.dropin.models import Visit


def text_of(request: HttpRequest, template: str, context: dict[str, Any]) -> str:
    """Render a part whose forms may post."""
    return render_to_string(template, {**context, "csrf_token": get_token(request)})


def part(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Answer with a part of a page."""
    return HttpResponse(text_of(request, template, context), status=status)


def say_with_undo(
    request: HttpRequest, text: str, address: str, pk: int, step: tuple[str, str]
) -> None:
    """Leave a message for the next page, with the button that takes the step back."""
    toast = {"message": text, "url": reverse(address, args=[pk]), "hidden": [step]}
    html = text_of(request, "components/undo_toast.html", toast)
    messages.success(request, mark_safe(html), extra_tags="undo")


def undo_of(visit: Visit, step: str) -> tuple[str, int, tuple[str, str]]:
    """The address, row and value that take an arrival or a departure back."""
    return "dropin:visit-undo", visit.pk, ("step", step)
