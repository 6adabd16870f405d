"""A registered version in a folder of its own, to be served where there is no registry.

The folder holds `artifact/`, `model_card.md` where the version has one, and `version.json`: name, number, time and what
it tells of its data and figures. It names no account, no person and no place.
"""

import json
import shutil
from datetime import datetime
from pathlib import Path

from likelier.artifact import Artifact
from likelier.atomic import replacing_folder
from likelier.errors import ArtifactError
from likelier.registry import CARD, DATA, FACTS, Registry, Version

ABOUT = "version.json"
KEPT = ("likelier.model", "likelier.code", DATA, FACTS)  # tags


def pack(registry: Registry, version: Version, folder: Path) -> None:
    """Write the folder, whole or not at all.

    Raises
    ------
    ArtifactError, RegistryError
        The model does not load, or can't be fetched.
    """
    fetched = registry.fetch(version)
    Artifact.load(fetched)
    card = registry.card(version)
    about = {
        "name": registry.name,
        "number": version.number,
        "registered": version.registered.isoformat(),
        "tags": {key: version.tags[key] for key in KEPT if key in version.tags},
    }
    with replacing_folder(folder) as partial:
        shutil.copytree(fetched, partial / "artifact")
        (partial / ABOUT).write_text(json.dumps(about, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        if card is not None:
            (partial / CARD).write_text(card, encoding="utf-8")


def read(folder: Path) -> tuple[str, Version] | None:
    """The registered name and the version of a packed folder; None: it is another folder.

    Raises
    ------
    ArtifactError
        It is damaged.
    """
    if not (folder / ABOUT).is_file():
        return None
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        when = datetime.fromisoformat(about["registered"])
        return str(about["name"]), Version(int(about["number"]), "", about["tags"], (), when)
    except (ValueError, KeyError, TypeError) as error:
        raise ArtifactError(f"{folder / ABOUT}: is damaged; pack the version again") from error
