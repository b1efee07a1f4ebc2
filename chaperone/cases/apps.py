"""Registers the cases folder with Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The cases app."""

    name = "chaperone.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
