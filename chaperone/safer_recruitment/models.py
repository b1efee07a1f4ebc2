"""What we keep of safer recruitment: that a check was seen, by whom and when; never a copy of it, there is no place for one."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from chaperone.people.models import Person
from chaperone.safer_recruitment.rules import NUMBER_LENGTH_LIMIT, Kind, Seen


class Check(models.Model):
    """That somebody of ours saw a check of a colleague, took up a reference or held an induction.

    ``number`` is emptied some months after the person has left. ``seen_by`` is None for the operator at the command line.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.in_words) for kind in Kind])
    number = models.CharField(max_length=NUMBER_LENGTH_LIMIT, blank=True, default="")
    seen_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="checks_seen")
    seen_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="check_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("seen_on")),
                name="check_expires_after_it_was_seen",
            ),
            models.CheckConstraint(
                condition=Q(seen_by__isnull=True) | ~Q(seen_by=F("person")), name="check_is_seen_by_another"
            ),
        ]
        indexes = [models.Index(fields=["expires_on"], name="check_running_out")]

    def __str__(self) -> str:
        return f"{self.kind} of person:{self.person_id}"

    @property
    def as_seen(self) -> Seen:
        """The check as the rules take it."""
        return Seen(Kind(self.kind), self.number, self.seen_on, self.expires_on)
