"""Enumerations of the consultation program (2 子育て相談事業).

Glossary (code ↔ screen): Consultation 相談 · Code 選択肢 · Topic 相談内容 · Method 相談方法 ·
Outcome 相談の結果 · Note メモ · FollowUp 次の対応 · Concern 虐待の疑いへの対応 ·
ConcernStep 対応の記録 · SafetyEntry 緊急時の手順と連絡先 · guarded 閲覧制限.

Methods, topics and outcomes are data of each hub (`models.Code`); what is here never changes
between hubs.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

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


class CodeKind(TextChoices):
    """The code lists that a hub edits."""

    METHOD = "method", _("相談方法")
    TOPIC = "topic", _("相談内容")
    OUTCOME = "outcome", _("相談の結果")


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
