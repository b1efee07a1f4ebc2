"""Who may be known to us, hold a role, teach at a school, sign in and agree: plain rules, no database."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chaperone.people.addresses import (
    fold_domain,
    is_at,
    is_domain,
    is_personal_mail,
    is_shared_by_many_schools,
    is_shared_mailbox,
    may_be_a_pupils,
    split_address,
)
from chaperone.people.roles import Role
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

MANAGES_PEOPLE: Final = frozenset({Role.SAFEGUARDING_LEAD, Role.DEPUTY_LEAD, Role.ADMINISTRATOR})
MANAGES_SCHOOLS: Final = MANAGES_PEOPLE | {Role.FACILITATOR}
SEES_PEOPLE: Final = MANAGES_SCHOOLS | {Role.ONLINE_PRESENCE_LEAD, Role.SUPERVISOR, Role.TRUSTEE}
APPOINTS_LEADS: Final = frozenset({Role.SAFEGUARDING_LEAD, Role.TRUSTEE})
LEADS: Final = frozenset({Role.SAFEGUARDING_LEAD, Role.DEPUTY_LEAD})

NAME_LENGTH_LIMIT: Final = 120
ROUTE_LENGTH_LIMIT: Final = 300
DOCUMENT_CLAUSES: Final = {
    "teacher-terms": "Y1",
    "staff-policy": "S1",
    "pupil-rules": "Y3",
    "personal-accounts": "S4",
}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who wants something done: the roles they hold today; ``roles is None`` for the system itself (its operator)."""

    person_id: int | None
    roles: frozenset[Role] | None


SYSTEM: Final = Asker(None, None)


def is_plain_line(text: str, longest: int) -> bool:
    """Say whether ``text`` is one visible line of at most ``longest`` characters: no control or direction marks."""
    unseen = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    visible = text.isprintable() or not any(unicodedata.category(character) in unseen for character in text)
    return visible and text.strip() != "" and len(text) <= longest


def may_be_called(name: str) -> Verdict:
    """Say whether ``name`` can be shown as somebody's name or the name of a thing: one plain line, at most 120 long."""
    if not name.strip():
        return Refused("", "A name is missing.", "Type the name.")
    if not is_plain_line(name, NAME_LENGTH_LIMIT):
        return Refused(
            "",
            f"A name is one line of ordinary characters, at most {NAME_LENGTH_LIMIT} of them.",
            "Type the name again rather than pasting it.",
        )
    return ALLOWED


@carries_out("S7")
def may_be_person(email: str) -> Verdict:
    """Say whether ``email`` can stand for one human being.

    A shared mailbox cannot: whoever opens it would count as the same adult, and persons are what we count (S7).
    """
    address = split_address(email)
    if address is None:
        return Refused(
            "", "That is not an e-mail address.", "Write it like name@school.example, without the name."
        )
    if is_shared_mailbox(address):
        return Refused(
            "S7",
            "That is a shared mailbox, so we could not tell who is using it.",
            "Use the person's own work address.",
        )
    return ALLOWED


@carries_out("S8", "P12")
def may_be_school_domain(domain: str) -> Verdict:
    """Say whether ``domain`` can be one school's own: not a personal mail provider, not an ending many schools share."""
    folded = fold_domain(domain)
    if not is_domain(folded):
        return Refused(
            "S8", "That is not an internet domain.", "Write what follows the @ in staff addresses."
        )
    if is_personal_mail(folded):
        return Refused(
            "S8",
            "Anybody can open a mailbox there, so it cannot be a school's own domain.",
            "Find the school's domain on its website.",
        )
    if is_shared_by_many_schools(folded):
        return Refused(
            "S8",
            "Many schools share that ending.",
            "Write the school's own part in front of it as well.",
        )
    return ALLOWED


@carries_out("S8", "M2")
def may_teach_at(email: str, school_domain: str, *, vouched: bool = False) -> Verdict:
    """Say whether somebody with ``email`` may be a teacher of the school that owns ``school_domain``.

    The address must be a person's own, at that domain or below it, and not where pupils have theirs (S8).

    Args:
        vouched: that a second person at the organisation has confirmed an address elsewhere; it excuses nothing else.
    """
    address = split_address(email)
    personal = may_be_person(email)
    if address is None or not personal:
        return personal
    if is_personal_mail(address.domain):
        return Refused(
            "S8",
            "That is a personal mailbox. We write to teachers only at their school.",
            "Ask for the address the school gave them.",
        )
    domain = fold_domain(school_domain)
    if not domain:
        return Refused(
            "S8", "We do not know this school's domain yet.", "Add it from the school's website first."
        )
    if not is_at(address.domain, domain) and not vouched:
        return Refused(
            "S8",
            "That address is not at this school's domain.",
            f"Use an address that ends in @{domain}, or add them at the school's page for a second person to confirm.",
        )
    if may_be_a_pupils(address, domain):
        return Refused(
            "S8",
            "That looks like a mailbox the school gives to pupils.",
            "Use the teacher's own staff address.",
        )
    return ALLOWED


@carries_out("M2")
def may_take_part(status: str) -> Verdict:
    """Say whether a school with this status (``"open"`` or ``"closed"``) may be chosen for anything new."""
    if status != "open":
        return Refused("M2", "This school has closed.", "Look for the school that took its place.")
    return ALLOWED


def may_manage_people(asker: Asker) -> Verdict:
    """Say whether the asker may add people, change roles and sign people out."""
    if asker.roles is None or asker.roles & MANAGES_PEOPLE:
        return ALLOWED
    return Refused("", "This is not something you can do.", "Ask an administrator or the safeguarding lead.")


