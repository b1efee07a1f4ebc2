"""What we keep of agreements: the words agreed to, who agreed, from when everybody is asked anew, and who was reminded."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class AgreedText(models.Model):
    """The words themselves of a text that somebody agreed to, so that they can be read when another is in force."""

    document = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    text = models.TextField()
    first_agreed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "version", "text_hash"], name="agreed_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.version}"


class Agreement(models.Model):
    """That a person agreed to one exact text: version, hash, the name they typed, when, how we knew them.

    ``open_seconds``: how long it had been open on their screen, if known. ``ledger_seq``: the entry that tells of it.
    ``renewal``: 0 the first time; a declaration that is made each year counts on from there, so that each year stands for itself.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="agreements")
    document = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=64)
    name_typed = models.CharField(max_length=120)
    at = models.DateTimeField()
    how_identified = models.CharField(max_length=60)
    open_seconds = models.PositiveIntegerField(null=True, blank=True)
    ledger_seq = models.PositiveBigIntegerField(null=True, blank=True)
    renewal = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "document", "version", "text_hash", "renewal"], name="agreed_once_to_a_text"
            ),
            models.CheckConstraint(
                condition=~Q(version="") & ~Q(text_hash="") & ~Q(name_typed="") & ~Q(how_identified=""),
                name="agreement_says_what_who_and_how",
            ),
        ]

    def __str__(self) -> str:
        return f"person:{self.person_id} agreed to {self.document} {self.version}"


class Campaign(models.Model):
    """That everybody is asked to agree to one exact text: from when it holds, and from when earlier ones count no more.

    Days are UTC. ``set_by`` is who chose the day, None where the policy's own number did. ``blocked_at``: when its day had come
    and that was put on record; ``reminded_on``: the last day on which somebody had those missing reminded by hand.
    """

    document = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=64)
    from_on = models.DateField()
    lapses_on = models.DateField()
    started_at = models.DateTimeField()
    set_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    blocked_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "version", "text_hash"], name="campaign_once_a_text"),
            models.CheckConstraint(
                condition=Q(lapses_on__gte=F("from_on")), name="campaign_lapses_nothing_before_it_holds"
            ),
        ]

    def __str__(self) -> str:
        return f"campaign for {self.document} {self.version}"


class Reminder(models.Model):
    """That one person was written to at one step: a second letter of that step cannot be queued, whoever tries.

    ``about`` says what it is about (``"campaign:4"``), ``step`` which letter of it (``"days:14"``); written with its letter.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=80)
    step = models.CharField(max_length=40)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "about", "step"], name="reminded_once_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.about} to person:{self.person_id}"
