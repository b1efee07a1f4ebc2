"""Shows frames to the connections of one room: each frame is serialised once and the same bytes are written to every socket."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import msgspec

from chaperone.room.confiding import CARERS, is_carer
from chaperone.room.state import State
from chaperone.room.views import ADULTS, ROOM, may_see_now

encode_json = msgspec.json.Encoder().encode


class Socket(Protocol):
    """What the hub needs of a connection's socket."""

    def write(self, data: bytes) -> None:
        """Write bytes as they are; to a connection that is gone, nothing. Never raises."""

    def hang_up(self, goodbye: bytes) -> None:
        """Write a last frame, then close."""

    def backlog_bytes(self) -> int:
        """How much has been written that the network has not yet taken."""


class Device:
    """One live connection: its socket, who is behind it, when it was last heard, and the mark of its browser's sign-in."""

    __slots__ = ("browser", "heard", "ref", "shows_class", "socket", "who")

    def __init__(self, ref: str, who: str, shows_class: str, socket: Socket, heard: float) -> None:
        self.ref, self.who, self.shows_class, self.socket, self.heard = ref, who, shows_class, socket, heard
        self.browser = ""


def wire(frame: Mapping[str, Any]) -> bytes:
    """A frame as it goes over the wire: one unmasked, final WebSocket text frame (RFC 6455, 5.2)."""
    body = encode_json(frame)
    size = len(body)
    if size < 126:
        return bytes((0x81, size)) + body
    if size < 65_536:
        return b"\x81\x7e" + struct.pack(">H", size) + body
    return b"\x81\x7f" + struct.pack(">Q", size) + body


class Hub:
    """The connections of one room and who among them may see what, by the machine's word."""

    def __init__(self) -> None:
        self.devices: dict[str, Device] = {}
        self._of: dict[str, list[Device]] = {}
        self._room: list[Callable[[bytes], None]] = []
        self._adults: list[Callable[[bytes], None]] = []
        self._not_adults: list[Callable[[bytes], None]] = []
        self._sorted_for: State | None = None

    def add(self, device: Device) -> None:
        """Begin showing to a connection."""
        self.devices[device.ref] = device
        for name in {device.who, device.shows_class} - {""}:
            self._of.setdefault(name, []).append(device)
        self._sorted_for = None

    def drop(self, ref: str) -> Device | None:
        """Stop showing to a connection, at once."""
        device = self.devices.pop(ref, None)
        if device is None:
            return None
        for name in {device.who, device.shows_class} - {""}:
            self._of[name].remove(device)
            if not self._of[name]:
                del self._of[name]
        self._sorted_for = None
        return device

    def show(self, state: State, to: Iterable[str], data: bytes) -> None:
        """Write ``data`` to those named: ``room``, ``adults``, the carers of one school, or one adult or seat."""
        self._sort(state)
        for name in to:
            if name == ROOM:
                writers = self._room
            elif name == ADULTS:
                writers = self._adults
            elif name.startswith(CARERS):
                writers = [
                    x.socket.write
                    for x in self.devices.values()
                    if is_carer(state, x.who, x.shows_class, name)
                ]
            else:
                writers = [device.socket.write for device in self._of.get(name, ())]
            for write in writers:
                write(data)

    def show_sides(self, state: State, for_adults: bytes | None, for_others: bytes | None) -> None:
        """Write one version of a frame to the adults and another to everybody else, those who wait included."""
        self._sort(state)
        for data, writers in ((for_adults, self._adults), (for_others, self._not_adults)):
            if data is not None:
                for write in writers:
                    write(data)

    def show_everybody(self, data: bytes) -> None:
        """Write to every connection."""
        for device in self.devices.values():
            device.socket.write(data)

    def of(self, name: str) -> list[Device]:
        """The connections of one adult or seat."""
        return list(self._of.get(name, ()))

    def _sort(self, state: State) -> None:
        """Sort the connections by what the machine lets them see; only when something moved since the last time."""
        last = self._sorted_for
        if last is not None and last.seats is state.seats and last.adults is state.adults:
            return
        self._sorted_for = state
        self._room, self._adults, self._not_adults = [], [], []
        for device in self.devices.values():
            room, adults = may_see_now(state, device.who, device.shows_class)
            if room:
                self._room.append(device.socket.write)
            (self._adults if adults else self._not_adults).append(device.socket.write)
