"""Nothing is kept without an end: every stored model has a rule that says for how long, and why."""

from __future__ import annotations

from django.apps import apps

from chaperone.records.rules import RETENTION_OF_MODELS


def stored() -> set[str]:
    """Return the label (``people.person``) of every model with a table, of ours or of a part we use."""
    return {
        model._meta.label_lower
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def test_every_stored_model_has_a_retention_rule() -> None:
    assert stored() - set(RETENTION_OF_MODELS) == set(), "stored, and nobody says for how long"


def test_every_retention_rule_is_for_something_stored() -> None:
    assert set(RETENTION_OF_MODELS) - stored() == set(), "a rule for what is not stored"


def test_models_are_found() -> None:
    assert {"people.person", "school_sessions.seat", "sessions.session"} <= stored()
