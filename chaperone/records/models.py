"""What we keep of a dossier: that it was sealed, over which heads, when it goes and when it went; no words."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Dossier(models.Model):
    """The record of one session: sealed when it was closed, destroyed when its time is over.

    The words are in the ledger and only read from there. A session that was never closed has no sealed dossier, but
    its records go all the same: then ``sealed_at`` stays empty. The row outlives the records, to say that they were.
    """

    session_ref = models.CharField(max_length=20, unique=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    destroy_on = models.DateField()
    destroy_at = models.DateTimeField()
    room_seq = models.PositiveBigIntegerField(default=0)
    room_hash = models.CharField(max_length=64, blank=True, default="")
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sealed_at=None, room_seq=0, room_hash="") | Q(sealed_at__isnull=False),
                name="dossier_sealed_says_over_what",
            ),
            models.CheckConstraint(
                condition=Q(destroyed_at=None) | Q(destroyed_at__gte=F("destroy_at")),
                name="dossier_not_destroyed_before_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["destroy_at"], condition=Q(destroyed_at=None), name="dossier_to_destroy")
        ]

    def __str__(self) -> str:
        return f"dossier of session/{self.session_ref}"


class RuleOutcome(models.Model):
    """How often adults found in a month that what one rule held or refused was fine, and how often that the rule was right.

    Counts only: no words, no seat, no session. They stay, so that a rule that is often wrong shows.
    """

    month = models.DateField()  # its first day
    rule = models.CharField(max_length=80)
    asked = models.BooleanField()  # whether a pupil had asked an adult to look again
    fine = models.PositiveIntegerField(default=0)
    right = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "rule", "asked"], name="rule_outcome_once_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.rule} in {self.month:%B %Y}"
