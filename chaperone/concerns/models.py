"""What we keep of a concern: where it came from, whose it is and by when; never its words, which are sealed in its case."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from chaperone.people.models import Person, School

REF_LENGTH = 10


class Concern(models.Model):
    """That somebody said they were worried.

    The words are in the ledger stream ``case/<ref>``, sealed, and nowhere else. Session and seat are kept as refs and
    not as keys: the case outlives both, on its own schedule (decision 6).
    """

    class Source(models.TextChoices):
        """The way it reached the one queue (U4)."""

        ROOM = "room", "“I’m worried” in the room"
        CHAT = "chat", "Room chat"
        NOTES = "notes", "Session notes"

    class Status(models.TextChoices):
        """Whether somebody has taken it on."""

        WAITING = "waiting", "Waiting"
        ACKNOWLEDGED = "acknowledged", "Taken on"

    ref = models.CharField(max_length=REF_LENGTH, unique=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    session_ref = models.CharField(max_length=20, blank=True, default="")
    seat_ref = models.CharField(max_length=20, blank=True, default="")
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns"
    )
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.WAITING)
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns_acknowledged"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="waiting", acknowledged_at=None, acknowledged_by=None)
                | Q(status="acknowledged", acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="concern_taken_on_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(source__in=["room", "chat", "notes"]), name="concern_source_is_known"
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("raised_at")), name="concern_due_after_raised"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status="waiting"), name="concern_waiting"),
            models.Index(fields=["-raised_at", "-id"], name="concern_newest_first"),
            models.Index(fields=["session_ref"], name="concern_of_session"),
        ]

    def __str__(self) -> str:
        return self.stream

    @property
    def stream(self) -> str:
        """Name of its ledger stream; letters are ``about`` the same."""
        return f"case/{self.ref}"
