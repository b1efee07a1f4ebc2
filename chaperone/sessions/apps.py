"""Registers the sessions folder with Django."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """The sessions app."""

    name = "chaperone.sessions"
    label = "school_sessions"
    default_auto_field = "django.db.models.BigAutoField"
