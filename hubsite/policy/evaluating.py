"""The yearly evaluation: two parties, neither the other's superior."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from evaluations.choices import Act as Evaluation
from hubsite.policy.roles import DRAFTERS, FLOOR, SIGNATORIES
from programs.kernel.policy import Grant
from programs.registry.choices import Role as R

EVALUATING: Mapping[str, Grant] = {
    # --- evaluations: two parties, neither the other's superior -----------------------------------
    Evaluation.VIEW_DOCUMENTS: Grant(
        FLOOR | {R.KOSAPO} | DRAFTERS | SIGNATORIES, _("評価の書類を読む")
    ),
    Evaluation.SET_UP: Grant(DRAFTERS, _("契約と定型の文を登録する")),
    Evaluation.OPEN_YEAR: Grant(DRAFTERS, _("年度の書類を作る")),
    Evaluation.WRITE: Grant(DRAFTERS | {R.STAFF}, _("評価の書類を書く")),
    Evaluation.COMMENT: Grant(DRAFTERS | SIGNATORIES | {R.STAFF}, _("評価の書類にコメントする")),
    Evaluation.CHOOSE_EVIDENCE: Grant(DRAFTERS | {R.STAFF}, _("根拠資料を選ぶ")),
    Evaluation.SEND_TO_REVIEW: Grant(DRAFTERS, _("評価の書類を確認に回す")),
    Evaluation.RETURN: Grant(DRAFTERS | SIGNATORIES, _("評価の書類を作成に戻す")),
    Evaluation.AGREE: Grant(DRAFTERS | SIGNATORIES, _("評価の書類に合意する")),
    Evaluation.SIGN: Grant(SIGNATORIES, _("評価の書類に相互確認の署名をする"), sensitive=True),
    Evaluation.VOID: Grant(SIGNATORIES, _("署名をしない、または取り消す")),
    Evaluation.PUBLISH: Grant(DRAFTERS | SIGNATORIES, _("評価の書類を公表する")),
    Evaluation.WITHDRAW: Grant(SIGNATORIES, _("公表を取り下げる")),
    Evaluation.CORRECT: Grant(DRAFTERS, _("公表した書類の訂正を始める")),
}
