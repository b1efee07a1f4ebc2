"""Registers the governance folder with Django, and puts up the shelf from which published versions of the policy are taken."""

from django.apps import AppConfig

from chaperone.governance.shelf import ShelfInDatabase
from chaperone.policy.shelf import put_up


class GovernanceConfig(AppConfig):
    """The governance app."""

    name = "chaperone.governance"
    label = "governance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let everything that asks for the policy in force ask here."""
        put_up(ShelfInDatabase(self.models["publishedpack"]))
