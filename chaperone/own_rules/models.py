"""What we keep of the organisation's own screening rules: each version with its state and what it was tried on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from chaperone.people.models import Person
from chaperone.screening.wording import PATTERN_LENGTH_LIMIT, SENTENCE_LENGTH_LIMIT, Wording


class OwnRule(models.Model):
    """One version of one rule. A version is never changed: a change is a new version, and one at most is live."""

    class Status(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", "Tried, not in use"
        LIVE = "live", "In use"
        RETIRED = "retired", "No longer in use"

    class Whose(models.TextChoices):
        """Whose words it reads."""

        PUPILS = "pupils", "What pupils write"
        ADULTS = "adults", "What adults write to the room"
        EVERYBODY = "everybody", "What anybody writes"

    ref = models.CharField(max_length=10)
    version = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DRAFT)
    label = models.CharField(max_length=30)
    clause = models.CharField(max_length=4)
    whose = models.CharField(max_length=10, choices=Whose.choices, default=Whose.PUPILS)
    is_expression = models.BooleanField(default=False)
    pattern = models.CharField(max_length=PATTERN_LENGTH_LIMIT)
    sentence = models.CharField(max_length=SENTENCE_LENGTH_LIMIT)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="own_rules")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ref", "version"], name="own_rule_version_once"),
            models.UniqueConstraint(fields=["ref"], condition=Q(status="live"), name="own_rule_live_once"),
        ]

    def __str__(self) -> str:
        return f"own/{self.ref}/{self.version}"

    @property
    def wording(self) -> Wording:
        """The rule as screening takes it."""
        return Wording(
            self.ref,
            self.version,
            self.label,
            self.clause,
            self.whose,
            self.is_expression,
            self.pattern,
            self.sentence,
        )
