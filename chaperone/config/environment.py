"""Reads settings from the environment and refuses nonsense in words an operator understands."""

from __future__ import annotations

import os
import secrets
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
