"""A plain table, as any Django project has them: no rules, no row security."""

from django.db import models


class Plain(models.Model):
    """One row with a few texts."""

    number = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    name_kana = models.CharField(max_length=100)
    phone = models.CharField(max_length=20)
    residence = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        ordering = ["name_kana", "pk"]

    def __str__(self) -> str:
        return self.name
