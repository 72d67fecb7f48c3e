"""The specialists app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpecialistsConfig(AppConfig):
    """See the docstring of this app's choices."""

    name = "programs.specialists"
    label = "specialists"
    verbose_name = _("専門相談日")

    def ready(self) -> None:
        """Name the sentences of this area's notices, and what waits in it."""
        from programs.kernel import notices, todos
        from programs.registry import plans
        from programs.specialists import queries

        todos.declare(queries.waiting)
        plans.declare(queries.planned)
        notices.declare(
            "specialists.list_joined", _("専門相談日の担当になりました。相談日をご確認ください。")
        )
        notices.declare("specialists.list_left", _("専門相談日の担当が、ほかの方に替わりました。"))
        notices.declare(
            "specialists.call_family",
            _(
                "専門相談に空きが出たことを、電話で伝える必要のある方がいます。予約の画面をご確認ください。"
            ),
        )
