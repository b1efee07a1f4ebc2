"""The whole server with its children: which ports it opens, what its doctor says, and that nothing outlives it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chaperone.adapters.janus.check import listening
from chaperone.adapters.janus.profile import running
from chaperone.adapters.janus.setup import first_address
from tests.adapters.janus.test_profile import a_spoiling_janus
from tests.support.server import Server, free_port

pytestmark = pytest.mark.sockets

CHILDREN = 3


def family_of(pid: int) -> list[int]:
    """A process and all its descendants."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in family_of(int(child)))]


def ports_of(pid: int) -> set[int]:
    """The ports that a process listens on."""
    return {port for _, _, port in listening(pid)}


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """One with two Janus and a coturn, on ports of its own; not started."""
    server = Server(tmp_path)
    server.env |= {
        "CHAPERONE_VIDEO": "auto",
        "CHAPERONE_JANUS_COUNT": "2",
        "CHAPERONE_MEDIA_PORTS": "24600-24799",
        "CHAPERONE_TURN": "local",
        "CHAPERONE_TURN_PORT": str(free_port()),
        "CHAPERONE_TURN_PORTS": "24800-24899",
    }
    yield server
    server.kill()


def seen_by_doctor(server: Server, subject: str) -> tuple[str, str]:
    """What the doctor says about a subject: its state and its sentence."""
    findings = json.loads(server.chaperone("doctor", "--json").stdout)
    return next((one["state"], one["sentence"]) for one in findings if one["subject"] == subject)


@pytest.mark.proves("M7")
def test_only_documented_ports_are_open_and_no_child_outlives_the_server(server: Server) -> None:
    """Every port of every process of the server; then the server is killed as a power cut would."""
    server.prepare().start()
    assert server.process is not None
    pid, media, media_folder = server.process.pid, first_address(), server.folder / "var" / "media"
    until(lambda: len(family_of(pid)) == 1 + CHILDREN, "two Janus and a coturn run")
    until(
        lambda: sum(profile.port in ports_of(child) for profile, child in running(media_folder)) == 2,
        "both listen",
    )
    assert "2 Janus, locked down" in seen_by_doctor(server, "video")[1]
    relay, family = int(server.env["CHAPERONE_TURN_PORT"]), family_of(pid)
    until(
        lambda: ("tcp", media, relay) in {one for child in family for one in listening(child)},
        "the relay is up",
    )
    # The last of the media ports is the server's own, where a check before a session asks; no Janus ever takes it.
    assert ("udp", media, 24799) in listening(pid)
    assert [profile.last_port for profile, _ in running(media_folder)] == [24698, 24797]

    opened = {one for child in family for one in listening(child)}
    documented = {
        ("tcp", "127.0.0.1", server.port),
        ("tcp", "127.0.0.1", int(server.env["CHAPERONE_SMTP_PORT"])),
        ("tcp", media, relay),
        ("udp", media, relay),
        ("udp", media, 24799),
    }
    others = opened - documented
    assert documented <= opened
    assert {(kind, address) for kind, address, _ in others} == {("tcp", "127.0.0.1")}
    assert len(others) == 2, "the two ports by which we speak to Janus"

    server.kill()
    until(lambda: not any(_is_alive(child) for child in family), "a child outlived the server")


@pytest.mark.proves("M7")
def test_the_doctor_names_what_is_not_locked_down(server: Server, tmp_path: Path) -> None:
    """Before the server is started, too: it tries one out."""
    state, sentence = seen_by_doctor(server, "video")
    assert (state, sentence[:16]) == ("good", "Janus locks down")
    spoiled = tmp_path / "programs"
    spoiled.mkdir()
    Path(a_spoiling_janus(spoiled)).rename(spoiled / "janus")
    server.env["PATH"] = f"{spoiled}:{server.env['PATH']}"
    state, sentence = seen_by_doctor(server, "video")
    assert state == "bad"
    assert "without the right secret" in sentence


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False
