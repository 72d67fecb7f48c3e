"""Addresses of the desk."""

from django.urls import path

from hubsite.desk import household_views, views

app_name = "desk"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("act-as/", views.ActAs.as_view(), name="act-as"),
    path("inbox/", views.Inbox.as_view(), name="inbox"),
    path("households/<int:pk>/", household_views.HouseholdPage.as_view(), name="household"),
    path("search/", views.Search.as_view(), name="search"),
]
