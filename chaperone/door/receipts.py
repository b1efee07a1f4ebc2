"""The answers to a client's frames: ``done`` when what was asked is durable, ``refused`` when it is not to be."""

from __future__ import annotations

from typing import Any

from chaperone.door.hub import Device, Hub, wire
from chaperone.policy.refusal import Refused
from chaperone.room.recorder import Recorded


def refused_frame(frame_id: str, refused: Refused, *, may_appeal: bool = False) -> dict[str, Any]:
    """The protocol's ``refused`` frame; ``may_appeal`` says that its sender can ask an adult about it."""
    return {
        "is": "refused",
        "id": frame_id,
        "clause": refused.clause,
        "sentence": refused.sentence,
        "next_step": refused.next_step,
        "may_appeal": may_appeal,
    }


def refuse(device: Device, frame_id: str, refused: Refused, *, may_appeal: bool = False) -> None:
    """Tell a device that this frame is not obeyed, and why."""
    device.socket.write(wire(refused_frame(frame_id, refused, may_appeal=may_appeal)))


def done(device: Device, frame_id: str, seq: int) -> None:
    """Tell a device that this frame is obeyed: on record under ``seq``, or, where nothing is recorded, with the room so far."""
    device.socket.write(wire({"is": "done", "id": frame_id, "seq": seq}))


class Receipts:
    """What is promised to the devices of one room, and kept only when the ledger has it."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._promised: dict[int, tuple[Device, str]] = {}
        self._owed: list[tuple[int, str, str]] = []  # repeated frames to acknowledge: seq, connection, id

    def promise(self, seq: int, device: Device, frame_id: str) -> None:
        """Tell this device ``done`` when the entry ``seq`` is recorded."""
        self._promised[seq] = (device, frame_id)

    def owe(self, seq: int, device: Device, frame_id: str, durable: int) -> None:
        """It was said before, or is so already: true once everything it rests on is durable, which it may not be yet."""
        self._owed.append((seq, device.ref, frame_id))
        self.pay(durable)

    def keep(self, recorded: Recorded) -> None:
        """Keep the promise that rests on this command, before anything of it is shown."""
        if self._promised and (kept := self._promised.pop(recorded.after.last_seq, None)) is not None:
            # The first event of a command is what was asked for; what followed from it has later numbers.
            done(kept[0], kept[1], recorded.before.last_seq + 1)

    def pay(self, durable: int) -> None:
        """Acknowledge every repeated frame that rests on nothing after the entry ``durable``."""
        if not self._owed:
            return
        for seq, ref, frame_id in [owed for owed in self._owed if owed[0] <= durable]:
            device = self._hub.devices.get(ref)
            if device is not None:
                done(device, frame_id, seq)
        self._owed = [owed for owed in self._owed if owed[0] > durable]

    def break_all(self, refused: Refused) -> None:
        """Nothing promised was recorded: every sender is told, and keeps their words.

        What a repeated frame rested on was lost too; another entry will get its number, and must not be taken for it.
        """
        for device, frame_id in self._promised.values():
            refuse(device, frame_id, refused)
        for _, ref, frame_id in self._owed:
            owed_to = self._hub.devices.get(ref)
            if owed_to is not None:
                refuse(owed_to, frame_id, refused)
        self._promised.clear()
        self._owed.clear()
