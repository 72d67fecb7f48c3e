"""Parts of a page: a template alone, and a message that takes back what was just done."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe


def text_of(request: HttpRequest, template: str, context: dict[str, Any]) -> str:
    """Render a part whose forms may post, without what the frame of a page needs."""
    return render_to_string(template, {**context, "csrf_token": get_token(request)})


def say_with_undo(
    request: HttpRequest, text: Any, address: str, pk: int, *hidden: tuple[str, str]
) -> None:
    """Leave a message for the next page, with the button that takes the step back.

    The button posts to the address of a name with one number; `hidden` are its (name, value).
    """
    toast = {"message": text, "url": reverse(address, args=[pk]), "hidden": hidden}
    html = text_of(request, "components/undo_toast.html", toast)
    messages.success(request, mark_safe(html), extra_tags="undo")
