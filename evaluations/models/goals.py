"""Priority goals of one fiscal year and what is to be done for them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.choices import InitiativeLayout, MarkerStyle
from programs.kernel.models import HubOwned, Versioned


class Saved(models.Model):
    """Who saved a text last, and when."""

    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    saved_by_name = models.CharField(_("保存した人"), max_length=80, blank=True)
    saved_at = models.DateTimeField(_("保存日時"), null=True)

    class Meta:
        abstract = True


class GoalSet(HubOwned, Versioned):
    """The goals of one fiscal year; proposed by one document, evaluated by the next."""

    fy = models.PositiveSmallIntegerField(_("年度"))
    contract = models.ForeignKey(
        "evaluations.Contract", models.PROTECT, null=True, related_name="goal_sets"
    )
    marker_style = models.CharField(
        _("重点目標の印"), max_length=20, choices=MarkerStyle.choices, default=MarkerStyle.CIRCLED
    )
    initiative_layout = models.CharField(
        _("取組内容の並べ方"),
        max_length=20,
        choices=InitiativeLayout.choices,
        default=InitiativeLayout.REPEAT_GOAL_MARK,
    )

    class Meta:
        ordering = ["-fy", "-id"]
        constraints = [models.UniqueConstraint(fields=["hub", "fy"], name="eval_goalset_fy")]

    def __str__(self) -> str:
        return str(self.fy)


class Goal(HubOwned, Versioned, Saved):
    """One priority goal; its number is its order and stands in no text."""

    goal_set = models.ForeignKey(GoalSet, models.PROTECT, related_name="goals")
    order = models.PositiveSmallIntegerField(_("順番"))
    text = models.TextField(_("重点目標"), blank=True)
    initiative_heading = models.CharField(_("取組内容の見出し"), max_length=120, blank=True)

    class Meta:
        ordering = ["goal_set", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["goal_set", "order"],
                name="eval_goal_order",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return self.text


class Initiative(HubOwned, Versioned, Saved):
    """One thing to be done; for one goal, or for all of them (goal is null)."""

    goal_set = models.ForeignKey(GoalSet, models.PROTECT, related_name="initiatives")
    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="initiatives"
    )
    order = models.PositiveSmallIntegerField(_("順番"))
    text = models.TextField(_("取組内容"), blank=True)

    class Meta:
        ordering = ["goal_set", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["goal_set", "order"],
                name="eval_initiative_order",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return self.text
