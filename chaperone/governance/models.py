"""What we keep of how the policy itself is changed: drafts with what was changed, advised and approved, and published versions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from chaperone.people.models import Person


class Draft(models.Model):
    """A next version while it is being written. One at most is open; ``changes`` is parameter → new value.

    ``text_hash`` is the pack's hash while it is put forward: advice and approvals are for exactly that content.
    """

    class Status(models.TextChoices):
        """How far it is."""

        WRITING = "writing", "Being written"
        PUT_FORWARD = "put_forward", "Put forward"
        PUBLISHED = "published", "Published"
        DROPPED = "dropped", "Dropped"

    ref = models.CharField(max_length=10, unique=True)
    pack_id = models.CharField(max_length=100)
    version = models.PositiveIntegerField()  # the number it will have
    before = models.PositiveIntegerField()  # the version it started from
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.WRITING)
    changes = models.JSONField(default=dict)
    why = models.TextField(blank=True, default="")
    text_hash = models.CharField(max_length=64, blank=True, default="")
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    put_forward_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pack_id"],
                condition=Q(status__in=["writing", "put_forward"]),
                name="policy_draft_open_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["writing", "dropped"]) | (~Q(text_hash="") & ~Q(why="")),
                name="policy_draft_put_forward_says_what_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"draft of {self.pack_id} {self.version}"


class DraftChange(models.Model):
    """That somebody changed one parameter of a draft: from what, to what, when."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="steps")
    name = models.CharField(max_length=60)
    before = models.JSONField()
    after = models.JSONField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} in {self.draft_id}"


class Advice(models.Model):
    """What the safeguarding lead or the deputy said of a draft, for exactly the content with this hash."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="advice")
    text_hash = models.CharField(max_length=64)
    words = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"advice on {self.draft_id}"


class Approval(models.Model):
    """That somebody approved a draft with exactly this content."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="approvals")
    text_hash = models.CharField(max_length=64)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "text_hash", "by"], name="policy_approved_once"),
        ]

    def __str__(self) -> str:
        return f"approval of {self.draft_id}"


class PublishedPack(models.Model):
    """A version of the policy that was published: its file, word for word, and the day it holds from (midnight UTC)."""

    pack_id = models.CharField(max_length=100)
    version = models.PositiveIntegerField()
    from_on = models.DateField()
    text = models.TextField()
    text_hash = models.CharField(max_length=64)
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="published")
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack_id", "version"], name="policy_version_published_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.version}"


class LinkedPolicy(models.Model):
    """Another policy of the organisation through which online safety runs (U3): whose it is, and where it says so."""

    name = models.CharField(max_length=120, unique=True)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    where_covered = models.CharField(max_length=300)  # such as "section 4, page 7"
    place = models.CharField(max_length=300)  # a link, or where it lies
    next_review_on = models.DateField()
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "linked policies"
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(where_covered="") & ~Q(place=""), name="linked_policy_says_where"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LinkedConfirmation(models.Model):
    """That somebody read a linked policy again and found that online safety still runs through it."""

    linked = models.ForeignKey(LinkedPolicy, on_delete=models.PROTECT, related_name="confirmations")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["linked", "at"], name="linked_confirmed_by_time")]

    def __str__(self) -> str:
        return f"{self.linked_id} confirmed"


class Channel(models.Model):
    """A way by which young people are reached (A1): whose it is, where it is carried out, or that we do not use its kind."""

    kind = models.CharField(max_length=60)  # of the policy's kinds of channel
    name = models.CharField(max_length=120, unique=True)
    is_used = models.BooleanField(default=True)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    where = models.CharField(max_length=300)  # where it is carried out, and how; or why there is none
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="") & ~Q(name="") & ~Q(where=""), name="channel_says_what_and_where"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LawCheck(models.Model):
    """That somebody looked whether a source of law still says what the law map says, and who owns it until the next time."""

    source = models.CharField(max_length=60)  # a key of governance/data/laws.yaml
    note = models.CharField(max_length=500, blank=True, default="")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["source", "at"], name="law_checked_by_time")]

    def __str__(self) -> str:
        return f"{self.source} checked"


class Review(models.Model):
    """The review of one year: opened with the year's evidence, signed by a lead and a trustee, or set aside by a trustee.

    ``numbers`` are frozen when the second of them signs; the yearly statement is made of nothing else.
    """

    year = models.PositiveSmallIntegerField(unique=True)
    opened_at = models.DateTimeField()
    due_on = models.DateField()  # its last day
    closed_at = models.DateTimeField(null=True)
    numbers = models.JSONField(default=dict)
    waived_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    waived_until = models.DateField(null=True)
    waived_why = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(waived_by=None, waived_until=None, waived_why="")
                | (Q(waived_by__isnull=False, waived_until__isnull=False) & ~Q(waived_why="")),
                name="review_waiver_says_who_why_and_until_when",
            ),
        ]

    def __str__(self) -> str:
        return f"review of {self.year}"


class ReviewSignature(models.Model):
    """That somebody signed a review, as a lead or as a trustee, with what they say about the year."""

    class Side(models.TextChoices):
        """As what they signed."""

        LEAD = "lead", "Safeguarding lead"
        TRUSTEE = "trustee", "Trustee"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=8, choices=Side.choices)
    words = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "side"], name="review_signed_once_a_side"),
            models.UniqueConstraint(fields=["review", "by"], name="review_signed_by_two"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} signed as {self.side}"
