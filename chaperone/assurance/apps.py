"""Registers the assurance folder with Django."""

from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    """The assurance app."""

    name = "chaperone.assurance"
    label = "assurance"
    default_auto_field = "django.db.models.BigAutoField"
