"""The whole of it: who is meant, what there is to do, and doing it in an order that a kill can't spoil."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from likelier import blocklist
from likelier.atomic import remove
from likelier.collecting.alone import alone
from likelier.errors import SourceError
from likelier.features import translation, translation_cache
from likelier.forgetting import Action, archive, exports, files, made, seen, tables
from likelier.forgetting.whom import JOURNAL, Whom, begun, find, gather, in_shards
from likelier.params import Params


def forget(params: Params, account: str, project: Path, tell: Callable[[str], None], *, dry_run: bool = False) -> None:
    """Remove an account from everything below a project, and keep it out.

    A run that was killed is gone on with by running it again, with the same account or another one.

    Parameters
    ----------
    account : str
        A user name or an id.
    project : Path
        The folder that ``dvc repro`` runs in; paths in `params` are relative to it.
    tell : callable
        Takes a line at a time of what is done; they may name the account.
    dry_run : bool
        Only tell.

    Raises
    ------
    SourceError
        Nobody of that name is known here, or outputs are links into DVC's cache.
    CollectError
        A run is collecting into the archive.
    """
    found = archive.scan(params.ingest.source, params.ingest.path)
    workdirs = _workdirs(project)
    left = begun(project)
    if left is not None:
        tell("goes on with what a run that was stopped has begun")
        _forget(left, params, project, workdirs, found, tell, dry_run)
    pairs = [*found.pairs, *(pair for workdir in workdirs for pair in in_shards(workdir / "data" / "shards"))]
    whom = find(account, pairs)
    is_listed = blocklist.read(found.folder).holds(account)
    if not whom.ids and not whom.names:
        whom.names.append(account.strip().removeprefix("@").lower())
        todo, _ = _todo(whom, params, project, workdirs, found)
        if not todo:
            if is_listed or left is not None:
                tell("is forgotten already: nothing of it is here")
                return
            raise SourceError(f"account {account!r} is not known here; give its user name or its id as in the archive")
    for workdir in workdirs:
        gather(whom, workdir / "data" / "shards")
    for identity in whom.ids:
        known = found.posts.get(identity, [])
        whom.add((post for post, _ in known), (caption for _, caption in known))
    _forget(whom, params, project, workdirs, found, tell, dry_run)


def _forget(
    whom: Whom,
    params: Params,
    project: Path,
    workdirs: list[Path],
    found: archive.Archive,
    tell: Callable[[str], None],
    dry_run: bool,
) -> None:
    todo, mixed = _todo(whom, params, project, workdirs, found)
    if not dry_run:
        whom.write(project)
        blocklist.add(found.folder, [*whom.ids, *whom.names])  # first: it can't come back while the rest is done
    # Who is collecting into the archive at this moment would bring it back.
    with alone(found.folder) if (found.folder / ".lock").exists() and not dry_run else nullcontext():
        for action in todo:
            tell(f"would {action.told}" if dry_run else action.told)
            if not dry_run:
                action.do()
    for path in mixed:
        tell(f"{path} holds other accounts too and can't be rewritten: take the account out of it yourself")
    for line in seen.told(whom, params.registration.name, workdirs):
        tell(line)
    if not dry_run:
        remove(project / JOURNAL)


def _todo(
    whom: Whom, params: Params, project: Path, workdirs: list[Path], found: archive.Archive
) -> tuple[list[Action], list[Path]]:
    todo = []
    in_archive, mixed = archive.actions(found, whom)
    lines = archive.without_lines(Path(params.collect.users).expanduser(), whom)
    outside = [path for path in files(project) if found.folder not in path.parents]
    exported = exports.folders(outside)
    for folder in exported:
        todo += exports.actions(folder, whom)
    for path in (path for path in outside if path.suffix in tables.ENDINGS and path.parent not in exported):
        todo += tables.actions(path, whom)
    todo += [*in_archive, *([lines] if lines else [])]
    if not todo:
        return [], mixed
    keys = translation.keys(whom.captions)
    cache = Path(params.featurize.translation_cache)
    if keys and (cache / translation_cache.FILE).exists():
        told = f"drop translations of its captions from {cache / translation_cache.FILE}"
        todo.insert(0, Action(told, lambda: translation_cache.drop(cache, keys)))
    return [*made.actions(project, workdirs, params), *exports.in_database(whom), *todo], mixed


def _workdirs(project: Path) -> list[Path]:
    """The project, and folders in it that ``likelier run`` worked in."""
    places = {path.parents[2] for path in files(project) if path.match("data/shards/accounts.parquet")}
    places |= {path.parents[1] for path in files(project) if path.match("registry/mlflow.db")}
    return sorted({project, *places})
