"""Registers the concerns folder with Django."""

from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    """The concerns app."""

    name = "chaperone.concerns"
    label = "concerns"
    default_auto_field = "django.db.models.BigAutoField"
