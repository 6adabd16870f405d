"""Lists of user names from ranking pages of influencers, and from lists that are there: docs/users.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from likelier import atomic
from likelier.collecting import users
from likelier.errors import CollectError


@dataclass(frozen=True)
class Found:
    """How many names came from where; no names."""

    names: int
    from_lists: int
    pages: int

    def told(self, output: Path) -> str:
        """In one line."""
        pages = f"{self.pages} page" + ("s" if self.pages != 1 else "")
        new = self.names - self.from_lists
        return f"{self.names} names in {output}: {self.from_lists} from lists, {new} more from {pages}"


def gather(rankings: Sequence[str], pages: int, lists: Sequence[Path], output: Path) -> Found:
    """Write the names of lists, then those of ranking pages, each once, one a line.

    Parameters
    ----------
    rankings : sequence of str
        Addresses that begin with http:// or https://, and HTML files.
    pages : int
        How many pages of each address are read at most.
    lists : sequence of Path
        As `likelier.collecting.users` reads them; their names come first, in their order.
    output : Path
        May be one of `lists`.

    Raises
    ------
    CollectError
        A page or a list can't be read, a page names nobody, or the extra `collect` is not installed.
    """
    try:
        from likelier.rankings import extraction, fetching
    except ModuleNotFoundError as error:
        if error.name not in ("bs4", "httpx", "tenacity"):
            raise
        raise CollectError("reading rankings takes the extra `collect`: pip install 'likelier[collect]'") from error
    names = dict.fromkeys(name for file in lists for name in users.read(file))
    from_lists, count = len(names), 0
    for ranking in rankings:
        if ranking.lower().startswith(("http://", "https://")):
            documents = fetching.pages(ranking, pages)
        else:
            documents = iter([extraction.open_file(Path(ranking))])
        found: dict[str, None] = {}
        for document in documents:
            count += 1
            before = len(found)
            found.update(dict.fromkeys(extraction.names(document)))
            if len(found) == before:
                break  # the last page, or one that the server gives whatever is asked for
        if not found:
            raise CollectError(f"{ranking}: names nobody: no link to a profile, no @name, no column of user names")
        names.update(found)
    with atomic.replacing(output) as partial:
        partial.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    return Found(len(names), from_lists, count)
