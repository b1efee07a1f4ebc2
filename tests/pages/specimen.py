"""One state of one page of the room: a template, what it reads, the frames the room sends it, and what is pressed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from tests.pages.gallery_frames import NAMES, PUPIL, Frame


def nothing(_page: Page) -> None:
    """Leave the page as it is."""


@dataclass(frozen=True)
class Specimen:
    """One state of one page."""

    name: str
    template: str
    frames: tuple[Frame, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)
    act: Callable[[Page], None] = nothing
    hash: str = ""

    def context(self) -> dict[str, Any]:
        """What the template reads."""
        from chaperone.policy.documents import document_named
        from chaperone.policy.pack import pack_named

        pack = pack_named("online-safeguarding")
        boot = {
            "ticket_url": "/room/gallery/ticket", "worry_url": "/room/gallery/worry", "after_url": "/sessions/gallery/notes",
            "rules_hash": "hash", "timezone": "Europe/London", "role": self.more.get("you", PUPIL)["role"],
        }  # fmt: skip
        return {
            "session": {"ref": "gallery", "title": "Meet a marine biologist"}, "you": PUPIL, "seat": {"join_name": NAMES[0]},
            "school_lead": {"name": "The safeguarding lead", "route": "Student Services, ground floor"},
            "safeguarding_lead": {"name": "Lead E", "phone": "01632 960 018"}, "worry_url": "/room/gallery/worry",
            "rules": document_named("pupil-rules", pack), "pack": pack, "boot": boot, "pupil_count": 28,
            "rehearsal": "", "answer_limit_seconds": 90, **self.more,
        }  # fmt: skip


def press(selector: str) -> Callable[[Page], None]:
    """Press what this finds."""
    return lambda page: page.click(selector)


def a_seat(name: str, *frames: Frame, act: Callable[[Page], None] = nothing, **more: Any) -> Specimen:
    """A seat's page."""
    return Specimen(name, "room/seat.html", frames, more, act)


def an_adult(
    name: str, you: Frame, *frames: Frame, act: Callable[[Page], None] = nothing, **more: Any
) -> Specimen:
    """An adult's page."""
    return Specimen(name, "room/adult.html", frames, {"you": you, **more}, act)
