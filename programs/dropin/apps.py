"""The dropin app."""

from django.apps import AppConfig


class DropinConfig(AppConfig):
    """See the docstring of this app's choices."""

    name = "programs.dropin"
    label = "dropin"
