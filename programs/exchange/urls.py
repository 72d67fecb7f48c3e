"""Addresses of imports and exports; an import has the same screens for families and for staff."""

from typing import Any

from django.urls import URLPattern, path

from programs.exchange.choices import Kind
from programs.exchange.views import deciding, exporting, importing

app_name = "exchange"
SCREENS: tuple[tuple[str, str, type[Any]], ...] = (
    ("", "imports", importing.Imports),
    ("upload/", "upload", importing.Upload),
    ("template/", "template", importing.Template),
    ("<int:pk>/", "import", deciding.ImportPage),
    ("<int:pk>/columns/", "columns", importing.Columns),
    ("<int:pk>/sheet/", "sheet", deciding.ChooseSheet),
    ("<int:pk>/confirm/", "confirm", deciding.Confirm),
    ("<int:pk>/abandon/", "abandon", deciding.Abandon),
    ("<int:pk>/undo/", "undo", deciding.Undo),
    ("<int:pk>/rejected/", "rejected", deciding.Rejected),
)


def screens(of: type[Any], kind: Kind) -> list[URLPattern]:
    """The screens of one kind of list."""
    found = []
    for at, name, screen in SCREENS:
        view: type[Any] = type(f"{of.__name__}{screen.__name__}", (of, screen), {})
        found.append(path(f"{kind}/{at}", view.as_view(), name=f"{kind}-{name}"))
    return found


urlpatterns = [
    *screens(importing.Families, Kind.FAMILIES),
    *screens(importing.Staff, Kind.STAFF),
    path("families-export/", exporting.FamilyExport.as_view(), name="families-export"),
    path("staff-export/", exporting.StaffExport.as_view(), name="staff-export"),
    path("exports/", exporting.Exports.as_view(), name="exports"),
]
