"""A fact: one thing that happened, in the shape the ledger takes it in."""

from __future__ import annotations

from typing import Any

import msgspec


class Fact(msgspec.Struct, frozen=True):
    """One thing that happened, not yet sealed.

    Attributes:
        kind: what happened, lower-case with underscores or dots, such as ``"said"`` or ``"door.opened"``.
        actor: who did it: ``"person:12"``, ``"seat:k7f2"`` or ``"system"``; never a name.
        body: everything else as a JSON object, already encoded (UTF-8); it is sealed before it is kept.
        clause: id of the clause that spoke, such as ``"M9"``; ``""`` where none did.
    """

    kind: str
    actor: str
    body: bytes = b"{}"
    clause: str = ""


_encode = msgspec.json.Encoder().encode


def fact(kind: str, actor: str, /, clause: str = "", **body: object) -> Fact:
    """Return a fact with ``body`` encoded as JSON (text, numbers, lists, objects, datetimes, structs).

    Raises:
        TypeError: something in the body has no meaning in JSON.
    """
    return Fact(kind, actor, _encode(body), clause)


_decode = msgspec.json.Decoder(dict[str, Any]).decode


def opened_body(body: bytes) -> dict[str, Any]:
    """Return a fact's body as it is read back.

    Raises:
        ValueError: it is not one JSON object.
    """
    try:
        return _decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise ValueError("A ledger fact's body must be one JSON object.") from fault
