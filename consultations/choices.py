"""Enumerations of the consultation program (2 子育て相談事業).

Glossary (code ↔ screen): Consultation 相談 · Code 選択肢 · Topic 相談内容 · Method 相談方法 ·
Outcome 相談の結果 · Note メモ · FollowUp 次の対応 · Concern 虐待の疑いへの対応 ·
ConcernStep 対応の記録 · SafetyEntry 緊急時の手順と連絡先 · guarded 閲覧制限 · Referral 紹介 ·
Signpost 案内 · Case 継続支援 · Terms 期間の設定 · Work 担当している対応 ·
Supervision 施設長の確認 · locked 固定 · CaseMeeting ケース会議・個別支援会議 · Disclosure 開示 ·
mark 黒塗り · TrainingNeed 学ぶこと · QuickTally よくある相談.

Methods, topics and outcomes are data of each hub (`models.Code`); what is here never changes
between hubs.
"""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.kernel.policy import Action


class Act(Action):
    """What can be done with consultations."""

    VIEW = "consultations.view_consultations"
    EXPORT = "consultations.export_consultations"
    RECORD = "consultations.record_consultation"
    CHANGE = "consultations.change_consultation"
    UNDO = "consultations.undo_consultation"
    ADD_NOTE = "consultations.add_note"
    READ_NOTE = "consultations.read_note"
    CORRECT_NOTE = "consultations.correct_note"
    VIEW_FOLLOW_UPS = "consultations.view_follow_ups"
    ADD_FOLLOW_UP = "consultations.add_follow_up"
    READ_FOLLOW_UP = "consultations.read_follow_up"
    CHANGE_FOLLOW_UP = "consultations.change_follow_up"
    VIEW_GUIDE = "consultations.view_guide"
    OPEN_CONCERN = "consultations.open_concern"
    VIEW_CONCERNS = "consultations.view_concerns"
    READ_CONCERN = "consultations.read_concern"
    LOG_CONCERN = "consultations.log_concern"
    CLOSE_CONCERN = "consultations.close_concern"
    CHANGE_CODES = "consultations.change_codes"
    CHANGE_GUIDE = "consultations.change_guide"
    VIEW_REFERRALS = "consultations.view_referrals"
    SEND_REFERRAL = "consultations.send_referral"
    READ_REFERRAL = "consultations.read_referral"
    CHANGE_REFERRAL = "consultations.change_referral"
    VIEW_WARD_REFERRALS = "consultations.view_ward_referrals"
    READ_WARD_REFERRAL = "consultations.read_ward_referral"
    ANSWER_WARD_REFERRAL = "consultations.answer_ward_referral"
    SIGNPOST = "consultations.record_signpost"
    UNDO_SIGNPOST = "consultations.undo_signpost"
    VIEW_CASES = "consultations.view_cases"
    OPEN_CASE = "consultations.open_case"
    READ_CASE = "consultations.read_case"
    CHANGE_CASE = "consultations.change_case"
    ASSIGN_WORK = "consultations.assign_work"
    CHANGE_TERMS = "consultations.change_terms"
    SUPERVISE = "consultations.supervise"
    READ_SUPERVISION = "consultations.read_supervision"
    VIEW_MEETINGS = "consultations.view_meetings"
    RECORD_MEETING = "consultations.record_meeting"
    READ_MEETING = "consultations.read_meeting"
    CHANGE_MEETING = "consultations.change_meeting"
    SUPERVISE_MEETING = "consultations.supervise_meeting"
    PRINT_RECORD = "consultations.print_record"
    PRINT_CASE = "consultations.print_case"
    PRINT_MEETING = "consultations.print_meeting"
    VIEW_DISCLOSURES = "consultations.view_disclosures"
    PREPARE_DISCLOSURE = "consultations.prepare_disclosure"
    READ_DISCLOSURE = "consultations.read_disclosure"
    DECIDE_DISCLOSURE = "consultations.decide_disclosure"
    PRINT_DISCLOSURE = "consultations.print_disclosure"
    VIEW_TRAINING_NEEDS = "consultations.view_training_needs"
    CHANGE_TRAINING_NEEDS = "consultations.change_training_needs"
    CHANGE_TEMPLATES = "consultations.change_templates"


