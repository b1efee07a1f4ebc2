"""The register of channels: each kind that the policy names with its entries, and what is missing; the only way to fetch it."""

from __future__ import annotations

from collections.abc import Mapping

from chaperone.governance.models import Channel
from chaperone.policy.clauses import carries_out
from chaperone.policy.evidence import Evidence, Example, found
from chaperone.policy.parameters import Parameters


def channels_by_kind(parameters: Parameters) -> Mapping[str, list[Channel]]:
    """Return every kind that the policy names, in its order, with its entries; those of other kinds come last."""
    kinds: dict[str, list[Channel]] = {kind: [] for kind in parameters.channel_kinds}
    for entry in Channel.objects.select_related("owner").order_by("name"):
        kinds.setdefault(entry.kind, []).append(entry)
    return kinds


@carries_out("A1")
def channels_are_registered(parameters: Parameters) -> Evidence:
    """Find channels whose owner has left, and kinds of which the register says nothing; a part of A1's own query."""
    kinds = channels_by_kind(parameters)
    entries = [entry for some in kinds.values() for entry in some]
    return Evidence(
        judged=len(entries),
        of="channels",
        breaches=found(
            Example("", "", f"The channel “{entry.name}” has no owner: who it was has left.")
            for entry in entries
            if entry.is_used and not entry.owner.is_active
        ),
        risks=found(
            Example("", "", f"The register of channels does not say whether we use {kind}.")
            for kind in parameters.channel_kinds
            if not kinds[kind]
        ),
    )
