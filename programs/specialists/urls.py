"""Addresses of specialist days at the desk."""

from django.urls import path

from programs.specialists.views import booking, desk, keeping, lists, planning

app_name = "specialists"
urlpatterns = [
    path("", planning.DayList.as_view(), name="day-list"),
    path("add/", planning.DayAdd.as_view(), name="day-add"),
    path("<int:pk>/", desk.DayPage.as_view(), name="day-detail"),
    path("<int:pk>/wait/", booking.WaitSearch.as_view(), name="day-wait"),
    path("<int:pk>/wait/guest/", booking.GuestWait.as_view(), name="guest-wait"),
    path("<int:pk>/wait/<int:household>/", booking.FamilyWait.as_view(), name="family-wait"),
    path("<int:pk>/edit/", planning.DayEdit.as_view(), name="day-edit"),
    path("<int:pk>/cancel/", planning.DayCancel.as_view(), name="day-cancel"),
    path("<int:pk>/print/", desk.DayPrint.as_view(), name="day-print"),
    path("slots/<int:pk>/close/", desk.SlotClose.as_view(), name="slot-close"),
    path("slots/<int:pk>/book/", booking.BookSearch.as_view(), name="slot-book"),
    path("slots/<int:pk>/book/guest/", booking.GuestBook.as_view(), name="guest-book"),
    path("slots/<int:pk>/book/<int:household>/", booking.FamilyBook.as_view(), name="family-book"),
    path("bookings/<int:pk>/cancel/", desk.BookingCancel.as_view(), name="booking-cancel"),
    path("bookings/<int:pk>/put-in/", desk.BookingPutIn.as_view(), name="booking-put-in"),
    path("bookings/<int:pk>/move/", desk.BookingMove.as_view(), name="booking-move"),
    path("bookings/<int:pk>/mark/", desk.BookingMark.as_view(), name="booking-mark"),
    path("bookings/<int:pk>/result/", desk.BookingResult.as_view(), name="booking-result"),
    path("keeping/", keeping.KeepingEdit.as_view(), name="keeping"),
    path("lists/", lists.Lists.as_view(), name="lists"),
    path("lists/begin/", lists.ListsBegin.as_view(), name="lists-begin"),
    path("lists/<slug:kind>/add/", lists.EntryAdd.as_view(), name="entry-add"),
    path("lists/entries/<int:pk>/", lists.EntryEdit.as_view(), name="entry-edit"),
]
