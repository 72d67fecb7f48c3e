"""The desk app: the screens that cross areas."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Home, inbox, search."""

    name = "hubsite.desk"
    label = "desk"

    def ready(self) -> None:
        """Join the areas where one shows what others count."""
        from hubsite.desk import day_numbers
        from programs.daylog import beside

        beside.declare(day_numbers.of_day)
