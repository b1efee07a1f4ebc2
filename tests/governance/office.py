"""An office for the tests of governance: a lead, a deputy, an administrator, two trustees, and a draft on its way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from chaperone.governance.actions.drafts import begin_draft, change_parameter, put_forward
from chaperone.governance.actions.publishing import advise, approve, publish_version
from chaperone.governance.models import Draft, PublishedPack
from chaperone.governance.queries.versions import draft_named, version_of
from chaperone.governance.words import in_draft_words
from chaperone.people.models import Person
from chaperone.people.roles import Role
from chaperone.policy.typed import to_keep
from tests.sessions.cast import NOW, colleague, done

WHY = "Notes that come late say little."
ADVICE = "Good for young people: what happened is fresh in mind."


@dataclass
class Office:
    """Everybody who has a word in it."""

    lead: Person = field(default_factory=lambda: colleague("L", Role.SAFEGUARDING_LEAD))
    deputy: Person = field(default_factory=lambda: colleague("D", Role.DEPUTY_LEAD))
    administrator: Person = field(default_factory=lambda: colleague("A", Role.ADMINISTRATOR))
    trustee: Person = field(default_factory=lambda: colleague("T", Role.TRUSTEE))
    other_trustee: Person = field(default_factory=lambda: colleague("U", Role.TRUSTEE))
    facilitator: Person = field(default_factory=lambda: colleague("F", Role.FACILITATOR))

    def draft(self, **changes: str) -> Draft:
        """Begin a draft as the administrator, and type these values into it."""
        draft = done(begin_draft(self.administrator, NOW))
        for name, text in changes.items():
            self.change(draft, name, text)
        return now_of(draft)

    def change(self, draft: Draft, name: str, text: str, by: Person | None = None) -> object:
        """Type a value, having seen what is there."""
        was = to_keep(getattr(version_of(draft)[0].parameters, name))
        seen = in_draft_words(name, now_of(draft).changes.get(name, was))
        return change_parameter(draft.ref, name, text, seen, by or self.administrator, NOW)

    def approved(self, **changes: str) -> Draft:
        """Bring a draft as far as two people's approval."""
        draft = self.draft(**(changes or {"notes_due_hours": "48"}))
        done(put_forward(draft.ref, WHY, self.administrator, NOW))
        done(advise(draft.ref, ADVICE, self.lead, NOW))
        draft = now_of(draft)
        for person in (self.trustee, self.lead):
            done(approve(draft.ref, draft.text_hash, person, NOW))
        return now_of(draft)

    def published(self, in_days: int = 14, **changes: str) -> PublishedPack:
        """Publish a version for so many days ahead."""
        draft = self.approved(**changes)
        from_on = (NOW + timedelta(days=in_days)).date()
        return done(publish_version(draft.ref, from_on, self.administrator, NOW))


def now_of(draft: Draft) -> Draft:
    """Return a draft as it is now."""
    found = draft_named(draft.ref)
    assert found is not None
    return found
