"""Relations between models obey the layers that imports obey; a string in a ForeignKey hides nothing."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field, Model

ROOT = Path(__file__).resolve().parent.parent
OURS = ("hotcrm.", "leads.", "pools.", "campaigns.")


def layers() -> list[list[str]]:
    """The rooms of the first contract in pyproject.toml, from the roof down."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    models = next(c for c in config["contracts"] if c["name"].startswith("Models know"))
    return [[room.strip(" ()") for room in layer.replace("|", ":").split(":")] for layer in models["layers"]]


LAYERS = layers()


def height(model: type[Model]) -> int:
    """How far above the ground a model lives; 0 is the lowest layer."""
    for floor, rooms in enumerate(reversed(LAYERS)):
        if any(f"{model.__module__}.".startswith(f"{room}.") for room in rooms):
            return floor
    raise AssertionError(f"{model._meta.label} lives in no layer of pyproject.toml.")


def relations() -> list[tuple[type[Model], Field, type[Model]]]:
    found = []
    for model in apps.get_models():
        fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
        found += [(model, f, f.related_model) for f in fields if f.is_relation and is_ours(f.related_model)]
    return [row for row in found if is_ours(row[0])]


def is_ours(model: type[Model] | None) -> bool:
    return model is not None and model.__module__.startswith(OURS) and not model._meta.auto_created


def test_no_model_points_up():
    upward = [
        (model._meta.label, f.name, to._meta.label) for model, f, to in relations() if height(to) > height(model)
    ]
    assert upward == []


def test_every_model_lives_in_a_layer():
    assert {height(model) for model in apps.get_models() if is_ours(model)} <= set(range(len(LAYERS)))


def test_a_relation_that_points_up_would_be_seen():
    """The control: the lead lives above the people who work on it."""
    assert height(apps.get_model("leads.Lead")) > height(apps.get_model("people.User"))


@pytest.mark.parametrize("label", ["leads.Lead", "pools.Pool"])
def test_the_walk_meets_the_big_nouns(label):
    assert label in {to._meta.label for _, _, to in relations()} | {model._meta.label for model, _, _ in relations()}
