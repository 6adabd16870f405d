"""Who is meant: an account's ids and names, its posts and captions, from wherever they are known."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from likelier.accounts import plain
from likelier.atomic import write_json
from likelier.errors import SourceError

JOURNAL = Path(".forgetting.json")  # there until everything is done, so that a run that was killed is gone on with


@dataclass
class Whom:
    """An account: all ids and user names that it is known under; in order, each once."""

    ids: list[str]
    names: list[str]
    posts: list[str]
    captions: list[str]
    resumed: bool = False  # a run that was killed has begun with it

    def add(self, posts: Iterable[str], captions: Iterable[str | None]) -> None:
        """Add posts of the account, and what they say."""
        self.posts = sorted({*self.posts, *posts})
        self.captions = sorted({*self.captions, *(caption for caption in captions if caption)})

    def write(self, project: Path) -> None:
        """Note who is being forgotten."""
        write_json(project / JOURNAL, asdict(self))


def begun(project: Path) -> Whom | None:
    """Whom a run that was killed has begun to forget."""
    try:
        content: dict[str, Any] = json.loads((project / JOURNAL).read_text(encoding="utf-8"))
        return Whom(**content | {"resumed": True})
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise SourceError(f"{project / JOURNAL}: is damaged; remove it and run `likelier forget` again") from error


def find(account: str, pairs: Iterable[tuple[str | None, str | None]]) -> Whom:
    """The ids and names of an account, given one of either; `pairs` are those that belong together."""
    known = {(identity, plain(name) if name else None) for identity, name in pairs}
    given = plain(account)
    ids = {identity for identity, name in known if identity and (identity == given or name == given)}
    names = {name for identity, name in known if name and (identity in ids or name == given)}
    return Whom(sorted(ids), sorted(names), [], [])


def in_shards(folder: Path) -> list[tuple[str | None, str | None]]:
    """Ids and names of the accounts of a folder of shards."""
    path = folder / "accounts.parquet"
    if not path.is_file():
        return []
    content = pq.read_table(path, columns=["account_id", "username"])
    return list(zip(*(content[name].to_pylist() for name in content.column_names), strict=True))


def gather(whom: Whom, folder: Path) -> None:
    """Add the posts of a folder of shards."""
    for path in sorted(folder.glob("posts-*.parquet")):
        content = pq.read_table(path, columns=["post_id", "account_id", "caption"])
        own = content.filter(pc.is_in(content["account_id"], pa.array(whom.ids, pa.string())))
        whom.add(own["post_id"].to_pylist(), own["caption"].to_pylist())
