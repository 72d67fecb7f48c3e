"""Pages of one hub for people without an account: asking for something, answering by a mail's link.

No account, no session. The same answer follows whether a mail address is known or not.
"""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation

from programs.kernel import tenancy
from programs.kernel.errors import Hidden
from programs.kernel.views.base import KernelView


class OfHub(KernelView):
    """A page of one hub, in the language that the address asks for (``?lang=en``)."""

    public = True
    # The namespace of the area's public addresses; each begins with the hub's public name.
    area = ""
    hub: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the hub and see its rows only."""
        asked = request.GET.get("lang", "")
        self.lang_query = f"?lang={asked}" if asked in dict(settings.LANGUAGES) else ""
        with translation.override(asked if self.lang_query else translation.get_language()):
            self.hub = hub_of(kwargs["ward"])
            tenancy.enter([self.hub.pk])
            response = super().dispatch(request, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers.setdefault("Content-Language", translation.get_language() or "ja")
        return response

    def show(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Render with the hub's name and the page's own address."""
        frame = {
            "hub": self.hub,
            "hub_name": self.hub.name,
            "path": self.request.path,
            "lang_query": self.lang_query,
        }
        return super().show({**frame, **context}, status)

    def address(self, name: str, *args: Any) -> str:
        """An address of this hub, in the language of this page."""
        path = reverse(f"{self.area}:{name}", args=[self.hub.slug, *args])
        return path + self.lang_query


def hub_of(slug: str) -> Any:
    """The hub of a public name; raises Hidden."""
    hub = apps.get_model("registry", "Hub").objects.filter(slug=slug).first()
    if hub is None:
        raise Hidden
    return hub
