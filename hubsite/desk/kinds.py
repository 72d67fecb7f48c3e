"""What the kinds of records are called where the audit names them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Any] = {
    "registry.site": _("施設"),
    "registry.membership": _("役割"),
    "registry.person": _("アカウント"),
    "registry.household": _("ご家族"),
    "registry.adult": _("保護者等"),
    "registry.child": _("子ども"),
    "registry.partnergroup": _("関係団体"),
    "registry.handoff": _("引き継ぎ"),
    "kernel.notice": _("お知らせ"),
    "dropin.visit": _("来館"),
    "dropin.visitperson": _("来館した人"),
    "consultations.code": _("選択肢"),
    "consultations.consultation": _("相談"),
    "consultations.note": _("相談のメモ"),
    "consultations.followup": _("次の対応"),
    "consultations.concern": _("虐待の疑いへの対応"),
    "consultations.concernstep": _("対応の記録"),
    "evaluations.contract": _("契約"),
    "evaluations.annualdocument": _("年度の書類"),
    "evaluations.revision": _("版"),
    "evaluations.cell": _("記入欄"),
    "evaluations.comment": _("コメント"),
    "evaluations.signature": _("相互確認の署名"),
    "evaluations.publication": _("公表"),
}


def kind(label: str) -> str:
    """Return the words for a model's label; the label itself for a rarer one."""
    return str(KINDS.get(label, label))
