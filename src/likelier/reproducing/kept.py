"""What a version keeps for it to be made again; less of one that an older likelier has registered."""

import json
from dataclasses import dataclass
from typing import Any

from likelier.errors import RegistryError
from likelier.lineage import FIGURES, LINEAGE, PARAMS
from likelier.registry import DATA, DIGEST, Registry, Version

Figures = dict[str, dict[str, Any]]  # split -> measure -> value, low, high


@dataclass(frozen=True)
class Kept:
    """One version: its name, lineage (may be empty), params (None: not kept), figures and digests."""

    version: Version
    model: str
    lineage: dict[str, Any]
    params: dict[str, Any] | None
    figures: Figures

    @property
    def data(self) -> str | None:
        """The digest of the shards."""
        return self.version.tags.get(DATA)

    @property
    def both(self) -> str | None:
        """The digest of artifact and predictions together."""
        return self.version.tags.get(DIGEST)


def read(registry: Registry, version: Version) -> Kept:
    """Fetch what a version keeps.

    Raises
    ------
    RegistryError
        The registry can't be reached, or the version doesn't say which model it is.
    """
    model = version.tags.get("likelier.model")
    if model is None:
        raise RegistryError(
            f"version {version.number} does not say which model of params.yaml it is: "
            "it was not registered by `likelier register`"
        )
    return Kept(
        version,
        model,
        json.loads(version.tags.get(LINEAGE, "{}")),
        _json(registry, version, PARAMS),
        _json(registry, version, FIGURES) or _main_figures(version),
    )


def _json(registry: Registry, version: Version, name: str) -> dict[str, Any] | None:
    file = registry.kept(version, name)
    return None if file is None else dict(json.loads(file.read_text(encoding="utf-8")))


def _main_figures(version: Version) -> Figures:
    facts = version.facts
    return {facts["split"]: facts["figures"]} if facts else {}
