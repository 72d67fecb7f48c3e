"""What is common to all areas: desk, families, sites, members, lists, staff, partner groups, reports."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from hubsite.desk.choices import Act as Desk
from hubsite.policy.roles import AT_THE_HUB, EVERYBODY, FLOOR
from network.choices import Act as Network
from programs.exchange.choices import Act as Exchange
from programs.exchange.rules import at_a_hub
from programs.kernel.policy import Grant, anything
from programs.registry.choices import Act as Registry
from programs.registry.choices import Role as R
from programs.reports.choices import Act as Reports
from programs.staffing.choices import Act as Staffing

COMMON: Mapping[str, Grant] = {
    # --- desk: home, inbox, search --------------------------------------------------------------
    Desk.VIEW_HOME: Grant(EVERYBODY, _("ホームを見る"), when=anything),
    Desk.SWITCH_ROLE: Grant(EVERYBODY, _("役割を切り替える"), when=anything),
    Desk.VIEW_HANDOVER: Grant(AT_THE_HUB, _("今日の申し送りを見る")),
    Desk.VIEW_INBOX: Grant(EVERYBODY, _("お知らせを見る"), when=anything),
    Desk.MARK_READ: Grant(EVERYBODY, _("お知らせを既読にする"), when=anything),
    Desk.SEARCH: Grant(AT_THE_HUB | {R.WARD_OFFICER}, _("検索する")),
    Desk.VIEW_AUDIT: Grant({R.AUDITOR, R.ADMINISTRATOR}, _("監査記録を見る")),
    Desk.EXPORT_AUDIT: Grant({R.AUDITOR}, _("監査記録を書き出す")),
    Desk.CHECK_AUDIT: Grant({R.AUDITOR, R.ADMINISTRATOR}, _("監査記録の改ざんを調べる")),
    Desk.VIEW_READERS: Grant({R.AUDITOR, R.DIRECTOR}, _("ご家族の記録を見た人を調べる")),
    # --- registry: families, sites, members -----------------------------------------------------
    Registry.VIEW_HOUSEHOLDS: Grant(AT_THE_HUB, _("ご家族の台帳を見る")),
    Registry.EXPORT_HOUSEHOLDS: Grant({R.DIRECTOR}, _("ご家族の台帳を書き出す")),
    Registry.REGISTER_HOUSEHOLD: Grant(FLOOR | {R.KOSAPO}, _("ご家族を登録する")),
    Registry.CHANGE_HOUSEHOLD: Grant(FLOOR | {R.KOSAPO}, _("ご家族の登録内容を変更する")),
    Registry.PRINT_CARD: Grant(AT_THE_HUB, _("カードを印刷する")),
    Registry.CHANGE_EXTERNAL_CODE: Grant(FLOOR | {R.KOSAPO}, _("外部番号を登録・終了する")),
    Registry.CHANGE_CODE_SYSTEMS: Grant({R.DIRECTOR}, _("外部番号の発行元を編集する")),
    Registry.RECORD_BIRTH: Grant(FLOOR | {R.KOSAPO}, _("子どもの出生を記録する")),
    Registry.RECORD_CONSENT: Grant(FLOOR | {R.KOSAPO}, _("ご家族の同意と撤回を記録する")),
    Registry.SHARE_CHILD: Grant(FLOOR, _("子どもを2つのご家族に登録する")),
    Registry.ARCHIVE_HOUSEHOLD: Grant(FLOOR, _("ご家族の利用を終了・再開する")),
    Registry.VIEW_DUPLICATES: Grant(FLOOR, _("重複かもしれない登録を見る")),
    Registry.TELL_APART: Grant(FLOOR, _("似た登録を別のご家族と判断する")),
    Registry.MERGE_HOUSEHOLDS: Grant(FLOOR, _("重複した登録を統合する")),
    Registry.UNDO_MERGE: Grant(FLOOR, _("登録の統合を元に戻す")),
    Registry.VIEW_SITES: Grant(AT_THE_HUB | {R.WARD_OFFICER, R.ADMINISTRATOR}, _("施設を見る")),
    Registry.CHANGE_SITE: Grant({R.DIRECTOR, R.ADMINISTRATOR}, _("施設を変更する")),
    Registry.VIEW_MEMBERS: Grant({R.DIRECTOR, R.ADMINISTRATOR}, _("利用者アカウントを見る")),
    Registry.INVITE_MEMBER: Grant({R.ADMINISTRATOR}, _("利用者を招待する")),
    Registry.CHANGE_MEMBER: Grant({R.ADMINISTRATOR}, _("利用者の役割を変更する")),
    Registry.VIEW_POLICY: Grant(
        {R.DIRECTOR, R.ADMINISTRATOR, R.AUDITOR}, _("権限一覧を見る"), when=anything
    ),
    Registry.OFFER_HANDOFF: Grant(AT_THE_HUB - {R.RECEPTION}, _("引き継ぎを依頼する")),
    Registry.ANSWER_HANDOFF: Grant(AT_THE_HUB - {R.RECEPTION}, _("引き継ぎに答える")),
    # --- exchange: lists that come from and go to Excel -------------------------------------------
    Exchange.IMPORT_FAMILIES: Grant(
        {R.DIRECTOR}, _("ご家族をExcel・CSVから取り込む"), when=at_a_hub
    ),
    Exchange.IMPORT_STAFF: Grant(
        {R.ADMINISTRATOR}, _("利用者アカウントをExcel・CSVから取り込む"), when=at_a_hub
    ),
    Exchange.EXPORT_STAFF: Grant(
        {R.DIRECTOR, R.ADMINISTRATOR}, _("利用者アカウントの一覧を書き出す"), when=at_a_hub
    ),
    Exchange.VIEW_EXPORTS: Grant({R.DIRECTOR, R.AUDITOR}, _("名簿を書き出した記録を見る")),
    # --- staffing: training and pledges of the people who work at the hub -------------------------
    Staffing.VIEW_REGISTER: Grant({R.DIRECTOR, R.OPERATOR_SIGNATORY}, _("職員の研修・誓約を見る")),
    Staffing.EXPORT_TRAININGS: Grant({R.DIRECTOR}, _("研修の記録を書き出す")),
    Staffing.CHANGE_TRAINING: Grant({R.DIRECTOR}, _("職員の研修を記録・変更する")),
    Staffing.CHANGE_PLEDGE: Grant({R.DIRECTOR}, _("職員の誓約書を記録する")),
    # --- network: partner groups ----------------------------------------------------------------
    Network.VIEW_GROUPS: Grant(AT_THE_HUB | {R.WARD_OFFICER}, _("関係団体を見る")),
    Network.EXPORT_GROUPS: Grant({R.DIRECTOR}, _("関係団体を書き出す")),
    Network.CHANGE_GROUP: Grant(FLOOR, _("関係団体を登録・変更する")),
    # --- reports: figures and the month page ----------------------------------------------------
    Reports.VIEW_MONTH: Grant(
        FLOOR | {R.KOSAPO, R.OPERATOR_SIGNATORY, R.WARD_OFFICER, R.WARD_SIGNATORY, R.CITY_VIEWER},
        _("月次報告の集計を見る"),
    ),
    Reports.VIEW_ROWS: Grant(FLOOR, _("数値のもとになる記録を見る")),
    Reports.EXPORT_MONTH: Grant({R.DIRECTOR}, _("数値のもとになる記録を書き出す")),
}
