"""Starts a PostgreSQL cluster of one's own for as long as a test run or a measurement lasts."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg

START_LIMIT_SECONDS = 120
# Tests kill processes, not the machine: without fsync they prove as much and run several times faster.
HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class NoPostgres(RuntimeError):
    """PostgreSQL's programs are not installed, or the cluster did not start; the message says what to do."""


@contextlib.contextmanager
def temporary_cluster(*, durable: bool = False, settings: Sequence[str] = ()) -> Iterator[str]:
    """Start a cluster in a temporary folder and yield its DATABASE_URL; stop and remove it afterwards.

    Args:
        durable: True to wait for the disk at every commit, as a real server does (for measurements and power-loss questions).
        settings: more of PostgreSQL's settings, such as ``"max_connections=40"``.

    Raises:
        NoPostgres: it is not installed, or it does not start within 30 seconds.
    """
    programs = postgres_programs()
    with tempfile.TemporaryDirectory(prefix="chaperone-postgres-", ignore_cleanup_errors=True) as name:
        folder, password = Path(name), secrets.token_hex(16)
        _make_cluster(programs, folder, password)
        port = _free_port()
        chosen = [f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}"]
        chosen += [*settings] if durable else [*HASTY, *settings]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [*_as_postgres(dying=True), str(programs / "postgres"), "-D", str(folder / "data")]
                + [word for setting in chosen for word in ("-c", setting)],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=folder,
            )
        try:
            url = f"postgres://postgres:{password}@127.0.0.1:{port}/postgres"
            _wait_until_open(server, url, folder / "log")
            yield url
        finally:
            server.send_signal(signal.SIGINT)  # the fast shutdown
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.send_signal(signal.SIGQUIT)
                server.wait()


@contextlib.contextmanager
def temporary_database(url: str) -> Iterator[str]:
    """Make a new, empty database in the cluster at ``url`` and yield its own DATABASE_URL; drop it afterwards."""
    name = f"chaperone_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield f"{url.rsplit('/', 1)[0]}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@contextlib.contextmanager
def some_postgres() -> Iterator[str]:
    """Yield the DATABASE_URL of an empty database: in the cluster these tests run on, or in one of its own on SQLite."""
    ours = os.environ.get("DATABASE_URL", "")
    with temporary_database(ours) if ours.startswith("postgres") else temporary_cluster() as url:
        yield url


def postgres_programs() -> Path:
    """Return the folder of the newest installed PostgreSQL's programs (Debian's place first, then the PATH)."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    if on_path and shutil.which("initdb", path=str(Path(on_path).parent)):
        return Path(on_path).parent
    raise NoPostgres("PostgreSQL is not installed. Run: apt-get install postgresql")


def _make_cluster(programs: Path, folder: Path, password: str) -> None:
    password_file = folder / "password"
    password_file.write_text(password)
    if os.geteuid() == 0:
        for path in (folder, password_file):
            shutil.chown(path, "postgres", "postgres")
    made = subprocess.run(
        [
            *_as_postgres(),
            *(str(programs / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "scram-sha-256"),
            *(f"--pwfile={password_file}", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    if made.returncode != 0:
        raise NoPostgres(f"PostgreSQL's initdb failed: {made.stderr.strip()[-400:]}")
    password_file.unlink()


def _as_postgres(*, dying: bool = False) -> list[str]:
    """Return the words that run a program as a user PostgreSQL accepts, and let it die with us if ``dying``."""
    user = ["--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    death = ["--pdeathsig=QUIT"] if dying else []
    return ["setpriv", *user, *death, "--"] if user or death else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_until_open(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + START_LIMIT_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(url, connect_timeout=5).close()
            return
        time.sleep(0.02)
    raise NoPostgres(f"PostgreSQL did not start: {log.read_text(errors='replace')[-400:]}")
