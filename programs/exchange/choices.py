"""Enumerations of lists that come from and go to Excel and CSV.

Import run 取り込み · row 行 · fate of a row 行の扱い · column plan 列の対応 · export 書き出し.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.kernel.policy import Action


class Kind(models.TextChoices):
    """Whose list it is."""

    FAMILIES = "families", pgettext_lazy("several", "ご家族")
    STAFF = "staff", _("利用者アカウント")


class State(models.TextChoices):
    """Where an import stands."""

    STAGED = "staged", _("確認前")
    DONE = "done", _("取り込み済み")
    UNDONE = "undone", _("元に戻した")
    ABANDONED = "abandoned", _("中止")
    EXPIRED = "expired", _("期限切れ")


class Fate(models.TextChoices):
    """What becomes of a row."""

    NEW = "new", _("新しく登録")
    JOINED = "joined", _("上の行とまとめる")
    KNOWN = "known", _("登録済み")
    ERROR = "error", _("取り込めない")
    NOTHING = "nothing", _("内容なし")


class Outcome(models.TextChoices):
    """What became of a row that was to be new."""

    NONE = "", _("まだ")
    MADE = "made", _("登録した")
    TAKEN_BACK = "taken_back", _("元に戻した")
    KEPT = "kept", _("残した")


class Act(Action):
    """What can be done with lists."""

    IMPORT_FAMILIES = "exchange.import_families"
    IMPORT_STAFF = "exchange.import_staff"
    EXPORT_STAFF = "exchange.export_staff"
    VIEW_EXPORTS = "exchange.view_exports"


IMPORT = {Kind.FAMILIES: Act.IMPORT_FAMILIES, Kind.STAFF: Act.IMPORT_STAFF}
