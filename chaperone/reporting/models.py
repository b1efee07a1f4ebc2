"""What we keep of a receipt: marks that tell its phrase and its form when they come again, and neither of them; no words."""

from __future__ import annotations

from django.db import models

from chaperone.concerns.models import Concern


class Receipt(models.Model):
    """That a report was sent from outside, and can be come back to by its phrase.

    ``phrase_mark`` is a slow, keyed hash of the five words; ``form_mark`` a keyed hash of the form's own token, so that a form sent
    twice makes one report. Who sent it is not here, nor anything about their browser.
    """

    concern = models.OneToOneField(Concern, on_delete=models.CASCADE, related_name="receipt")
    phrase_mark = models.CharField(max_length=64, unique=True)
    form_mark = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    used_on = models.DateField()  # the last day it was of use, on either side

    class Meta:
        indexes = [models.Index(fields=["used_on"], name="receipt_last_used")]

    def __str__(self) -> str:
        return f"receipt of {self.concern.stream}"


class PhraseTries(models.Model):
    """How many wrong phrases were tried in one span of ten minutes: all together, or with the same first two words."""

    of = models.CharField(max_length=64)  # a keyed hash, or "all"
    window_starts_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "phrase tries"
        constraints = [
            models.UniqueConstraint(fields=["of", "window_starts_at"], name="phrase_tries_once_a_window")
        ]

    def __str__(self) -> str:
        return f"{self.tries} tries since {self.window_starts_at}"
