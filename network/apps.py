"""The network app."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """See the docstring of this app's choices."""

    name = "network"
    label = "network"
