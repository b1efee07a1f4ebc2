"""What a case must not forget: what somebody has still to do, whom it was referred to, who was called when a clock ran out."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from chaperone.cases.rules import Agency
from chaperone.concerns.models import Concern
from chaperone.people.models import Person


class Task(models.Model):
    """Something to be done in a case, by one person, by a time; its words are sealed in the case under its number."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="tasks")
    number = models.PositiveSmallIntegerField()
    assignee = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="case_tasks")
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["concern", "number"], name="case_task_number_once"),
        ]
        indexes = [
            models.Index(fields=["assignee", "due_at"], condition=Q(done_at=None), name="case_task_open")
        ]

    def __str__(self) -> str:
        return f"task {self.number} of {self.concern.stream}"


class Referral(models.Model):
    """That a case was referred to an agency, and when their answer came; words and references are sealed in the case."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="referrals")
    number = models.PositiveSmallIntegerField()
    agency = models.CharField(max_length=20, choices=[(one.value, one.in_words) for one in Agency])
    made_at = models.DateTimeField()
    outcome_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["concern", "number"], name="referral_number_once"),
            models.CheckConstraint(
                condition=Q(agency__in=[one.value for one in Agency]), name="referral_agency_is_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome_at=None) | Q(outcome_at__gte=F("made_at")),
                name="referral_outcome_after_it",
            ),
        ]

    def __str__(self) -> str:
        return f"referral {self.number} of {self.concern.stream}"


class Call(models.Model):
    """That somebody was called because a clock ran out: once for each clock and step, however often the sweep runs."""

    class Step(models.TextChoices):
        """Who was called."""

        DEPUTY = "deputy", "The other lead was called"
        TRUSTEE = "trustee", "A trustee was called"

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="calls")
    clock_due_at = models.DateTimeField()
    step = models.CharField(max_length=8, choices=Step.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "clock_due_at", "step"], name="called_once_for_a_clock"
            ),
            models.CheckConstraint(condition=Q(step__in=["deputy", "trustee"]), name="call_step_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.step} called for {self.concern.stream}"
