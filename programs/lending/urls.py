"""Addresses of lending."""

from django.urls import path

from programs.lending.views import items, loans

app_name = "lending"
urlpatterns = [
    path("", loans.LoanList.as_view(), name="loan-list"),
    path("items/", items.ItemList.as_view(), name="item-list"),
    path("items/add/", items.ItemAdd.as_view(), name="item-add"),
    path("items/labels/", items.Labels.as_view(), name="label-print"),
    path("items/<int:pk>/", items.ItemPage.as_view(), name="item-detail"),
    path("items/<int:pk>/edit/", items.ItemEdit.as_view(), name="item-edit"),
    path("items/<int:pk>/lend/", loans.LendSearch.as_view(), name="item-lend"),
    path("items/<int:pk>/lend/named/", loans.LendNamed.as_view(), name="named-lend"),
    path("items/<int:pk>/lend/<int:household>/", loans.LendFamily.as_view(), name="family-lend"),
    path("loans/<int:pk>/return/", loans.Return.as_view(), name="loan-return"),
    path("loans/<int:pk>/undo/", loans.UndoReturn.as_view(), name="loan-undo"),
    path("loans/<int:pk>/extend/", loans.Extend.as_view(), name="loan-extend"),
    path("loans/<int:pk>/end/", loans.End.as_view(), name="loan-end"),
    path("terms/", items.TermsEdit.as_view(), name="terms-edit"),
]
