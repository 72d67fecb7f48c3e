"""The network app: program 4, 支援者ネットワーク事業."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """Partner groups of the ward."""

    name = "network"
    label = "network"
