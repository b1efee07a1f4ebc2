"""Starts each server in turn on a core of its own, fresh for every measurement, and stops what it started by its own id."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bench import accounting
from tests.support.postgres import NoPostgres, temporary_cluster
from tests.support.server import Server, free_port

ROOT = Path(__file__).resolve().parents[1]
PEERS_PYTHON = ROOT / "var" / "bench-venv" / "bin" / "python"
START_SECONDS = 60
# As in production, but for waits a measurement need not sit through and a flood limit that lets few seats speak much.
PACK = """\
id: measured
version: 1
title: Online safeguarding policy (for measuring)
label: "For measuring: a lead of 1 second"
rehearsal: yes
extends: {id: online-safeguarding, version: 1}
parameters:
  door_lead_seconds: 1
  messages_per_10_seconds: 50
"""
EJABBERD = """\
hosts: [localhost]
loglevel: error
sql_type: pgsql
sql_server: "127.0.0.1"
sql_port: {port}
sql_database: postgres
sql_username: postgres
sql_password: "{password}"
sql_pool_size: 4
auth_method: anonymous
anonymous_protocol: sasl_anon
allow_multiple_connections: true
listen:
  - port: {listen}
    ip: "127.0.0.1"
    module: ejabberd_http
    backlog: 1024
    request_handlers:
      /ws: ejabberd_http_ws
modules:
  mod_disco: {{}}
  mod_mam:
    db_type: sql
    default: always
    use_cache: true
  mod_muc:
    host: rooms.localhost
    access: all
    access_create: all
    access_mam: all
    max_users: 5000
    min_message_interval: 0
    history_size: 20
    default_room_options:
      mam: true
      persistent: true
      presence_broadcast: [moderator]
      max_users: 5000
