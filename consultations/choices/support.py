"""Handing on, telling where to go, continuing cases, and who is responsible."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
    LEFT = "left", _("相談を外した")
    CLOSED = "closed", _("終えた")
    REOPENED = "reopened", _("再開した")


class WorkKind(TextChoices):
    """What somebody can be responsible for."""

    FOLLOW_UP = "follow_up", _("次の対応")
    CASE = "case", _("継続支援")
    REFERRAL = "referral", _("紹介")
