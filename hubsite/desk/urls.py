"""Addresses of the desk."""

from django.urls import path

from hubsite.desk import audit_views as audit
from hubsite.desk import handover_views, household_views, views

app_name = "desk"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("act-as/", views.ActAs.as_view(), name="act-as"),
    path("handover/", handover_views.Handover.as_view(), name="handover"),
    path("inbox/", views.Inbox.as_view(), name="inbox"),
    path("inbox/read/", views.NoticesRead.as_view(), name="notices-read"),
    path("inbox/<int:pk>/open/", views.NoticeOpen.as_view(), name="notice-open"),
    path("households/<int:pk>/", household_views.HouseholdPage.as_view(), name="household"),
    path("search/", views.Search.as_view(), name="search"),
    path("audit/", audit.AuditList.as_view(), name="audit"),
    path("audit/check/", audit.AuditCheck.as_view(), name="audit-check"),
    path("audit/readers/", audit.ReaderList.as_view(), name="audit-readers"),
    path("demo-codes/", views.DemoCodes.as_view(), name="demo-codes"),
]