"""


class CannotBeHad(RuntimeError):
    """A server is not on this machine and cannot be brought; the message says what is missing."""


@dataclass
class Running:
    """A server that listens: where, which processes it is, and with which client and environment to measure it."""

    port: int
    pids: list[int]
    client: str
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))


@contextlib.contextmanager
def bare_loop(folder: Path) -> Iterator[Running]:
    """The limit (``peers/bare_loop``)."""
    port = free_port()
    with _process([sys.executable, "-m", "bench.peers.bare_loop", str(port)], folder) as pid:
        _wait_for(port, folder)
        yield Running(port, [pid], "Client")


@contextlib.contextmanager
def channels(folder: Path) -> Iterator[Running]:
    """Django Channels with its in-memory layer on uvicorn, and SQLite (``peers/channels_chat``)."""
    if not PEERS_PYTHON.exists():
        raise CannotBeHad(
            "Django Channels is not installed; `make bench` does that (requirements/bench.txt)."
        )
    port = free_port()
    command = [
        str(PEERS_PYTHON),
        "-m",
        "uvicorn",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-access-log",
    ]
    command += ["--log-level", "warning", "bench.peers.channels_chat:application"]
    with _process(command, folder, {"CHAT_DB": str(folder / "chat.sqlite3")}) as pid:
        _wait_for(port, folder)
        yield Running(port, [pid], "ChannelsClient")


def _erlang_environment(folder: Path, configuration: Path, libraries: Path) -> dict[str, str]:
    """Where ejabberd finds its parts, and room for many connections."""
    return {
        "EJABBERD_CONFIG_PATH": str(configuration),
        "EJABBERD_LOG_PATH": str(folder / "ejabberd.log"),
        "SPOOL_DIR": str(folder),
        "ERL_LIBS": str(libraries),
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "ERL_CRASH_DUMP_SECONDS": "0",
        "ERL_MAX_PORTS": "32000",
        "ERL_MAX_ETS_TABLES": "20000",
    }


@contextlib.contextmanager
def ejabberd(folder: Path) -> Iterator[Running]:
    """An XMPP server in Erlang, rooms archived to PostgreSQL, over WebSocket."""
    erlang, schema = shutil.which("erl"), Path("/usr/share/ejabberd/sql/pg.sql")
    libraries = next((found.parents[1] for found in Path("/usr/lib").glob("*/ejabberd-*/ebin")), None)
    driver = next(iter(Path("/usr/lib").glob("erlang/lib/p1_pgsql-*")), None)
    if not erlang or not schema.exists() or libraries is None or driver is None:
        raise CannotBeHad("ejabberd is not installed (Debian packages ejabberd and erlang-p1-pgsql).")
    with _durable_postgres() as (url, postmaster):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(schema.read_bytes())
        port = free_port()
        password, where = url.split("postgres://postgres:")[1].split("@")
        configuration = folder / "ejabberd.yml"
        configuration.write_text(
            EJABBERD.format(port=where.split(":")[1].split("/")[0], password=password, listen=port)
        )
        environment = _erlang_environment(folder, configuration, libraries)
        # The schedulers do not spin when idle: the most favourable setting for the cost of a delivery.
        command = [erlang, "-noinput", "+K", "true", "+P", "250000", "+Q", "65536", "+sbwt", "none"]
        command += [
            "+sbwtdcpu",
            "none",
            "+sbwtdio",
            "none",
            "-mnesia",
            "dir",
            f'"{folder}/mnesia"',
            "-s",
            "ejabberd",
        ]
        with _process(command, folder, environment) as pid:
            _wait_for(port, folder)
            yield Running(port, [pid, postmaster], "XmppClient")


@contextlib.contextmanager
def product_on_sqlite(folder: Path) -> Iterator[Running]:
    """The product with its default database."""
    with _product(folder, "", []) as running:
        yield running


@contextlib.contextmanager
def product_on_postgres(folder: Path) -> Iterator[Running]:
    """The product with PostgreSQL on the same core."""
    with _durable_postgres() as (url, postmaster), _product(folder, url, [postmaster]) as running:
        yield running


SERVERS: dict[str, Callable[[Path], contextlib.AbstractContextManager[Running]]] = {
    "bare_loop": bare_loop,
    "chaperone_sqlite": product_on_sqlite,
    "chaperone_postgres": product_on_postgres,
    "ejabberd": ejabberd,
    "channels": channels,
}


@contextlib.contextmanager
def fresh(name: str) -> Iterator[Running]:
    """Start the server ``name`` in a new folder, and stop it.

    Raises:
        CannotBeHad: it, or the database it needs, is not installed.
    """
    (ROOT / "var").mkdir(exist_ok=True)
    # On the same disk as the product's own data, never in a memory file system: durable must mean what it says.
    with tempfile.TemporaryDirectory(dir=ROOT / "var", prefix="bench-", ignore_cleanup_errors=True) as made:
        try:
            with SERVERS[name](Path(made)) as running:
                yield running
        except NoPostgres as missing:
            raise CannotBeHad(str(missing)) from missing


@contextlib.contextmanager
def _product(folder: Path, database_url: str, more_pids: Sequence[int]) -> Iterator[Running]:
    server = Server(folder, database_url, accounting.SERVER_CORE)
    (folder / "packs" / "measured.yaml").write_text(PACK)
    server.prepare().start()
    assert server.process is not None
    try:
        yield Running(server.port, [server.process.pid, *more_pids], "ChaperoneClient", server.env)
    finally:
        server.stop()


@contextlib.contextmanager
def _durable_postgres() -> Iterator[tuple[str, int]]:
    """A cluster of its own on the server's core, waiting for the disk at every commit; its URL and its first process."""
    with contextlib.ExitStack() as stack:
        with accounting.on_core(accounting.SERVER_CORE):
            url = stack.enter_context(
                temporary_cluster(durable=True, settings=("shared_buffers=256MB", "max_wal_size=4GB"))
            )
        with psycopg.connect(url) as connection:
            postmaster = accounting.parent_of(connection.info.backend_pid)
        yield url, postmaster


@contextlib.contextmanager
def _process(command: list[str], folder: Path, more: Mapping[str, str] | None = None) -> Iterator[int]:
    environment = {**os.environ, **(more or {}), "PYTHONDONTWRITEBYTECODE": "1"}
    with accounting.on_core(accounting.SERVER_CORE), (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, folder: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise CannotBeHad(f"it does not start: {(folder / 'log').read_text(errors='replace')[-300:]}")
