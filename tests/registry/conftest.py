"""Registries in one SQLite file, each with a name of its own; their versions have no files."""

import itertools

import pytest

from likelier.registry import Registry

NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("registry")


@pytest.fixture
def name():
    return f"model-{next(NUMBERS)}"


@pytest.fixture
def registry(folder, name):
    return Registry(name, folder)


@pytest.fixture
def three(registry, monkeypatch):
    """Versions 1, 2 and 3."""
    monkeypatch.setattr(Registry, "load", lambda *_: None)
    registry._client.create_registered_model(registry.name)
    for _ in range(3):
        registry._client.create_model_version(registry.name, "file:///nowhere", None)
    return registry.versions()


@pytest.fixture
def aliases(registry):
    return lambda: {alias: version.number for version in registry.versions() for alias in version.aliases}
