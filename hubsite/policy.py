"""Who may do what: the one policy table, readable by a director. No line, no right."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from consultations.choices import Act as Consultations
from consultations.rules import at_meeting, in_hand, to_ward, ward_at_meeting
from evaluations.choices import Act as Evaluation
from hubsite.desk.choices import Act as Desk
from network.choices import Act as Network
from programs.daylog.choices import Act as Daylog
from programs.daylog.rules import shared
from programs.dropin.choices import Act as Dropin
from programs.events.choices import Act as Events
from programs.exchange.choices import Act as Exchange
from programs.exchange.rules import at_a_hub
from programs.kernel.policy import Grant, anything, author
from programs.lending.choices import Act as Lending
from programs.registry.choices import Act as Registry
from programs.registry.choices import Role as R
from programs.reports.choices import Act as Reports
from programs.signals.choices import Act as Signals
from programs.specialists.choices import Act as Specialists
from programs.specialists.rules import on_list
from programs.staffing.choices import Act as Staffing

AT_THE_HUB = {R.RECEPTION, R.STAFF, R.CONSULTANT, R.PARTNER, R.KOSAPO, R.DIRECTOR}
FLOOR = {R.STAFF, R.CONSULTANT, R.PARTNER, R.DIRECTOR}
EVERYBODY = set(R)
SIGNATORIES = {R.OPERATOR_SIGNATORY, R.WARD_SIGNATORY}
DRAFTERS = {R.DIRECTOR, R.WARD_OFFICER}

TABLE: Mapping[str, Grant] = {
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
    # --- reports: figures and the month page ----------------------------------------------------
    Reports.VIEW_MONTH: Grant(
        FLOOR | {R.KOSAPO, R.OPERATOR_SIGNATORY, R.WARD_OFFICER, R.WARD_SIGNATORY, R.CITY_VIEWER},
        _("月次報告の集計を見る"),
    ),
    Reports.VIEW_ROWS: Grant(FLOOR, _("数値のもとになる記録を見る")),
    Reports.EXPORT_MONTH: Grant({R.DIRECTOR}, _("数値のもとになる記録を書き出す")),
    # --- evaluations: two parties, neither the other's superior -----------------------------------
    Evaluation.VIEW_DOCUMENTS: Grant(
        FLOOR | {R.KOSAPO} | DRAFTERS | SIGNATORIES, _("評価の書類を読む")
    ),
    Evaluation.SET_UP: Grant(DRAFTERS, _("契約と定型の文を登録する")),
    Evaluation.OPEN_YEAR: Grant(DRAFTERS, _("年度の書類を作る")),
    Evaluation.WRITE: Grant(DRAFTERS | {R.STAFF}, _("評価の書類を書く")),
    Evaluation.COMMENT: Grant(DRAFTERS | SIGNATORIES | {R.STAFF}, _("評価の書類にコメントする")),
    Evaluation.CHOOSE_EVIDENCE: Grant(DRAFTERS | {R.STAFF}, _("根拠資料を選ぶ")),
    Evaluation.SEND_TO_REVIEW: Grant(DRAFTERS, _("評価の書類を確認に回す")),
    Evaluation.RETURN: Grant(DRAFTERS | SIGNATORIES, _("評価の書類を作成に戻す")),
    Evaluation.AGREE: Grant(DRAFTERS | SIGNATORIES, _("評価の書類に合意する")),
    Evaluation.SIGN: Grant(SIGNATORIES, _("評価の書類に相互確認の署名をする"), sensitive=True),
    Evaluation.VOID: Grant(SIGNATORIES, _("署名をしない、または取り消す")),
    Evaluation.PUBLISH: Grant(DRAFTERS | SIGNATORIES, _("評価の書類を公表する")),
    Evaluation.WITHDRAW: Grant(SIGNATORIES, _("公表を取り下げる")),
    Evaluation.CORRECT: Grant(DRAFTERS, _("公表した書類の訂正を始める")),
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
    # --- staffing: training and pledges of the people who work at the hub -------------------------
    Staffing.VIEW_REGISTER: Grant({R.DIRECTOR, R.OPERATOR_SIGNATORY}, _("職員の研修・誓約を見る")),
    Staffing.EXPORT_TRAININGS: Grant({R.DIRECTOR}, _("研修の記録を書き出す")),
    Staffing.CHANGE_TRAINING: Grant({R.DIRECTOR}, _("職員の研修を記録・変更する")),
    Staffing.CHANGE_PLEDGE: Grant({R.DIRECTOR}, _("職員の誓約書を記録する")),
    # --- lending: toys, books and baby goods ------------------------------------------------------
    Lending.VIEW_LOANS: Grant(AT_THE_HUB, _("貸し出しを見る")),
    Lending.LEND: Grant(AT_THE_HUB, _("品物を貸し出す・延長する")),
    Lending.RETURN: Grant(AT_THE_HUB, _("品物の返却を記録する")),
    Lending.CHANGE_ITEM: Grant(FLOOR | {R.KOSAPO}, _("貸し出しの品物を登録・変更する")),
    Lending.CHANGE_TERMS: Grant({R.DIRECTOR}, _("貸し出しの設定を変更する")),
    Lending.EXPORT_LOANS: Grant({R.DIRECTOR}, _("貸し出しの一覧を書き出す")),
    # --- signals: reasons to look at a family, for those who may act -------------------------------
    Signals.VIEW: Grant({R.CONSULTANT, R.DIRECTOR}, _("気づきを見る"), sensitive=True),
    Signals.ANSWER: Grant({R.CONSULTANT, R.DIRECTOR}, _("気づきに答える"), sensitive=True),
    Signals.CHANGE_RULES: Grant({R.DIRECTOR}, _("気づきの決まりを変更する")),
    # --- network: partner groups ----------------------------------------------------------------
    Network.VIEW_GROUPS: Grant(AT_THE_HUB | {R.WARD_OFFICER}, _("関係団体を見る")),
    Network.EXPORT_GROUPS: Grant({R.DIRECTOR}, _("関係団体を書き出す")),
    Network.CHANGE_GROUP: Grant(FLOOR, _("関係団体を登録・変更する")),
    # --- consultations: tallies, notes, follow-ups, suspected maltreatment ------------------------
    Consultations.VIEW: Grant(FLOOR, _("相談の記録を見る")),
    Consultations.EXPORT: Grant({R.DIRECTOR}, _("相談の記録を書き出す")),
    Consultations.RECORD: Grant(FLOOR, _("相談を記録する")),
    Consultations.CHANGE: Grant(
        {R.CONSULTANT, R.DIRECTOR},
        _("相談の記録を修正する"),
        also={R.STAFF: author, R.PARTNER: author},
    ),
    Consultations.UNDO: Grant(
        {R.DIRECTOR},
        _("相談の記録を取り消す"),
        also={R.STAFF: author, R.PARTNER: author, R.CONSULTANT: author},
    ),
    Consultations.ADD_NOTE: Grant(FLOOR, _("相談のメモを書く")),
    Consultations.READ_NOTE: Grant(
        {R.CONSULTANT, R.DIRECTOR},
        _("相談のメモを読む"),
        also={R.STAFF: author, R.PARTNER: author},
        sensitive=True,
    ),
    Consultations.CORRECT_NOTE: Grant(
        set(), _("相談のメモを訂正する"), also=dict.fromkeys(sorted(FLOOR), author), sensitive=True
    ),
    Consultations.VIEW_FOLLOW_UPS: Grant(FLOOR, _("次の対応の一覧を見る")),
    Consultations.ADD_FOLLOW_UP: Grant(FLOOR, _("次の対応を決める")),
    Consultations.READ_FOLLOW_UP: Grant(
        {R.CONSULTANT, R.DIRECTOR},
        _("次の対応の内容を読む"),
        also={R.STAFF: author, R.PARTNER: author},
        sensitive=True,
    ),
    Consultations.CHANGE_FOLLOW_UP: Grant(
        {R.CONSULTANT, R.DIRECTOR},
        _("次の対応の期日や完了を変更する"),
        also={R.STAFF: author, R.PARTNER: author},
    ),
    Consultations.VIEW_GUIDE: Grant(AT_THE_HUB, _("虐待が疑われるときの手順を見る")),
    Consultations.OPEN_CONCERN: Grant(FLOOR, _("虐待の疑いへの対応を始める")),
    Consultations.VIEW_CONCERNS: Grant(FLOOR, _("虐待の疑いへの対応の一覧を見る"), sensitive=True),
    Consultations.READ_CONCERN: Grant(
        {R.DIRECTOR},
        _("虐待の疑いへの対応の記録を読む"),
        also=dict.fromkeys(sorted(FLOOR - {R.DIRECTOR}), author),
        sensitive=True,
    ),
    Consultations.LOG_CONCERN: Grant(
        {R.DIRECTOR},
        _("虐待の疑いへの対応を記録する"),
        also=dict.fromkeys(sorted(FLOOR - {R.DIRECTOR}), author),
        sensitive=True,
    ),
    Consultations.CLOSE_CONCERN: Grant(
        {R.DIRECTOR}, _("虐待の疑いへの対応を終える"), sensitive=True
    ),
    Consultations.CHANGE_CODES: Grant({R.DIRECTOR}, _("相談の選択肢を変更する")),
    Consultations.CHANGE_GUIDE: Grant(
        {R.DIRECTOR}, _("虐待が疑われるときの手順と連絡先を変更する")
    ),
    Consultations.VIEW_REFERRALS: Grant(FLOOR, _("紹介の一覧を見る")),
    Consultations.SEND_REFERRAL: Grant(FLOOR, _("関係団体や区役所に紹介する"), sensitive=True),
    Consultations.READ_REFERRAL: Grant(
        {R.CONSULTANT, R.DIRECTOR},
        _("紹介の内容を読む"),
        also={R.STAFF: in_hand, R.PARTNER: in_hand},
        sensitive=True,
    ),
    Consultations.CHANGE_REFERRAL: Grant(
        {R.CONSULTANT, R.DIRECTOR},
        _("紹介への返事や結果を記録する"),
        also={R.STAFF: in_hand, R.PARTNER: in_hand},
        sensitive=True,
    ),
    Consultations.VIEW_WARD_REFERRALS: Grant({R.WARD_OFFICER}, _("区役所への紹介の一覧を見る")),
    Consultations.READ_WARD_REFERRAL: Grant(
        {R.WARD_OFFICER}, _("区役所への紹介を読む"), when=to_ward, sensitive=True
    ),
    Consultations.ANSWER_WARD_REFERRAL: Grant(
        {R.WARD_OFFICER}, _("区役所への紹介に答える"), when=to_ward, sensitive=True
    ),
    Consultations.SIGNPOST: Grant(FLOOR, _("案内した先を記録する")),
    Consultations.UNDO_SIGNPOST: Grant(
        {R.CONSULTANT, R.DIRECTOR},
        _("案内の記録を取り消す"),
        also={R.STAFF: author, R.PARTNER: author},
    ),
    Consultations.VIEW_CASES: Grant(FLOOR, _("継続支援の一覧を見る")),
    Consultations.OPEN_CASE: Grant(FLOOR, _("継続支援を始める")),
    Consultations.READ_CASE: Grant(
        {R.CONSULTANT, R.DIRECTOR},
        _("継続支援の計画と経過を読む"),
        also={R.STAFF: in_hand, R.PARTNER: in_hand},
        sensitive=True,
    ),
    Consultations.CHANGE_CASE: Grant(
        {R.CONSULTANT, R.DIRECTOR},
        _("継続支援を見直す・終える・再開する"),
        also={R.STAFF: in_hand, R.PARTNER: in_hand},
        sensitive=True,
    ),
    Consultations.ASSIGN_WORK: Grant({R.DIRECTOR}, _("全員の対応を見て担当を代える")),
    Consultations.SUPERVISE: Grant({R.DIRECTOR}, _("相談の記録を確認し、固定する"), sensitive=True),
    Consultations.READ_SUPERVISION: Grant(
        {R.CONSULTANT, R.DIRECTOR},
        _("施設長の確認のコメントを読む"),
        also={R.STAFF: author, R.PARTNER: author},
        sensitive=True,
    ),
    Consultations.CHANGE_TERMS: Grant({R.DIRECTOR}, _("相談の期間の設定を変更する")),
    Consultations.CHANGE_TEMPLATES: Grant({R.DIRECTOR}, _("よくある相談を変更する")),
    Consultations.VIEW_MEETINGS: Grant(FLOOR | {R.WARD_OFFICER}, _("会議の記録の一覧を見る")),
    Consultations.RECORD_MEETING: Grant(FLOOR, _("会議を記録する"), sensitive=True),
    Consultations.READ_MEETING: Grant(
        {R.CONSULTANT, R.DIRECTOR},
        _("会議の記録を読む"),
        also={R.STAFF: at_meeting, R.PARTNER: at_meeting, R.WARD_OFFICER: ward_at_meeting},
        sensitive=True,
    ),
    Consultations.CHANGE_MEETING: Grant(
        {R.CONSULTANT, R.DIRECTOR},
        _("会議の記録を訂正し、決めたことを加える"),
        also={R.STAFF: author, R.PARTNER: author},
        sensitive=True,
    ),
    Consultations.SUPERVISE_MEETING: Grant(
        {R.DIRECTOR}, _("会議の記録を確認し、固定する"), sensitive=True
    ),
    Consultations.PRINT_RECORD: Grant(
        {R.CONSULTANT, R.DIRECTOR},
        _("相談の記録を印刷する"),
        also={R.STAFF: author, R.PARTNER: author},
        sensitive=True,
    ),
    Consultations.PRINT_CASE: Grant(
        {R.CONSULTANT, R.DIRECTOR},
        _("継続支援の記録を印刷する"),
        also={R.STAFF: in_hand, R.PARTNER: in_hand},
        sensitive=True,
    ),
    Consultations.PRINT_MEETING: Grant(
        {R.CONSULTANT, R.DIRECTOR},
        _("会議の記録を印刷する"),
        also={R.STAFF: at_meeting, R.PARTNER: at_meeting, R.WARD_OFFICER: ward_at_meeting},
        sensitive=True,
    ),
    Consultations.VIEW_DISCLOSURES: Grant(
        {R.CONSULTANT, R.DIRECTOR}, _("開示の台帳を見る"), sensitive=True
    ),
    Consultations.PREPARE_DISCLOSURE: Grant(
        {R.CONSULTANT, R.DIRECTOR}, _("開示の準備と受け渡しを記録する"), sensitive=True
    ),
    Consultations.READ_DISCLOSURE: Grant(
        {R.CONSULTANT, R.DIRECTOR}, _("開示する記録を読む"), sensitive=True
    ),
    Consultations.DECIDE_DISCLOSURE: Grant({R.DIRECTOR}, _("開示を決める"), sensitive=True),
    Consultations.PRINT_DISCLOSURE: Grant(
        {R.CONSULTANT, R.DIRECTOR}, _("開示する記録を印刷する"), sensitive=True
    ),
    Consultations.VIEW_TRAINING_NEEDS: Grant({R.DIRECTOR}, _("職員が学ぶことの一覧を見る")),
    Consultations.CHANGE_TRAINING_NEEDS: Grant({R.DIRECTOR}, _("職員が学ぶことを記録する")),
}
