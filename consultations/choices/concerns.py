"""A suspected maltreatment: its log and the stop page."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
