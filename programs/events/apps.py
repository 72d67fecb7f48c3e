"""The events app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """See the docstring of this app's choices."""

    name = "programs.events"
    label = "events"
    verbose_name = _("催し・講座")

    def ready(self) -> None:
        """Name the sentences of this area's notices, and what waits in it."""
        from programs.events import queries
        from programs.kernel import notices, todos
        from programs.registry import plans

        todos.declare(queries.waiting)
        plans.declare(queries.planned)

        notices.declare(
            "events.call_family",
            _("催しの空きをお知らせする電話が必要な方がいます。予約の画面をご確認ください。"),
        )
