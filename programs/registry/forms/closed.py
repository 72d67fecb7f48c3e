"""Planning on a day on which the site is closed: asked once more, never forbidden."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.kernel import localdates
from programs.kernel.forms import ActorForm
from programs.kernel.templatetags.hub import listed
from programs.registry import plans
from programs.registry.models import Site

MOST_NAMED = 3


class ClosedDaysForm(ActorForm):
    """A form that plans something at a site; its layout ends with ``on_closed``."""

    on_closed = forms.BooleanField(
        label=_("休館日でも行う"), required=False, widget=forms.HiddenInput
    )

    def ask_about(self, site: Site | None, days: Iterable[date]) -> None:
        """Add an error with a box to tick where the site is closed on one of the days.

        The tick counts for exactly the days that were shown beside it.
        """
        found = plans.closed((site, day) for day in days) if site else {}
        if not found or site is None:
            return
        off = [found[key] for key in sorted(found, key=lambda key: key[1])]
        asked = ",".join([str(site.pk), *(one.day.isoformat() for one in off)])
        ticked = self.data.get(self.add_prefix("on_closed")) == asked
        self.fields["on_closed"].widget = forms.CheckboxInput(
            attrs={"value": asked}, check_test=lambda _value: ticked
        )
        if ticked:
            return
        named = [
            _("%(day)s（%(why)s）") % {"day": localdates.day_full(one.day), "why": one.reason}
            for one in off[:MOST_NAMED]
        ]
        if len(off) > MOST_NAMED:
            named.append(_("ほか%(count)s日") % {"count": len(off) - MOST_NAMED})
        text = _("休館日です：%(days)s。このまま行うときは、チェックを入れてください。")
        self.add_error("on_closed", text % {"days": listed(named)})
