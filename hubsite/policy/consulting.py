"""Consultations, and reasons to look at a family."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from consultations.choices import Act as Consultations
from hubsite.policy.conditions import at_meeting, in_hand, to_ward, ward_at_meeting
from hubsite.policy.roles import AT_THE_HUB, FLOOR
from programs.kernel.policy import Grant, author
from programs.registry.choices import Role as R
from programs.signals.choices import Act as Signals

CONSULTING: Mapping[str, Grant] = {
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
    Consultations.PRINT_REFERRAL: Grant(
        {R.CONSULTANT, R.DIRECTOR},
        _("紹介を印刷する"),
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
    # --- signals: reasons to look at a family, for those who may act -------------------------------
    Signals.VIEW: Grant({R.CONSULTANT, R.DIRECTOR}, _("気づきを見る"), sensitive=True),
    Signals.ANSWER: Grant({R.CONSULTANT, R.DIRECTOR}, _("気づきに答える"), sensitive=True),
    Signals.CHANGE_RULES: Grant({R.DIRECTOR}, _("気づきの決まりを変更する")),
}
