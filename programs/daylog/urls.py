"""Addresses of the day log."""

from django.urls import path

from programs.daylog.views import duties, incident_year, incidents, logs

app_name = "daylog"
_DAY = "sites/<int:site>/<str:day>/"
urlpatterns = [
    path("", logs.Month.as_view(), name="log-list"),
    path(_DAY, logs.LogShow.as_view(), name="log-show"),
    path(f"{_DAY}write/", logs.LogWrite.as_view(), name="log-write"),
    path(f"{_DAY}write/keep/", logs.LogAutosave.as_view(), name="log-keep"),
    path(f"{_DAY}correct/<slug:field>/", logs.LogCorrect.as_view(), name="log-correct"),
    path(f"{_DAY}duty/add/", duties.DutyAdd.as_view(), name="duty-add"),
    path("duty/", duties.DutyList.as_view(), name="duty-list"),
    path("duty/<int:pk>/edit/", duties.DutyChange.as_view(), name="duty-edit"),
    path("duty/<int:pk>/remove/", duties.DutyRemove.as_view(), name="duty-remove"),
    path("incidents/", incidents.IncidentList.as_view(), name="incident-list"),
    path("incidents/year/", incident_year.IncidentYear.as_view(), name="incident-year"),
    path("incidents/add/", incidents.IncidentAdd.as_view(), name="incident-add"),
    path("incidents/<int:pk>/", incidents.IncidentRead.as_view(), name="incident-read"),
    path("incidents/<int:pk>/print/", incidents.IncidentPrint.as_view(), name="incident-print"),
    path("incidents/<int:pk>/tell/", incidents.IncidentTell.as_view(), name="incident-tell"),
    path("incidents/<int:pk>/note/", incidents.IncidentNote.as_view(), name="incident-note"),
    path("incidents/<int:pk>/decide/", incidents.IncidentDecide.as_view(), name="incident-decide"),
    path("incidents/<int:pk>/close/", incidents.IncidentClose.as_view(), name="incident-close"),
    path("incidents/<int:pk>/reopen/", incidents.IncidentReopen.as_view(), name="incident-reopen"),
    path("incidents/<int:pk>/void/", incidents.IncidentVoid.as_view(), name="incident-void"),
]
