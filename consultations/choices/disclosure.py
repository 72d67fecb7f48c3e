"""What a family asks to see."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Asker(TextChoices):
    """Who asks to see a record (個人情報の保護に関する法律 art. 76: oneself or a legal representative)."""

    SELF = "self", _("相談した本人")
    PARENT = "parent", _("子どもの法定代理人（親権者など）")
    AGENT = "agent", _("本人から委任された人")


class DisclosureState(TextChoices):
    """How far a disclosure is."""

    DRAFT = "draft", _("準備中")
    GRANTED = "granted", _("開示を決めた")
    REFUSED = "refused", _("開示しないと決めた")
    HANDED = "handed", _("渡した")


class DisclosureStep(TextChoices):
    """What happened to a disclosure."""

    ASKED = "asked", _("求めを受けた")
    GRANTED = "granted", _("開示を決めた")
    REFUSED = "refused", _("開示しないと決めた")
    HANDED = "handed", _("渡した")


class HandedBy(TextChoices):
    """How the paper came to the family."""

    HAND = "hand", _("窓口で手渡し")
    POST = "post", _("郵送")
