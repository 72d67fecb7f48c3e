"""The daylog app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DaylogConfig(AppConfig):
    """See the docstring of this app's choices."""

    name = "programs.daylog"
    label = "daylog"
    verbose_name = _("日報")

    def ready(self) -> None:
        """Name the sentences of this area's notices, and what waits in it."""
        from programs.daylog import queries
        from programs.kernel import notices, todos

        todos.declare(queries.waiting)

        notices.declare(
            "daylog.incident_reported",
            _("ヒヤリハット・事故の報告がありました。内容を確認してください。"),
        )
