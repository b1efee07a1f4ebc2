"""What must be known to run Janus on this computer: where it is installed, which address and ports carry media, where files go."""

from __future__ import annotations

import fcntl
import shutil
import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

INSTALL: Final = "apt-get install janus"
# Where packages and Janus's own build put its plugins; the first that has VideoRoom is taken.
LIBRARIES: Final = ("/usr/lib/*/janus", "/usr/lib/janus", "/usr/local/lib/janus", "/opt/janus/lib/janus")
PLUGIN: Final = "plugins/libjanus_videoroom.so"
TRANSPORT: Final = "transports/libjanus_websockets.so"
_SIOCGIFADDR: Final = 0x8915


@dataclass(frozen=True, slots=True)
class JanusSetup:
    """Everything the operator decides, and nothing that the profile decides."""

    folder: Path
    """Private; each Janus has one of its own in it."""
    recordings: Path
    address: str
    """The address of this computer that browsers' media comes to; empty when there is none."""
    public_address: str = ""
    """How ``address`` is seen from outside, behind a router or firewall; empty when it is the same."""
    first_port: int = 20000
    last_port: int = 20999
    count: int = 1
    camera_bits_per_second: int = 700_000
    program: str = "janus"


def missing(setup: JanusSetup) -> str:
    """Say in one sentence, with the next step, what there is not to run Janus with; empty when all is there."""
    return why_none(setup.address, setup.program)


def why_none(address: str, program: str = "janus") -> str:
    """Say the same of the address that media would come to and of Janus's program."""
    if shutil.which(program) is None or libraries() is None or shutil.which("setpriv") is None:
        return f"Video is off: Janus is not installed. Install it with: {INSTALL}"
    if not address:
        return (
            "Video is off: this computer has no network address that a browser could reach."
            " Name one with CHAPERONE_MEDIA_ADDRESS."
        )
    return ""


def libraries() -> Path | None:
    """Return the folder that Janus's plugins and transports are in; ``None`` when it is not installed."""
    for pattern in LIBRARIES:
        for folder in sorted(Path("/").glob(pattern.lstrip("/"))):
            if (folder / PLUGIN).exists() and (folder / TRANSPORT).exists():
                return folder
    return None


def first_address() -> str:
    """Return this computer's first IPv4 address that is not its own loop; empty when it has none.

    Asked of the interfaces in the kernel's order, so that no packet and no name server is needed.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        for _, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(asker, _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:
                continue  # an interface without an IPv4 address
            address = socket.inet_ntoa(answer[20:24])
            if not address.startswith("127."):
                return address
    return ""
