"""Addresses of events at the desk."""

from django.urls import path

from programs.events.views import desk, keeping, planning

app_name = "events"
urlpatterns = [
    path("", planning.Calendar.as_view(), name="calendar"),
    path("keeping/", keeping.KeepingEdit.as_view(), name="keeping"),
    path("add/", planning.EventAdd.as_view(), name="event-add"),
    path("<int:pk>/", planning.EventPage.as_view(), name="event-detail"),
    path("<int:pk>/edit/", planning.EventEdit.as_view(), name="event-edit"),
    path("<int:pk>/dates/add/", planning.DateAdd.as_view(), name="date-add"),
    path("<int:pk>/cancel/", planning.CourseCancel.as_view(), name="event-cancel"),
    path("dates/<int:pk>/", desk.DatePage.as_view(), name="date-detail"),
    path("dates/<int:pk>/print/", desk.DatePrint.as_view(), name="date-print"),
    path("dates/<int:pk>/move/", planning.DateMove.as_view(), name="date-move"),
    path("dates/<int:pk>/cancel/", planning.DateCancel.as_view(), name="date-cancel"),
    path("dates/<int:pk>/book/", desk.BookSearch.as_view(), name="date-book"),
    path("dates/<int:pk>/book/guest/", desk.GuestBook.as_view(), name="guest-book"),
    path("dates/<int:pk>/book/<int:household>/", desk.FamilyBook.as_view(), name="family-book"),
    path("bookings/<int:pk>/cancel/", desk.BookingCancel.as_view(), name="booking-cancel"),
    path("bookings/<int:pk>/put-in/", desk.BookingPutIn.as_view(), name="booking-put-in"),
    path("bookings/<int:pk>/numbers/", desk.BookingNumbers.as_view(), name="booking-numbers"),
    path("bookings/<int:pk>/mark/", desk.BookingMark.as_view(), name="booking-mark"),
]
