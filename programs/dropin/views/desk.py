"""The reception page, and the parts of it that are fetched anew."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.dropin import calendar_words, queries, rules
from programs.dropin.choices import Act
from programs.dropin.queries.calendar import opening_on
from programs.dropin.views.parts import part, with_reader
from programs.kernel.errors import Hidden
from programs.kernel.gate import passing
from programs.kernel.intake import clean_line
from programs.kernel.policy import may
from programs.kernel.views import PageView
from programs.registry.choices import Act as RegistryAct
from programs.registry.models import Site

_KEY = "reception_site"
TEXT_LIMIT = 300


class SitePage(PageView):
    """A page about one site, named in the address."""

    action = Act.VIEW_RECEPTION

    def target(self) -> Site:
        """The site of the address, if it has a drop-in space of the actor's hub."""
        wanted = self.kwargs["site"]
        self.sites = queries.sites(self.actor)
        found = next((site for site in self.sites if site.pk == wanted), None)
        if found is None:
            raise Hidden
        return found


class ChooseSite(PageView):
    """Leads to the site chosen last, or the only one; otherwise asks which."""

    action = Act.VIEW_RECEPTION
    template_name = "dropin/choose_site.html"
    title = _("受付する施設を選ぶ")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go on where there is nothing to choose, keeping what was searched."""
        self.sites = queries.sites(self.actor)
        keys = [site.pk for site in self.sites]
        before = request.session.get(_KEY)
        chosen = before if before in keys else keys[0] if len(keys) == 1 else None
        if chosen and "choose" not in request.GET:
            with passing(self.actor, str(self.action)) as trail:
                trail.outcome = "read"
                return redirect(_with_query(request, chosen))
        return super().get(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        """The sites to choose from."""
        return {"sites": self.sites}


def _with_query(request: HttpRequest, site: int) -> str:
    query = request.META.get("QUERY_STRING", "")
    return reverse("dropin:reception", args=[site]) + (f"?{query}" if query else "")


class Reception(SitePage):
    """Find a family, check it in; see who is inside; check out."""

    template_name = "dropin/reception.html"
    title = _("受付")

    def show(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """The camera reads cards here."""
        return with_reader(super().show(context, status))

    def context(self) -> dict[str, Any]:
        """What was found, and who is inside now."""
        if self.request.session.get(_KEY) != self.object.pk:
            self.request.session[_KEY] = self.object.pk
        return {
            "site": self.object,
            "several_sites": len(self.sites) > 1,
            "nav_search": False,
            "may_register": may(self.actor, RegistryAct.REGISTER_HOUSEHOLD),
            "scan_nonce": uuid4(),
            "may_close_today": may(self.actor, Act.CLOSE_TODAY),
            "today_line": calendar_words.today_line(opening_on(self.object, self.today)),
            **found(self),
            **inside(self),
        }


class SitePart(SitePage):
    """A part of a page about one site."""

    def show(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Render the part alone."""
        context = {"now": self.now, "today": self.today, **context}
        return part(self.request, self.template_name, context, status)


class Found(SitePart):
    """The families that match, for the page that is already open."""

    template_name = "dropin/_found.html"

    def context(self) -> dict[str, Any]:
        """What was found."""
        return {
            "site": self.object,
            "may_register": may(self.actor, RegistryAct.REGISTER_HOUSEHOLD),
            **found(self),
        }


class Inside(SitePart):
    """Who is inside now, for the page that is already open."""

    template_name = "dropin/_inside.html"

    def context(self) -> dict[str, Any]:
        """The list and its sums."""
        return {"site": self.object, **inside(self)}


class InsidePrint(SitePage):
    """Who is inside now, on paper, to count heads after leaving the building."""

    action = Act.PRINT_INSIDE
    template_name = "dropin/inside_print.html"
    title = _("在館者の一覧")

    def context(self) -> dict[str, Any]:
        """The list in the order in which names are called, helpers apart."""
        context = {"site": self.object, **inside(self)}
        called = queries.for_evacuation(self.actor, self.object, self.now)
        helpers = context["helpers"]
        everybody = sum(guest.tally.people for guest in called)
        everybody += sum(helper.count for helper in helpers)
        return {**context, "inside": called, "everybody": everybody}


def found(page: Any) -> dict[str, Any]:
    """What the search text leads to: families, or the family of a card."""
    text = clean_line(page.request.GET.get("q", ""))[:TEXT_LIMIT]
    card = rules.is_card(text)
    search = queries.by_card if card else queries.candidates
    return {
        "q": text,
        "is_card": card,
        "candidates": search(page.actor, text, page.today) if text else [],
    }


def inside(page: Any) -> dict[str, Any]:
    """Who is inside the page's site now, and how many."""
    guests = queries.inside(page.actor, page.object, page.now)
    numbers = queries.numbers_of(guests)
    helpers = queries.helpers_inside(page.actor, page.object, page.today)
    return {
        "inside": guests,
        "helpers": helpers,
        "helping": sum(helper.count for helper in helpers),
        "numbers": numbers,
        "is_full": numbers.people >= page.object.capacity,
    }
