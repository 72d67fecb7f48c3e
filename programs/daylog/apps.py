"""The daylog app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DaylogConfig(AppConfig):
    """See the docstring of this app's choices."""

    name = "programs.daylog"
    label = "daylog"
    verbose_name = _("日報")

    def ready(self) -> None:
        """Name the sentences of this area's notices."""
        from programs.kernel import notices

        notices.declare(
            "daylog.incident_reported",
            _("ヒヤリハット・事故の報告がありました。内容を確認してください。"),
        )
