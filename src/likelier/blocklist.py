"""Accounts that must not come back: keyed hashes in a hidden file beside the posts, so that the list names nobody.

The key is random and of that list alone: a hash tells nothing to whoever has hashes of another list. Who has the file
can still ask it about a name that they know.
"""

import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from likelier.atomic import write_json
from likelier.errors import SourceError

FILE = ".forgotten.json"


@dataclass(frozen=True)
class Blocklist:
    """The hashes of ids and user names, and their key."""

    key: str = ""
    hashes: frozenset[str] = frozenset()

    def holds(self, *names: str | None) -> bool:
        """Whether any of these ids or user names is on it."""
        return bool(self.hashes) and any(name and self.hash(name) in self.hashes for name in names)

    def hash(self, name: str) -> str:
        """What stands for an id or a user name."""
        plain = name.strip().removeprefix("@").lower()
        return hmac.new(bytes.fromhex(self.key), plain.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def place(path: str) -> Path:
    """The folder that the list of a source lies in: its own, or ``data`` where it is a server."""
    return Path("data") if "://" in path else Path(path).expanduser()


def read(folder: Path) -> Blocklist:
    """The list of a folder; an empty one where there is none.

    Raises
    ------
    SourceError
        The file is no such list: nobody would know who must stay out.
    """
    file = folder / FILE
    if not file.is_file():
        return Blocklist()
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        bytes.fromhex(content["key"])
        return Blocklist(content["key"], frozenset(content["accounts"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceError(f"{file}: is no list of forgotten accounts; bring it back from a backup") from error


def add(folder: Path, names: Iterable[str]) -> None:
    """Put ids and user names on the list of a folder."""
    known = read(folder)
    if not known.key:
        known = Blocklist(secrets.token_hex(32))
    hashes = known.hashes | {known.hash(name) for name in names}
    write_json(folder / FILE, {"key": known.key, "accounts": sorted(hashes)})
