"""What to check out, to install and to run, so that a version is made again: commands, and notes after a #."""

from collections.abc import Iterator, Mapping, Sequence

from likelier.lineage.made_with import PLACE
from likelier.reproducing.kept import Kept
from likelier.reproducing.needed import (
    COMMIT,
    DVC,
    LOCK,
    MACHINE,
    NOT_HERE,
    PACKAGE,
    PARAMS,
    SHARDS,
    Item,
    params_that_differ,
)
from likelier.reproducing.places import Here


def commands(kept: Kept, here: Here, items: Sequence[Item]) -> list[str]:
    """The commands in their order; what is here already needs none."""
    by = {one.part: one for one in items}
    return [
        *_code(kept, by),
        *_libraries(kept, by),
        *_params(kept, here, by),
        *_data(kept, by),
        *_run(kept, here),
    ]


def _code(kept: Kept, by: Mapping[str, Item]) -> Iterator[str]:
    then = kept.lineage.get("code", {})
    package = by[PACKAGE].same if by[PACKAGE].same is not None else by[COMMIT].same
    locked = LOCK not in by or by[LOCK].same is not False
    if by[COMMIT].same is False and not (package and locked):
        yield f"git checkout {by[COMMIT].then}"
    if package:
        return
    if then.get("changed"):
        yield (
            f"# {then['changed']} files differed from that commit then, and are kept nowhere: the package's files must "
            f"have the digest {_start(by[PACKAGE].then)}"
        )
    elif by[COMMIT].same is None:
        yield f"# the commit is not known; the package's files must have the digest {_start(by[PACKAGE].then)}"
    elif by[COMMIT].same:
        yield "git status  # files of the package are not those of the commit; undo that"


def _libraries(kept: Kept, by: Mapping[str, Item]) -> Iterator[str]:
    if not kept.lineage:
        yield "uv sync --locked  # with the uv.lock of that commit; what was installed then is not kept"
        return
    names = kept.lineage["libraries"]
    differing = [one for one in by.values() if one.same is False and (one.part in names or one.then == "none")]
    if by[LOCK].same is False or differing:
        lock = "" if kept.lineage["packages"] is None else f"; its digest: {_start(kept.lineage['packages'])}"
        yield f"uv sync --locked  # with the uv.lock of that commit{lock}"
    if by[MACHINE[0]].same is False:
        yield f"# Python {by[MACHINE[0]].then}"


def _params(kept: Kept, here: Here, by: Mapping[str, Item]) -> Iterator[str]:
    if by[PARAMS].same is None:
        yield "# params.yaml as in that commit" if kept.params is None else "# params.json of its run has the params"
    for name, (then, now) in params_that_differ(kept, here).items():
        wanted = "a place of your own" if then == PLACE else repr(then)
        yield f"# {here.params_file.name}: {name}: {wanted} (here {now!r})"


def _data(kept: Kept, by: Mapping[str, Item]) -> Iterator[str]:
    entries = [one for one in by.values() if one.part.startswith(DVC) and not one.same]
    for one in entries:
        path = one.part.removeprefix(DVC)
        if one.here != NOT_HERE:
            yield f"git log --all --oneline -S {one.then} -- dvc.lock  # the commit whose dvc.lock has {path}"
        if "/" in path:
            yield f"dvc checkout {path}  # or `dvc pull`, where the cache here lacks it; md5 {one.then}"
        else:
            yield f"# the {path} of the posts must have the md5 {one.then}"
    if not kept.lineage.get("dvc") and not by[SHARDS].same:
        yield f"# the posts as they were then: their shards must have the digest {_start(by[SHARDS].then)}"


def _run(kept: Kept, here: Here) -> Iterator[str]:
    if kept.lineage.get("dvc"):
        yield "dvc repro"
    else:
        yield f"likelier run --workdir {here.workdir} --params {here.params_file}"
    yield f"likelier models reproduce {kept.version.number}  # then says whether the same came out"


def _start(digest: str) -> str:
    return f"{digest[:12]}…"
