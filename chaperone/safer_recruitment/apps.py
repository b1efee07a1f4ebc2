"""Registers the safer_recruitment folder with Django."""

from django.apps import AppConfig


class SaferRecruitmentConfig(AppConfig):
    """The safer_recruitment app."""

    name = "chaperone.safer_recruitment"
    label = "safer_recruitment"
    default_auto_field = "django.db.models.BigAutoField"
