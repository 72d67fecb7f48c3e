"""Public addresses of a hub's events, under the hub's own public name."""

from django.urls import path

from programs.events.views import feeds, public

app_name = "public_events"
urlpatterns = [
    path("<slug:ward>/events/", public.EventList.as_view(), name="list"),
    path("<slug:ward>/events/calendar.ics", feeds.ICal.as_view(), name="ical"),
    path("<slug:ward>/events/feed.rss", feeds.Rss.as_view(), name="rss"),
    path("<slug:ward>/events/received/", public.Received.as_view(), name="received"),
    path("<slug:ward>/events/<int:pk>/", public.EventDay.as_view(), name="date"),
    path("<slug:ward>/events/<int:pk>/book/", public.Book.as_view(), name="book"),
    path("<slug:ward>/events/booking/<str:token>/", public.BookingPage.as_view(), name="booking"),
    path(
        "<slug:ward>/events/booking/<str:token>/numbers/",
        public.BookingNumbers.as_view(),
        name="numbers",
    ),
]
