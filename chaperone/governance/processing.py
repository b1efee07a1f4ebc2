"""Writes the data protection assessment and the record of processing from models, retention rules, settings and policy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from django.apps import apps
from django.conf import settings
from django.db import connection

from chaperone.policy.clauses import carries_out
from chaperone.policy.pack import Clause, Pack
from chaperone.policy.typed import said, title_of
from chaperone.records.rules import RETENTION_OF_MODELS

RISKS = Path(__file__).parent / "data" / "risks.yaml"
NUMBERS: Final = (
    "retention_years",
    "recording",
    "pupil_cameras",
    "pupil_cameras_recorded",
    "pupil_contact_kept",
    "private_messages",
    "images_in_rooms",
    "never_stored",
    "personal_details_refused",
    "seat_code_length",
    "sign_in_link_days",
)
"""The policy's parameters that say what is held of people, in the order they are shown."""


@dataclass(frozen=True, slots=True)
class Held:
    """One kind of thing we hold: what it is, how long it stays, and whether the product ends it by itself."""

    label: str
    what: str
    until: str
    ends_by_itself: bool


@dataclass(frozen=True, slots=True)
class Risk:
    """What could go wrong, for whom, and the clauses that stand against it."""

    risk: str
    to: str
    clauses: tuple[Clause, ...]


@carries_out("A3")
def everything_held() -> tuple[Held, ...]:
    """Return every table there is, of ours or of a part we use, with its retention rule; one without a rule says so."""
    rows = []
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if not meta.managed or meta.proxy:
            continue
        rule = RETENTION_OF_MODELS.get(meta.label_lower)
        ours = model.__module__.startswith("chaperone.")
        words = (model.__doc__ or "").strip().partition("\n")[0] if ours else str(meta.verbose_name)
        rows.append(
            Held(
                meta.label_lower,
                words,
                rule.until if rule else "Nobody has said for how long",
                bool(rule and rule.by),
            )
        )
    return tuple(sorted(rows, key=lambda row: row.label))


@carries_out("A3")
def what_runs(pack: Pack) -> tuple[tuple[str, str], ...]:
    """Return the facts of this installation that decide how data is handled, each with its value in words."""
    where = {"sqlite": "A file on this server (SQLite)", "postgresql": "PostgreSQL"}
    line = "protected" if settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL else "not protected on the way"
    protected = settings.CHAPERONE_PUBLIC_URL.startswith("https://")
    return (
        ("Policy", f"{pack.title}, version {pack.version}"),
        ("Where it is kept", where.get(connection.vendor, connection.vendor)),
        ("How it is sealed", "Each record under a key of its own; destroying the key destroys every copy"),
        ("The way here", "Protected (https)" if protected else "Not protected: not for real people"),
        ("Letters leave by", f"{settings.EMAIL_HOST}, {line}"),
        ("Sound and picture", "Through our own media server, and no other"),
        (
            "Passed on to others",
            "To nobody, unless a child may be in danger; no page asks another site for anything",
        ),
        *((title_of(name), said(name, getattr(pack.parameters, name))) for name in NUMBERS),
    )


@carries_out("A3")
def risks(pack: Pack) -> tuple[Risk, ...]:
    """Return what could go wrong, each with the clauses against it in the words of the policy in force."""
    return tuple(
        Risk(risk, to, tuple(pack.clauses[clause_id] for clause_id in clauses))
        for risk, to, clauses in _written_risks()
    )


@cache
def _written_risks() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    rows = yaml.safe_load(RISKS.read_text(encoding="utf-8"))
    return tuple((row["risk"], row["to"], tuple(row["clauses"])) for row in rows)
