"""The dropin app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DropinConfig(AppConfig):
    """See the docstring of this app's choices."""

    name = "programs.dropin"
    label = "dropin"
    verbose_name = _("親子の居場所事業")

    def ready(self) -> None:
        """First visits are said anew when a family's records pass to another; the calendar is kept here."""
        from programs.dropin.commands.departures import mark_all_firsts_of
        from programs.dropin.queries import calendar
        from programs.registry import followers, plans

        followers.follow(mark_all_firsts_of)
        plans.keep_calendar(calendar.closed_days)
