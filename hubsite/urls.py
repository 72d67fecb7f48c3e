"""All addresses of the site; each area names its own."""

from importlib.util import find_spec

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from programs.registry.account_trail import AccountAct, recorded

AREAS = (
    ("registry/", "programs.registry.urls"),
    ("dropin/", "programs.dropin.urls"),
    ("events/", "programs.events.urls"),
    ("exchange/", "programs.exchange.urls"),
    ("specialists/", "programs.specialists.urls"),
    ("daylog/", "programs.daylog.urls"),
    ("lending/", "programs.lending.urls"),
    ("staffing/", "programs.staffing.urls"),
    ("signals/", "programs.signals.urls"),
    ("consultations/", "consultations.urls"),
    ("network/", "network.urls"),
    ("reports/", "programs.reports.urls"),
    ("evaluations/", "evaluations.urls"),
    ("public/", "evaluations.public_urls"),
    ("public/", "programs.events.public_urls"),
    ("public/", "programs.specialists.public_urls"),
    ("public/", "programs.dropin.public_urls"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("programs.registry.urls.accounts")),
    path(
        "i18n/setlang/",
        recorded(login_not_required(set_language), AccountAct.CHANGE_LANGUAGE),
        name="set_language",
    ),
    path("", include("hubsite.desk.urls")),
]
urlpatterns += [path(at, include(module)) for at, module in AREAS if find_spec(module)]

handler404 = "programs.kernel.middleware.not_found"
handler500 = "programs.kernel.middleware.server_error"