class CodeKind(TextChoices):
    """The code lists that a hub edits."""

    METHOD = "method", _("相談方法")
    TOPIC = "topic", _("相談内容")
    OUTCOME = "outcome", _("相談の結果")
    BASIS = "basis", _("会議で情報を共有する根拠")


TALLY_KINDS = (CodeKind.METHOD, CodeKind.TOPIC, CodeKind.OUTCOME)


class CodeAsks(TextChoices):
    """What has to be written beside a ground for sharing at a meeting."""

    NOTHING = "", _("何も書かなくてよい")
    DATE = "date", _("同意を得た日")
    REASON = "reason", _("理由")


class Caller(TextChoices):
    """Who asked (domain/programs.md section 2)."""

    MOTHER = "mother", _("母")
    FATHER = "father", _("父")
    EXPECTING = "expecting", _("妊娠中の方")
    GRANDPARENT = "grandparent", _("祖父母")
    SUPPORTER = "supporter", _("地域の支援者")
    AGENCY = "agency", _("関係機関")
    OTHER = "other", _("その他")
    UNKNOWN = "unknown", _("聞いていない")


class AgeBand(TextChoices):
    """The age of the child talked about, on the day of the consultation."""

    UNBORN = "unborn", _("出産前")
    AGE_0 = "age_0", _("0歳")
    AGE_1 = "age_1", _("1歳")
    AGE_2 = "age_2", _("2歳")
    PRESCHOOL = "preschool", _("3歳〜就学前")
    SCHOOL = "school", _("小学生以上")
    UNKNOWN = "unknown", _("聞いていない")


class FollowUpKind(TextChoices):
    """What is to be done next, without a detail that could hurt."""

    ASK = "ask", _("様子を聞く")
    CALL = "call", _("電話をする")
    MEET = "meet", _("面談をする")
    INFORM = "inform", _("情報を届ける")
    CONTACT = "contact", _("関係機関に連絡する")
    OTHER = "other", _("その他の対応")


class StepKind(TextChoices):
    """A step in the log of a suspected maltreatment."""

    SEEN = "seen", _("見たこと・聞いたこと")
    CALLED = "called", _("連絡した")
    ANSWERED = "answered", _("相手からの返事")
    DECIDED = "decided", _("決めたこと")
    CLOSED = "closed", _("対応を終えた")


class SafetyKind(TextChoices):
    """The two parts of the stop page: what to do, and whom to call."""

    STEP = "step", _("手順")
    CONTACT = "contact", _("連絡先")


class ReferralTo(TextChoices):
    """To whom a referral goes."""

    WARD = "ward", _("区役所")
    GROUP = "group", _("関係団体")


class Basis(TextChoices):
    """Consent to a referral, or what it rests on without one."""

    SPOKEN = "spoken", _("口頭で同意あり")
    WRITTEN = "written", _("書面で同意あり")
    LAW = "law", _("同意なし（法令による）")
    URGENT = "urgent", _("同意なし（安全のため急ぐ）")
    OTHER = "other", _("同意なし（その他の理由）")


AGREED = (Basis.SPOKEN, Basis.WRITTEN)


class Contact(TextChoices):
    """How the family may be contacted by whom it was referred to."""

    PHONE = "phone", _("電話")
    MAIL = "mail", _("メール")
    LETTER = "letter", _("郵便")
    VISIT = "visit", _("訪問")
    HUB = "hub", _("拠点を通して")
    NONE = "none", _("直接の連絡は不可")


