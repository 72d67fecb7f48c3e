"""The hub's own lists: codes, questions that come often, and the lines of the stop page."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultations.choices import CodeAsks, CodeKind, SafetyKind
from programs.kernel.models import HubOwned, Versioned


class Code(HubOwned, Versioned):
    """A method, topic or outcome on a hub's own list; retired ones stay for the records that use them."""

    kind = models.CharField(_("種類"), max_length=10, choices=CodeKind)
    code = models.SlugField(_("記号"), max_length=40)
    label = models.CharField(_("名称"), max_length=40)
    order = models.PositiveSmallIntegerField(_("並び順"), default=0)
    stops = models.BooleanField(_("選ぶと虐待の疑いへの対応を始める"), default=False)
    asks = models.CharField(
        _("あわせて書くこと"), max_length=10, choices=CodeAsks, blank=True, default=""
    )
    retired_on = models.DateField(_("使用をやめた日"), null=True, blank=True)

    class Meta:
        ordering = ["hub", "kind", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "kind", "code"], name="code_once"),
            models.CheckConstraint(
                name="code_only_grounds_ask", condition=Q(asks="") | Q(kind=CodeKind.BASIS)
            ),
            models.UniqueConstraint(fields=["hub", "kind", "label"], name="code_label_once"),
            models.CheckConstraint(
                name="code_only_topics_stop", condition=Q(stops=False) | Q(kind=CodeKind.TOPIC)
            ),
        ]

    def __str__(self) -> str:
        return gettext(self.label)


class QuickTally(HubOwned, Versioned):
    """A question that comes often: one tap fills the tally. The first topic is the main one.

    Codes are kept as ids: they are never deleted, and one out of use is left out.
    """

    title = models.CharField(_("見出し"), max_length=40)
    topic_ids = ArrayField(models.BigIntegerField(), verbose_name=_("相談内容"), default=list)
    method = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("相談方法")
    )
    outcome = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("相談の結果")
    )
    order = models.PositiveSmallIntegerField(_("並び順"), default=0)
    retired_on = models.DateField(_("使用をやめた日"), null=True, blank=True)

    class Meta:
        ordering = ["hub", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["hub", "title"], name="quick_title_once")]

    def __str__(self) -> str:
        return gettext(self.title)


class SafetyEntry(HubOwned, Versioned):
    """A line of the stop page, written by the hub: what to do, or whom to call."""

    kind = models.CharField(_("種類"), max_length=10, choices=SafetyKind)
    title = models.CharField(_("見出し"), max_length=60)
    detail = models.CharField(_("説明"), max_length=200, blank=True)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)
    order = models.PositiveSmallIntegerField(_("並び順"), default=0)
    retired_on = models.DateField(_("使用をやめた日"), null=True, blank=True)

    class Meta:
        ordering = ["hub", "kind", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["hub", "kind", "title"], name="safety_once")]

    def __str__(self) -> str:
        return gettext(self.title)

    @property
    def words(self) -> str:
        """The detail in the language of the screen."""
        return gettext(self.detail) if self.detail else ""
