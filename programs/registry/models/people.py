"""People with accounts, and the roles they hold from one day to another."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programs.kernel import tenancy
from programs.kernel.ordering import kana_order
from programs.registry.choices import (
    Role,
)
from programs.registry.models.hubs import Hub


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
    kana_order = kana_order("name_kana")
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
        ordering = ["kana_order", "pk"]

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
