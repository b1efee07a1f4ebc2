"""Registers the own_rules folder with Django."""

from django.apps import AppConfig


class OwnRulesConfig(AppConfig):
    """The own_rules app."""

    name = "chaperone.own_rules"
    label = "own_rules"
    default_auto_field = "django.db.models.BigAutoField"
