"""The consultations app."""

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    """See the docstring of this app's choices."""

    name = "consultations"
    label = "consultations"
