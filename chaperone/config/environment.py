"""Reads settings from the environment and refuses nonsense in words an operator understands."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Sequence
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


class SettingRefused(SystemExit):
    """A setting has no sensible meaning; the process stops before it serves anybody."""


def environ_text(name: str, default: str) -> str:
    """Return the variable's text, or ``default`` when it is unset or empty."""
    return os.environ.get(name) or default


def environ_bool(name: str, *, default: bool) -> bool:
    """Return a yes/no variable; anything but 1/0, yes/no, true/false is refused."""
    text = environ_text(name, "yes" if default else "no").lower()
    if text in {"1", "yes", "true", "on"}:
        return True
    if text in {"0", "no", "false", "off"}:
        return False
    raise SettingRefused(f"{name} is {text!r}: write yes or no.")


def environ_int(name: str, default: int, *, lowest: int, highest: int) -> int:
    """Return a whole number between ``lowest`` and ``highest``; anything else is refused."""
    text = environ_text(name, str(default))
    try:
        number = int(text)
    except ValueError:
        raise SettingRefused(f"{name} is {text!r}: write a whole number.") from None
    if not lowest <= number <= highest:
        raise SettingRefused(f"{name} is {number}: it must be from {lowest} to {highest}.")
    return number


def environ_choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    """Return one of ``choices``; anything else is refused."""
    text = environ_text(name, default)
    if text not in choices:
        raise SettingRefused(f"{name} is {text!r}: write one of {', '.join(choices)}.")
    return text


def environ_address(name: str) -> str:
    """Return an IPv4 address of this computer or of its router, or nothing; its own loop, which no browser reaches, is refused."""
    text = environ_text(name, "")
    if not text:
        return ""
    try:
        address = IPv4Address(text)
    except ValueError:
        raise SettingRefused(f"{name} is {text!r}: write an IPv4 address such as 203.0.113.5.") from None
    if address.is_loopback or address.is_unspecified or address.is_multicast:
        raise SettingRefused(f"{name} is {text}: no browser can reach that address.")
    return text


def environ_ports(name: str, default: str, *, at_least: int) -> tuple[int, int]:
    """Return first and last of a range of ports written as ``20000-20999``; fewer than ``at_least`` are refused."""
    text = environ_text(name, default)
    first, dash, last = text.partition("-")
    if not (dash and first.isdecimal() and last.isdecimal()):
        raise SettingRefused(f"{name} is {text!r}: write the first and the last port, such as {default}.")
    if not 1024 <= int(first) <= int(last) <= 65535:
        raise SettingRefused(f"{name} is {text}: ports go from 1024 to 65535, the lower one first.")
    if int(last) - int(first) + 1 < at_least:
        raise SettingRefused(f"{name} is {text}: at least {at_least} ports are needed.")
    return int(first), int(last)


def environ_turn_urls(name: str) -> tuple[str, ...]:
    """Return the addresses of a TURN server elsewhere, separated by commas; whatever is no such address is refused."""
    urls = tuple(url.strip() for url in environ_text(name, "").split(",") if url.strip())
    for url in urls:
        if not re.fullmatch(r"turns?:[A-Za-z0-9.-]+(:\d{1,5})?(\?transport=(udp|tcp))?", url):
            raise SettingRefused(
                f"{name} holds {url!r}: write addresses such as turns:turn.example.org:443?transport=tcp"
            )
    return urls


def refuse_half_a_relay(turn: str, urls: Sequence[str], secret: str, certificate: tuple[str, str]) -> None:
    """Refuse settings of a TURN server that lack what they need; ``certificate`` is its file and its key's."""
    if turn == "elsewhere" and not (urls and secret):
        raise SettingRefused(
            "CHAPERONE_TURN is elsewhere: CHAPERONE_TURN_URLS and CHAPERONE_TURN_SECRET must say where, and its secret."
        )
    if any(certificate) and not all(certificate):
        raise SettingRefused("CHAPERONE_TURN_CERTIFICATE and CHAPERONE_TURN_KEY belong together: set both.")
    for path in certificate:
        if path and not Path(path).is_file():
            raise SettingRefused(f"There is no file {path}, which a CHAPERONE_TURN setting names.")


def chosen_pack(folder: Path, default: str) -> str:
    """Return the policy pack that the first set-up chose (``first_run``), which keeps its id in the file ``policy-pack`` there.

    Whoever sets ``CHAPERONE_PACK`` decides otherwise; what is no id stops the start.
    """
    path = folder / "policy-pack"
    text = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
    if text and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        raise SettingRefused(
            f"{path} holds no id of a policy pack: write one, such as {default}, or remove it."
        )
    return text or default


def origin_of(url: str) -> str:
    """Return scheme, host and port of a URL, as a browser names where a form came from."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def secret_from_file(name: str, path: Path) -> str:
    """Return the secret in variable ``name``, else the one kept at ``path``, made there (mode 0600) at the first start."""
    if os.environ.get(name):
        return os.environ[name]
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret)
    return secret


SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA busy_timeout=10000;"
    "PRAGMA secure_delete=ON;"
)


def database_from_url(url: str) -> dict[str, Any]:
    """Return Django's description of the database at ``sqlite:///path`` or ``postgres://user:password@host:port/name``."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = Path(url.removeprefix("sqlite:///"))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS, "timeout": 10},
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or 5432),
            "CONN_MAX_AGE": 60,
        }
    raise SettingRefused("DATABASE_URL must begin with sqlite:/// or postgres://.")
