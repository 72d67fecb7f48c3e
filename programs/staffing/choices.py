"""Enumerations of the register of staff training and pledges.

Training 研修 · attendee 受講者 · pledge 誓約書 · standing: what one person has and lacks. Not program 5
(人材育成・活動支援事業): that trains people of the ward. The contract of a hub that handles personal
data asks for a report on the training of its own staff (個人情報取扱特記事項).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.kernel.policy import Action


class Topic(models.TextChoices):
    """What a training is about."""

    PERSONAL_DATA = "personal_data", _("個人情報の取扱い")
    PROTECTION = "protection", _("虐待の予防・子どもの権利")
    SAFETY = "safety", _("事故防止・救命")
    DISASTER = "disaster", _("防災・避難")
    CONSULTING = "consulting", _("相談の受け方・支援")
    HEALTH = "health", _("子どもの発達・健康")
    OTHER = "other", pgettext_lazy("training", "その他の研修")


class PledgeKind(models.TextChoices):
    """What was promised in writing."""

    SECRECY = "secrecy", _("守秘義務の誓約書")
    PERSONAL_DATA = "personal_data", _("個人情報の取扱いの誓約書")
    OTHER = "other", pgettext_lazy("pledge", "その他の誓約書")


class Act(Action):
    """Looking at the register and keeping it."""

    VIEW_REGISTER = "staffing.view_register"
    EXPORT_TRAININGS = "staffing.export_trainings"
    CHANGE_TRAINING = "staffing.change_training"
    CHANGE_PLEDGE = "staffing.change_pledge"
