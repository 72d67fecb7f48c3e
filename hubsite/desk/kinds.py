"""What the kinds of records are called where the audit names them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Any] = {
    "kernel.auditentry": _("監査記録"),
    "kernel.auditseal": _("監査記録の封印"),
    "kernel.notice": _("お知らせ"),
    "registry.hub": _("拠点"),
    "registry.site": _("施設"),
    "registry.openinghours": _("開館時間"),
    "registry.party": _("実施者"),
    "registry.person": _("アカウント"),
    "registry.membership": _("役割"),
    "registry.household": _("ご家族"),
    "registry.adult": _("保護者等"),
    "registry.child": _("子ども"),
    "registry.partnergroup": _("関係団体"),
    "registry.handoff": _("引き継ぎ"),
    "dropin.visit": _("来館"),
    "dropin.visitperson": _("来館した人"),
    "consultations.code": _("相談の選択肢"),
    "consultations.consultation": _("相談"),
    "consultations.consultationtopic": _("相談内容"),
    "consultations.note": _("相談のメモ"),
    "consultations.followup": _("次の対応"),
    "consultations.concern": _("虐待の疑いへの対応"),
    "consultations.concernstep": _("対応の記録"),
    "consultations.safetyentry": _("手順と連絡先"),
    "evaluations.contract": _("契約"),
    "evaluations.programmelist": _("事業の内容"),
    "evaluations.programme": _("事業の内容"),
    "evaluations.boilerplate": _("定型の文"),
    "evaluations.signingstatement": _("確認の文"),
    "evaluations.goalset": _("重点目標"),
    "evaluations.goal": _("重点目標"),
    "evaluations.initiative": _("取組内容"),
    "evaluations.annualdocument": _("年度の書類"),
    "evaluations.cell": _("記入欄"),
    "evaluations.evidence": _("根拠資料"),
    "evaluations.comment": _("コメント"),
    "evaluations.textchange": _("文の変更"),
    "evaluations.revision": _("版"),
    "evaluations.review": _("確認の返事"),
    "evaluations.signature": _("相互確認の署名"),
    "evaluations.refusal": _("署名しない記録"),
    "evaluations.signaturevoid": _("署名の取り消し"),
    "evaluations.publication": _("公表した文書"),
    "evaluations.withdrawal": _("公表の取下げ"),
    "evaluations.erratum": _("訂正"),
}


def kind(label: str) -> str:
    """Return the words for a model's label; the label itself for an unknown one."""
    return str(KINDS.get(label, label))
