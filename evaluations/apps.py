"""The app of the yearly evaluation."""

from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    """Goals, results, issues, co-signing and publication."""

    name = "evaluations"

    def ready(self) -> None:
        """Name the notices of this area, and what waits in it."""
        from evaluations import queries
        from evaluations.telling import declare_all
        from programs.kernel import todos

        declare_all()
        todos.declare(queries.waiting)
