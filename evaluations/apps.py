"""The app of the yearly evaluation."""

from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    """Goals, results, issues, co-signing and publication."""

    name = "evaluations"

    def ready(self) -> None:
        from evaluations.telling import declare_all

        declare_all()
