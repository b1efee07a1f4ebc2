"""The shelf of published versions in the database; everything that asks for the policy in force ends here."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils import timezone


class ShelfInDatabase:
    """What ``policy.shelf.Shelf`` asks, answered from the table of published versions; the model is handed in: apps load first."""

    def __init__(self, published: type[Model]) -> None:
        self._published: Any = published

    def text_of(self, pack_id: str, version: int) -> str | None:
        """Give the file of a published version, or None when there is none."""
        found = self._published.objects.filter(pack_id=pack_id, version=version)
        text: str | None = found.values_list("text", flat=True).first()
        return text

    def version_on(self, pack_id: str, day: date) -> int | None:
        """Give the published version that holds on this day (UTC), or None before any does."""
        held = self._published.objects.filter(pack_id=pack_id, from_on__lte=day).order_by("-version")
        version: int | None = held.values_list("version", flat=True).first()
        return version

    def ours_today(self) -> tuple[str, date]:
        """Give the id of the pack the organisation lives by, and today's date (UTC)."""
        return settings.CHAPERONE_PACK, timezone.now().astimezone(UTC).date()
