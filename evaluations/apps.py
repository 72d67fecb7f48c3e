"""The app of the yearly evaluation."""

from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    """Goals, results, issues, co-signing and publication."""

    name = "evaluations"
