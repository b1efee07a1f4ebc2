"""The functions that rules written as data may name as their last question about a match."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chaperone.screening.rule import CloserLook, Situation
from chaperone.screening.views import View

# What people say of a password without telling it.
_SAID_OF_A_SECRET: Final = """
wrong broken expired incorrect invalid needed required secret private safe stolen important changed case lost gone down weak
strong never only your something always good being meant supposed rubbish annoying hard easy long short stupid written taped
saved stored what there here that this from like with about automatically back okay fine sent asking under known unknown
please password passcode very really correct right same different shared public just still working blocked locked reset used
written usually normally probably mine ours yours theirs hidden encrypted protected anything everything nothing because when
where which than more less enough case-sensitive coming going too another also always boring basic old new better worse
terrible awful funny
"""
_NO_SECRETS: Final = frozenset(_SAID_OF_A_SECRET.split())


def ends_in_a_secret(_situation: Situation, view: View, start: int, end: int) -> bool:
    """Tell ``my password is sunflower`` from ``my password is wrong``."""
    return view.text[start:end].split()[-1].lstrip(':="(') not in _NO_SECRETS


CLOSER_LOOKS: Final[Mapping[str, CloserLook]] = {"ends_in_a_secret": ends_in_a_secret}