class ReferralState(TextChoices):
    """How far a referral is."""

    SENT = "sent", _("返事待ち")
    ACCEPTED = "accepted", _("引き受け")
    DECLINED = "declined", _("見送り")
    DONE = "done", _("完了")
    WITHDRAWN = "withdrawn", _("取り下げ")


OPEN_REFERRALS = (ReferralState.SENT, ReferralState.ACCEPTED)


class ReferralStep(TextChoices):
    """What happened to a referral."""

    SENT = "sent", _("紹介した")
    ACCEPTED = "accepted", _("引き受けた")
    DECLINED = "declined", _("見送った")
    DONE = "done", _("完了した")
    WITHDRAWN = "withdrawn", _("取り下げた")
    MOVED = "moved", _("確認する日を変えた")
    OWNER = "owner", _("担当が代わった")


class SignpostTo(TextChoices):
    """Where somebody was told to go."""

    WARD = "ward", _("区役所")
    GROUP = "group", _("関係団体")
    OTHER = "other", _("その他の相談先")


class CaseState(TextChoices):
    """Whether a case goes on."""

    OPEN = "open", _("継続中")
    CLOSED = "closed", _("終了")


class CaseEnd(TextChoices):
    """Why a case ended."""

    REACHED = "reached", _("目標に近づいた")
    HANDED = "handed", _("他の機関が引き受けた")
    WISH = "wish", _("ご本人の希望")
    MOVED = "moved", _("転居")
    LOST = "lost", _("連絡がとれない")
    OTHER = "other", _("その他")


class CaseStep(TextChoices):
    """What happened to a case."""

    OPENED = "opened", _("始めた")
    REVIEWED = "reviewed", _("見直した")
    OWNER = "owner", _("担当が代わった")
    CLOSED = "closed", _("終えた")
    REOPENED = "reopened", _("再開した")


class CountedIn(IntegerChoices):
    """The program in which a contact counts: one of the two, once."""

    CONSULTATION = 2, _("子育て相談事業（2）")
    USER_SUPPORT = 7, _("利用者支援事業（7）")


class MeetingKind(TextChoices):
    """Kinds of meetings about a family."""

    CASE = "case", _("ケース会議")
    INDIVIDUAL = "individual", _("個別支援会議")


class MemberOf(TextChoices):
    """For whom somebody took part in a meeting."""

    HUB = "hub", _("拠点")
    GROUP = "group", _("関係団体")
    WARD = "ward", _("区役所")
    OTHER = "other", pgettext_lazy("member", "その他")


class Asker(TextChoices):
    """Who asks to see a record (個人情報の保護に関する法律 art. 76: oneself or a legal representative)."""

    SELF = "self", _("相談した本人")
    PARENT = "parent", _("子どもの法定代理人（親権者など）")
    AGENT = "agent", _("本人から委任された人")


class DisclosureState(TextChoices):
    """How far a disclosure is."""

    DRAFT = "draft", _("準備中")
    GRANTED = "granted", _("開示を決めた")
    REFUSED = "refused", _("開示しないと決めた")
    HANDED = "handed", _("渡した")


class DisclosureStep(TextChoices):
    """What happened to a disclosure."""

    ASKED = "asked", _("求めを受けた")
    GRANTED = "granted", _("開示を決めた")
    REFUSED = "refused", _("開示しないと決めた")
    HANDED = "handed", _("渡した")


class HandedBy(TextChoices):
    """How the paper came to the family."""

    HAND = "hand", _("窓口で手渡し")
    POST = "post", _("郵送")


class WorkKind(TextChoices):
    """What somebody can be responsible for."""

    FOLLOW_UP = "follow_up", _("次の対応")
    CASE = "case", _("継続支援")
    REFERRAL = "referral", _("紹介")


class SupervisionStep(TextChoices):
    """What the director did with a record."""

    READ = "read", _("確認した")
    LOCKED = "locked", _("確認して固定した")
    UNLOCKED = "unlocked", _("固定を解いた")
