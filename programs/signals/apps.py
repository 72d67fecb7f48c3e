"""The signals app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SignalsConfig(AppConfig):
    """See the docstring of this app's choices."""

    name = "programs.signals"
    label = "signals"
    verbose_name = _("気づき")

    def ready(self) -> None:
        """Name what waits in this area."""
        from programs.kernel import todos
        from programs.signals import queries

        todos.declare(queries.waiting)
