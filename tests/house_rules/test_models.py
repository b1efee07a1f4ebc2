"""What we keep: keys point down the layers, saving has no side effects, and nothing has room for a pupil's details."""

from __future__ import annotations

import re
import tomllib

import msgspec
import pytest
from django.apps import apps
from django.db import models

from chaperone.sessions.plan import Seat
from tests.house_rules.sources import TOP

# About adults and organisations, who do have names and addresses; everything else may stand near a pupil.
ABOUT_ADULTS = {"people.Organisation", "people.Person", "people.School", "outbox.Letter"}
PUPIL_DETAIL = re.compile(
    r"(^|_)(phone|mobile|telephone|tel|age|birth\w*|birthday|dob|e?mail|mailbox|address|postcode|surname|last_name|family_name|full_name"
    r"|real_name|first_name|forename|pupil_name|child_name|handle|gender|sex|photo|picture|avatar|upn|parent|carer)(_|$)"
)


def our_models() -> list[type[models.Model]]:
    """Return the models this repository defines."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("chaperone.")
    ]


def layers() -> list[str]:
    """Return the folders from top to bottom, as the import contract has them."""
    contracts = tomllib.loads((TOP / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (order,) = [
        contract["layers"]
        for contract in contracts
        if contract["type"] == "layers" and contract.get("exhaustive")
    ]
    return [str(layer) for layer in order]


def folder_of(model: type[models.Model]) -> str:
    """Return the folder of ``chaperone/`` that holds the model."""
    return model.__module__.split(".")[1]


def test_foreign_keys_point_down() -> None:
    order = layers()
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and isinstance(field.related_model, type)
        and field.related_model.__module__.startswith("chaperone.")
        and order.index(folder_of(field.related_model)) < order.index(folder_of(model))
    ]
    assert upward == []


def test_no_model_redefines_saving() -> None:
    assert [
        model._meta.label
        for model in our_models()
        for name in ("save", "delete", "save_base")
        if getattr(model, name) is not getattr(models.Model, name)
        and getattr(model, name).__module__.startswith("chaperone.")
    ] == []


def test_no_model_has_room_for_a_pupils_details() -> None:
    named = {model._meta.label for model in our_models()}
    assert len(named) > 10
    assert [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        if model._meta.label not in ABOUT_ADULTS
        for field in model._meta.get_fields()
        if not field.is_relation and PUPIL_DETAIL.search(field.name)
    ] == []


def test_a_seat_in_the_room_has_no_room_for_a_pupils_details() -> None:
    assert [field.name for field in msgspec.structs.fields(Seat) if PUPIL_DETAIL.search(field.name)] == []


@pytest.mark.parametrize(
    "name",
    ["phone", "parent_phone", "age", "date_of_birth", "email", "pupil_email", "last_name", "home_address"],
)
def test_a_pupils_detail_is_noticed(name: str) -> None:
    assert PUPIL_DETAIL.search(name)


@pytest.mark.parametrize("name", ["join_name", "stage", "message", "page", "emailed_at", "pupil_count"])
def test_an_innocent_name_passes(name: str) -> None:
    assert not PUPIL_DETAIL.search(name)
