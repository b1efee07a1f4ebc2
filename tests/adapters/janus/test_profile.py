"""The profile that every Janus of ours runs with: kept, and a difference found, whoever made it (M7)."""

from __future__ import annotations

import asyncio
import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from chaperone.adapters.janus.check import check
from chaperone.adapters.janus.node import DRIFTED
from chaperone.adapters.janus.nodes import JanusNodes
from chaperone.adapters.janus.profile import running
from chaperone.adapters.janus.trial import tried_out
from tests.adapters.janus.browsers import Sender
from tests.adapters.janus.running import Witness, a_setup, janus

pytestmark = pytest.mark.sockets

# Each spoils one line of the profile; what the check must then say.
SPOILED = {
    "no secret": ("janus.jcfg", r"s/^  api_secret.*//", "without the right secret"),
    "no admin key": ("janus.plugin.videoroom.jcfg", r"s/^  admin_key.*//", "without the admin key"),
    "numbers for names": (
        "janus.plugin.videoroom.jcfg",
        r"s/string_ids = true/string_ids = false/",
        "names of rooms",
    ),
    "every address": ("janus.transport.websockets.jcfg", r"s/^  ws_ip.*//", "It listens on"),
    "an admin port": (
        "janus.transport.websockets.jcfg",
        r"s/admin_ws = false/admin_ws = true/",
        "It listens on",
    ),
    "calls browsers": ("janus.jcfg", r"s/ice_lite = true/ice_lite = false/", "ice-lite"),
}


def a_spoiling_janus(folder: Path) -> str:
    """Make a program that spoils its configuration in all these ways, and then is Janus."""
    script = folder / "spoiling-janus"
    edits = "\n".join(f"sed -i '{edit}' \"$2/{file}\"" for file, edit, _ in SPOILED.values())
    script.write_text(f'#!/bin/sh\n{edits}\nexec {shutil.which("janus")} "$@"\n')
    script.chmod(0o700)
    return str(script)


@pytest.mark.proves("M7")
def test_every_difference_from_the_profile_is_found(tmp_path: Path) -> None:
    """A Janus with all its locks taken off: each one is named; one with the locks on has no difference."""
    spoiled = asyncio.run(tried_out(a_setup(tmp_path, program=a_spoiling_janus(tmp_path))))
    missed = [name for name, (_, _, words) in SPOILED.items() if not any(words in drift for drift in spoiled)]
    assert missed == [], spoiled
    assert asyncio.run(tried_out(a_setup(tmp_path))) == []


@pytest.mark.proves("M7")
def test_a_janus_that_differs_is_never_used(tmp_path: Path) -> None:
    """The start is refused: there is no sound and picture, the sentence says why, and the process is gone."""

    async def story() -> None:
        nodes, witness = JanusNodes(a_setup(tmp_path, program=a_spoiling_janus(tmp_path))), Witness()
        nodes.watched_by(witness)
        nodes.start()
        await witness.hears("lost", DRIFTED, limit=15)
        assert not nodes.is_up
        assert ("back",) not in witness.told
        await nodes.stop()
        assert running(tmp_path / "media") == []

    asyncio.run(story())


@pytest.mark.proves("M7")
def test_only_documented_ports_are_open_and_nothing_is_readable_by_others() -> None:
    """With media flowing: our port on the loop, media ports on the media address, nothing else; folders are private."""

    async def story() -> None:
        async with janus() as (nodes, witness):
            sender = await Sender(["microphone"]).publish(nodes, "room", "feedaaaaaaaaaaaa")
            await witness.hears("flows")
            folder = nodes.nodes[0].server.recordings.parent
            ((profile, pid),) = running(folder)
            process = nodes.nodes[0].process
            assert process is not None
            assert pid == process.pid
            assert await check(profile, pid) == []
            # The check must be able to see what it judges: with other limits the open media port is a difference.
            tight = replace(profile, last_port=1)
            assert any("It listens on udp port" in drift for drift in await check(tight, pid))
            for path in folder.rglob("*"):
                if not path.is_symlink() and (path.is_dir() or path.suffix in {".jcfg", ".json", ".mjr"}):
                    private = path.parent if path.suffix == ".mjr" else path
                    assert stat.S_IMODE(private.stat().st_mode) & 0o077 == 0, path
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            assert profile.api_secret.encode() not in command
            environment = Path(f"/proc/{pid}/environ").read_bytes()
            assert b"CHAPERONE" not in environment
            await sender.close()

    asyncio.run(story())


def test_behind_a_router_browsers_are_told_the_address_outside() -> None:
    """The one inside would lead them nowhere; and Janus has room for many connections."""

    async def story() -> None:
        async with janus(public_address="198.51.100.7") as (nodes, _):
            process = nodes.nodes[0].process
            assert process is not None
            answer = await nodes.publish(
                "room", "feedaaaaaaaaaaaa", await Sender(["microphone"]).offer(), ["microphone"]
            )
            candidates = [line.split() for line in answer.splitlines() if line.startswith("a=candidate:")]
            assert {words[4] for words in candidates} == {"198.51.100.7"}
            limits = Path(f"/proc/{process.pid}/limits").read_text().splitlines()
            soft, hard = next(line.split()[3:5] for line in limits if line.startswith("Max open files"))
            assert soft == hard
            assert next(line.split()[4] for line in limits if line.startswith("Max core file size")) == "0"

    asyncio.run(story())
