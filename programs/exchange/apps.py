"""The exchange app: lists of families and staff from and to Excel and CSV."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """See the docstring of this app's choices."""

    name = "programs.exchange"
    label = "exchange"
    verbose_name = _("名簿の取り込みと書き出し")
