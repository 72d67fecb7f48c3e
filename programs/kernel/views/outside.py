"""Pages of one hub for people without an account: asking for something, answering by a mail's link.

No account, no session. The same answer follows whether a mail address is known or not.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from programs.kernel import tenancy
from programs.kernel.views.public import ForEverybody, hub_of


class OfHub(ForEverybody):
    """A page of one hub that sees the rows of that hub only."""

    # The namespace of the area's public addresses; each begins with the hub's public name.
    area = ""
    hub: Any

    def begin(self) -> None:
        """Find the hub and see its rows only."""
        self.hub = hub_of(self.kwargs["ward"])
        tenancy.enter([self.hub.pk])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Nothing of what one person asked is kept for another."""
        response = super().dispatch(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def show(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Render with the hub's name and the page's own address."""
        frame = {"hub": self.hub, "hub_name": self.hub.name, **self.frame()}
        return super().show({**frame, **context}, status)

    def address(self, name: str, *args: Any) -> str:
        """An address of this hub, in the language of this page."""
        path = reverse(f"{self.area}:{name}", args=[self.hub.slug, *args])
        return path + self.lang_query
