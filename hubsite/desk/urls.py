"""Addresses of the desk."""

from django.urls import path

from hubsite.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("act-as/", views.ActAs.as_view(), name="act-as"),
    path("inbox/", views.Inbox.as_view(), name="inbox"),
    path("search/", views.Search.as_view(), name="search"),
]
