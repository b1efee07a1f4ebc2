"""Registers the records folder with Django."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The records app."""

    name = "chaperone.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
