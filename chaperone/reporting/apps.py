"""Registers the reporting folder with Django."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """The reporting app."""

    name = "chaperone.reporting"
    label = "reporting"
    default_auto_field = "django.db.models.BigAutoField"
