"""Accounts by their names, from the shards that the registry's models were trained on."""

import os
from collections import OrderedDict
from pathlib import Path
from threading import Lock

import pandas as pd
import pyarrow.dataset as ds

from likelier import posts
from likelier.accounts import HISTORY, Account, plain

KEPT = 64  # histories that are kept at hand


class KnownAccounts:
    """Finds accounts, for any number of threads; reads the shards anew when they change.

    Parameters
    ----------
    shards : Path or None
        A folder that `likelier ingest` wrote. None, or no such folder: no account is known.
    """

    def __init__(self, shards: Path | None) -> None:
        self._shards = shards
        self._lock = Lock()
        self._state: tuple[tuple[str, int], ...] | None = None
        self._profiles: pd.DataFrame | None = None
        self._found: OrderedDict[str, Account] = OrderedDict()

    def find(self, username: str) -> Account | None:
        """The account of this user name, whatever its capitals, an ``@`` before it or not.

        Raises
        ------
        ContractError
            The shards can't be read.
        """
        name = plain(username)
        with self._lock:
            self._refresh()
            if self._shards is None or self._profiles is None or name not in self._profiles.index:
                return None
            if name not in self._found:
                profile = self._profiles.loc[[name]].head(1).reset_index(drop=True)
                self._found[name] = Account(profile, _history(self._shards, str(profile["account_id"].iloc[0])))
            self._found.move_to_end(name)
            while len(self._found) > KEPT:
                self._found.popitem(last=False)
            return self._found[name]

    def _refresh(self) -> None:
        shards = self._shards
        if shards is None or not (shards / "accounts.parquet").is_file():
            self._profiles = None
            return
        files = [shards / "accounts.parquet", *posts.shard_paths(shards)]
        state = tuple((file.name, file.stat().st_mtime_ns) for file in files)
        if state != self._state:
            accounts = posts.read_accounts(shards)
            self._profiles = accounts.set_index(accounts["username"].fillna("").map(plain)).drop("", errors="ignore")
            self._found.clear()
            self._state = state


def _history(shards: Path, account: str) -> pd.DataFrame:
    files = [str(path) for path in posts.shard_paths(shards)]
    rows = ds.dataset(files, format="parquet").to_table(list(HISTORY), ds.field("account_id") == account)
    history: pd.DataFrame = rows.to_pandas()
    return history


def shards_told(workdir: Path) -> Path | None:
    """The folder that `LIKELIER_SHARDS` names, else ``data/shards`` of the working folder, if it is there."""
    named = os.environ.get("LIKELIER_SHARDS")
    if named:
        return Path(named)
    usual = workdir / "data" / "shards"
    return usual if usual.is_dir() else None
