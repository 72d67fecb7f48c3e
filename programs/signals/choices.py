"""Enumerations of quiet signals (気づき).

Signal 気づき · Rule 気づきの決まり · reason 理由 · gap 来館の途切れ · worry 同じ相談 ·
writers 複数の職員のメモ. A signal is a reason to look, never a score.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.kernel.policy import Action


class Kind(models.TextChoices):
    """What a rule looks for."""

    GAP = "gap", _("続いていた来館が途切れた")
    WORRY = "worry", _("同じ相談内容が続いた")
    WRITERS = "writers", _("複数の職員が同じころにメモを書いた")


class State(models.TextChoices):
    """Where a signal stands."""

    NEW = "new", pgettext_lazy("signal", "未確認")
    SEEN = "seen", _("見守り中")
    ACTED = "acted", _("対応した")
    DISMISSED = "dismissed", _("対応は不要")
    OVER = "over", _("理由がなくなった")


class Act(Action):
    """What can be done with signals."""

    VIEW = "signals.view_signals"
    ANSWER = "signals.answer_signal"
    CHANGE_RULES = "signals.change_rules"
