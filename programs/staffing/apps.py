"""The staffing app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffingConfig(AppConfig):
    """See the docstring of this app's choices."""

    name = "programs.staffing"
    label = "staffing"
    verbose_name = _("研修・誓約")

    def ready(self) -> None:
        """Name what waits in this area."""
        from programs.kernel import todos
        from programs.staffing import queries

        todos.declare(queries.waiting)
