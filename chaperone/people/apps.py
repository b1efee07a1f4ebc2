"""Registers the people folder with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The people app."""

    name = "chaperone.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
