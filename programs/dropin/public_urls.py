"""Public addresses of the sites, beside the published documents of their hub."""

from django.urls import path

from programs.dropin import public_views as views

app_name = "sites"
urlpatterns = [
    path("<slug:ward>/sites/", views.SiteList.as_view(), name="site-list"),
    path("<slug:ward>/sites/<int:site>/", views.SitePage.as_view(), name="site"),
    path("<slug:ward>/sites/<int:site>/calendar.ics", views.Feed.as_view(), name="site-feed"),
]
