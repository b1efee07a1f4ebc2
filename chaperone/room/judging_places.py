"""The judge's own account of who is where in a room, and what was wrong with it: adults, seats, doors, leads, waivers."""

from __future__ import annotations

from collections.abc import Callable

from chaperone.room import events as e
from chaperone.sessions.plan import Plan, Role, SeatKind

Note = Callable[[str, float], None]


class Places:
    """Who is connected, which seats are inside, and since when each school's teacher has been here."""

    def __init__(self, plan: Plan, note: Note) -> None:
        self._note = note
        self.plan = plan
        self.devices: dict[str, tuple[str, str]] = {}  # connection -> who, and the seat whose class it shows
        self.inside: set[str] = set()
        self.agreed: set[str] = set()
        self.removed: set[str] = set()
        self._sent_back: set[str] = set()
        self.paused = False
        self.ended = False
        self.guards: set[str] = set()
        self.roles: dict[str, Role] = {}
        self.began_at: float | None = None
        self._here_since: dict[str, float] = {}
        self._gone_since: dict[str, float] = {}
        self._waivers: dict[str, list[str]] = {}
        self._clock = 0.0
        self._seen: set[str] = set()
        self._changed, self._since = True, 0.0
        self._take_plan(plan)

    # --- The account ---
    def adults(self) -> set[str]:
        """Return the distinct adults who are here: persons, never connections."""
        return {who for who, _ in self.devices.values() if who in self._adults and who not in self.removed}

    def here(self) -> set[str]:
        """Return everybody who is connected, and the seats whose class somebody shows."""
        return {name for pair in self.devices.values() for name in pair if name}

    def lacking(self, seats: set[str]) -> str:
        """Say what these seats lack while they are in the room: ``"without_their_teacher"``, ``"one_adult_alone"`` or ``""``."""
        if not seats:
            return ""
        adults = self.adults()
        schools = {self.school_of[seat] for seat in seats if seat in self.school_of}
        teaching = {self._adults[ref].school for ref in adults if self._adults[ref].role is Role.TEACHER}
        if schools - teaching:
            return "without_their_teacher"
        return "one_adult_alone" if len(adults) < self.plan.rules.responsible_adults_minimum else ""

    def moment(self, at: float) -> None:
        """Judge the moment that is over, if ``at`` is a later one."""
        if at <= self._clock:
            return
        self._clock = at
        if not self._changed:
            return
        self._changed = False
        with_us = self.inside & self.here()
        if with_us:
            self.guards |= self.adults()
        if self.paused or self.ended:
            return
        if lack := self.lacking(with_us):
            self._note(lack, self._since)

    def see(self, event: e.Event) -> None:
        """Take an event into the account."""
        how = _HOW.get(type(event))
        if how is not None:
            self._changed, self._since = True, event.at
            how(self, event)
            self._count_leads(event.at)

    def _take_plan(self, plan: Plan) -> None:
        keys = {seat.ref: seat.key for seat in self.plan.seats}
        kept = {seat.ref for seat in plan.seats if keys.get(seat.ref) == seat.key}
        self.plan = plan
        self._adults = {adult.ref: adult for adult in plan.adults}
        self.roles |= {adult.ref: adult.role for adult in plan.adults}
        self.school_of = {seat.ref: seat.school for seat in plan.seats}
        self.kind_of = {seat.ref: seat.kind for seat in plan.seats}
        self.inside &= kept
        self.agreed &= kept

    def _teacher_here(self, school: str) -> bool:
        return any(
            self._adults[ref].school == school and self._adults[ref].role is Role.TEACHER
            for ref in self.adults()
        )

    def _count_leads(self, at: float) -> None:
        """The lead begins when a school's teacher comes, and again after an absence beyond the limit."""
        for school in (one.ref for one in self.plan.schools):
            if self._teacher_here(school):
                away = at - self._gone_since.pop(school, at)
                if school not in self._here_since or away > self.plan.rules.absence_limit_seconds:
                    self._here_since[school] = at
            elif school in self._here_since:
                self._gone_since.setdefault(school, at)

    # --- Events ---
    def _plan_changed(self, event: e.PlanChanged) -> None:
        self._take_plan(event.plan)

    def _restarted(self, event: e.RoomRestarted) -> None:
        self.devices.clear()
        for school in self._here_since:
            self._gone_since.setdefault(school, event.unheard_since)

    def _connected(self, event: e.Connected) -> None:
        self.devices[event.connection] = (event.who, event.shows_class)
        seats = {event.who, event.shows_class} & set(self.school_of)
        for _ in seats - self._seen:
            self._note("seats", event.at)
        self._seen |= seats

    def _disconnected(self, event: e.Disconnected) -> None:
        who, shows = self.devices.pop(event.connection, ("", ""))
        seat = shows or who
        if event.why == "left" and seat not in self.here():
            self.inside.discard(seat)

    def _agreed(self, event: e.RulesAgreed) -> None:
        self._note("agreed", event.at)
        individual = self.kind_of.get(event.seat) is SeatKind.INDIVIDUAL
        if event.rules != self.plan.rules_hash or (individual and event.by != event.seat):
            self._note("agreed_for_another", event.at)
        self.agreed.add(event.seat)

    def _door_opened(self, event: e.DoorOpened) -> None:
        self._note("doors", event.at)
        names = self._waivers.get(event.school, [])
        since = self._here_since.get(event.school)
        early = since is None or event.at - since < self.plan.rules.door_lead_seconds
        if early:
            waived = event.why == "waiver" and len(set(names)) >= self.plan.rules.waiver_adults_minimum
            self._note("door_waived" if waived else "door_early", event.at)
        if not self._teacher_here(event.school) or self._too_few():
            self._note("door_unguarded", event.at)
        if self.plan.unready:
            self._note("door_unready", event.at)

    def _too_few(self) -> bool:
        return len(self.adults()) < self.plan.rules.responsible_adults_minimum

    def _waiver_proposed(self, event: e.WaiverProposed) -> None:
        self._waivers[event.school] = [event.by]
        if not event.reason.strip():
            self._note("no_reason_given", event.at)

    def _waiver_confirmed(self, event: e.WaiverConfirmed) -> None:
        names = self._waivers.setdefault(event.school, [])
        if event.by in names or not names:
            self._note("waiver_one_name", event.at)
        names.append(event.by)

    def _admitted(self, event: e.SeatAdmitted) -> None:
        self._note("let_in", event.at)
        if event.seat not in self.agreed:
            self._note("let_in_unagreed", event.at)
        if not self._teacher_here(self.school_of.get(event.seat, "")):
            self._note("without_their_teacher", event.at)
        if event.seat not in self.here() or event.seat in self.removed | self._sent_back:
            self._note("let_in_unready", event.at)
        self.inside.add(event.seat)
        self.began_at = self.began_at or event.at

    def _returned(self, event: e.SeatReturned) -> None:
        self._note("returned", event.at)
        if not event.reason.strip():
            self._note("no_reason_given", event.at)
        self._sent_back.add(event.seat)
        self.inside.discard(event.seat)

    def _called(self, event: e.SeatCalled) -> None:
        self._sent_back.discard(event.seat)

    def _put_out(self, event: e.PersonRemoved) -> None:
        self._note("put_out", event.at)
        if not event.reason.strip():
            self._note("no_reason_given", event.at)
        self.removed.add(event.who)
        self.inside.discard(event.who)

    def _door_shut(self, event: e.DoorShut) -> None:
        self.inside = {seat for seat in self.inside if self.school_of.get(seat) != event.school}
        self._waivers.pop(event.school, None)

    def _pause(self, event: e.Paused) -> None:
        if not self.paused:
            self._note("pauses", event.at)
        self.paused = True

    def _resume(self, _event: e.Resumed) -> None:
        self.paused = False

    def _end(self, _event: e.Ended) -> None:
        self.ended, self.paused = True, False
        self.inside.clear()

    def _muted(self, event: e.SeatMuted) -> None:
        if event.muted:
            self._note("muted", event.at)

    def _signed_in(self, event: e.TeacherSignedIn) -> None:
        self._note("sign_ins", event.at)


_HOW: dict[type[e.Event], Callable[..., None]] = {
    e.PlanChanged: Places._plan_changed,
    e.RoomRestarted: Places._restarted,
    e.Connected: Places._connected,
    e.Disconnected: Places._disconnected,
    e.RulesAgreed: Places._agreed,
    e.DoorOpened: Places._door_opened,
    e.DoorShut: Places._door_shut,
    e.WaiverProposed: Places._waiver_proposed,
    e.WaiverConfirmed: Places._waiver_confirmed,
    e.SeatAdmitted: Places._admitted,
    e.SeatReturned: Places._returned,
    e.SeatCalled: Places._called,
    e.PersonRemoved: Places._put_out,
    e.SeatMuted: Places._muted,
    e.TeacherSignedIn: Places._signed_in,
    e.Paused: Places._pause,
    e.Resumed: Places._resume,
    e.Ended: Places._end,
}
