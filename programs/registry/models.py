"""The common model: hubs and their places, people and roles, families, partner groups."""

import secrets
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from programs.kernel import tenancy
from programs.kernel.models import HubOwned, Versioned
from programs.registry.choices import (
    GroupKind,
    HandoffState,
    Program,
    Relation,
    Residence,
    Role,
    Side,
    SiteKind,
)


def new_token() -> str:
    """Make the opaque token of a family's card: 22 characters, nothing to guess."""
    return secrets.token_urlsafe(16)


class Hub(models.Model):
    """One ward's hub. Names of hubs are public; all else of a hub is under row security."""

    ward_code = models.CharField(_("区コード"), max_length=10, unique=True)
    ward_name = models.CharField(_("区名"), max_length=20)
    name = models.CharField(_("拠点名"), max_length=60)
    slug = models.SlugField(_("公開アドレス名"), max_length=30, unique=True)

    class Meta:
        ordering = ["ward_code", "pk"]
        verbose_name = _("拠点")
        constraints = [
            # These stand beside the hubs' names in public addresses.
            models.CheckConstraint(
                name="hub_slug_not_reserved",
                condition=~Q(slug__in=["check", "accessibility", "help"]),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Site(HubOwned):
    """A place where a hub works, and which of the seven programs it offers."""

    name = models.CharField(_("施設名"), max_length=60)
    kind = models.CharField(_("種別"), max_length=10, choices=SiteKind, default=SiteKind.MAIN)
    programs = ArrayField(
        models.PositiveSmallIntegerField(choices=Program),
        verbose_name=_("実施する事業"),
        default=list,
    )
    capacity = models.PositiveSmallIntegerField(_("定員の目安（人）"), default=50)
    closed_at = models.DateTimeField(_("廃止日時"), null=True, blank=True)

    class Meta:
        ordering = ["hub_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "name"], name="site_name_once_a_hub"),
            models.CheckConstraint(name="site_capacity_positive", condition=Q(capacity__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name


class OpeningHours(HubOwned):
    """A weekday's opening hours of a site; a weekday without a row is closed."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("曜日"), help_text="0 = Monday")
    opens_at = models.TimeField(_("開館"))
    closes_at = models.TimeField(_("閉館"))

    class Meta:
        ordering = ["site", "weekday"]
        constraints = [
            models.UniqueConstraint(fields=["site", "weekday"], name="hours_once_a_weekday"),
            models.CheckConstraint(
                name="hours_in_order", condition=Q(opens_at__lt=F("closes_at")) & Q(weekday__lte=6)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday_name} {self.opens_at:%H:%M}"

    @property
    def weekday_name(self) -> str:
        """The weekday in the language of the screen."""
        return str(WEEKDAYS[self.weekday])


class Party(HubOwned):
    """One of the two who implement the program, under the name of a time."""

    side = models.CharField(_("立場"), max_length=10, choices=Side)
    legal_name = models.CharField(_("名称"), max_length=100)
    unit = models.CharField(_("部署"), max_length=100, blank=True)
    valid_from = models.DateField(_("適用開始日"))
    valid_to = models.DateField(_("適用終了日"), null=True, blank=True)

    class Meta:
        ordering = ["hub", "side", "valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "side", "valid_from"], name="party_name_from_a_day"
            ),
            models.UniqueConstraint(
                fields=["hub", "side"], condition=Q(valid_to=None), name="party_one_present_name"
            ),
            models.CheckConstraint(
                name="party_dates_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.legal_name} {self.unit}".strip()


class PersonManager(BaseUserManager["Person"]):
    """Makes accounts; there is no superuser."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Person":
        """Create an account; without a password it cannot be used before one is set."""
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody with an account of her own; what she may do comes from memberships."""

    username = models.CharField(_("ログインID"), max_length=60, unique=True)
    name = models.CharField(_("氏名"), max_length=100)
    name_kana = models.CharField(_("ふりがな"), max_length=100, blank=True)
    email = models.EmailField(_("メールアドレス"), blank=True)
    language = models.CharField(_("表示言語"), max_length=5, default="ja")
    is_active = models.BooleanField(_("有効"), default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    joined_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    objects = PersonManager()

    class Meta:
        ordering = ["name_kana", "pk"]

    def __str__(self) -> str:
        return self.name or self.username


class Membership(models.Model):
    """A person's role in a hub, or in the city (no hub), from one day to another."""

    row_rule = f"COALESCE(hub_id, 0) = ANY ({tenancy.SCOPE}) OR person_id = {tenancy.PERSON}"

    hub = models.ForeignKey(Hub, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    role = models.CharField(_("役割"), max_length=20, choices=Role)
    title = models.CharField(_("職名"), max_length=60, blank=True)
    from_on = models.DateField(_("開始日"))
    to_on = models.DateField(_("終了日"), null=True, blank=True)

    class Meta:
        ordering = ["hub", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                name="membership_dates_in_order",
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
            ),
            models.UniqueConstraint(
                fields=["hub", "person", "role", "from_on"],
                name="membership_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_role_display()}"


class Household(HubOwned, Versioned):
    """A family as the hub knows it."""

    number = models.PositiveIntegerField(_("登録番号"))
    name = models.CharField(_("ご家族の名前"), max_length=100)
    name_kana = models.CharField(_("ふりがな"), max_length=100, blank=True)
    residence = models.CharField(_("お住まい"), max_length=12, choices=Residence)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)
    postcode = models.CharField(_("郵便番号"), max_length=8, blank=True)
    address = models.CharField(_("住所"), max_length=200, blank=True)
    door_note = models.CharField(_("受付で知っておくこと"), max_length=300, blank=True)
    card_token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    is_demo = models.BooleanField(_("練習用"), default=False)
    registered_on = models.DateField(_("登録日"))
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["name_kana", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "number"], name="household_number_once")
        ]
        indexes = [models.Index(fields=["hub", "name_kana", "number"], name="household_by_kana")]

    def __str__(self) -> str:
        return self.name


class Adult(HubOwned):
    """A grown-up of a household."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="adults")
    name = models.CharField(_("氏名"), max_length=100)
    name_kana = models.CharField(_("ふりがな"), max_length=100, blank=True)
    relation = models.CharField(_("続柄"), max_length=12, choices=Relation)
    birth_on = models.DateField(_("生年月日"), null=True, blank=True)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)

    class Meta:
        ordering = ["household_id", "pk"]

    def __str__(self) -> str:
        return self.name


class Child(HubOwned):
    """A child, or one that is expected: then only the due date is known."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="children")
    name = models.CharField(_("お名前"), max_length=100, blank=True)
    name_kana = models.CharField(_("ふりがな"), max_length=100, blank=True)
    birth_on = models.DateField(_("生年月日"), null=True, blank=True)
    due_on = models.DateField(_("出産予定日"), null=True, blank=True)

    class Meta:
        ordering = ["household_id", "birth_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="child_born_or_due",
                condition=Q(birth_on__isnull=False) | Q(due_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name or str(_("（出産予定）"))


class SearchKey(HubOwned):
    """A folded word by which a household is found: kana of any member, number, phone, last four."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="keys")
    key = models.CharField(max_length=100, db_collation="C")
    of_family = models.BooleanField(default=False, help_text="name, number or phone of the family")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "key", "household"], name="search_key_once")
        ]


class PartnerGroup(HubOwned, Versioned):
    """A group or office that the hub works with; its people are not users of this system."""

    name = models.CharField(_("団体名"), max_length=100)
    name_kana = models.CharField(_("ふりがな"), max_length=100, blank=True)
    kind = models.CharField(_("種別"), max_length=20, choices=GroupKind)
    area = models.CharField(_("地区"), max_length=60, blank=True)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)
    contact_name = models.CharField(_("担当の方"), max_length=100, blank=True)
    note = models.CharField(_("メモ"), max_length=500, blank=True)
    verified_on = models.DateField(_("最終確認日"), null=True, blank=True)

    class Meta:
        ordering = ["name_kana", "pk"]
        constraints = [models.UniqueConstraint(fields=["hub", "name"], name="group_name_once")]

    def __str__(self) -> str:
        return self.name


class Handoff(HubOwned):
    """One area asks another to take something on; the two never import each other."""

    from_area = models.CharField(max_length=20)
    to_area = models.CharField(max_length=20)
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject = models.CharField(_("内容"), max_length=200)
    state = models.CharField(max_length=10, choices=HandoffState, default=HandoffState.OFFERED)
    offered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(db_default=Now())
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(_("理由"), max_length=300, blank=True)

    class Meta:
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="handoff_answered_or_open",
                condition=Q(state=HandoffState.OFFERED, answered_at=None)
                | (~Q(state=HandoffState.OFFERED) & Q(answered_at__isnull=False)),
            )
        ]
