"""What every screen does first: who acts, second factor, scope; and the page that reads one thing."""

from functools import cache
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views import View

from programs.kernel import clock, tenancy
from programs.kernel.actor import Actor
from programs.kernel.errors import Refused
from programs.kernel.gate import reading
from programs.kernel.policy import Action, needs_second_factor


@cache
def _find_actor() -> Any:
    return import_string(settings.KERNEL_ACTORS)


class KernelView(View):
    """Base of all screens. A subclass names its ``action``, or says ``public = True``."""

    action: Action | None = None
    public = False
    title: Any = ""
    template_name = ""
    actor: Actor

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Make the view function; public ones are open to people who are not signed in."""
        view: Any = super().as_view(**initkwargs)
        view.login_required = not cls.public  # read by Django's LoginRequiredMiddleware
        return view

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Take the time once for the whole request."""
        super().setup(request, *args, **kwargs)
        self.now = clock.now()
        self.today = self.now.date()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the actor and insist on a second factor where the role needs one."""
        if self.public:
            return super().dispatch(request, *args, **kwargs)
        actor = _find_actor()(request)
        if actor is None:
            raise Refused(_("有効な所属がありません。管理者にお問い合わせください。"))
        self.actor = request.actor = actor  # type: ignore[attr-defined]
        if needs_second_factor(actor.role) and not actor.mfa:
            return self._to_second_factor()
        with tenancy.standing(actor):
            response = super().dispatch(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _to_second_factor(self) -> HttpResponseBase:
        if self.request.method == "GET":
            self.request.session["after_second_factor"] = self.request.get_full_path()
        text = _("この役割には二段階認証が必要です。はじめに設定してください。")
        messages.warning(self.request, text)
        return redirect("mfa_activate_totp")

    def target(self) -> Any:
        """Return the record that this screen is about, or None; raises Hidden."""
        return None

    def context(self) -> dict[str, Any]:
        """Return what the template needs besides ``title`` and ``target``."""
        return {}

    def show(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Render the template now, within the transaction that may see the rows."""
        context = {"title": self.title, "today": self.today, "now": self.now, **context}
        return render(self.request, self.template_name, context, status=status)


class PageView(KernelView):
    """A screen that reads. One audit entry a visit, unless public."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        if self.public:
            self.object = self.target()
            return self.show({"target": self.object, **self.context()})
        self.object = self.target()
        with reading(self.actor, str(self.action), self.object):
            return self.show({"target": self.object, **self.context()})
