"""Helpers come and leave; a site closes for today."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.dropin import commands, queries
from programs.dropin.choices import Act, HelperKind
from programs.dropin.commands import calendar as calendar_commands
from programs.dropin.forms.helpers import (
    ClosedTodayForm,
    HelperCameForm,
    HelperForm,
    HelperLeftForm,
)
from programs.dropin.models import Helper
from programs.dropin.queries.calendar import closure_of
from programs.kernel.forms import ActorForm
from programs.kernel.views import FormPage, say_with_undo
from programs.registry import plans
from programs.registry import queries as registry
from programs.registry.models import Site
from programs.registry.plans import Plan


class HelperAdd(FormPage):
    """Volunteers or students come in."""

    action = Act.RECORD_HELPER
    template_name = "dropin/helper_form.html"
    title = _("ボランティア・学生の入館")
    form_class = HelperForm
    done_message = _("入館を記録しました。")

    def target(self) -> Site:
        """The site of the address."""
        return registry.site(self.actor, self.kwargs["site"])

    def initial(self) -> dict[str, Any]:
        """Volunteers, one by one."""
        return {"kind": HelperKind.VOLUNTEER, "count": 1}

    def context(self) -> dict[str, Any]:
        """The way back."""
        back = reverse("dropin:reception", args=[self.object.pk])
        return {"back": back, "submit_label": _("入館を記録する"), "eyebrow": self.object.name}

    def perform(self, form: Any) -> str:
        """Record them."""
        values = form.cleaned_data
        commands.helpers_in(
            self.actor, self.object, values["names"], values["kind"], values["count"], self.now
        )
        return reverse("dropin:reception", args=[self.object.pk])


class _Tap(FormPage):
    """One button about one helper."""

    action = Act.RECORD_HELPER
    methods = ("post",)
    form_class = ActorForm
    template_name = "errors/422.html"

    def target(self) -> Any:
        """The helper of the address."""
        return queries.helper(self.actor, self.kwargs["pk"])

    def show_form(self, form: Any, key: UUID, status: int = 422) -> HttpResponse:
        """Say why the tap was refused."""
        reasons = [str(reason) for errors in form.errors.values() for reason in errors]
        return self.show({"message": " ".join(reasons)}, status)


class HelperOut(_Tap):
    """A helper leaves."""

    def perform(self, form: Any) -> str:
        """Record it; the next page offers the undo."""
        row = commands.helper_out(self.actor, self.object, self.now)
        text = _("%(name)sさんの退館を記録しました。") % {"name": row.name}
        say_with_undo(self.request, text, "dropin:helper-back", row.pk)
        return reverse("dropin:reception", args=[row.site_id])


class HelperBack(_Tap):
    """A helper is inside after all."""

    def perform(self, form: Any) -> str:
        """Take the leaving back."""
        row = commands.helper_back(self.actor, self.object, self.today)
        text = _("%(name)sさんの退館を元に戻しました。") % {"name": row.name}
        messages.success(self.request, text)
        return reverse("dropin:reception", args=[row.site_id])


class _Late(_Tap):
    """Something about a helper that was tapped without a network, told by the tablet afterwards."""

    def target(self) -> Site:
        """The site of the address."""
        return registry.site(self.actor, self.kwargs["site"])

    def record(self, form: Any) -> Helper | None:
        """Call the one command; None where it was so already."""
        raise NotImplementedError

    def _receipt(self, key: UUID) -> None:
        return None  # a repeat is told by the tap's own number

    def _done(self, form: Any, key: UUID) -> HttpResponse:
        response = HttpResponse(status=204)
        if self.record(form) is None:
            response.headers["X-Visit"] = "taken"
        return response


class HelperCame(_Late):
    """A helper came while there was no network."""

    form_class = HelperCameForm

    def record(self, form: Any) -> Helper | None:
        """Record it with the tablet's time."""
        said = form.cleaned_data
        came = commands.Coming(said["kind"], said["names"], said["count"], form.tapped_at(self.now))
        return commands.helper_came(self.actor, self.object, said["nonce"], came)


class HelperLeft(_Late):
    """A helper left while there was no network."""

    form_class = HelperLeftForm

    def record(self, form: Any) -> Helper | None:
        """Record it with the tablet's time."""
        said = form.cleaned_data
        return commands.helper_left(
            self.actor,
            self.object,
            form.tapped_at(self.now),
            helper=said["helper"],
            arrival=said["arrival"],
        )


class CloseToday(FormPage):
    """Close a site for today."""

    action = Act.CLOSE_TODAY
    template_name = "dropin/today_close.html"
    title = _("今日を臨時休館にする")
    form_class = ClosedTodayForm

    def target(self) -> Site:
        """The site of the address."""
        return registry.site(self.actor, self.kwargs["site"])

    def context(self) -> dict[str, Any]:
        """Whether it is closed already, and who is still inside."""
        return {
            "back": self._desk(),
            "closure": closure_of(self.object, self.today),
            "plans": self._plans(),
            "numbers": queries.inside_now(self.actor, self.today, self.object),
            "eyebrow": self.object.name,
        }

    def perform(self, form: Any) -> str:
        """Close it; the next page offers the undo."""
        reason = form.cleaned_data["reason"]
        calendar_commands.close_today(self.actor, self.object, reason, self.today)
        text = _("今日を臨時休館にしました。公開のページにも出ます。")
        say_with_undo(self.request, text, "dropin:today-open", self.object.pk)
        # What was planned is called off by somebody, one by one: the list of it comes next.
        return self.request.path if self._plans() else self._desk()

    def _plans(self) -> list[Plan]:
        return plans.planned(self.actor, self.object, self.today, self.today)

    def _desk(self) -> str:
        return reverse("dropin:reception", args=[self.object.pk])


class OpenToday(FormPage):
    """The site is open today after all."""

    action = Act.CLOSE_TODAY
    methods = ("post",)
    form_class = ActorForm
    done_message = _("臨時休館を取り消しました。")

    def target(self) -> Site:
        """The site of the address."""
        return registry.site(self.actor, self.kwargs["site"])

    def perform(self, form: Any) -> str:
        """Take the closure back."""
        calendar_commands.open_today(self.actor, self.object, self.today, self.now)
        return reverse("dropin:reception", args=[self.object.pk])
