"""The desk without a network: the worker, the page that it keeps, and the list that a tablet carries."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from programs.dropin import queries
from programs.dropin.choices import Act, HelperKind
from programs.dropin.forms.counts import GuestForm, HeadCountForm
from programs.dropin.forms.helpers import HelperForm
from programs.dropin.views.desk import SitePage
from programs.dropin.views.parts import with_reader
from programs.kernel import clock
from programs.kernel.gate import reading
from programs.kernel.views import KernelView
from programs.registry.choices import Residence


class Worker(KernelView):
    """The service worker, and by its answering a sign that the network is back."""

    public = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer the script; browsers ask for it anew whenever the desk is opened."""
        script = render(request, "dropin/worker.js", content_type="text/javascript; charset=utf-8")
        script.headers["Cache-Control"] = "no-cache"
        return script


class Alone(SitePage):
    """The desk's page for hours without a network: no name in it, neither of a family nor of staff."""

    template_name = "dropin/alone.html"
    title = _("受付")

    def show(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """The camera reads cards here as well."""
        return with_reader(super().show(context, status))

    def context(self) -> dict[str, Any]:
        """The forms for people without registration and for helpers, empty."""
        head_count = {"families": 1, "residence": Residence.UNKNOWN}
        helpers = {"kind": HelperKind.VOLUNTEER, "count": 1}
        return {
            "site": self.object,
            "guest": GuestForm(actor=None),
            "head_count": HeadCountForm(actor=None, initial=head_count, auto_id="heads_%s"),
            "helpers": HelperForm(actor=None, initial=helpers, auto_id="helpers_%s"),
        }


class CarriedList(SitePage):
    """What a tablet carries for the day, as JSON: who is inside, and the families that may come."""

    action = Act.CARRY_LIST

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the lists of one site and day; with ``?only=inside`` that of those inside alone."""
        self.object = self.target()
        with reading(self.actor, str(self.action), self.object):
            carried: dict[str, Any] = {
                "site": self.object.pk,
                "day": self.today.isoformat(),
                "now": clock.tokyo(self.now).isoformat(),
                "inside": queries.carried_inside(self.actor, self.object, self.now),
            }
            if request.GET.get("only") != "inside":
                carried["families"] = queries.carried_list(self.actor, self.object, self.today)
        return JsonResponse(carried)
