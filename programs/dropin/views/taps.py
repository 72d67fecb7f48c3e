"""One tap each: check in, scan, check out, undo. Answers a row, or goes back."""

import hashlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.dropin import commands, queries, rules, words
from programs.dropin.choices import Act, State
from programs.dropin.forms.taps import LeaveForm, ScanForm, TapForm, UndoForm
from programs.dropin.models import Visit
from programs.dropin.views.parts import part, undo_of
from programs.kernel.errors import Hidden, RuleBroken
from programs.kernel.forms import ActorForm
from programs.kernel.views import FormPage, say_with_undo
from programs.registry import queries as registry
from programs.registry.models import Household, Site

CHANGED = "visits-changed"


class Tap(FormPage):
    """A button of the desk. Its command takes a repeat as done, so no receipt is kept."""

    methods = ("post",)
    form_class: type[ActorForm] = TapForm

    def act(self, form: Any) -> Visit:
        """Call the one command; return the visit."""
        raise NotImplementedError

    def answer(self, visit: Visit) -> HttpResponse:
        """Show what happened, as a part of the open page."""
        raise NotImplementedError

    def say(self, visit: Visit) -> None:
        """Show what happened as a message of the next page."""
        raise NotImplementedError

    def back(self, visit: Visit) -> str:
        """Where to go without script."""
        return way_back(self.request, visit.site_id)

    @property
    def in_place(self) -> bool:
        """Whether the open page puts the answer in its place by script."""
        return bool(getattr(self.request, "htmx", False))

    def _receipt(self, key: UUID) -> Any:
        return None

    def _done(self, form: Any, key: UUID) -> HttpResponseBase:
        visit = self.act(form)
        if self.in_place:
            return self.answer(visit)
        self.say(visit)
        return redirect(self.back(visit))

    def show_form(self, form: Any, key: UUID, status: int = 200) -> HttpResponse:
        """Say why it could not be done, in place or on the page that one came from."""
        reasons = [str(error) for errors in form.errors.values() for error in errors]
        if self.in_place:
            context = {"reasons": reasons, "site_id": self.kwargs.get("site")}
            return part(self.request, "dropin/_refused.html", context, status)
        for reason in reasons:
            messages.error(self.request, reason)
        return redirect("dropin:reception")


class CheckIn(Tap):
    """A family arrives with the people who usually come."""

    action = Act.CHECK_IN

    def target(self) -> Household:
        """The family of the address."""
        return registry.household_tapped(self.actor, self.kwargs["household"])

    def act(self, form: Any) -> Visit:
        """Record the arrival."""
        site = registry.site(self.actor, self.kwargs["site"])
        return self.check_in(form, self.object, site)

    def check_in(self, form: Any, household: Household, site: Site) -> Visit:
        """Record the arrival of a family at a site."""
        self.nonce, self.household = form.cleaned_data["nonce"], household
        self.door = registry.at_the_door(self.actor, [household.pk])[household.pk]
        return commands.check_in(
            self.actor,
            household,
            site,
            form.tapped_at(self.now),
            nonce=self.nonce,
            device=device(self.request),
            members=self.door.members,
        )

    def answer(self, visit: Visit) -> HttpResponse:
        """The family's row, green."""
        people = queries.present(visit)
        context = {
            "visit": visit,
            "door": self.door,
            "people": words.of_members(people, self.door.members, self.household),
            "again": visit.nonce != self.nonce,
            "void": visit.state == State.VOID,
            "left": visit.state == State.LEFT,
            "other_device": visit.device != device(self.request),
        }
        response = part(self.request, "dropin/_arrived.html", context)
        if context["again"]:
            response.headers["X-Visit"] = "taken"  # a tap that waited says so (desk_queue.js)
        response.headers["HX-Trigger"] = CHANGED
        return response

    def say(self, visit: Visit) -> None:
        """A repeat is as good as the first time."""
        name = words.called(visit)
        text = (
            _("%(name)sを受け付けました。")
            if visit.nonce == self.nonce
            else _("%(name)sは受付済みです。")
        )
        say_with_undo(self.request, text % {"name": name}, *undo_of(visit, "arrival"))


