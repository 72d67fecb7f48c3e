"""Public addresses of a hub's specialist days, under the hub's own public name."""

from django.urls import path

from programs.specialists.views import public

app_name = "public_specialists"
urlpatterns = [
    path("<slug:ward>/specialists/", public.DayList.as_view(), name="list"),
    path("<slug:ward>/specialists/received/", public.Received.as_view(), name="received"),
    path(
        "<slug:ward>/specialists/received/waiting/",
        public.Received.as_view(waiting=True),
        name="received_waiting",
    ),
    path("<slug:ward>/specialists/slots/<int:pk>/", public.Book.as_view(), name="book"),
    path("<slug:ward>/specialists/days/<int:pk>/wait/", public.Wait.as_view(), name="wait"),
    path(
        "<slug:ward>/specialists/booking/<str:token>/",
        public.BookingPage.as_view(),
        name="booking",
    ),
]
