"""Which column of somebody's table is which column of the contract."""

from collections.abc import Mapping, Sequence

from likelier import posts
from likelier.errors import ParamsError, SourceError

OF_ACCOUNTS = tuple(name for name in posts.ACCOUNTS.names if name not in ("account_id", "snapshot_at", "source"))
OF_POSTS = tuple(name for name in posts.POSTS.names if name != "source")
KNOWN = OF_POSTS + OF_ACCOUNTS
_NEEDED = (("post_id", "shortcode"), ("account_id", "username"), ("taken_at",))  # one of each
_SHOWN = 40  # columns in an error


def check(given: Mapping[str, str]) -> None:
    """Whether the mapping in the params names columns that there are in the contract.

    Raises
    ------
    ParamsError
        It doesn't.
    """
    for name in given:
        if name not in KNOWN:
            raise ParamsError(
                f"ingest.table.columns.{name}: is no column of a post or account; known: {_listed(KNOWN)}"
            )


def found(header: Sequence[str], given: Mapping[str, str], name: str) -> dict[str, str]:
    """Their column by ours: as `given`, else the one of our name, whatever its case, with blanks or hyphens or not.

    Raises
    ------
    SourceError
        A column that is given or needed isn't there, or is there twice.
    """
    plain: dict[str, list[str]] = {}
    for theirs in header:
        plain.setdefault("_".join(theirs.strip().lower().replace("-", " ").replace("_", " ").split()), []).append(
            theirs
        )
    taken = set(given.values())
    columns = {
        ours: theirs for ours in KNOWN if ours not in given for theirs in plain.get(ours, ()) if theirs not in taken
    }
    for ours, theirs in given.items():
        if theirs not in header:
            raise SourceError(
                f"{name}: has no column {theirs!r}, which ingest.table.columns.{ours} names; it has: {_listed(header)}"
            )
        columns[ours] = theirs
    for ours, theirs in columns.items():
        if header.count(theirs) > 1 or (ours not in given and len(plain[ours]) > 1):
            raise SourceError(f"{name}: has the column {theirs!r} twice; rename one of them")
    for group in _NEEDED:
        if not any(ours in columns for ours in group):
            raise SourceError(
                f"{name}: has no column {' or '.join(group)}; name yours in ingest.table.columns.{group[0]}; "
                f"it has: {_listed(header)}"
            )
    return columns


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name[:60]) if not name.isidentifier() else name[:60] for name in names[:_SHOWN])
    return shown + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
