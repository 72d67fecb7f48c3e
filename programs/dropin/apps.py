"""The dropin app."""

from django.apps import AppConfig


class DropinConfig(AppConfig):
    """See the docstring of this app's choices."""

    name = "programs.dropin"
    label = "dropin"

    def ready(self) -> None:
        """First visits are said anew when a family's records pass to another."""
        from programs.dropin.commands.departures import mark_all_firsts_of
        from programs.registry import followers

        followers.follow(mark_all_firsts_of)
