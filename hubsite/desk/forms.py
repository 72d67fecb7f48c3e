"""The filters of the audit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hubsite.desk.rules import RESTRICTED, TELLING_ACTS
from programs.kernel.forms import TolerantDateField, TolerantForm, TolerantIntegerField, offer
from programs.kernel.policy import table
from programs.registry.account_trail import LABELS

_OUTCOMES = (
    ("", _("すべて")),
    ("read", _("閲覧")),
    ("done", _("実行")),
    ("refused", _("拒否")),
    ("invalid", _("入力の誤り")),
)
OUTCOME_LABELS = dict(_OUTCOMES[1:])
RESTRICTED_LABEL = _("閲覧制限のある記録")


class _Days(TolerantForm):
    """Two days, in order."""

    from_on = TolerantDateField(label=_("開始日"), required=False)
    to_on = TolerantDateField(label=_("終了日"), required=False)

    def clean(self) -> dict[str, Any]:
        """Both days in order."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_on"), cleaned.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", _("終了日は開始日以降の日にしてください。"))
        return cleaned


class AuditFilter(_Days):
    """Which entries: who, what, when, on what, with which outcome.

    Deeds that tell of a suspicion are named to those alone who know of all; others ask for all
    that is restricted at once.
    """

    person = forms.CharField(
        label=_("利用者（氏名またはログインID）"), required=False, max_length=100
    )
    deed = forms.ChoiceField(label=_("操作"), required=False)
    outcome = forms.ChoiceField(label=_("結果"), required=False, choices=_OUTCOMES)
    number = TolerantIntegerField(label=_("対象の番号"), required=False)
    field_order = ("from_on", "to_on", "person", "deed", "outcome", "number")

    def __init__(self, *args: Any, knows: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {str(action): grant.label for action, grant in table().items()}
        labels.update({str(action): label for action, label in LABELS.items()})
        named = set(labels) - (set() if knows else TELLING_ACTS)
        chosen = [(deed, labels[deed]) for deed in sorted(named)]
        offer(self, "deed", [("", _("すべて")), *chosen, (RESTRICTED, RESTRICTED_LABEL)])


class ReaderFilter(_Days):
    """Whose data, and between which days."""

    household = TolerantIntegerField(label=_("ご家族の登録番号"), required=True)
    from_on = TolerantDateField(label=_("開始日"), required=True)
    to_on = TolerantDateField(label=_("終了日"), required=True)
    field_order = ("household", "from_on", "to_on")
