"""What we keep of a concern: where it came from, whose it is, by when, who reads it and who must not; never its words."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from chaperone.people.models import Person, School

REF_LENGTH = 10


class Concern(models.Model):
    """That somebody said they were worried.

    The words are in the ledger stream ``case/<ref>``, sealed, and nowhere else. Session and seat are kept as refs and
    not as keys: the case outlives both, on its own schedule (decision 6).
    """

    class Source(models.TextChoices):
        """The way it reached the one queue (U4)."""

        ROOM = "room", "“I’m worried” in the room"
        CHAT = "chat", "Room chat"
        NOTES = "notes", "Session notes"
        STAFF = "staff", "A colleague’s report"
        PUBLIC = "public", "The public report page"

    class Status(models.TextChoices):
        """How far it has come. Each stage but the last has a clock that runs until somebody acts (R2)."""

        WAITING = "waiting", "Waiting"
        ACKNOWLEDGED = "acknowledged", "Taken on"
        ACTING = "acting", "Being acted on"
        REVIEW = "review", "To be looked at again"
        CLOSED = "closed", "Closed"

    class Kind(models.TextChoices):
        """What it is, as triage found. A low-level concern about an adult is kept apart from all others."""

        ABUSE = "abuse", "Abuse"
        NEGLECT = "neglect", "Neglect"
        SEXUAL_IMAGE = "sexual_image", "A sexual image"
        GROOMING = "grooming", "Grooming or exploitation"
        SELF_HARM = "self_harm", "Self-harm or suicide"
        BULLYING = "bullying", "Bullying"
        HATE = "hate", "Hate"
        RADICALISATION = "radicalisation", "Extremism"
        CONTACT = "contact", "A young person approached one of us"
        ADULT = "adult", "Harm by an adult of ours"
        LOW_LEVEL = "low_level", "Low-level concern about an adult"
        OTHER = "other", "Something else"

    class Risk(models.TextChoices):
        """How grave it is, as triage found."""

        NOW = "now", "Immediate danger"
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    ref = models.CharField(max_length=REF_LENGTH, unique=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    session_ref = models.CharField(max_length=20, blank=True, default="")
    seat_ref = models.CharField(max_length=20, blank=True, default="")
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns"
    )
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.WAITING)
    kind = models.CharField(max_length=16, choices=Kind.choices, blank=True, default="")
    risk = models.CharField(max_length=8, choices=Risk.choices, blank=True, default="")
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns_owned"
    )
    unowned_since = models.DateTimeField(null=True, blank=True)
    clock_due_at = models.DateTimeField(null=True, blank=True)
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns_acknowledged"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="waiting", acknowledged_at=None, acknowledged_by=None)
                | ~Q(status="waiting") & Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="concern_taken_on_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(source__in=["room", "chat", "notes", "staff", "public"]),
                name="concern_source_is_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "acknowledged", "acting", "review", "closed"]),
                name="concern_status_is_known",
            ),
            # Nobody's only where nobody at all is left who may look after it; the sweep looks again each minute.
            models.CheckConstraint(
                condition=Q(status="closed")
                | Q(owner__isnull=False, unowned_since=None)
                | Q(owner=None, unowned_since__isnull=False),
                name="concern_open_has_an_owner",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", clock_due_at=None)
                | ~Q(status="closed") & Q(clock_due_at__isnull=False),
                name="concern_open_has_a_running_clock",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False, answered_at__isnull=False)
                | ~Q(status="closed") & Q(closed_at=None),
                name="concern_closed_after_its_answer",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "acknowledged"]) | ~Q(kind="") & ~Q(risk=""),
                name="concern_acted_on_after_triage",
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("raised_at")), name="concern_due_after_raised"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status="waiting"), name="concern_waiting"),
            models.Index(fields=["-raised_at", "-id"], name="concern_newest_first"),
            models.Index(fields=["session_ref"], name="concern_of_session"),
            models.Index(fields=["clock_due_at"], condition=~Q(status="closed"), name="concern_clock_runs"),
        ]

    def __str__(self) -> str:
        return self.stream

    @property
    def stream(self) -> str:
        """Name of its ledger stream; letters are ``about`` the same."""
        return f"case/{self.ref}"


class KeptFrom(models.Model):
    """That this concern does not exist for a person, whatever roles they hold: it is about them, or about who leads them."""

    class Why(models.TextChoices):
        """Why they are kept from it."""

        ABOUT_THEM = "about_them", "It is about them"
        ANSWERS_TO = "answers_to", "They answer to whom it is about"

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="kept_from")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kept_from_concerns")
    why = models.CharField(max_length=12, choices=Why.choices)
    since = models.DateTimeField()

    class Meta:
        verbose_name_plural = "kept from"
        constraints = [
            models.UniqueConstraint(fields=["concern", "person"], name="kept_from_once"),
            models.CheckConstraint(
                condition=Q(why__in=["about_them", "answers_to"]), name="kept_from_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concern.stream} is kept from person:{self.person_id}"


class Reader(models.Model):
    """That a person may read this concern although no role of theirs says so: need to know, for as long as that lasts."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="readers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="concerns_read")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "person"], condition=Q(until=None), name="reader_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="reader_ends_after_beginning"
            ),
        ]

    def __str__(self) -> str:
        return f"person:{self.person_id} reads {self.concern.stream}"
