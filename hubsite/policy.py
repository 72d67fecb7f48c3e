"""Who may do what: the one policy table, readable by a director. No line, no right."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from hubsite.desk.choices import Act as Desk
from programs.kernel.policy import Grant, anything
from programs.registry.choices import Act as Registry
from programs.registry.choices import Role as R

AT_THE_HUB = {R.RECEPTION, R.STAFF, R.CONSULTANT, R.PARTNER, R.KOSAPO, R.DIRECTOR}
FLOOR = {R.STAFF, R.CONSULTANT, R.PARTNER, R.DIRECTOR}
EVERYBODY = set(R)

TABLE: Mapping[str, Grant] = {
    # --- desk: home, inbox, search --------------------------------------------------------------
    Desk.VIEW_HOME: Grant(EVERYBODY, _("ホームを見る"), when=anything),
    Desk.SWITCH_ROLE: Grant(EVERYBODY, _("役割を切り替える"), when=anything),
    Desk.VIEW_INBOX: Grant(EVERYBODY, _("お知らせを見る"), when=anything),
    Desk.SEARCH: Grant(AT_THE_HUB, _("検索する")),
    # --- registry: families, sites, members -----------------------------------------------------
    Registry.VIEW_HOUSEHOLDS: Grant(AT_THE_HUB, _("ご家族の台帳を見る")),
    Registry.EXPORT_HOUSEHOLDS: Grant({R.DIRECTOR}, _("ご家族の台帳を書き出す")),
    Registry.REGISTER_HOUSEHOLD: Grant(FLOOR | {R.KOSAPO}, _("ご家族を登録する")),
    Registry.CHANGE_HOUSEHOLD: Grant(FLOOR | {R.KOSAPO}, _("ご家族の登録内容を変更する")),
    Registry.PRINT_CARD: Grant(AT_THE_HUB, _("カードを印刷する")),
    Registry.VIEW_SITES: Grant(AT_THE_HUB | {R.WARD_OFFICER, R.ADMINISTRATOR}, _("施設を見る")),
    Registry.CHANGE_SITE: Grant({R.DIRECTOR, R.ADMINISTRATOR}, _("施設を変更する")),
    Registry.VIEW_MEMBERS: Grant({R.DIRECTOR, R.ADMINISTRATOR}, _("利用者アカウントを見る")),
    Registry.INVITE_MEMBER: Grant({R.ADMINISTRATOR}, _("利用者を招待する")),
    Registry.CHANGE_MEMBER: Grant({R.ADMINISTRATOR}, _("利用者の役割を変更する")),
    Registry.VIEW_POLICY: Grant({R.DIRECTOR, R.ADMINISTRATOR, R.AUDITOR}, _("権限一覧を見る"), when=anything),
    Registry.OFFER_HANDOFF: Grant(AT_THE_HUB - {R.RECEPTION}, _("引き継ぎを依頼する")),
    Registry.ANSWER_HANDOFF: Grant(AT_THE_HUB - {R.RECEPTION}, _("引き継ぎに答える")),
}
