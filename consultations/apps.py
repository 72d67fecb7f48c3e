"""The consultations app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationsConfig(AppConfig):
    """Nameless tallies, restricted notes, follow-ups, suspected maltreatment."""

    name = "consultations"
    label = "consultations"
    verbose_name = _("子育て相談")

    def ready(self) -> None:
        """Name the sentences of this area's notices; none of them tells what it is about."""
        from programs.kernel import notices

        notices.declare(
            "consultations.concern_opened",
            _("至急確認が必要な記録が作成されました。すぐにご確認ください。"),
        )
        notices.declare(
            "consultations.concern_step", _("確認中の記録に、新しい書き込みがありました。")
        )
