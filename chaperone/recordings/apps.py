"""Registers the recordings folder with Django."""

from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    """The recordings app."""

    name = "chaperone.recordings"
    label = "recordings"
    default_auto_field = "django.db.models.BigAutoField"
