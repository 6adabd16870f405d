"""Which version is in service, after a kill at each write and by several writers."""

import pytest

from likelier import versions
from likelier.errors import ArtifactError, RegistryError
from likelier.registry import CHAMPION, PREVIOUS, REPLACES, ROLLED_BACK, Registry

WRITES = ("set_model_version_tag", "delete_model_version_tag", "set_registered_model_alias")


class Killed(BaseException):
    """In the place of a kill."""


def killed(monkeypatch, registry, at, act):
    """Do something, killed before its write number `at`; whether it came so far."""
    left = at

    def dies(write):
        def writes(*given):
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed
            return write(*given)

        return writes

    with monkeypatch.context() as patch:
        for name in WRITES:
            patch.setattr(registry._client, name, dies(getattr(registry._client, name)))
        try:
            act()
        except Killed:
            return True
    return False


def of(registry, number):
    return registry.versions()[number - 1]


@pytest.mark.parametrize("act", ["promote", "rollback"])
def test_a_kill_at_any_write_leaves_one_champion_and_the_same_again_completes_it(
    act, registry, three, aliases, monkeypatch
):
    start = {CHAMPION: 2, PREVIOUS: 1}
    end = {CHAMPION: 3, PREVIOUS: 2} if act == "promote" else {CHAMPION: 1, PREVIOUS: 2}

    def done():
        if act == "promote":
            return versions.promote(registry, of(registry, 3))
        return versions.rollback(registry)

    for at in range(9):
        for alias, number in start.items():
            registry.alias(of(registry, number), alias)
        for version in registry.versions():
            registry.untag(version, REPLACES)
            registry.untag(version, ROLLED_BACK)
        if not killed(monkeypatch, registry, at, done):
            break
        between = aliases()
        assert between[CHAMPION] in (start[CHAMPION], end[CHAMPION])
        told = done()
        assert f"version {end[CHAMPION]} is champion" in told
        assert aliases() == end, (at, between)
        tagged = {version.number for version in registry.versions() if ROLLED_BACK in version.tags}
        assert tagged == (set() if act == "promote" else {2})
        assert not any(REPLACES in version.tags for version in registry.versions())
    assert at == (4 if act == "promote" else 5)


def test_the_next_writer_completes_what_was_killed(registry, three, aliases, monkeypatch):
    for number in (1, 2):
        registry.promote(three[number - 1])
    assert killed(monkeypatch, registry, 2, lambda: registry.promote(three[2]))
    assert aliases() == {CHAMPION: 3, PREVIOUS: 1}
    with registry.turn() as completed:
        assert (completed.champion.number, completed.before.number, completed.rollback) == (3, 2, False)
    assert aliases() == {CHAMPION: 3, PREVIOUS: 2}
    with registry.turn() as completed:
        assert completed is None


def test_a_champion_that_it_was_not_compared_with_stays(registry, three, aliases):
    registry.promote(three[0], None)
    registry.promote(three[1], 1)
    with pytest.raises(RegistryError, match="version 3 was compared with version 1, but version 2 is champion of"):
        registry.promote(three[2], 1)
    with pytest.raises(RegistryError, match="version 3 was compared with none, but version 2 is"):
        registry.promote(three[2], None)
    assert aliases() == {CHAMPION: 2, PREVIOUS: 1}


def test_what_does_not_load_changes_nothing(registry, three, aliases, monkeypatch):
    registry.promote(three[0])
    registry.promote(three[1])

    def load(*_):
        raise ArtifactError("holds no model")

    monkeypatch.setattr(Registry, "load", load)
    for act in (lambda: registry.promote(three[2]), lambda: versions.rollback(registry)):
        with pytest.raises(ArtifactError):
            act()
    assert aliases() == {CHAMPION: 2, PREVIOUS: 1}
    assert not any(set(version.tags) for version in registry.versions())


def test_a_registry_with_many_models_still_knows_its_champion(registry, three, aliases):
    registry.promote(three[0])
    for number in range(101):  # more than MLflow lists at once, and before it in the list
        registry._client.create_registered_model(f"{registry.name[:3]}-{registry.name}-{number}")
    assert registry.aliased(CHAMPION).number == 1
