"""The lending app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LendingConfig(AppConfig):
    """See the docstring of this app's choices."""

    name = "programs.lending"
    label = "lending"
    verbose_name = _("貸し出し")

    def ready(self) -> None:
        """Name what waits in this area."""
        from programs.kernel import todos
        from programs.lending import queries

        todos.declare(queries.waiting)
