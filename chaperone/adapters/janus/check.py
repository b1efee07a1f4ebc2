"""Whether a running Janus is as locked down as its profile says: asked of it live, tried out, and seen in its sockets (M7)."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from chaperone.adapters.janus.client import VIDEOROOM
from chaperone.adapters.janus.profile import Profile
from chaperone.policy.clauses import carries_out

PROBE_SECONDS: Final = 5.0
LISTENING: Final = "0A"
UNAUTHORISED: Final = 403

# What Janus says of itself, and must say. A name that a version of Janus does not give counts as drift, too.
EXPECTED: Final[Mapping[str, object]] = {
    "api_secret": True,
    "auth_token": False,
    "event_handlers": False,
    "data_channels": True,
    "reclaim-session-timeout": 0,
    "ipv6": False,
    "ice-lite": True,
    "ice-tcp": False,
    "full-trickle": False,
}
LOADED: Final[Mapping[str, set[str]]] = {
    "transports": {"janus.transport.websockets"},
    "plugins": {VIDEOROOM},
    "events": set(),
    "loggers": set(),
}


@carries_out("M7")
async def check(profile: Profile, pid: int) -> list[str]:
    """Compare the running Janus with its profile.

    Args:
        profile: what it was started with.
        pid: its process id; of our own user, or its sockets cannot be seen.

    Returns:
        One sentence for each difference; none when it is locked down. A Janus that does not answer as one is a
        difference, never an error.
    """
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            asked = await _asked(profile)
    except (OSError, TimeoutError, WebSocketException, msgspec.MsgspecError) as error:
        asked = [f"It cannot be asked ({type(error).__name__})."]
    return [*asked, *_open_sockets(profile, pid)]


async def _asked(profile: Profile) -> list[str]:
    async with connect(
        f"ws://127.0.0.1:{profile.port}",
        subprotocols=[Subprotocol("janus-protocol")],
        compression=None,
        close_timeout=0.5,
        proxy=None,
    ) as socket:
        info = await _exchange(socket, janus="info", apisecret=profile.api_secret)
        return [*_said(info), *await _tried(socket, profile)]


def _said(info: Mapping[str, Any]) -> list[str]:
    """Compare what Janus says of itself."""
    drifts = [
        f"{name} is {info.get(name, 'not said')}, not {value}."
        for name, value in EXPECTED.items()
        if info.get(name) != value
    ]
    for name, allowed in LOADED.items():
        loaded = set(info.get(name) or {})
        if loaded != allowed:
            drifts.append(f"Its {name} are {sorted(loaded)}, not {sorted(allowed)}.")
    if info.get("webrtc-encryption", True) is not True:
        drifts.append("Media is not encrypted.")
    return drifts


async def _tried(socket: ClientConnection, profile: Profile) -> list[str]:
    """Try what must be refused."""
    drifts = []
    for secret in ({}, {"apisecret": secrets.token_hex(8)}):
        answer = await _exchange(socket, janus="create", **secret)
        if answer.get("error", {}).get("code") != UNAUTHORISED:
            drifts.append("It takes requests without the right secret.")
    ours: dict[str, Any] = {"apisecret": profile.api_secret}
    ours["session_id"] = (await _exchange(socket, janus="create", **ours)).get("data", {}).get("id", 0)
    attached = await _exchange(socket, janus="attach", plugin=VIDEOROOM, **ours)
    handle = {**ours, "handle_id": attached.get("data", {}).get("id", 0)}
    wrong_key, number = {"admin_key": secrets.token_hex(8)}, {"room": secrets.randbelow(2**31)}
    for what, sentence in (
        ({}, "It makes rooms without the admin key."),
        (wrong_key, "It makes rooms with a wrong admin key."),
        ({"admin_key": profile.admin_key, **number}, "It takes numbers as names of rooms."),
    ):
        body = {"request": "create", "secret": "probe", **what}
        answer = await _exchange(socket, janus="message", body=body, **handle)
        if not answer.get("plugindata", {}).get("data", {}).get("error_code"):
            drifts.append(sentence)
    await _exchange(socket, janus="destroy", **ours)
    return drifts


async def _exchange(socket: ClientConnection, **request: Any) -> dict[str, Any]:
    """Send a request and return its answer. Not ``JanusClient``, which cannot be made to leave a secret out."""
    transaction = secrets.token_hex(8)
    await socket.send(msgspec.json.encode({"transaction": transaction, **request}), text=True)
    while True:
        answer = msgspec.json.decode(await socket.recv(), type=dict[str, Any])
        if answer.get("transaction") == transaction and answer.get("janus") != "ack":
            return answer


def listening(pid: int) -> list[tuple[str, str, int]]:
    """Return what a process of our own user takes packets on: ``tcp``, ``tcp6``, ``udp`` or ``udp6``, address, port.

    Raises:
        OSError: it cannot be seen; it is gone, or another user's.
    """
    ours = {link.readlink().name for link in Path(f"/proc/{pid}/fd").iterdir() if _is_socket(link)}
    found = []
    for kind in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{kind}").read_text().splitlines()[1:]:
            address, port, state, inode = _row(line)
            if f"socket:[{inode}]" in ours and (kind.startswith("udp") or state == LISTENING):
                found.append((kind, address, port))
    return found


def _open_sockets(profile: Profile, pid: int) -> list[str]:
    """Compare what the process listens on with its port for us and the media ports."""
    try:
        found = listening(pid)
    except OSError as error:
        return [f"Its open ports cannot be seen ({type(error).__name__})."]
    drifts = []
    for kind, address, port in found:
        is_api = (kind, address, port) == ("tcp", "127.0.0.1", profile.port)
        is_media = (kind, address) == ("udp", profile.address)
        if not is_api and not (is_media and profile.first_port <= port <= profile.last_port):
            drifts.append(f"It listens on {kind} port {port} of {address}.")
    return drifts


def _is_socket(link: Path) -> bool:
    try:
        return link.readlink().name.startswith("socket:")
    except FileNotFoundError:
        return False  # closed while we looked


def _row(line: str) -> tuple[str, int, str, str]:
    """Return address, port, state and inode of a line of the kernel's table."""
    fields = line.split()
    address, port = fields[1].split(":")
    words = [bytes.fromhex(address[at : at + 8])[::-1] for at in range(0, len(address), 8)]
    return str(ip_address(b"".join(words))), int(port, 16), fields[3], fields[9]
