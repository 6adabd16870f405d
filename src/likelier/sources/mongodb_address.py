"""Where the data base is: an address, or a small file that DVC can follow and that holds no password.

``mongodb.yaml`` has the keys `url` and `database`, both optional. `MONGODB_URL` of the environment stands in for `url`,
and is the only place for a password.
"""

import re
from pathlib import Path
from typing import Any

import yaml

from likelier.errors import SourceError
from likelier.sources.mongodb_server import SCHEMES, URL, database_of, from_environment, place

FILE = "mongodb.yaml"

_ADVICE = f"write `url: mongodb://HOST/DATABASE` into {FILE}, or set {URL}"


def find(path: Path) -> tuple[str, str | None]:
    """The address and the name of the data base that `path` gives: an address, the file, or its folder.

    The file (or `path`) says which data base; the environment may say how to get there.

    Raises
    ------
    SourceError
        There is no address, the file is faulty, or it holds a password.
    """
    # A path has lost one of the two slashes.
    given = re.sub(r"^([a-z+]+:)/+", r"\1//", str(path))
    scheme = given.partition("://")[0]
    if "://" in given and not given.startswith(SCHEMES):
        raise SourceError(f"{scheme}://...: is no address of MongoDB; {_ADVICE}")  # the rest may hold a password
    settings = {"url": given} if given.startswith(SCHEMES) else _settings(path)
    url = settings.get("url")
    if url is not None and "@" in url:
        where = place(url) if given.startswith(SCHEMES) else str(path)
        raise SourceError(f"{where}: a user name or a password is kept there for all to read; set {URL} instead")
    used = from_environment() or url
    if used is None or not used.startswith(SCHEMES):
        raise SourceError(f"{path}: no address of MongoDB; {_ADVICE}")
    return used, settings.get("database") or (database_of(url) if url else None)


def _settings(path: Path) -> dict[str, str]:
    file = path / FILE if path.is_dir() else path
    if not file.exists():
        if from_environment():
            return {}
        raise SourceError(f"{file}: is missing; {_ADVICE}")
    try:
        found: Any = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SourceError(f"{file}: can't be read as YAML in UTF-8") from error
    if not isinstance(found, dict) or not set(found) <= {"url", "database"}:
        raise SourceError(f"{file}: must have the keys url and database, and no other")
    if not all(isinstance(value, str) and value for value in found.values()):
        raise SourceError(f"{file}: url and database must be texts")
    return found
