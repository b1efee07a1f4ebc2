"""A school whose network lets out nothing but TCP to two ports: a Linux network namespace, and a Chromium that lives in it."""

from __future__ import annotations

import base64
import hashlib
import secrets
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, BrowserType

from tests.support.browser import LAUNCH

# Of the range kept for documentation, so that no real network is hidden while the test runs.
OUTSIDE, INSIDE = "198.51.100.1", "198.51.100.2"
WAY_OUT = "100"
NOT_ROOT = (
    "This test makes a network of its own (ip netns) and needs root for it; nothing else proves that the relay"
    " gets through where UDP is blocked. Run it as root."
)


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"{NOT_ROOT}\nip {' '.join(words)}: {done.stderr}", pytrace=False)


@contextmanager
def strict_network(ports: Sequence[int]) -> Iterator[str]:
    """Make a network that lets out TCP to these ports and refuses everything else, UDP first of all; yield its name.

    Refused by the kernel's routing rules and not by a firewall, which a small machine may not have. What a
    school's firewall does is the same for a browser: no packet goes out.
    """
    name, tag = f"school-{secrets.token_hex(3)}", secrets.token_hex(3)
    _ip("netns", "add", name)
    try:
        _ip("link", "add", f"vo{tag}", "type", "veth", "peer", "name", f"vi{tag}", "netns", name)
        _ip("addr", "add", f"{OUTSIDE}/30", "dev", f"vo{tag}")
        _ip("link", "set", f"vo{tag}", "up")
        _ip("-n", name, "addr", "add", f"{INSIDE}/30", "dev", f"vi{tag}")
        for device in ("lo", f"vi{tag}"):
            _ip("-n", name, "link", "set", device, "up")
        _ip("-n", name, "route", "add", "default", "via", OUTSIDE, "table", WAY_OUT)
        for port in ports:
            _ip("-n", name, "rule", "add", "ipproto", "tcp", "dport", str(port), "lookup", WAY_OUT)
        _ip("-n", name, "rule", "add", "pref", "40000", "prohibit")
        for rule in ("32766", "32767"):  # the ways out that every network begins with
            _ip("-n", name, "rule", "del", "pref", rule)
        yield name
    finally:
        _ip("netns", "del", name)


def what_udp_says(network: str, address: str, port: int) -> str:
    """Send one UDP packet out of this network, and return what the kernel said; empty when it went out."""
    send = (
        "import socket, sys\n"
        "try: socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', (sys.argv[1], int(sys.argv[2])))\n"
        "except OSError as error: print(error.strerror)"
    )
    words = ["ip", "netns", "exec", network, "python3", "-c", send, address, str(port)]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()


def chromium_in(
    network: str, kind: BrowserType, folder: Path, *, site: str, trusts: Path, more: Sequence[str] = ()
) -> Browser:
    """Start Debian's Chromium in this network.

    Args:
        network: what ``strict_network`` gave.
        kind: Playwright's Chromium.
        folder: for the one-line program that starts it.
        site: the address that ``localhost``, where the tested server is, has for it.
        trusts: the certificate that it takes as good, whoever signed it.
        more: switches, such as ``FAKE_DEVICES``.
    """
    program = folder / "chromium"
    program.write_text(f'#!/bin/sh\nexec ip netns exec {network} /usr/bin/chromium "$@"\n')
    program.chmod(0o755)
    key = x509.load_pem_x509_certificate(trusts.read_bytes()).public_key()
    print_of_key = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    own = (
        f"--host-resolver-rules=MAP localhost {site}",
        f"--ignore-certificate-errors-spki-list={base64.b64encode(print_of_key).decode()}",
    )
    return kind.launch(executable_path=program, args=[*LAUNCH, *own, *more])
