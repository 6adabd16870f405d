"""Hold new posts, or what the service was asked, against what the champion has learned from."""

import math
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from likelier import champion, posts, reference
from likelier.atomic import replacing_folder, write_json
from likelier.champion import Found
from likelier.drift import limits, new_posts, page, performance, records, statistics
from likelier.drift import report as reports
from likelier.drift.findings import Finding
from likelier.drift.gathered import Gathered
from likelier.drift.performance import Performance
from likelier.errors import ParamsError
from likelier.gate.scores import KEPT, SCORES
from likelier.params import Params
from likelier.registry import CHAMPION, Registry, Version

NOT_COMPARED = ("account", "target")  # columns of the reference that are no columns of new posts
NOTHING = Gathered(pd.DataFrame({"account": pd.Series(dtype="int64")}), None, None)


def drift(params: Params, shards: Path | None, records: Path | None, report: Path, metrics: Path) -> None:
    """Compare new posts with the champion's reference; with matured likes, its performance too.

    Parameters
    ----------
    shards : Path, optional
        Folder of shards; of their posts those are new that were taken after the last one that the champion was made of.
    records : Path, optional
        The folder of the service's records, in place of shards.
    report : Path
        Folder to write: `drift.html` and `drift.json`.
    metrics : Path
        JSON file to write: the same as `drift.json`. Too little to compare, or no champion, is no error: `not_compared`
        says why.

    Raises
    ------
    ParamsError
        Both shards and records are named, or neither.
    RegistryError
        There is no registry, or it can't be reached.
    ContractError, SourceError
        The shards, or the folder of records, are missing or broken.
    """
    if (shards is None) == (records is None):
        raise ParamsError("drift: name either a folder of shards or one of the service's records")
    registry = champion.registry(params.registration.name, Path())
    if registry.aliased(CHAMPION) is None:  # no error: the first run of a pipeline comes this way
        of, alarms = "records" if shards is None else "shards", params.drift.false_alarms
        told = reports.gather(None, None, of, NOTHING, [], Performance(), alarms, "no version is champion yet")
    else:
        found = champion.find(CHAMPION, params.registration.name, Path())
        assert found.registered is not None
        told = _compared(params, registry, found, found.registered, shards, records)
    with replacing_folder(report) as partial:
        (partial / "drift.html").write_text(page.render(told), encoding="utf-8")
        write_json(partial / "drift.json", told)
    write_json(metrics, told)
    print(reports.in_words(told), file=sys.stderr)


def _compared(
    params: Params, registry: Registry, found: Found, version: Version, shards: Path | None, records_: Path | None
) -> dict[str, Any]:
    of, alarms = "records" if shards is None else "shards", params.drift.false_alarms

    def tell(
        gathered: Gathered,
        findings: list[Finding],
        measured: Performance,
        why: str | None,
        expectations: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        name = found.artifact.name
        return reports.gather(version.number, name, of, gathered, findings, measured, alarms, why, expectations)

    kept = registry.kept(version, reference.FILE)
    if kept is None:
        why = f"version {version.number} keeps no reference (an older likelier registered it); train and register again"
        return tell(NOTHING, [], Performance(), why)
    before = reference.read(kept)
    columns = {str(name): before[name].dtype for name in before if name not in NOT_COMPARED}
    if shards is None:
        assert records_ is not None
        gathered = records.gather(records_, columns, params.registration.name, version.number, params.drift.days)
        gathered = gathered.told_by_requests(before)
        measured = Performance(why="records have no likes; name shards to measure it")
    else:
        after = None if params.drift.all_posts else new_posts.end_of_training(version.facts)
        gathered = new_posts.gather(shards, found.artifact, after, columns)
        measured = _measured(params, registry, found, version, shards, gathered, before)
    if len(gathered.posts) < params.drift.min_posts:
        return tell(gathered, measured.findings, measured, _too_few(gathered, of, params))
    settings = params.drift
    if measured.findings:  # each of both has half of the false alarms, which so many draws can tell
        draws = max(settings.draws, math.ceil(2 / alarms))
        settings = settings.model_copy(update={"false_alarms": alarms / 2, "draws": draws})
    own = gathered.posts.drop(columns=[name for name in new_posts.IDS if name in gathered.posts])
    shared = before[[name for name in before if name not in gathered.untold]]
    findings = statistics.compare(shared, own, settings)
    expectations = limits.told(limits.check(shared, own, findings, settings))
    if of == "records":
        findings = [replace(one, words=one.words.replace(" accounts", " requests")) for one in findings]
    return tell(gathered, [*measured.findings, *findings], measured, None, expectations)


def _measured(
    params: Params,
    registry: Registry,
    found: Found,
    version: Version,
    shards: Path,
    gathered: Gathered,
    before: pd.DataFrame,
) -> Performance:
    if gathered.posts.empty:
        return Performance(why="there are no new posts")
    path = registry.kept(version, KEPT)
    learned = set() if path is None else set(posts.read(path, SCORES, ["post"])["post"])
    matured = performance.matured(shards, gathered.posts, learned, params, found.artifact.target)
    return performance.measure(matured, before, params, params.drift.false_alarms / 2)


def _too_few(gathered: Gathered, of: str, params: Params) -> str:
    there, least = len(gathered.posts), params.drift.min_posts
    left_out = gathered.left_out
    if of == "records":
        besides = f" ({sum(left_out.values()):,} lines or files were left out)" if left_out else ""
        return f"{there} records of this version are there{besides}, {least} are needed (drift.min_posts)"
    if not there and left_out:
        return "no post was taken after the last one that the champion was made of; nothing new to compare yet"
    return f"{there} posts are new to the champion, {least} are needed (drift.min_posts)"
