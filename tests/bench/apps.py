"""The measure's own app: a plain table to compare with. Never installed by the site itself."""

from django.apps import AppConfig


class BenchConfig(AppConfig):
    """Holds the plain table."""

    name = "tests.bench"
    label = "bench"