class Scan(CheckIn):
    """A card was held up: its family arrives."""

    form_class = ScanForm

    def target(self) -> Any:
        """The site of the address; the family is known only after reading the card."""
        return registry.site(self.actor, self.kwargs["site"])

    def act(self, form: Any) -> Visit:
        """Record the arrival of the card's family."""
        try:
            code = form.cleaned_data["code"]
            family = registry.household_by_card(self.actor, rules.card_token(code) or code)
        except Hidden:
            message = _(
                "このカードのご家族は、この拠点に登録がありません。ほかの拠点のカードか、"
                "作り直す前のカードの可能性があります。お名前か電話番号で探してください。"
            )
            raise RuleBroken("", message) from None
        return self.check_in(form, family, self.object)


class CheckOut(Tap):
    """A family leaves."""

    action = Act.CHECK_OUT

    def target(self) -> Visit:
        """The visit of the address."""
        return queries.visit(self.actor, self.kwargs["pk"])

    def act(self, form: Any) -> Visit:
        """Record the departure."""
        return commands.check_out(self.actor, self.object, self.now)

    def answer(self, visit: Visit) -> HttpResponse:
        """The row says who left, with its undo. Its own list stays, so that the undo can be reached."""
        context = {"visit": visit, "name": words.called(visit), **_sums(self, visit.site)}
        response = part(self.request, "dropin/_left.html", context)
        if "found" in self.request.POST:
            response.headers["HX-Trigger"] = CHANGED
        return response

    def say(self, visit: Visit) -> None:
        """Who left."""
        text = _("%(name)sの退館を記録しました。") % {"name": words.called(visit)}
        way = ("back", self.back(visit))
        say_with_undo(self.request, text, *undo_of(visit, "departure"), way)


class Leave(Tap):
    """A family or a guest left while there was no network: told by the tablet afterwards."""

    action = Act.CHECK_OUT
    form_class = LeaveForm

    def target(self) -> Site:
        """The site of the address."""
        return registry.site(self.actor, self.kwargs["site"])

    def _done(self, form: Any, key: UUID) -> HttpResponseBase:
        """Record it; say whether there was a stay to end."""
        values = form.cleaned_data
        wanted = values["household"]
        tap = commands.leave(
            self.actor,
            self.object,
            form.tapped_at(self.now),
            nonce=values["nonce"],
            household=registry.household_tapped(self.actor, wanted) if wanted else None,
            arrival=values["arrival"],
            device=device(self.request),
        )
        response = HttpResponse(status=204) if self.in_place else redirect(_desk(self.object.pk))
        if tap.visit_id is None:
            response.headers["X-Visit"] = "taken"
        return response


class Undo(Tap):
    """Take an arrival or a departure back, on the same day."""

    action = Act.UNDO_VISIT
    form_class = UndoForm

    def target(self) -> Visit:
        """The visit of the address."""
        return queries.visit(self.actor, self.kwargs["pk"])

    def act(self, form: Any) -> Visit:
        """Call the command of the step."""
        self.step = form.cleaned_data["step"]
        if self.step == "departure":
            return commands.undo_check_out(self.actor, self.object, self.today)
        return commands.undo_check_in(self.actor, self.object, self.now, self.today)

    def answer(self, visit: Visit) -> HttpResponse:
        """What stands now."""
        context = {"name": words.called(visit), "step": self.step}
        response = part(self.request, "dropin/_undone.html", context)
        response.headers["HX-Trigger"] = CHANGED
        return response

    def say(self, visit: Visit) -> None:
        """What stands now."""
        name = words.called(visit)
        text = (
            _("%(name)sの退館を元に戻しました。")
            if self.step == "departure"
            else _("%(name)sの受付を取り消しました。")
        )
        messages.success(self.request, text % {"name": name})


def device(request: Any) -> str:
    """A short mark of the signed-in device: tells a repeat on one's own tablet from another's."""
    key = request.session.session_key or ""
    return hashlib.sha256(key.encode()).hexdigest()[:12] if key else ""


def way_back(request: Any, site_id: int) -> str:
    """The page that a button stood on, if it is one of those with such buttons; otherwise the desk."""
    asked = request.POST.get("back", "")
    known = {reverse("dropin:visit-list"), reverse("dropin:closing", args=[site_id])}
    return str(asked) if asked in known else _desk(site_id)


def _desk(site_id: int) -> str:
    return reverse("dropin:reception", args=[site_id])


def _sums(page: Tap, site: Site) -> dict[str, Any]:
    numbers = queries.inside_now(page.actor, page.today, site)
    return {"site": site, "numbers": numbers, "is_full": numbers.people >= site.capacity}
