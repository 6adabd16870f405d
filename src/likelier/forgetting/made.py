"""What can be made again, and is removed as a whole: reports with posts in them, unfinished trainings, DVC's cache."""

import os
from pathlib import Path

from likelier.atomic import remove
from likelier.errors import SourceError
from likelier.forgetting import Action
from likelier.params import Params

REPORTS = ("reports/exploration", "reports/validation")  # pictures of posts; posts by their ids
CACHE = (".dvc/cache/files", ".dvc/cache/runs")


def actions(project: Path, workdirs: list[Path], params: Params) -> list[Action]:
    """What is to be removed: whatever version of the posts is in there, the account is in most of them.

    Raises
    ------
    SourceError
        Outputs are links into DVC's cache: they would be lost with it.
    """
    studies = Path(params.tune.studies).resolve()
    going = [path for workdir in workdirs for name in REPORTS if (path := workdir / name).exists()]
    for scratch in (workdir / ".scratch" for workdir in workdirs):
        inside = sorted(scratch.iterdir()) if scratch.is_dir() else []
        going += [path for path in inside if path.resolve() != studies and path.resolve() not in studies.parents]
    cache = [path for name in CACHE if (path := project / name).exists()]
    if cache:
        _no_links(project)
    return [Action(f"remove {path}", lambda path=path: remove(path)) for path in [*going, *cache]]  # type: ignore[misc]


def _no_links(project: Path) -> None:
    inside = (project / ".dvc").resolve()
    for place, folders, names in os.walk(project):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(place, name) for name in (*folders, *names)):
            if path.is_symlink() and inside in path.resolve().parents:
                raise SourceError(
                    f"{path}: is a link into DVC's cache, which is removed; run `dvc unprotect` on it first"
                )
