"""Copies of the shards for other programs: in MongoDB, and as JSON lines. What is copied is personal data.

A target is the address of a MongoDB data base (``mongodb://host/database``), the word ``mongodb`` where the environment
has the address, or a folder of JSON lines.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from likelier.errors import ExportError
from likelier.sources.mongodb_server import SCHEMES, from_environment

if TYPE_CHECKING:
    from likelier.exporting.forgetting import Forgotten

_NO_ADDRESS = "mongodb without an address: set MONGODB_URL=mongodb://HOST/DATABASE, or write it after --to"


def export(shards: Path, to: str, output: Path, pictures: str | None = None, mirror: bool = False) -> str:
    """Copy all posts and accounts of the shards, and say what came of it.

    Parameters
    ----------
    shards : Path
        A folder of shards.
    to : str
        ``json``, ``mongodb`` (the address is in `MONGODB_URL`), or an address of MongoDB.
    output : Path
        The folder of ``json``; otherwise not used.
    pictures : str, optional
        ``gridfs`` (the default), ``bytes`` or ``none`` for MongoDB; ``files`` (the default), ``base64`` or ``none`` for
        JSON.
    mirror : bool
        Remove from MongoDB what the shards have no more; JSON lines are written anew each time.

    Raises
    ------
    ExportError
        There is no such target or way of keeping pictures, or the folder is none of ours.
    DatabaseError
        The server can't be reached, or refuses.
    ContractError
        The shards are missing or damaged.
    """
    if to == "json":
        from likelier.exporting import json_lines, words

        if mirror:
            raise ExportError("--mirror is for MongoDB; a folder of JSON lines is written anew each time")
        way = _way(pictures, json_lines.PICTURES, "json")
        return words.of_folder(json_lines.export(shards, output, way), output)
    if not is_mongodb(to):
        scheme, divider, _ = to.partition("://")
        named = f"{scheme}{divider}... " if divider else ""  # the rest may hold a password
        raise ExportError(f"--to {named}is no target; write json, mongodb://HOST/DATABASE, or mongodb with MONGODB_URL")
    from likelier.exporting import documents, mongodb

    return mongodb.export(shards, _address(to), _way(pictures, documents.WAYS, "mongodb"), mirror)


def forget(target: str | Path, account_id: str | None = None, username: str | None = None) -> "Forgotten":
    """Take an account out of an export: its rows, its pictures, and so its entries in every index.

    Parameters
    ----------
    target : str or Path
        A folder of JSON lines, an address of MongoDB, or ``mongodb``.
    account_id, username : str, optional
        Whom to forget; the name in any case. One is enough.

    Raises
    ------
    ExportError
        The folder holds no export.
    DatabaseError
        The server can't be reached, or refuses.
    """
    from likelier.exporting import forgetting

    account = forgetting.Account(account_id, username)
    if isinstance(target, str) and is_mongodb(target):
        return forgetting.from_database(account, _address(target))
    return forgetting.from_folder(account, Path(target))


def is_mongodb(target: str) -> bool:
    """Whether a target is MongoDB, and no folder."""
    return target == "mongodb" or target.startswith(SCHEMES)


def _address(target: str) -> str:
    url = from_environment() if target == "mongodb" else target
    if url is None or not url.startswith(SCHEMES):
        raise ExportError(_NO_ADDRESS)
    return url


def _way(pictures: str | None, ways: tuple[str, ...], target: str) -> str:
    if pictures is not None and pictures not in ways:
        raise ExportError(f"--pictures {pictures} does not go with {target}; choose {', '.join(ways)}")
    return pictures or ways[0]
