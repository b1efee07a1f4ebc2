"""What we keep of the first set-up: one row that says how far it is, and who may go on with it; of secrets only hashes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from chaperone.outbox.models import Letter


class FirstRun(models.Model):
    """How far the first set-up is: one row, made for an empty installation only. What it set up stands in its own place.

    ``secret_hash`` is of the secret on the console, empty once somebody opened the set-up with it; ``browser_hash`` is of
    the mark that this one browser carries since.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    secret_hash = models.CharField(max_length=64, blank=True, default="")
    browser_hash = models.CharField(max_length=64, blank=True, default="")
    begun_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    public_url_seen = models.CharField(max_length=200, blank=True, default="")
    test_letter = models.ForeignKey(Letter, models.SET_NULL, null=True, blank=True, related_name="+")
    pack_id = models.CharField(max_length=60, blank=True, default="")
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="first_run_is_one_row"),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | Q(secret_hash="", browser_hash=""),
                name="first_run_completed_opens_to_nobody",
            ),
        ]

    def __str__(self) -> str:
        return "the first set-up"
