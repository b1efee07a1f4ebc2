"""What we keep so that all clauses can be judged at once: numbers counted of the ledger, and how each clause stood each day.

Nothing here is typed by anybody: a sweep writes all of it, and all but the history can be counted anew from the ledger.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from chaperone.policy.evidence import Standing


class Reading(models.Model):
    """How far the ledger as a whole has been read: one row, ever."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    read_until = models.DateTimeField(null=True)
    written_at = models.DateTimeField(null=True)  # when the history was last written

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="reading_is_one_row")]

    def __str__(self) -> str:
        return f"read until {self.read_until}"


class StreamRead(models.Model):
    """How far one stream has been counted."""

    stream = models.TextField(primary_key=True)
    seq = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.stream} read to {self.seq}"


class DayCount(models.Model):
    """How many entries of one kind, with one clause, were written on one day (UTC)."""

    day = models.DateField()
    kind = models.TextField()
    clause = models.TextField(blank=True, default="")
    count = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "kind", "clause"], name="day_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.kind} on {self.day}"


class RoomTally(models.Model):
    """What one room came to, judged from its stream up to ``seq``; see ``policy.tally.RoomFacts``. No words, no names."""

    session_ref = models.CharField(max_length=20, unique=True)
    seq = models.PositiveBigIntegerField()
    opened_at = models.DateTimeField()  # the room's first entry
    began_at = models.DateTimeField(null=True)
    numbers = models.JSONField(default=dict)
    first_at = models.JSONField(default=dict)  # seconds since 1970 UTC
    staff = models.JSONField(default=list)
    teachers = models.JSONField(default=list)
    settings = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["opened_at"], name="room_tally_by_time")]

    def __str__(self) -> str:
        return f"tally of room/{self.session_ref}"


class DayStanding(models.Model):
    """How one clause stood on one day (UTC): the worst that was found that day, or else the last."""

    day = models.DateField()
    clause = models.CharField(max_length=4)
    standing = models.CharField(max_length=20)
    judged = models.PositiveBigIntegerField()
    breaches = models.PositiveBigIntegerField()
    risks = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clause", "day"], name="day_standing_once"),
            models.CheckConstraint(
                condition=Q(standing__in=[standing.value for standing in Standing]), name="standing_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(standing="kept") | Q(judged__gt=0, breaches=0, risks=0),
                name="kept_has_evidence_and_no_counter_example",
            ),
        ]
        indexes = [models.Index(fields=["day"], name="standing_by_day")]

    def __str__(self) -> str:
        return f"{self.clause} on {self.day}: {self.standing}"


class Publication(models.Model):
    """Whether the organisation shows everybody how it keeps its policy: one row, ever."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="publication_is_one_row")]

    def __str__(self) -> str:
        return f"published since {self.published_at}" if self.published_at else "not published"
