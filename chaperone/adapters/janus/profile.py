"""The one profile that every Janus of ours runs with, locked by policy: written fresh at each start, with new secrets (M7)."""

from __future__ import annotations

import secrets
import shutil
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from chaperone.adapters.janus.setup import PLUGIN, TRANSPORT, JanusSetup, libraries

RUNNING: Final = "running.json"
PROTECTED: Final = (
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/lib",
    "/lib64",
    "/proc",
    "/root",
    "/sbin",
    "/sys",
    "/usr",
)

Value = str | int | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """One Janus's private folder, its port for us on 127.0.0.1, and its secrets of this start."""

    folder: Path
    port: int
    api_secret: str
    admin_key: str
    address: str
    first_port: int
    last_port: int

    @property
    def configuration(self) -> Path:
        """The folder with its configuration files."""
        return self.folder / "configuration"


class _Running(msgspec.Struct, frozen=True):
    """What is left in the folder while Janus runs."""

    pid: int
    profile: Profile


def write(setup: JanusSetup, number: int) -> Profile:
    """Write the private folder of Janus ``number`` anew, and return what is in it.

    Only two of Janus's parts are linked into it, VideoRoom and its WebSocket, so that nothing else can be loaded whatever
    a configuration says. Whatever an earlier start left there is gone.

    Raises:
        OSError: the folder cannot be written.
        ValueError: a path that Janus's configuration language cannot hold.
    """
    profile = Profile(
        folder=setup.folder / f"janus-{number}",
        port=_free_port(),
        api_secret=secrets.token_urlsafe(32),
        admin_key=secrets.token_urlsafe(32),
        address=setup.address,
        first_port=setup.first_port,
        last_port=setup.last_port,
    )
    installed = libraries()
    if installed is None:
        raise FileNotFoundError("Janus's plugins")
    setup.recordings.mkdir(mode=0o700, parents=True, exist_ok=True)
    setup.recordings.chmod(0o700)
    for name in ("configuration", "plugins", "transports", "events", "loggers"):
        shutil.rmtree(profile.folder / name, ignore_errors=True)
        (profile.folder / name).mkdir(mode=0o700, parents=True)
    profile.folder.chmod(0o700)
    for part in (PLUGIN, TRANSPORT):
        (profile.folder / part).symlink_to(installed / part)
    for name, blocks in _files(setup, profile).items():
        path = profile.configuration / name
        path.touch(mode=0o600)
        path.write_text(_jcfg(blocks))
    return profile


def arguments(setup: JanusSetup, profile: Profile) -> tuple[str, ...]:
    """Return the command that starts Janus with its profile."""
    configuration = profile.configuration
    program = shutil.which(setup.program) or setup.program
    # Both: with the folder alone it would read none of it and listen everywhere.
    return (program, "-F", str(configuration), "-C", str(configuration / "janus.jcfg"))


def note_running(profile: Profile, pid: int) -> None:
    """Leave word, for ``chaperone doctor`` of the same user, how to ask the running Janus."""
    path = profile.folder / RUNNING
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(msgspec.json.encode(_Running(pid, profile), enc_hook=str))


def running(folder: Path) -> list[tuple[Profile, int]]:
    """Return the profiles, with process ids, that the Janus children of ``folder`` were started with.

    One whose process is gone stays out.
    """
    found = []
    for path in sorted(folder.glob(f"janus-*/{RUNNING}")):
        try:
            kept = msgspec.json.decode(path.read_bytes(), type=_Running, dec_hook=lambda _, text: Path(text))
            if _is_of(kept.pid, path.parent):
                found.append((kept.profile, kept.pid))
        except (OSError, msgspec.MsgspecError):
            continue  # it ended, or is being written
    return found


def _is_of(pid: int, folder: Path) -> bool:
    """Say whether the process still is the one of this folder; numbers are used again."""
    return str(folder) in Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _files(setup: JanusSetup, profile: Profile) -> Mapping[str, Mapping[str, Mapping[str, Value]]]:
    """Return every configuration file, block by block. What is not said here is off by Janus's own default."""
    return {
        "janus.jcfg": {
            "general": _general(profile),
            "media": {
                "ipv6": False,
                "rtp_port_range": f"{setup.first_port}-{setup.last_port}",
                "no_media_timer": 0,
                "slowlink_threshold": 0,
            },
            "nat": _nat(setup),
            "events": {"broadcast": False},
        },
        "janus.transport.websockets.jcfg": {
            "general": {
                "events": False,
                "json": "compact",
                "ws": True,
                "ws_ip": "127.0.0.1",
                "ws_port": profile.port,
                "ws_acl": "127.0.0.1",
                "wss": False,
            },
            "admin": {"admin_ws": False, "admin_wss": False},
        },
        "janus.plugin.videoroom.jcfg": {
            "general": {
                "admin_key": profile.admin_key,
                "lock_rtp_forward": True,
                "events": False,
                "string_ids": True,
            }
        },
    }


def _nat(setup: JanusSetup) -> Mapping[str, Value]:
    """Return how Janus and browsers find each other: it answers whom it was reached by, and calls nobody."""
    return {
        "ice_lite": True,
        "full_trickle": False,
        "ignore_mdns": True,
        "ice_enforce_list": setup.address,
        **({"nat_1_1_mapping": setup.public_address} if setup.public_address else {}),
    }


def _general(profile: Profile) -> Mapping[str, Value]:
    """Return what Janus may load, from where, and who may ask it for anything."""
    folder = profile.folder
    return {
        "configs_folder": str(profile.configuration),
        "plugins_folder": str(folder / "plugins"),
        "transports_folder": str(folder / "transports"),
        "events_folder": str(folder / "events"),
        "loggers_folder": str(folder / "loggers"),
        "server_name": folder.name,
        # Only errors: at a higher level Janus writes down addresses.
        "debug_level": 2,
        "debug_colors": False,
        "api_secret": profile.api_secret,
        "session_timeout": 30,
        "reclaim_session_timeout": 0,
        "hide_dependencies": True,
        "exit_on_dl_error": True,
        "protected_folders": PROTECTED,
    }


def _jcfg(blocks: Mapping[str, Mapping[str, Value]]) -> str:
    """Write blocks of settings in Janus's configuration language."""
    lines = ["# Written by Chaperone at each start; a change here lasts until the next one and is refused."]
    for name, settings in blocks.items():
        lines += [f"{name}: {{", *(f"  {key} = {_value(value)}" for key, value in settings.items()), "}"]
    return "\n".join(lines) + "\n"


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    if not value.isprintable() or set(value) & set('"\\'):
        raise ValueError(f"Janus's configuration cannot hold {value!r}.")
    return f'"{value}"'
