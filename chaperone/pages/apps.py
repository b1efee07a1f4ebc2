"""Registers the pages folder with Django."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """The pages app."""

    name = "chaperone.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"
