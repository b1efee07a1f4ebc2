"""What we keep of every e-mail that leaves: to whom, when due, whether it went; its words for a time."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Letter(models.Model):
    """One e-mail, queued in the transaction that decided it and sent later.

    ``claimed_until`` says that one process is sending it now; ``claim`` says which, so no other marks it.
    ``useless_after`` is when it is better not sent at all, as a reminder of what is over. ``last_error`` holds the kind
    of the last failure, never a word of the letter. A letter that is copied has a second row, ``copy_of`` it, which goes
    to those whom both heads name as copied (S9).
    """

    to = models.JSONField()
    copied_to = models.JSONField(default=list, blank=True)
    copy_of = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="copies")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True, default="")
    kind = models.CharField(max_length=40, blank=True, default="")
    about = models.CharField(max_length=80, blank=True, default="")
    message_id = models.CharField(max_length=160, unique=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    useless_after = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField()
    claim = models.CharField(max_length=32, blank=True, default="")
    claimed_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    gave_up_at = models.DateTimeField(null=True, blank=True)
    content_forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(to=[]), name="letter_has_a_recipient"),
            models.CheckConstraint(
                condition=Q(copy_of__isnull=True) | ~Q(copied_to=[]), name="letter_copy_has_a_recipient"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, cancelled_at__isnull=True)
                | Q(sent_at__isnull=True, gave_up_at__isnull=True)
                | Q(cancelled_at__isnull=True, gave_up_at__isnull=True),
                name="letter_has_one_ending",
            ),
            models.CheckConstraint(
                condition=Q(next_try_at__gte=F("due_at")), name="letter_not_tried_before_due"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(sent_at__isnull=True, cancelled_at__isnull=True, gave_up_at__isnull=True),
                name="letter_waiting",
            ),
            models.Index(fields=["about", "kind"], name="letter_by_subject_matter"),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk} ({self.kind or 'letter'})"

    @property
    def envelope(self) -> list[str]:
        """The addresses this row goes to: its readers, or those it is copied to."""
        return list(self.to if self.copy_of_id is None else self.copied_to)


class Enclosure(models.Model):
    """A file that goes with a letter; its bytes are dropped once the letter has gone."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="enclosures")
    position = models.PositiveSmallIntegerField()
    filename = models.CharField(max_length=120)
    mime = models.CharField(max_length=120)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "position"], name="enclosure_in_order")]

    def __str__(self) -> str:
        return f"enclosure {self.position} of letter {self.letter_id}"
