"""The registry app: the common model of families, staff and partner groups."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    """Hub, sites, parties, people and their roles, households, partner groups, handoffs."""

    name = "programs.registry"
    label = "registry"
    verbose_name = _("台帳")

    def ready(self) -> None:
        """Name the notices of accounts and handoffs; none of them tells what it is about."""
        from programs.kernel import notices, todos
        from programs.registry import queries

        todos.declare(queries.waiting)

        notices.declare(
            "registry.second_factor_reset",
            _(
                "管理者があなたの二段階認証を解除しました。心当たりがないときは管理者にご連絡ください。"
            ),
        )
        notices.declare(
            "registry.password_link",
            _(
                "管理者があなたのパスワードを設定し直すリンクを発行しました。心当たりがないときは管理者にご連絡ください。"
            ),
        )
        notices.declare(
            "registry.work_left",
            _("役割を終える方に、担当している仕事が残っています。担当を代えてください。"),
        )
        notices.declare(
            "registry.handoff_answered", _("あなたが依頼した引き継ぎに、回答がありました。")
        )
