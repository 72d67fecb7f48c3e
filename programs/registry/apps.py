"""The registry app: the common model of families, staff and partner groups."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def _install(sender: Any, **kwargs: Any) -> None:
    from programs.registry import guards

    guards.install(kwargs["using"])


class RegistryConfig(AppConfig):
    """Hub, sites, parties, people and their roles, households, partner groups, handoffs."""

    name = "programs.registry"
    label = "registry"
    verbose_name = _("台帳")

    def ready(self) -> None:
        """Name the notices of accounts and handoffs; none of them tells what it is about."""
        from programs.kernel import errors, notices, todos
        from programs.registry import guards, queries

        todos.declare(queries.waiting)
        errors.say_constraint(
            guards.MERGED_AWAY,
            _(
                "このご家族の登録は、ほかの登録に統合されています。統合先のご家族を開いて、もう一度お試しください。"
            ),
        )
        # Once per migrate, when the tables of all areas exist.
        post_migrate.connect(_install, sender=self, dispatch_uid="registry.guards")

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
