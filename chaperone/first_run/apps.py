"""Registers the first_run folder with Django."""

from django.apps import AppConfig


class FirstRunConfig(AppConfig):
    """The first_run app."""

    name = "chaperone.first_run"
    label = "first_run"
    default_auto_field = "django.db.models.BigAutoField"
