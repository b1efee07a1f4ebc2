"""What is done with a draft that was put forward: the lead advises, two people approve, and it is published for a day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from chaperone.governance.models import Advice, Approval, Draft, PublishedPack
from chaperone.governance.queries.versions import facts_of, newest_from, version_of
from chaperone.governance.rules import (
    NO_SUCH_DRAFT,
    may_advise,
    may_approve,
    may_publish_on,
)
from chaperone.people.actions.campaigns import begin_campaign
from chaperone.people.actions.on_record import asker_of, put_on_record
from chaperone.people.campaign_queries import ASKED_FOR
from chaperone.people.campaign_rules import usual_day
from chaperone.people.lapsing import may_lapse_on
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.documents import document_named
from chaperone.policy.refusal import Refused


@carries_out("R3", "P4")
def advise(ref: str, words: str, by: Person, now: datetime) -> Advice | Refused:
    """Keep what the safeguarding lead or the deputy says of exactly this content."""
    with transaction.atomic():
        draft = _held(ref)
        if draft is None:
            return NO_SUCH_DRAFT
        verdict = may_advise(asker_of(by, now), facts_of(draft, version_of(draft)[1], now), words)
        if isinstance(verdict, Refused):
            return verdict
        given = Advice.objects.create(
            draft=draft, text_hash=draft.text_hash, words=words.strip(), by=by, at=now
        )
        _record("policy.advised", draft, by, now, words=given.words)
    return given


@carries_out("R3")
def approve(ref: str, seen_hash: str, by: Person, now: datetime) -> Approval | Refused:
    """Keep that somebody approves exactly this content.

    Args:
        ref: the draft's.
        seen_hash: hash of the content that was on their page.
    """
    try:
        with transaction.atomic():
            draft = _held(ref)
            if draft is None:
                return NO_SUCH_DRAFT
            verdict = may_approve(asker_of(by, now), facts_of(draft, version_of(draft)[1], now))
            if isinstance(verdict, Refused):
                return verdict
            if seen_hash != draft.text_hash:
                return Refused("R3", "It was changed since you opened the page.", "Read what it says now.")
            given = Approval.objects.create(draft=draft, text_hash=draft.text_hash, by=by, at=now)
            _record("policy.approved", draft, by, now)
    except IntegrityError:
        return Refused("R3", "You have approved it already.", "A second person must approve it.")
    return given


@carries_out("R3", "S1", "Y1")
def publish_version(
    ref: str, from_on: date, by: Person, now: datetime, lapses_on: date | None = None
) -> PublishedPack | Refused:
    """Publish a draft that two people approved; it holds from midnight UTC of the day.

    From that day every text that people agree to speaks of the new numbers and has a new version, so everybody is asked anew:
    a campaign for each text begins with it.

    Args:
        ref: the draft's.
        from_on: the day; today or later.
        lapses_on: the first day on which agreements to earlier texts count no more; left out, as many days later as it says itself.
    """
    with transaction.atomic():
        draft = _held(ref)
        if draft is None:
            return NO_SUCH_DRAFT
        made = version_of(draft)[1]
        facts = facts_of(draft, made, now)
        verdict = may_publish_on(asker_of(by, now), facts, from_on, now.date(), newest_from())
        if isinstance(verdict, Refused):
            return verdict
        if made.pack is None or made.pack.hash != draft.text_hash:
            # The product was changed under it, by an update: what two people approved is not what would be published.
            return Refused(
                "R3", "It no longer says what was approved.", "Take it back, and put it forward again."
            )
        ends = lapses_on or usual_day(from_on, made.pack.parameters.agreement_lapse_days)
        verdict = may_lapse_on(ends, from_on, now.date())
        if isinstance(verdict, Refused):
            return verdict
        published = _publish(draft, made.text, from_on, by, now)
        for name in ASKED_FOR:
            begin_campaign(document_named(name, made.pack), from_on, ends, by if lapses_on else None, now)
    return published


def _publish(draft: Draft, text: str, from_on: date, by: Person, now: datetime) -> PublishedPack:
    published = PublishedPack.objects.create(
        pack_id=draft.pack_id,
        version=draft.version,
        from_on=from_on,
        text=text,
        text_hash=draft.text_hash,
        draft=draft,
        published_by=by,
        published_at=now,
    )
    draft.status = Draft.Status.PUBLISHED
    draft.save(update_fields=["status"])
    _record("policy.published", draft, by, now, text_hash=draft.text_hash, from_on=from_on)
    return published


def _held(ref: str) -> Draft | None:
    """Return a draft, held until the transaction ends, so that two steps never cross."""
    return Draft.objects.select_for_update(no_key=True, of=("self",)).filter(ref=ref).first()


def _record(kind: str, draft: Draft, by: Person, now: datetime, **body: object) -> None:
    put_on_record(kind, by, now, "R3", draft=draft.ref, pack=draft.pack_id, version=draft.version, **body)
