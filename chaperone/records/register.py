"""Follows who was there from when to when, second by second, as the room's own state changes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from chaperone.records.dossier import Attendee, RegisterPart, Stay
from chaperone.room import events as e
from chaperone.room.state import Place, State
from chaperone.sessions.plan import Plan


class _Times:
    """The stays of everybody in one sense of "there"."""

    def __init__(self) -> None:
        self._since: dict[str, datetime] = {}
        self._stays: dict[str, list[Stay]] = {}

    def now_there(self, there: Collection[str], at: datetime, gone_since: datetime) -> None:
        """Take note of who is there at ``at``; whoever no longer is has been gone since ``gone_since``."""
        for ref in [ref for ref in self._since if ref not in there]:
            since = self._since.pop(ref)
            self._stays.setdefault(ref, []).append(Stay(since, max(since, gone_since)))
        for ref in there:
            self._since.setdefault(ref, at)

    def of(self, ref: str, ended_at: datetime | None) -> tuple[Stay, ...]:
        """Return the stays of one ref; one that nothing ended lasts until the session's end."""
        stays = self._stays.get(ref, [])
        since = self._since.get(ref)
        last = [] if since is None else [Stay(since, max(since, ended_at) if ended_at else None)]
        return (*stays, *last)


def _is_let_in(state: State, ref: str) -> bool:
    held = state.seats.get(ref)
    return held is not None and held.place is Place.INSIDE


class Register:
    """The register in the making: tell it every event in order, then ask for the parts."""

    def __init__(self) -> None:
        self._people: dict[str, tuple[str, str, str, int]] = {}  # name, role, school, pupils
        self._schools: dict[str, str] = {}
        self._agreed: dict[str, datetime] = {}
        self._here, self._inside = _Times(), _Times()

    def happened(self, before: State | None, after: State | None, event: e.Event) -> None:
        """Take note of the next event; ``before`` and ``after`` are the room around it."""
        at = gone_since = datetime.fromtimestamp(event.at, UTC)
        if isinstance(event, e.RoomOpened | e.PlanChanged):
            self._learn_names(event.plan)
        elif isinstance(event, e.RulesAgreed):
            # The last time counts, because a new code is perhaps a new pupil.
            self._agreed[event.seat] = at
        elif isinstance(event, e.RoomRestarted):
            gone_since = datetime.fromtimestamp(event.unheard_since, UTC)
        if after is None:
            return
        # Most events are words and leave both maps as they are: then there is nothing to compare.
        if before is None or before.present is not after.present:
            self._here.now_there(after.present.keys(), at, gone_since)
        if before is None or before.seats is not after.seats or before.present is not after.present:
            # A place kept for a broken connection is nobody in the room: whoever is let in must be connected as well.
            inside = {ref for ref in after.present if _is_let_in(after, ref)}
            self._inside.now_there(inside, at, gone_since)

    def _learn_names(self, plan: Plan) -> None:
        """Whoever is dropped from a later plan stays in the register."""
        for school in plan.schools:
            self._schools[school.ref] = school.name
        for adult in plan.adults:
            self._people[adult.ref] = (adult.name, adult.role.value, adult.school, 0)
        for seat in plan.seats:
            self._people[seat.ref] = (seat.join_name, seat.kind.value, seat.school, seat.pupil_count)

    def name_of(self, ref: str) -> str:
        """Return how somebody was known in the room; what no person did, the server did."""
        if ref in self._people:
            return self._people[ref][0]
        return "The server" if ref in ("", "system") else "Somebody"

    def role_of(self, ref: str) -> str:
        """Return somebody's role, or the kind of a seat."""
        return self._people[ref][1] if ref in self._people else ""

    def school_of(self, ref: str) -> str:
        """Return the ref of somebody's school; ``""`` for our own people."""
        return self._people[ref][2] if ref in self._people else ""

    def school_name(self, school: str) -> str:
        """Return the name of a school by its ref."""
        return self._schools.get(school, "a school")

    def parts(self, ended_at: datetime | None) -> tuple[RegisterPart, ...]:
        """Return the register: our own people first, then each school; safeguarding leads only if they came."""
        if not self._people:
            return ()
        refs = [
            ref
            for ref, (_, role, _, _) in self._people.items()
            if role != "safeguarding_lead" or self._here.of(ref, ended_at)
        ]
        named = [("", "Our own people"), *self._schools.items()]
        return tuple(
            RegisterPart(
                school,
                name,
                tuple(self._attendee(ref, ended_at) for ref in refs if self.school_of(ref) == school),
            )
            for school, name in named
        )

    def _attendee(self, ref: str, ended_at: datetime | None) -> Attendee:
        name, role, school, pupils = self._people[ref]
        return Attendee(
            ref=ref,
            name=name,
            role=role,
            school=school,
            pupils=pupils,
            agreed_at=self._agreed.get(ref),
            here=self._here.of(ref, ended_at),
            inside=self._inside.of(ref, ended_at),
        )
