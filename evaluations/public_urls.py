"""Public addresses. One permanent address a ward, year and revision; never given to another."""

from django.urls import path, register_converter

from evaluations import public_views as views


class FileForm:
    """The forms in which a publication can be taken along."""

    regex = "pdf|txt|json"

    def to_python(self, value: str) -> str:
        """Return the form as it is written."""
        return value

    def to_url(self, value: str) -> str:
        """Return the form as it is written."""
        return value


register_converter(FileForm, "file_form")

app_name = "public"
urlpatterns = [
    path("", views.HubList.as_view(), name="hub-list"),
    path("check/", views.Check.as_view(), name="check"),
    path("accessibility/", views.Accessibility.as_view(), name="accessibility"),
    path("<slug:ward>/", views.YearIndex.as_view(), name="year-list"),
    path("<slug:ward>/<int:fy>/", views.Latest.as_view(), name="latest"),
    path("<slug:ward>/<int:fy>/r<int:revision>/", views.ReportPage.as_view(), name="report"),
    path(
        "<slug:ward>/<int:fy>/r<int:revision>.<file_form:form>", views.File.as_view(), name="file"
    ),
]
