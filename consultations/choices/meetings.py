"""Meetings about a family, and the reading-through by the director."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class SupervisionStep(TextChoices):
    """What the director did with a record."""

    READ = "read", _("確認した")
    LOCKED = "locked", _("確認して固定した")
    UNLOCKED = "unlocked", _("固定を解いた")
