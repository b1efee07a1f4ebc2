"""What we keep about a recording beside its sealed files: how far it is, and who watched what of it; no words, no key."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from chaperone.people.models import Person


class Recording(models.Model):
    """The recording of one session: parts sealed, put together, ready, or failed; it outlives its files to say that they were.

    ``due_at`` is when the next try to put it together falls due; no duty is only in a queue.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "Waiting to be put together"
        COMPOSING = "composing", "Being put together"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be put together"
        DESTROYED = "destroyed", "Destroyed"

    session_ref = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    parts = models.JSONField(default=dict)  # the name Janus gave each sealed part: how many bytes it holds
    percent = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    trouble = models.CharField(max_length=200, blank=True, default="")
    sealed_at = models.DateTimeField()
    composed_at = models.DateTimeField(null=True, blank=True)
    duration_seconds = models.FloatField(default=0.0)
    begins_at = models.DateTimeField(null=True, blank=True)  # second 0
    size_bytes = models.PositiveBigIntegerField(default=0)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready")
                | Q(composed_at__isnull=False, begins_at__isnull=False, size_bytes__gt=0),
                name="recording_ready_is_composed",
            ),
            models.CheckConstraint(
                condition=Q(state="destroyed", destroyed_at__isnull=False)
                | (~Q(state="destroyed") & Q(destroyed_at=None)),
                name="recording_destroyed_says_when",
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="recording_percent"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="recording_to_compose"),
        ]

    @property
    def part_bytes(self) -> int:
        """How much all parts hold together."""
        return sum(self.parts.values())

    def __str__(self) -> str:
        return f"recording of session/{self.session_ref}"


class Viewing(models.Model):
    """One person's watching of one recording: what their player said it played, and what our server handed out to it.

    ``watched`` holds seconds and ``served`` bytes, as merged spans ``[[from, to], …]``. Open until nothing has come for a while
    or the player says it is over; then it is written into the ledger with its spans.
    """

    ref = models.CharField(max_length=20, unique=True)
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="viewings")
    viewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="viewings")
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    watched = models.JSONField(default=list)
    served = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_at__gte=F("opened_at")), name="viewing_does_not_end_before_it_begins"
            ),
        ]
        indexes = [
            models.Index(fields=["last_at"], condition=Q(closed_at=None), name="viewing_still_open"),
            models.Index(fields=["recording", "opened_at"], name="viewing_of_recording"),
        ]

    def __str__(self) -> str:
        return f"viewing {self.ref}"
