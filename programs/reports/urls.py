"""Addresses of the reports."""

from django.urls import path

from programs.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.MonthPage.as_view(), name="month"),
    path("<int:year>/<int:month>/", views.MonthPage.as_view(), name="month-of"),
    path("<int:year>/<int:month>/<str:key>/", views.RowsPage.as_view(), name="rows"),
    path("<int:year>/<int:month>/<str:key>/parts/", views.PartsPage.as_view(), name="parts"),
]
