"""The reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """See the docstring of this app's choices."""

    name = "programs.reports"
    label = "reports"
