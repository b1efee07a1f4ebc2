"""What we keep of sign-ins: the browsers somebody is signed in with, and how often something was tried; no network address."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class SignIn(models.Model):
    """One browser that an adult signed in with: its kind in plain words and when; never where it stands.

    ``mark`` is the random word by which the browser's rooms are known (see ``pages/browser_mark.py``); it opens nothing.
    ``confirmed_at`` is when the second step was last shown in it; None until then. ``code_made_at`` and ``code_sent_at`` are when
    the short code that a teacher types was made and last went to them by letter, ``code_shown_at`` when they typed it, or
    showed an account of that address instead.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_ins")
    mark = models.CharField(max_length=32, unique=True)
    browser = models.CharField(max_length=60)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    code_made_at = models.DateTimeField(null=True, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_shown_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(mark=""), name="sign_in_has_a_mark"),
            models.CheckConstraint(
                condition=Q(seen_at__gte=F("began_at")), name="sign_in_seen_after_it_began"
            ),
        ]
        indexes = [models.Index(fields=["person", "ended_at"], name="sign_in_of_person")]

    def __str__(self) -> str:
        return f"sign-in {self.pk} of person:{self.person_id}"


class SignInTries(models.Model):
    """How often something was tried at the sign-in in one span of time; of what it was only a keyed hash is kept, for a day."""

    key_hash = models.CharField(max_length=64)
    window_starts_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "sign-in tries"
        constraints = [
            models.UniqueConstraint(
                fields=["key_hash", "window_starts_at"], name="sign_in_tries_once_a_window"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tries} tries since {self.window_starts_at}"
