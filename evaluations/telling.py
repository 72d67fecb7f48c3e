"""The sentences of this area's notices; they hold the year and nothing personal."""

from django.utils.translation import gettext_lazy as _

from programs.kernel.notices import declare

SENTENCES = {
    "review": _(
        "%(year)sの評価の書類が確認に回りました。内容を読んで、合意するか作成に戻してください。"
    ),
    "return": _("%(year)sの評価の書類が作成に戻されました。理由のコメントをお読みください。"),
    "agreed": _("%(year)sの評価の書類に双方が合意しました。署名者の署名をお待ちしています。"),
    "agreed_by_one": _(
        "%(year)sの評価の書類に片方が合意しました。もう一方の確認をお待ちしています。"
    ),
    "half_signed": _(
        "%(year)sの評価の書類に片方が署名しました。もう一方の署名をお待ちしています。"
    ),
    "signed": _("%(year)sの評価の書類に双方が署名しました。公表できます。"),
    "void": _(
        "%(year)sの評価の書類の合意と署名が取り消され、作成に戻りました。理由をお読みください。"
    ),
    "published": _("%(year)sの評価の書類を公表しました。"),
    "hidden": _(
        "%(year)sの評価の書類の公表が、片方の申し出により一時的に止まりました。内容を確かめて、取り下げるか決めてください。"
    ),
    "withdrawn": _("%(year)sの評価の書類の公表を、双方の申し出により取り下げました。"),
    "correcting": _("%(year)sの評価の書類の訂正が始まりました。公表中の版はそのまま読めます。"),
    "comment": _("%(year)sの評価の書類に新しいコメントがあります。"),
}


def declare_all() -> None:
    """Make the sentences known to the kernel."""
    for key, sentence in SENTENCES.items():
        declare(f"evaluations.{key}", sentence)
