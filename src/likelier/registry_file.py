"""The champion of a registry in a SQLite file, read without MLflow, whose import takes longer than to score a photo.

Only where everything lies as MLflow 3 leaves it; whoever asks goes to MLflow itself in every other case.
"""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlparse

from likelier.registry import CHAMPION, Version

_CHAMPION = """
    select v.version, v.run_id, v.storage_location, v.creation_time
    from registered_model_aliases a
    join model_versions v on v.name = a.name and v.version = a.version and v.workspace = a.workspace
    where a.name = ? and a.alias = ? and a.workspace = 'default' and v.status = 'READY' and v.current_stage = 'None'
"""
_OF = "where name = ? and version = ? and workspace = 'default'"
_TAGS = f"select key, value from model_version_tags {_OF}"
_ALIASES = f"select alias from registered_model_aliases {_OF} order by alias"


def champion(database: Path, name: str) -> tuple[Version, Path] | None:
    """The version in service, and the folder of its artifact; None: MLflow must be asked."""
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=2)) as file:
            row = file.execute(_CHAMPION, (name, CHAMPION)).fetchone()
            if row is None:
                return None
            number, run, location, milliseconds = row
            tags = dict(file.execute(_TAGS, (name, number)))
            aliases = tuple(alias for (alias,) in file.execute(_ALIASES, (name, number)))
    except sqlite3.Error:
        return None
    address = urlparse(location or "")
    folder = Path(unquote(address.path)) / "artifacts" / "artifact"
    if address.scheme not in ("", "file") or not (folder / "artifact.json").is_file():
        return None
    registered = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return Version(int(number), run, tags, aliases, registered), folder
