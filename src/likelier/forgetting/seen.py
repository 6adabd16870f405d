"""Which registered versions have learned from an account: each keeps digests of the posts that it has learned from."""

import os
from pathlib import Path

import pandas as pd

from likelier import posts
from likelier.connection import TRACKING_URI
from likelier.errors import ContractError, RegistryError
from likelier.forgetting.whom import Whom
from likelier.gate.scores import KEPT, SCORES, digest
from likelier.registry import CHAMPION, Registry


def told(whom: Whom, name: str, workdirs: list[Path]) -> list[str]:
    """One line for each registry that has such versions, or can't tell."""
    if not whom.posts:
        return []
    if os.environ.get(TRACKING_URI):
        places = [Path("registry")]
    else:
        places = [place for workdir in workdirs if (place := workdir / "registry").is_dir()]
    return [line for place in places if (line := _told(whom, name, place))]


def _told(whom: Whom, name: str, place: Path) -> str | None:
    try:
        registry = Registry(name, place)
        own = set(digest(pd.Series(whom.posts)))
        found = []
        for version in registry.versions():
            kept = posts.read(registry.file(version, KEPT), SCORES, ["post"])
            if own & set(kept["post"]):
                found.append(f"{version.number}{' (champion)' if CHAMPION in version.aliases else ''}")
    except (RegistryError, ContractError) as error:
        return f"which versions have learned from it can't be told: {error}"
    if not found:
        return None
    return (
        f"{name!r} in {place}: version{'s' if len(found) > 1 else ''} {', '.join(found)} learned from it; "
        "run `dvc repro` to train without it, and promote the new version"
    )
