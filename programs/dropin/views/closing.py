"""The end of the day: who is still inside, and whose leaving nobody recorded."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programs.dropin import commands, queries
from programs.dropin.choices import Act
from programs.dropin.forms.taps import CloseForm
from programs.dropin.views.desk import SitePage, inside
from programs.dropin.views.taps import way_back
from programs.kernel.views import FormPage, say_with_undo
from programs.registry import queries as registry
from programs.registry.models import Site


class Closing(SitePage):
    """For the person who closes: each who is inside with one tap, all with one, and both undone."""

    action = Act.CLOSE_VISITS
    template_name = "dropin/closing.html"
    title = gettext_lazy("閉館の確認")

    def context(self) -> dict[str, Any]:
        """Those inside by name, and those whom a closing of today sent home."""
        forgotten = queries.forgotten(self.actor, self.object, self.today)
        visits = reverse("dropin:visit-list")
        day = self.today.isoformat()
        return {
            "site": self.object,
            **inside(self),
            "inside": queries.for_evacuation(self.actor, self.object, self.now),
            "forgotten": [queries.guest(visit, self.now) for visit in forgotten],
            "forgotten_url": f"{visits}?day={day}&site={self.object.pk}&closed=closing",
            "here": self.request.path,
        }


class CloseDay(FormPage):
    """The day ends: everybody still inside has left."""

    action = Act.CLOSE_VISITS
    methods = ("post",)
    form_class = CloseForm

    def target(self) -> Site:
        """The site of the address."""
        return registry.site(self.actor, self.kwargs["site"])

    def perform(self, form: Any) -> str:
        """End the open visits and say how many, or open them again."""
        if form.cleaned_data["undo"]:
            self.reopen()
        else:
            self.close()
        return way_back(self.request, self.object.pk)

    def close(self) -> None:
        """Everybody has left; the next page offers the undo."""
        number = commands.close_open_visits(self.actor, self.object, self.today, self.now)
        text = ngettext("%(count)s件を退館にしました。", "%(count)s件を退館にしました。", number)
        way = ("back", way_back(self.request, self.object.pk))
        undo = ("dropin:visits-close", self.object.pk, ("undo", "1"), way)
        say_with_undo(self.request, text % {"count": number}, *undo)

    def reopen(self) -> None:
        """They are inside after all."""
        commands.reopen_closed_visits(self.actor, self.object, self.today)
        text = _("%(name)sの退館を元に戻しました。") % {"name": self.object.name}
        messages.success(self.request, text)
