"""`{% load desk %}`: the demonstration's accounts, and where to go on after setting up a factor."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from hubsite.desk import demo
from programs.kernel import notices
from programs.kernel.models import Notice

register = template.Library()


@register.inclusion_tag("desk/demo_accounts.html")
def demo_accounts() -> dict[str, Any]:
    """Show the demonstration's accounts with their codes; nothing elsewhere."""
    if not settings.DEMO:
        return {"accounts": []}
    return {
        "accounts": demo.accounts(),
        "password": demo.DEMO_PASSWORD,
        "seconds": demo.seconds_left(),
    }


@register.simple_tag(takes_context=True)
def continue_url(context: dict[str, Any]) -> str:
    """Return the page from which the person was sent to set up a second factor, else the home."""
    request = context.get("request")
    kept = request.session.get("after_second_factor") if request else ""
    return kept or reverse("desk:home")


@register.simple_tag
def notice_words(notice: Notice) -> str:
    """Return the sentence of a notice in the language of the screen."""
    return notices.sentence(notice)
