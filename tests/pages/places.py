"""Every address of the site filled in: about what is one visitor's own, and about what is another's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings as of_the_test_run
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from chaperone.concerns.actions import raise_concern
from chaperone.governance.actions.channels import keep_channel
from chaperone.governance.actions.drafts import begin_draft
from chaperone.governance.actions.registers import keep_linked
from chaperone.governance.channel_rules import ChannelWords
from chaperone.governance.models import Review
from chaperone.governance.register_rules import LinkedWords
from chaperone.people.actions.campaigns import begin_campaign
from chaperone.people.agreement_queries import text_on
from chaperone.policy.pack import pack_named
from chaperone.safer_recruitment.models import Check
from chaperone.sessions.models import Session
from tests.pages.town import Clock, Town, first_seat
from tests.sessions.cast import A_DAY, NOW, done


def patterns(of: URLResolver | None = None) -> Iterator[URLPattern]:
    """Yield every address the site answers to."""
    for entry in (of or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


@dataclass
class Places:
    """What addresses are about: own, and another's."""

    town: Town
    clock: Clock

    def __post_init__(self) -> None:
        town = self.town
        self.sealed, self.other_sealed = town.sealed(), town.other_sealed()
        self.concern = self._concern(town.own)
        self.other_concern = self._concern(town.other)
        self.letter = _a_letter()
        self.rule = town.own_rule()
        entry = LinkedWords("complaints", "page 2", "The shared folder", (NOW + A_DAY).date())
        self.linked = done(keep_linked(entry, town.charity.lead, town.charity.lead, NOW)).pk
        numbers = pack_named("online-safeguarding").parameters
        said = ChannelWords("posts", "Posts", is_used=True, where="Here")
        self.channel = done(keep_channel(said, town.charity.lead, town.charity.lead, numbers, NOW)).pk
        Review.objects.create(year=2026, opened_at=NOW, due_on=(NOW + A_DAY).date())
        self.draft = done(begin_draft(town.charity.lead, NOW)).ref
        self.campaign = begin_campaign(
            text_on("staff-policy", NOW.date()), NOW.date(), NOW.date(), None, NOW
        ).pk
        self.check = Check.objects.create(
            person=town.trustee, kind="induction", seen_on=NOW.date(), written_at=NOW
        ).pk

    def _concern(self, session: Session) -> str:
        seat = first_seat(session)
        return raise_concern("room", seat.school.ref, session.ref, seat.ref, "words", NOW).ref

    def subjects(self, route: str, own: bool) -> dict[str, object]:
        """Return the words of a route's address: about what is the visitor's own, or about another's."""
        town = self.town
        session = town.own if own else town.other
        if "dossier" in route:
            session = self.sealed if own else self.other_sealed
        teacher = town.charity.teacher if own else town.other_teacher
        person = teacher.person_id if "session-" in route else town.trustee.pk
        if route.startswith("school-"):
            person = town.charity.teacher.person_id
        return {
            "session_ref": session.ref,
            "seat_ref": first_seat(town.own if own else town.other).ref,
            "person_id": person,
            "school_id": town.charity.school.pk,
            "concern_ref": self.concern if own else self.other_concern,
            "clause_id": "M9",
            "rule_ref": self.rule,
            "draft_ref": self.draft,
            "linked_id": self.linked,
            "channel_id": self.channel,
            "source": "dpia",
            "year": 2026,
            "side": "lead",
            "parameter": "notes_due_hours",
            "version": 1,
            "course": "safeguarding-lead",
            "token": "no-such-token",
            "provider": "google",
            "letter_id": self.letter,
            "number": 1,
            "step_id": 1,
            "mark": "a1b2c3d4",
            "kind": "staff",
            "step": "close" if route == "concern-step" else "organisation",
            "check_id": self.check,
            "campaign_id": self.campaign,
            "document": "staff-policy" if own else "teacher-terms",
        }

    def address(self, route: str, own: bool) -> str:
        """Return the address."""
        pattern = next(pattern for pattern in patterns() if pattern.name == route)
        words = self.subjects(route, own)
        return reverse(route, kwargs={name: words[name] for name in pattern.pattern.converters})


def _a_letter() -> int:
    folder = Path(of_the_test_run.VAR_DIR) / "outbox"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "77.eml").write_bytes(
        b"From: a@charity.example\r\nTo: b@charity.example\r\nSubject: Hello\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nHello\r\n'
        b'--x\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="a.txt"\r\n\r\nA\r\n--x--\r\n'
    )
    return 77
