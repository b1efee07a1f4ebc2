"""What may be seen of the first set-up: whether it is open, to whom, and how far it is."""

from __future__ import annotations

import contextlib
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from chaperone.first_run.models import FirstRun
from chaperone.first_run.rules import FIRST_ROLES, Standing
from chaperone.outbox.models import Letter
from chaperone.people.models import Person
from chaperone.people.queries import organisation, people_with_role
from chaperone.people.roles import Role
from chaperone.policy.pack import PackRefused, files_to_begin_with, load_pack

STEPS = ("organisation", "address", "post", "policy", "people", "finish")
"""The steps of the set-up, in order; each is the last word of its page's address."""


def hash_of(word: str) -> str:
    """Return the keyed hash by which a secret or a browser's mark is kept."""
    return salted_hmac("chaperone.first-run", word, algorithm="sha256").hexdigest()


def is_needed() -> bool:
    """Say whether this is an installation that nobody has set up: nobody is known, or a set-up was begun and not completed."""
    run = FirstRun.objects.first()
    return run.completed_at is None if run else not Person.objects.exists()


def open_run() -> FirstRun | None:
    """Return the set-up that was begun and is not completed, or None: then its pages are not there."""
    return FirstRun.objects.filter(completed_at=None).select_related("test_letter").first()


def may_go_on(mark: str) -> bool:
    """Say whether the browser with this mark is the one that opened the set-up."""
    run = open_run() if mark else None
    return bool(run and run.browser_hash and constant_time_compare(run.browser_hash, hash_of(mark)))


def holders(on: date) -> dict[Role, list[Person]]:
    """Return who holds each first role on the day ``on`` (UTC)."""
    return {role: list(people_with_role(role, on)) for role in FIRST_ROLES}


def standing(on: date) -> Standing:
    """Return how far the set-up is, for the rules."""
    people = {role: frozenset(one.pk for one in held) for role, held in holders(on).items()}
    return Standing(organisation() is not None, people)


class PackChoice(NamedTuple):
    """A policy pack that the set-up can begin with."""

    id: str
    title: str


def packs_to_choose() -> list[PackChoice]:
    """Return the packs an organisation can begin with: no rehearsals, and first the one that is in force."""
    found: dict[str, PackChoice] = {}
    for path in files_to_begin_with():
        with contextlib.suppress(PackRefused):  # the doctor says what is wrong with it
            pack = load_pack(path)
            if not pack.rehearsal:
                found.setdefault(pack.id, PackChoice(pack.id, f"{pack.title}, version {pack.version}"))
    ours = settings.CHAPERONE_PACK
    found.setdefault(ours, PackChoice(ours, ours))
    return sorted(found.values(), key=lambda pack: pack.id != ours)


def steps_done(run: FirstRun, on: date) -> frozenset[str]:
    """Return the steps that need nothing more."""
    stands = standing(on)
    done = {
        "organisation": stands.has_organisation,
        "address": run.public_url_seen == settings.CHAPERONE_PUBLIC_URL,
        "post": went(run.test_letter),
        "policy": run.pack_id == settings.CHAPERONE_PACK,
        "people": all(stands.people.values()),
    }
    return frozenset(step for step, is_done in done.items() if is_done)


def went(letter: Letter | None) -> bool:
    """Say whether the mail server took a letter."""
    return letter is not None and letter.sent_at is not None
