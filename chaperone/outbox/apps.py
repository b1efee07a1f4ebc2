"""Registers the outbox folder with Django."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """The outbox app."""

    name = "chaperone.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
