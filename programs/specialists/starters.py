"""The lists that a hub begins with; every entry may be renamed or retired."""

from django.utils.translation import gettext_noop as _

from programs.specialists.choices import EntryKind

STARTERS: dict[EntryKind, tuple[str, ...]] = {
    EntryKind.PROFESSION: (
        _("助産師"),
        _("保健師"),
        _("栄養士"),
        _("歯科衛生士"),
        _("心理士"),
        _("保育士"),
    ),
    EntryKind.TOPIC: (
        _("授乳・卒乳"),
        _("離乳食・食事"),
        _("歯と口"),
        _("発育・発達"),
        _("睡眠・生活リズム"),
        _("しつけ・かかわり方"),
        _("保護者のからだとこころ"),
        _("そのほかの相談内容"),
    ),
}
