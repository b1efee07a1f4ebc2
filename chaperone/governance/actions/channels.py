"""What happens to the register of channels: one is entered or changed, with its entry in the ledger."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from chaperone.governance.channel_rules import NO_SUCH_CHANNEL, ChannelWords, is_whole_channel
from chaperone.governance.models import Channel
from chaperone.governance.register_rules import may_keep_registers
from chaperone.people.actions.on_record import asker_of, put_on_record
from chaperone.people.models import Person
from chaperone.policy.clauses import carries_out
from chaperone.policy.parameters import Parameters
from chaperone.policy.refusal import Refused


@carries_out("A1")
def keep_channel(
    words: ChannelWords,
    owner: Person,
    by: Person | None,
    parameters: Parameters,
    now: datetime,
    channel_id: int | None = None,
) -> Channel | Refused:
    """Enter a channel, or change the entry with ``channel_id``.

    Args:
        words: what the entry says.
        owner: whose channel it is; somebody who is with us.
        by: who does it; None for the operator.
        parameters: of the policy in force, which names the kinds.
        now: the time, UTC.
    """
    verdict = may_keep_registers(asker_of(by, now)) and is_whole_channel(words, parameters.channel_kinds)
    if isinstance(verdict, Refused):
        return verdict
    if not owner.is_active:
        return Refused("A1", "This person has left.", "Choose somebody who is still with us.")
    try:
        with transaction.atomic():
            found = None if channel_id is None else Channel.objects.filter(pk=channel_id).first()
            if channel_id is not None and found is None:
                return NO_SUCH_CHANNEL
            entry = found or Channel(added_at=now)
            entry.kind, entry.name, entry.where = words.kind, words.name.strip(), words.where.strip()
            entry.is_used, entry.owner = words.is_used, owner
            entry.save()
            kind = "channel.entered" if found is None else "channel.changed"
            said = {"of": entry.kind, "name": entry.name, "used": entry.is_used, "where": entry.where}
            put_on_record(kind, by, now, "A1", channel=entry.pk, owner=owner.ref, **said)
    except IntegrityError:
        return Refused("A1", "A channel of that name is in the list already.", "Change that entry.")
    return entry
