"""What we keep of training: each time a course or a drill was taken, in which version, how it went, and until when it counts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from chaperone.people.models import Person


class CourseTaken(models.Model):
    """That somebody answered all questions of a course once: passed when every answer was right.

    ``ticket`` is of the sheet they had before them, so that one sheet counts once. ``ledger_seq`` is the entry of the
    organisation's stream that tells of it.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="courses_taken")
    course = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    text_hash = models.CharField(max_length=64)
    asked = models.PositiveSmallIntegerField()
    right = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    ticket = models.CharField(max_length=32, unique=True)
    ledger_seq = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "courses taken"
        constraints = [
            models.CheckConstraint(condition=Q(asked__gt=0, right__lte=F("asked")), name="course_was_asked"),
            models.CheckConstraint(
                condition=Q(right=F("asked"), valid_until__isnull=False, valid_until__gt=F("at"))
                | Q(right__lt=F("asked"), valid_until=None),
                name="course_passed_only_with_all_right",
            ),
        ]
        indexes = [models.Index(fields=["person", "course", "valid_until"], name="course_taken_by_person")]

    def __str__(self) -> str:
        return f"person:{self.person_id} took {self.course} {self.version}"

    @property
    def passed(self) -> bool:
        """Whether every answer was right."""
        return self.valid_until is not None


class DrillTaken(models.Model):
    """That somebody answered a response drill once; ``seconds`` is how long it took, None when taken without the clock."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="drills_taken")
    drill = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    text_hash = models.CharField(max_length=64)
    seconds = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    ticket = models.CharField(max_length=32, unique=True)
    ledger_seq = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "drills taken"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("at")), name="drill_counts_after_it"
            ),
        ]
        indexes = [models.Index(fields=["person", "valid_until"], name="drill_taken_by_person")]

    def __str__(self) -> str:
        return f"person:{self.person_id} took the drill {self.drill}"

    @property
    def passed(self) -> bool:
        """Whether they did all that must be done, nothing that must not, and in time."""
        return self.valid_until is not None
