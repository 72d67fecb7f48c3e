"""Addresses of the reception desk."""

from django.urls import path

from programs.dropin.views import alone, calendar, closing, desk, guests, helpers, pages, taps

app_name = "dropin"
urlpatterns = [
    path("", desk.ChooseSite.as_view(), name="reception"),
    path("sites/<int:site>/", desk.Reception.as_view(), name="reception"),
    path("worker.js", alone.Worker.as_view(), name="worker"),
    path("sites/<int:site>/alone/", alone.Alone.as_view(), name="alone"),
    path("sites/<int:site>/carried/", alone.CarriedList.as_view(), name="carried"),
    path("sites/<int:site>/search/", desk.Found.as_view(), name="search"),
    path("sites/<int:site>/inside/", desk.Inside.as_view(), name="inside"),
    path("sites/<int:site>/inside/print/", desk.InsidePrint.as_view(), name="inside-print"),
    path("sites/<int:site>/check-in/<int:household>/", taps.CheckIn.as_view(), name="check-in"),
    path("sites/<int:site>/leave/", taps.Leave.as_view(), name="leave"),
    path("sites/<int:site>/scan/", taps.Scan.as_view(), name="scan"),
    path("sites/<int:site>/closing/", closing.Closing.as_view(), name="closing"),
    path("sites/<int:site>/close/", closing.CloseDay.as_view(), name="visits-close"),
    path("sites/<int:site>/guests/add/", pages.GuestAdd.as_view(), name="guest-add"),
    path("sites/<int:site>/head-counts/add/", pages.HeadCountAdd.as_view(), name="head-count-add"),
    path("sites/<int:site>/helpers/add/", helpers.HelperAdd.as_view(), name="helper-add"),
    path("sites/<int:site>/helpers/came/", helpers.HelperCame.as_view(), name="helper-came"),
    path("sites/<int:site>/helpers/left/", helpers.HelperLeft.as_view(), name="helper-left"),
    path("sites/<int:site>/close-today/", helpers.CloseToday.as_view(), name="today-close"),
    path("sites/<int:site>/open-today/", helpers.OpenToday.as_view(), name="today-open"),
    path("helpers/<int:pk>/out/", helpers.HelperOut.as_view(), name="helper-out"),
    path("helpers/<int:pk>/back/", helpers.HelperBack.as_view(), name="helper-back"),
    path("sites/<int:site>/calendar/", calendar.Calendar.as_view(), name="calendar"),
    path("sites/<int:site>/calendar/<slug:kind>/add/", calendar.RuleAdd.as_view(), name="rule-add"),
    path("sites/<int:site>/public/", calendar.PublicEdit.as_view(), name="public-edit"),
    path("calendar/rules/<int:pk>/stop/", calendar.RuleStop.as_view(), name="rule-stop"),
    path("calendar/rules/<int:pk>/restore/", calendar.RuleRestore.as_view(), name="rule-restore"),
    path("holidays/", calendar.HolidayList.as_view(), name="holiday-list"),
    path("holidays/add/", calendar.HolidayAdd.as_view(), name="holiday-add"),
    path("visits/", pages.VisitList.as_view(), name="visit-list"),
    path("visits/<int:pk>/check-out/", taps.CheckOut.as_view(), name="check-out"),
    path("visits/<int:pk>/undo/", taps.Undo.as_view(), name="visit-undo"),
    path("visits/<int:pk>/people/", pages.People.as_view(), name="visit-people"),
    path("visits/<int:pk>/link/", guests.GuestLink.as_view(), name="guest-link"),
    path("visits/<int:pk>/register/", guests.GuestRegister.as_view(), name="guest-register"),
]
