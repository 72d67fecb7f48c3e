"""The specialists app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpecialistsConfig(AppConfig):
    """See the docstring of this app's choices."""

    name = "programs.specialists"
    label = "specialists"
    verbose_name = _("専門相談日")

    def ready(self) -> None:
        """Name what waits in this area."""
        from programs.kernel import todos
        from programs.specialists import queries

        todos.declare(queries.waiting)
