"""Pages for everybody: no sign-in, no cookie, no session; the same answer for all who ask.

Words are Japanese or English (`?lang=en`, else what the browser asks for). Pages are made without
the request, so that nothing of a signed-in person can get in.
"""

from hashlib import sha256
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag

from programs.kernel.errors import Hidden
from programs.kernel.views.base import KernelView, PageView

# A page may change at any time, so caches ask before they show it again.
PAGE_CACHE = "public, no-cache"


class ForEverybody(KernelView):
    """A page without an account, in the language that its address asks for (``?lang=en``)."""

    public = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer in the language asked for."""
        asked = request.GET.get("lang", "")
        self.lang_query = f"?lang={asked}" if asked in dict(settings.LANGUAGES) else ""
        with translation.override(asked if self.lang_query else translation.get_language()):
            self.begin()
            response = super().dispatch(request, *args, **kwargs)
            response.headers.setdefault("Content-Language", translation.get_language() or "ja")
        return response

    def begin(self) -> None:
        """What is needed before anything is answered."""

    def frame(self) -> dict[str, Any]:
        """What the frame of such a page reads."""
        return {"path": self.request.path, "lang_query": self.lang_query}


class PublicPage(ForEverybody, PageView):
    """Base of the public pages: caching headers, conditional requests."""

    cache = PAGE_CACHE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with 304 where the reader has the page already."""
        return self._cacheable(request, super().dispatch(request, *args, **kwargs))

    def _cacheable(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if (
            not isinstance(response, HttpResponse)
            or response.status_code != 200
            or request.method == "POST"
        ):
            response.headers.setdefault("Cache-Control", "no-store")
            return response
        response.headers["Cache-Control"] = self.cache
        response.headers.setdefault("ETag", quote_etag(sha256(response.content).hexdigest()[:32]))
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        answer = get_conditional_response(request, etag=response.headers["ETag"], response=response)
        return answer or response

    def show(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Render without the request: no session is opened and no cookie set."""
        plain = {"title": self.title, "today": self.today, "demo_mode": settings.DEMO}
        context = {**plain, **self.frame(), **context}
        return HttpResponse(render_to_string(self.template_name, context), status=status)


def hub_of(slug: str) -> Any:
    """The hub of a public name; raises Hidden."""
    hub = apps.get_model("registry", "Hub").objects.filter(slug=slug).first()
    if hub is None:
        raise Hidden
    return hub
