"""The registry app: the common model of families, staff and partner groups."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    """Hub, sites, parties, people and their roles, households, partner groups, handoffs."""

    name = "programs.registry"
    label = "registry"
    verbose_name = _("台帳")
