"""What an entry of the register of channels must say; plain rules, no Django."""

from __future__ import annotations

from dataclasses import dataclass

from chaperone.governance.register_rules import LINE_LENGTH_LIMIT
from chaperone.people.rules import is_plain_line, may_be_called
from chaperone.policy.clauses import carries_out
from chaperone.policy.refusal import ALLOWED, Refused, Verdict

NO_SUCH_CHANNEL = Refused("A1", "There is no such channel.", "Go back to the list.")


@dataclass(frozen=True, slots=True)
class ChannelWords:
    """What an entry says: the kind of channel, its name, whether we use it, and where it is carried out."""

    kind: str
    name: str
    is_used: bool
    where: str


@carries_out("A1")
def is_whole_channel(words: ChannelWords, kinds: tuple[str, ...]) -> Verdict:
    """Say whether an entry says all it must; its kind is one that the policy names."""
    if words.kind not in kinds:
        return Refused("A1", "Our policy names no such kind of channel.", "Choose one from the list.")
    verdict = may_be_called(words.name)
    if not verdict:
        return verdict
    if not is_plain_line(words.where, LINE_LENGTH_LIMIT):
        return Refused(
            "A1",
            "Say where it is carried out, or why there is none.",
            "Such as “in this product, in every room”, on one line.",
        )
    return ALLOWED
