"""The desk app: the screens that cross areas."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Home, inbox, search."""

    name = "hubsite.desk"
    label = "desk"
