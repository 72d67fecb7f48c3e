"""The drop-in space and what takes place in it."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from hubsite.policy.roles import AT_THE_HUB, FLOOR
from programs.daylog.choices import Act as Daylog
from programs.daylog.rules import shared
from programs.dropin.choices import Act as Dropin
from programs.events.choices import Act as Events
from programs.kernel.policy import Grant
from programs.lending.choices import Act as Lending
from programs.registry.choices import Role as R
from programs.specialists.choices import Act as Specialists
from programs.specialists.rules import on_list

SPACE: Mapping[str, Grant] = {
    # --- dropin: reception and visits -----------------------------------------------------------
    Dropin.VIEW_RECEPTION: Grant(AT_THE_HUB, _("受付の画面を見る")),
    Dropin.CHECK_IN: Grant(AT_THE_HUB, _("来館を受け付ける")),
    Dropin.CARRY_LIST: Grant(AT_THE_HUB, _("通信が切れたときの名簿を端末に持つ")),
    Dropin.ADD_GUEST: Grant(AT_THE_HUB, _("未登録のご家族を受け付ける")),
    Dropin.COUNT_HEADS: Grant(AT_THE_HUB, _("お名前なしの人数を記録する")),
    Dropin.CHECK_OUT: Grant(AT_THE_HUB, _("退館を記録する")),
    Dropin.UNDO_VISIT: Grant(AT_THE_HUB, _("来館・退館の記録を元に戻す")),
    Dropin.CHANGE_PEOPLE: Grant(AT_THE_HUB, _("来館した方を直す")),
    Dropin.REGISTER_GUEST: Grant(FLOOR | {R.KOSAPO}, _("未登録の来館をご家族として登録する")),
    Dropin.RECORD_HELPER: Grant(AT_THE_HUB, _("ボランティア・学生の出入りを記録する")),
    Dropin.CLOSE_TODAY: Grant(FLOOR, _("今日を臨時休館にする・取り消す")),
    Dropin.CLOSE_VISITS: Grant(AT_THE_HUB, _("閉館時に全員を退館にする")),
    Dropin.PRINT_INSIDE: Grant(AT_THE_HUB, _("在館者の一覧を印刷する")),
    Dropin.VIEW_VISITS: Grant(AT_THE_HUB, _("来館の一覧を見る")),
    Dropin.EXPORT_VISITS: Grant({R.DIRECTOR}, _("来館の一覧を書き出す")),
    Dropin.VIEW_CALENDAR: Grant(
        AT_THE_HUB | {R.WARD_OFFICER, R.ADMINISTRATOR}, _("開館カレンダーを見る")
    ),
    Dropin.CHANGE_CALENDAR: Grant(
        {R.DIRECTOR, R.ADMINISTRATOR}, _("開館カレンダーと公開ページを変更する")
    ),
    # --- events: courses, their dates and bookings ------------------------------------------------
    Events.VIEW_EVENTS: Grant(AT_THE_HUB, _("催しの予定を見る")),
    Events.CHANGE_EVENT: Grant(FLOOR | {R.KOSAPO}, _("催しと開催日を追加・変更する")),
    Events.CANCEL_DATE: Grant(FLOOR | {R.KOSAPO}, _("催しを中止する")),
    Events.VIEW_BOOKINGS: Grant(AT_THE_HUB, _("催しの予約を見る")),
    Events.PRINT_BOOKINGS: Grant(AT_THE_HUB, _("催しの参加者名簿を印刷する")),
    Events.BOOK: Grant(AT_THE_HUB, _("催しの予約を受け付ける")),
    Events.CHANGE_BOOKING: Grant(AT_THE_HUB, _("催しの予約を確定・取り消しする")),
    Events.MARK_ATTENDANCE: Grant(AT_THE_HUB, _("催しの参加を記録する")),
    Events.CHANGE_KEEPING: Grant({R.DIRECTOR}, _("予約の連絡先の保存期間を変更する")),
    # --- specialists: days of midwives, dietitians and others, their slots ------------------------
    Specialists.VIEW_DAYS: Grant(AT_THE_HUB, _("専門相談日を見る")),
    Specialists.CHANGE_DAY: Grant(FLOOR, _("専門相談日を追加・変更する")),
    Specialists.CANCEL_DAY: Grant(FLOOR, _("専門相談日を中止する")),
    Specialists.BOOK: Grant(AT_THE_HUB, _("専門相談の予約を受け付ける")),
    Specialists.CHANGE_BOOKING: Grant(AT_THE_HUB, _("専門相談の予約を確定・変更・取り消しする")),
    Specialists.MARK: Grant(AT_THE_HUB, _("専門相談の来所を記録する")),
    Specialists.RECORD_RESULT: Grant(FLOOR, _("専門相談のあとの記録をする")),
    Specialists.READ_CONCERNS: Grant(
        {R.DIRECTOR},
        _("専門相談で相談したいことを読む・名簿を印刷する"),
        also=dict.fromkeys(sorted(FLOOR - {R.DIRECTOR}), on_list),
        sensitive=True,
    ),
    Specialists.CHANGE_KEEPING: Grant(
        {R.DIRECTOR}, _("専門相談の予約の内容と連絡先の保存期間を変更する")
    ),
    Specialists.CHANGE_LISTS: Grant({R.CONSULTANT, R.DIRECTOR}, _("専門相談の選択肢を編集する")),
    # --- daylog: the day log, who was on duty, near misses and accidents --------------------------
    Daylog.VIEW_LOGS: Grant(AT_THE_HUB, _("日報を見る")),
    Daylog.WRITE_LOG: Grant(FLOOR | {R.KOSAPO}, _("日報を書く")),
    Daylog.CLOSE_LOG: Grant(FLOOR | {R.KOSAPO}, _("日報を締める")),
    Daylog.CORRECT_LOG: Grant(FLOOR | {R.KOSAPO}, _("締めた日報を訂正する")),
    Daylog.VIEW_DUTY: Grant(FLOOR | {R.KOSAPO}, _("勤務の記録を見る")),
    Daylog.CHANGE_DUTY: Grant(FLOOR | {R.KOSAPO}, _("勤務した人を記録する")),
    Daylog.EXPORT_DUTY: Grant({R.DIRECTOR}, _("勤務の記録を書き出す")),
    Daylog.REPORT_INCIDENT: Grant(AT_THE_HUB, _("ヒヤリハット・事故を報告する")),
    Daylog.VIEW_INCIDENTS: Grant(FLOOR | {R.KOSAPO}, _("ヒヤリハット・事故の一覧を見る")),
    Daylog.EXPORT_INCIDENTS: Grant({R.DIRECTOR}, _("ヒヤリハット・事故の一覧を書き出す")),
    Daylog.READ_INCIDENT: Grant(
        {R.DIRECTOR},
        _("ヒヤリハット・事故の報告を読む"),
        also=dict.fromkeys(sorted(FLOOR - {R.DIRECTOR}), shared),
        sensitive=True,
    ),
    Daylog.PRINT_INCIDENT: Grant(
        {R.DIRECTOR},
        _("ヒヤリハット・事故の報告を印刷する"),
        also=dict.fromkeys(sorted(FLOOR - {R.DIRECTOR}), shared),
        sensitive=True,
    ),
    Daylog.LOG_INCIDENT: Grant(
        {R.DIRECTOR},
        _("ヒヤリハット・事故の連絡や追記を記録する"),
        also=dict.fromkeys(sorted(FLOOR - {R.DIRECTOR}), shared),
        sensitive=True,
    ),
    Daylog.DECIDE_INCIDENT: Grant(
        {R.DIRECTOR}, _("ヒヤリハット・事故の再発防止を決め、完了にする"), sensitive=True
    ),
    # --- lending: toys, books and baby goods ------------------------------------------------------
    Lending.VIEW_LOANS: Grant(AT_THE_HUB, _("貸し出しを見る")),
    Lending.LEND: Grant(AT_THE_HUB, _("品物を貸し出す・延長する")),
    Lending.RETURN: Grant(AT_THE_HUB, _("品物の返却を記録する")),
    Lending.CHANGE_ITEM: Grant(FLOOR | {R.KOSAPO}, _("貸し出しの品物を登録・変更する")),
    Lending.CHANGE_TERMS: Grant({R.DIRECTOR}, _("貸し出しの設定を変更する")),
    Lending.EXPORT_LOANS: Grant({R.DIRECTOR}, _("貸し出しの一覧を書き出す")),
}
