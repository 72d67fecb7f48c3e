"""The consultations app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationsConfig(AppConfig):
    """Nameless tallies, restricted notes, follow-ups, suspected maltreatment."""

    name = "consultations"
    label = "consultations"
    verbose_name = _("子育て相談")

    def ready(self) -> None:
        """Name the sentences of this area's notices; none of them tells what it is about."""
        from consultations import queries
        from consultations.queries.leaving import left_by
        from programs.kernel import errors, notices, todos
        from programs.registry import leaving

        notices.declare(
            "consultations.concern_opened",
            _("至急確認が必要な記録が作成されました。すぐにご確認ください。"),
        )
        notices.declare(
            "consultations.concern_step", _("確認中の記録に、新しい書き込みがありました。")
        )
        for key, sentence in _NOTICES:
            notices.declare(key, sentence)
        errors.say_constraint(
            "guarded_kept", _("虐待の疑いへの対応を始めた記録は、取り消せません。")
        )
        leaving.ask(left_by)
        todos.declare(queries.waiting)


_NOTICES = (
    ("consultations.referral_received", _("拠点から紹介が届きました。内容を確認してください。")),
    ("consultations.referral_answered", _("紹介の状況が変わりました。")),
    ("consultations.referral_changed", _("拠点からの紹介の状況が変わりました。")),
    ("consultations.referral_withdrawn", _("拠点からの紹介が取り下げられました。")),
    (
        "consultations.work_assigned",
        _("新しく担当になった対応があります。ホームで確認してください。"),
    ),
    (
        "consultations.work_taken",
        _("ほかの職員から引き継いだ対応があります。「担当と期日」で確認してください。"),
    ),
    ("consultations.work_taken_over", _("あなたが担当していた対応を、施設長が引き継ぎました。")),
    (
        "consultations.work_taken_by_other",
        _("あなたが担当していた対応を、ほかの職員が引き継ぎました。"),
    ),
    (
        "consultations.work_dropped",
        _("もとの相談の記録が取り消されたため、あなたの次の対応がなくなりました。"),
    ),
    (
        "consultations.work_back",
        _("取り消された相談の記録が元に戻り、あなたの次の対応も戻りました。"),
    ),
    ("consultations.supervised", _("あなたの記録を施設長が確認しました。")),
    ("consultations.work_late", _("期日を過ぎたままの対応があります。担当者に確認してください。")),
)
