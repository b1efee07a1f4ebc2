"""Runs the real server for a test: its own folder, its own database, its own port; it can be killed and started again."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.support.tables import give_tables

ROOT = Path(__file__).resolve().parents[2]
START_LIMIT_SECONDS = 120.0  # far more than it takes; a busy computer must not turn a run red
# A policy with every wait made short; what a test must wait for in earnest says so itself.
QUICK_PACK = """\
id: {id}
version: 1
title: Online safeguarding policy (for tests)
label: "For tests: a lead of {lead} seconds"
rehearsal: yes
extends: {{id: online-safeguarding, version: 1}}
parameters:
  door_lead_seconds: {lead}
  absence_limit_seconds: {absence}
  messages_per_10_seconds: {messages}
  pupil_cameras: {cameras}
"""
PACKS = {
    "quick": (1, 5, 50, "no"),
    "slow": (600, 300, 50, "no"),
    "calm": (1, 60, 8, "no"),
    "faces": (1, 60, 8, "yes"),
}


class Server:
    """A Chaperone server of a test's own. ``stage`` makes sessions in its database; ``kill`` ends it as a power cut would."""

    def __init__(self, folder: Path, database_url: str = "", cpu: int | None = None) -> None:
        self.python: tuple[str, ...] = (sys.executable, "-m")
        self.folder, self.port, self._cpu = folder, free_port(), cpu
        self.url = f"http://localhost:{self.port}"
        self.host = "127.0.0.1"
        packs = folder / "packs"
        packs.mkdir(parents=True, exist_ok=True)
        for name, (lead, absence, messages, cameras) in PACKS.items():
            written = QUICK_PACK.format(
                id=name, lead=lead, absence=absence, messages=messages, cameras=cameras
            )
            (packs / f"{name}.yaml").write_text(written)
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CHAPERONE_")},
            "CHAPERONE_VAR": str(folder / "var"),
            "CHAPERONE_PACKS": str(packs),
            "CHAPERONE_PUBLIC_URL": self.url,
            "CHAPERONE_DEMO": "yes",
            "CHAPERONE_SMTP_PORT": str(free_port()),
            # A test that is about sound and picture switches it on: every Janus costs a start.
            "CHAPERONE_VIDEO": "off",
            "DJANGO_SETTINGS_MODULE": "chaperone.config.settings",
        }
        if database_url:
            self.env["DATABASE_URL"] = database_url
        else:
            self.env.pop("DATABASE_URL", None)
        self.process: subprocess.Popen[bytes] | None = None
        self._stage: subprocess.Popen[str] | None = None

    def chaperone(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the command line beside the server."""
        return subprocess.run(
            [*self.python, "chaperone", *words],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )

    def moves_to(self, moment: datetime) -> Server:
        """Let the server, its commands and its stage live at another date from now on; the first time before it starts."""
        assert self.process is None or "CHAPERONE_TEST_CLOCK" in self.env, (
            "its clock cannot be moved any more"
        )
        file = self.folder / "clock"
        file.write_text(f"{(moment - datetime.now(UTC)).total_seconds()}")
        self.env["CHAPERONE_TEST_CLOCK"] = str(file)
        self.python = (sys.executable, "-m", "tests.support.moved_clock")
        return self

    def prepare(self) -> Server:
        """Make the tables."""
        own = f"sqlite:///{self.folder / 'var' / 'chaperone.sqlite3'}"
        give_tables({"DATABASE_URL": own, **self.env})
        return self

    def start(self) -> Server:
        """Start, and return when it answers."""
        command = [*self.python, "chaperone", "serve"]
        command += ["--host", self.host, "--port", str(self.port)]
        if self._cpu is not None:
            command = ["taskset", "-c", str(self._cpu), *command]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log)
        end = time.monotonic() + START_LIMIT_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.get("/healthz")[0] == 200:
                    return self
            time.sleep(0.05)
        self.process.kill()
        raise AssertionError(f"the server did not start:\n{self.log()[-4000:]}")

    def log(self) -> str:
        """What the server has written."""
        path = self.folder / "server.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def kill(self) -> None:
        """End it without a word, as a power cut would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """End it politely, and the stage with it."""
        if self._stage is not None:
            self._stage.kill()
            self._stage.communicate()
            self._stage = None
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None

    def stage(self, **wanted: Any) -> dict[str, Any]:
        """Make a session (see ``tests/support/stage.py``)."""
        staged: dict[str, Any] = self._ask_stage(wanted)
        return staged

    def on_record(self, stream: str) -> list[dict[str, Any]]:
        """What a stream of the ledger holds, opened: ``kind``, ``actor`` and ``body`` of each entry."""
        entries: list[dict[str, Any]] = self._ask_stage({"stream": stream})
        return entries

    def makes_ready(self, *addresses: str) -> None:
        """Have people who came in by the pages agree to the policy and be checked, so that they can serve."""
        self._ask_stage({"ready": list(addresses)})

    def links(self, *names: str) -> dict[str, str]:
        """New personal links for people of the office, such as ``"trustee"``."""
        made: dict[str, str] = self._ask_stage({"links": list(names)})
        return made

    def _ask_stage(self, wish: dict[str, Any]) -> Any:
        if self._stage is None:
            command = [*self.python, "tests.support.stage"]
            pipe = subprocess.PIPE
            self._stage = subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdin=pipe, stdout=pipe, text=True
            )
        assert self._stage.stdin is not None and self._stage.stdout is not None
        self._stage.stdin.write(json.dumps(wish) + "\n")
        self._stage.stdin.flush()
        line = self._stage.stdout.readline()
        assert line, "the stage could not be set; see above"
        return json.loads(line)

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], str]:
        """One GET without cookies."""
        return Visitor(self).get(path, headers)


class Visitor:
    """Somebody with a browser's cookies but none of its pictures."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.cookies: dict[str, str] = {}

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], str]:
        """Ask for a page."""
        return self._ask("GET", path, None, headers or {})

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, dict[str, str], str]:
        """Send a form, with the CSRF token the last page gave."""
        token = self.cookies.get("csrftoken", "")
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": token,
            "Origin": self.server.url,
        }
        return self._ask("POST", path, urlencode(fields), headers)

    def _ask(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("localhost", self.server.port, timeout=20)
        try:
            cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request(method, path, body, {**headers, **({"Cookie": cookie} if cookie else {})})
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        finally:
            connection.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                first = value.split(";", 1)[0]
                self.cookies[first.split("=", 1)[0]] = first.split("=", 1)[1]
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text

    def sign_in(self, link: str) -> None:
        """Follow a personal link and press its button."""
        path = urlsplit(link).path
        status, _, _ = self.get(path)
        assert status == 200, status
        status, _, text = self.post(path, {})
        assert status in {302, 303}, text[:400]

    def sit_down(self, code: str) -> None:
        """Take a seat with its code."""
        self.get("/join")
        status, _, text = self.post("/join", {"code": code})
        assert status in {302, 303}, text[:600]

    def ticket(self, session_ref: str, *, screen: bool = False) -> str:
        """Get a ticket for the room."""
        status, _, text = self.post(f"/room/{session_ref}/ticket{'?as=screen' if screen else ''}", {})
        assert status == 200, (status, text[:400])
        return str(json.loads(text)["ticket"])


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running_server(database_url: str = "", cpu: int | None = None) -> Iterator[Server]:
    """A prepared, started server in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="chaperone-server-", ignore_cleanup_errors=True) as name:
        server = Server(Path(name), database_url, cpu).prepare().start()
        try:
            yield server
        finally:
            server.stop()
