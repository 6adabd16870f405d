"""Which registered version is in service: find one, promote it, roll back."""

from likelier.errors import RegistryError
from likelier.registry import CHAMPION, PREVIOUS, Registry, Version


def find(registry: Registry, number: int | None) -> Version:
    """A version by its number; the champion without one.

    Raises
    ------
    RegistryError
        There is no such version.
    """
    if number is None:
        version = registry.aliased(CHAMPION)
        if version is None:
            raise RegistryError(
                f"no version of {registry.name!r} is champion; `likelier models list` shows what there is"
            )
        return version
    there = registry.versions()
    for version in there:
        if version.number == number:
            return version
    known = ", ".join(str(version.number) for version in there) or "none at all"
    raise RegistryError(f"{registry.name!r} has no version {number}; there are: {known}")


def promote(registry: Registry, version: Version) -> str:
    """Make a version the champion, and say so.

    Raises
    ------
    ArtifactError, RegistryError
        Its model does not load; nothing has changed.
    """
    return _promoted(version, registry.promote(version))


def _promoted(version: Version, before: Version | None) -> str:
    if before is None or before.number == version.number:
        return f"version {version.number} is champion{'' if before is None else ' already'}"
    instead = f"in place of version {before.number}"
    return f"version {version.number} is champion, {instead}; `likelier models rollback` undoes it"


def rollback(registry: Registry) -> str:
    """Make the version champion that was it before, and say so; a second rollback goes forward again.

    One that was killed in the middle is completed, and nothing more is done.

    Raises
    ------
    RegistryError
        No other version has been champion.
    ArtifactError
        Its model does not load; nothing has changed.
    """
    with registry.turn() as completed:
        if completed is not None and completed.rollback:
            return _promoted(completed.champion, completed.before)
        champion, previous = find(registry, None), registry.aliased(PREVIOUS)
        if previous is None or previous.number == champion.number:
            raise RegistryError(
                f"there is nothing to roll back to: no version was champion before version {champion.number}; "
                "choose one with `likelier models promote VERSION`"
            )
        # Registering the same model again must not bring back what is withdrawn.
        return _promoted(previous, registry.promote(previous, champion.number, withdraw=True))
