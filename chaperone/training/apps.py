"""Registers the training folder with Django."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """The training app."""

    name = "chaperone.training"
    label = "training"
    default_auto_field = "django.db.models.BigAutoField"