def may_manage_schools(asker: Asker) -> Verdict:
    """Say whether the asker may add schools and teachers, and change a school's details."""
    if asker.roles is None or asker.roles & MANAGES_SCHOOLS:
        return ALLOWED
    return Refused("", "This is not something you can do.", "Ask a facilitator or an administrator.")


@carries_out("Y11")
def may_set_school_contact(asker: Asker, teaches_here: bool) -> Verdict:
    """Say whether the asker may say who the school's own safeguarding lead is: staff, or a verified teacher there."""
    return ALLOWED if teaches_here else may_manage_schools(asker)


@carries_out("R2")
def may_hold_role(role: Role, held: Collection[Role], is_active: bool) -> Verdict:
    """Say whether a person who holds ``held`` today may be given ``role`` as well.

    The deputy stands in for the lead, and takes over when the lead is the one complained about (R2), so one person
    cannot be both.
    """
    if not is_active:
        return Refused("", "This person has left.", "Choose somebody who is still with us.")
    if role in held:
        return Refused("", f"They are {role.in_words} already.", "Their page says since when.")
    if role in LEADS and LEADS & set(held):
        return Refused(
            "R2",
            "The safeguarding lead and the deputy must be two different people.",
            "Choose somebody else, or end the other role first.",
        )
    return ALLOWED


@carries_out("R2")
def may_appoint(asker: Asker, role: Role) -> Verdict:
    """Say whether the asker decides who holds ``role``: trustees and the safeguarding lead decide about leads."""
    if asker.roles is None:
        return ALLOWED
    if role in LEADS and not asker.roles & APPOINTS_LEADS:
        return Refused(
            "R2", f"Who is {role.in_words} is not yours to decide.", "Ask a trustee or the safeguarding lead."
        )
    return ALLOWED if role in LEADS else may_manage_people(asker)


@carries_out("R2")
def may_grant_role(asker: Asker, role: Role, to_person_id: int) -> Verdict:
    """Say whether the asker may give ``role`` to this person: what they decide about, and never to themselves."""
    if asker.person_id is not None and asker.person_id == to_person_id:
        return Refused("R2", "Nobody gives a role to themselves.", "Ask a colleague to do it.")
    if role is Role.TEACHER:
        return Refused("S8", "Teachers belong to a school.", "Add them at their school.")
    return may_appoint(asker, role)


@carries_out("Y11")
def may_be_school_contact(dsl_name: str, dsl_route: str) -> Verdict:
    """Say whether a name (or a role) and a way to reach them can be shown to pupils as their school's safeguarding lead."""
    if not is_plain_line(dsl_name, NAME_LENGTH_LIMIT):
        return Refused("Y11", "Say who the school's safeguarding lead is.", "A name or a role, on one line.")
    if not is_plain_line(dsl_route, ROUTE_LENGTH_LIMIT):
        return Refused(
            "Y11", "Say how a pupil reaches them.", "A room, an office or a school number, on one line."
        )
    return ALLOWED


@carries_out("Y1", "S1", "Y3")
def may_agree(document: str, name_typed: str, hash_seen: str, hash_current: str) -> Verdict:
    """Say whether a person may agree to the current text of ``document`` by typing a name.

    Args:
        hash_seen: of the text that was on their screen; ``""`` when the caller has just shown the current one.
        hash_current: of the text in force.
    """
    clause = DOCUMENT_CLAUSES.get(document, "")
    if document == "pupil-rules":
        return Refused(
            "Y3", "Pupils agree for themselves, each at their own seat.", "Nobody can agree in their place."
        )
    if hash_seen and hash_seen != hash_current:
        return Refused(clause, "The text has changed since you opened it.", "Please read the new one.")
    if not is_plain_line(name_typed, NAME_LENGTH_LIMIT) or not any(c.isalpha() for c in name_typed):
        return Refused(
            clause, "Please type your name to agree.", "Your name, the version and the time are kept."
        )
    return ALLOWED


@carries_out("S1", "Y1")
def is_agreement_in_force(agreed: tuple[str, str] | None, current: tuple[str, str], document: str) -> Verdict:
    """Say whether what was agreed to (version, text hash; None when nothing) is the text in force now."""
    clause = DOCUMENT_CLAUSES.get(document, "")
    if agreed is None:
        return Refused(clause, "Not agreed yet.", "Read the text and agree to it.")
    if agreed == current:
        return ALLOWED
    if agreed[0] == current[0]:
        return Refused(clause, "The text has changed since it was agreed to.", "Read it and agree again.")
    sentence = f"Agreed to version {agreed[0]}; version {current[0]} is in force."
    return Refused(clause, sentence, "Read and agree again.")


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """What decides whether a sign-in link still opens: its own times, whether its person is with us, whether it is used up."""

    expires_at: datetime
    replaced_at: datetime | None
    person_is_active: bool
    is_used_up: bool = False


@carries_out("S8")
def may_sign_in(link: LinkFacts | None, now: datetime) -> Verdict:
    """Say whether a link opens at ``now``; ``link`` is None when no such link was ever issued."""
    if link is None or not link.person_is_active:
        # A leaver's link looks like one that never was: it says nothing about who has left.
        return Refused(
            "S8", "We do not know this link.", "Check that you copied all of it, or ask for a new one."
        )
    if link.replaced_at is not None:
        return Refused("S8", "This link was replaced by a newer one.", "Look for the newest message from us.")
    if link.is_used_up:
        return Refused("S8", "This link has been used; it works once.", "Ask for a new one.")
    if now >= link.expires_at:
        return Refused("S8", "This link has expired.", "Ask for a new one.")
    return ALLOWED
