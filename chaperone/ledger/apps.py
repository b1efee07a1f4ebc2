"""Registers the ledger folder with Django."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The ledger app."""

    name = "chaperone.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
