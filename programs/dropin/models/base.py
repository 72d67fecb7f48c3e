"""The base of the drop-in space's tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.kernel.models import HubOwned


class OfHub(HubOwned):
    """A row of one hub without an index of the hub alone: of one hub are all rows of a small city.

    The indexes that are searched begin with the hub or find few rows by themselves; beside them
    row security would let the planner read the whole of such an index for every visit.
    """

    hub = models.ForeignKey(
        "registry.Hub", models.PROTECT, related_name="+", db_index=False, verbose_name=_("拠点")
    )

    class Meta:
        abstract = True
