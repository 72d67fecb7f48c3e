"""What a request names: numbers, the submission, the families that a search found; and addresses."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest

from consultations.forms.links import found
from consultations.queries import url
from programs.kernel.intake import clean_line

__all__ = ["families", "nonce_of", "number_in", "url"]


def nonce_of(request: HttpRequest) -> UUID:
    """Return the id that the page gave to this submission."""
    try:
        return UUID(str(request.POST.get("request_key")))
    except ValueError:
        return uuid4()


def number_in(request: HttpRequest, name: str) -> int | None:
    """Return a number of the address, or None where it is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def families(view: Any, begun: str = "") -> dict[str, Any]:
    """Return the families that a search on the page found."""
    text = clean_line(view.request.POST.get("household_search", ""))[:100]
    chosen = view.request.POST.get("link", "") or begun
    return {"families": found(view.actor, text, chosen), "search_text": text, "chosen": chosen}
