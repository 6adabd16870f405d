"""Copies of the shards for other programs, as JSON lines. What is copied is personal data."""

from pathlib import Path
from typing import TYPE_CHECKING

from likelier.errors import ExportError

if TYPE_CHECKING:
    from likelier.exporting.forgetting import Forgotten


def export(shards: Path, to: str, output: Path, pictures: str | None = None) -> str:
    """Copy all posts and accounts of the shards, and say what came of it.

    Parameters
    ----------
    shards : Path
        A folder of shards.
    to : str
        ``json``.
    output : Path
        The folder to write.
    pictures : str, optional
        ``files`` (the default), ``base64`` or ``none``.

    Raises
    ------
    ExportError
        There is no such target or way of keeping pictures, or the folder is none of ours.
    ContractError
        The shards are missing or damaged.
    """
    if to != "json":
        scheme, divider, _ = to.partition("://")
        named = f"{scheme}{divider}... " if divider else ""  # the rest may hold a password
        raise ExportError(f"--to {named}is no target; write json")
    from likelier.exporting import json_lines, words

    way = _way(pictures, json_lines.PICTURES, "json")
    return words.of_folder(json_lines.export(shards, output, way), output)


def forget(target: str | Path, account_id: str | None = None, username: str | None = None) -> "Forgotten":
    """Take an account out of an export: its rows, its pictures, and so its entries in every index.

    Parameters
    ----------
    target : str or Path
        A folder of JSON lines.
    account_id, username : str, optional
        Whom to forget; the name in any case. One is enough.

    Raises
    ------
    ExportError
        The folder holds no export.
    """
    from likelier.exporting import forgetting

    account = forgetting.Account(account_id, username)
    return forgetting.from_folder(account, Path(target))


def _way(pictures: str | None, ways: tuple[str, ...], target: str) -> str:
    if pictures is not None and pictures not in ways:
        raise ExportError(f"--pictures {pictures} does not go with {target}; choose {', '.join(ways)}")
    return pictures or ways[0]
