"""What we keep of the organisation, its adults and the schools they meet; there is no place for a child."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from chaperone.people.agreement_models import AgreedText, Agreement, Campaign, Reminder
from chaperone.people.roles import Role
from chaperone.people.sign_in_models import SignIn, SignInTries

# Those of other files too: Django looks for models here.
__all__ = [
    "AgreedText",
    "Agreement",
    "Campaign",
    "Organisation",
    "Person",
    "PersonDirectory",
    "Reminder",
    "RoleHeld",
    "School",
    "SchoolWord",
    "SignIn",
    "SignInLink",
    "SignInTries",
    "Teacher",
    "unusable_password",
]


def unusable_password() -> str:
    """Return a password that nothing typed can ever match: people come in by personal link only."""
    return make_password(None)


class Organisation(models.Model):
    """The organisation that runs Chaperone: one row, ever."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(max_length=200)
    official_email = models.EmailField()
    phone = models.CharField(max_length=40)
    website = models.URLField(blank=True, default="")
    timezone = models.CharField(max_length=60, default="Europe/London")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="organisation_is_one_row")]

    def __str__(self) -> str:
        return self.name


class PersonDirectory(BaseUserManager["Person"]):
    """Finds a person by e-mail address, as Django's sign-in asks for it."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Return the person with this address, in whatever case it is written."""
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """An adult known to us: staff, volunteer, trustee or teacher; one row for one human being, without a password.

    There are no all-powerful accounts and no groups: what somebody may do follows from the roles they hold today.
    """

    password = models.CharField(max_length=128, default=unusable_password, editable=False)
    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=120)
    first_name = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PersonDirectory] = PersonDirectory()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name", "first_name"]

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="person_email_is_lower_case"),
            models.CheckConstraint(
                condition=Q(**{"password__startswith": "!"}), name="person_has_no_password"
            ),
            models.CheckConstraint(condition=~Q(full_name="") & ~Q(first_name=""), name="person_has_a_name"),
            models.CheckConstraint(
                condition=Q(is_active=True, left_at__isnull=True) | Q(is_active=False),
                name="person_who_left_is_not_active",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def ref(self) -> str:
        """The actor's name in the ledger and the room, such as ``"person:12"``."""
        return f"person:{self.pk}"


class RoleHeld(models.Model):
    """That a person holds a role from one day on until another, the first day it is no longer held."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles_held")
    role = models.CharField(max_length=30, choices=[(role.value, role.in_words) for role in Role])
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "roles held"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"], condition=Q(until_on__isnull=True), name="role_held_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="role_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="role_is_known"),
        ]
        indexes = [models.Index(fields=["role", "until_on"], name="role_held_by_role")]

    def __str__(self) -> str:
        return f"{self.role} held by person:{self.person_id}"


class School(models.Model):
    """A school from the open register (it has a URN), or one added by hand (it has none).

    ``asked_domain`` is what a colleague would have the domain changed to, until a second person has looked at it.
    ``search_text`` (its folded words between blanks) and ``sort_name`` are made by ``school_words`` when it is written.
    """

    class Status(models.TextChoices):
        """Whether the school is running."""

        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    urn = models.PositiveIntegerField(null=True, blank=True, unique=True)
    name = models.CharField(max_length=200)
    town = models.CharField(max_length=100, blank=True, default="")
    postcode = models.CharField(max_length=10, blank=True, default="")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    closed_on = models.DateField(null=True, blank=True)
    email_domain = models.CharField(max_length=120, blank=True, default="")
    asked_domain = models.CharField(max_length=120, blank=True, default="")
    asked_domain_by = models.ForeignKey("Person", on_delete=models.PROTECT, null=True, related_name="+")
    asked_domain_at = models.DateTimeField(null=True, blank=True)
    dsl_name = models.CharField(max_length=120, blank=True, default="")
    dsl_route = models.CharField(max_length=300, blank=True, default="")
    timezone = models.CharField(max_length=60, default="Europe/London")
    sort_name = models.CharField(max_length=200, editable=False, default="")
    search_text = models.CharField(max_length=600, editable=False, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="school_has_a_name"),
            models.CheckConstraint(condition=Q(status__in=["open", "closed"]), name="school_status_is_known"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(status="closed"),
                name="school_open_has_no_closing_day",
            ),
            models.CheckConstraint(
                condition=Q(email_domain=Lower("email_domain")), name="school_domain_is_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(asked_domain="", asked_domain_by=None, asked_domain_at=None)
                | (~Q(asked_domain="") & ~Q(asked_domain_by=None) & ~Q(asked_domain_at=None)),
                name="school_domain_is_asked_for_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(dsl_name="", dsl_route="") | (~Q(dsl_name="") & ~Q(dsl_route="")),
                name="school_dsl_has_name_and_route",
            ),
        ]
        # "open" comes after "closed" in the alphabet: descending puts open schools first.
        indexes = [models.Index(fields=["-status", "sort_name", "id"], name="school_in_list_order")]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """The school's name in plans and the ledger, such as ``"school:3"``."""
        return f"school:{self.pk}"


class SchoolWord(models.Model):
    """One folded word of a school's name, town, postcode or URN; as bytes, because their order is the same everywhere."""

    # (word, school) is the index we search; a school's own words are only sought when the register changes.
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="words", db_index=False)
    word = models.BinaryField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "school"], name="school_word_once")]

    def __str__(self) -> str:
        return bytes(self.word).decode()


class Teacher(models.Model):
    """That a person teaches at a school; verified by an address there, or one that a second person vouched for (S8)."""

    class VerifiedHow(models.TextChoices):
        """How we know that the address belongs to this teacher of this school."""

        LINK_OPENED = "link_opened", "Opened a link sent to their address at the school"
        ACCOUNT = "account", "Signed in with their account at the school"
        SCHOOL_CONFIRMED = "school_confirmed", "The school's office confirmed it on its published number"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="teaching")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="teachers")
    verified_how = models.CharField(max_length=20, choices=VerifiedHow.choices, blank=True, default="")
    verified_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    vouched_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    vouched_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(left_at__isnull=True), name="teacher_of_one_school_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(verified_how="", verified_at__isnull=True)
                | (~Q(verified_how="") & Q(verified_at__isnull=False)),
                name="teacher_verified_says_how_and_when",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("added_at")),
                name="teacher_leaves_after_joining",
            ),
            models.CheckConstraint(
                condition=Q(vouched_by=None, vouched_at=None)
                | ~Q(vouched_by=F("person")) & ~Q(vouched_at=None),
                name="teacher_is_vouched_for_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"person:{self.person_id} teaches at school:{self.school_id}"


class SignInLink(models.Model):
    """A personal way in until it expires or is replaced; of the token only a keyed hash is kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    session_ref = models.CharField(max_length=20, blank=True, default="")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("issued_at")), name="sign_in_link_expires_after_issue"
            ),
            models.UniqueConstraint(
                fields=["person", "session_ref"],
                condition=Q(replaced_at__isnull=True),
                name="sign_in_link_one_live_for_each_purpose",
            ),
        ]

    def __str__(self) -> str:
        return f"sign-in link {self.pk} of person:{self.person_id}"
