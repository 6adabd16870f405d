"""Judge a whole data set before anything is learned from it, and leave a report that says why."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from likelier import expectations
from likelier.atomic import replacing_folder, write_json
from likelier.errors import ValidationFailed
from likelier.params import Params, Validate

if TYPE_CHECKING:
    from likelier.expectations.checkpoint import Failure


def validate(params: Params, shards: Path, report: Path, metrics: Path) -> None:
    """Run the suites of `likelier.expectations` over the shards.

    Parameters
    ----------
    shards : Path
        Folder that `ingest` wrote.
    report : Path
        Folder to write: Data Docs (`index.html` and one page a table), `validation.json`, `distributions.json`.
        It is written whether or not the data set passes.
    metrics : Path
        JSON file to write: counts, shares, and how many expectations held; also written when it fails.

    Raises
    ------
    ValidationFailed
        A critical expectation did not hold: it and the first offending rows are named.
    ContractError
        A file is missing or is not Parquet.
    """
    frames, results = _judge(shards, params.validation)
    failures = [failure for table in results for failure in _failures(table, results[table])]
    failures.sort(key=lambda failure: failure.severity)  # "critical" < "warning"; within them, by table
    critical = [failure for failure in failures if failure.severity == "critical"]
    facts = _facts(frames, results, failures)
    _write_report(frames, results, failures, facts, report)
    write_json(metrics, facts)
    for failure in failures[len(critical) :]:
        print(f"validate: warning: {failure}", file=sys.stderr)
    if critical:
        more = f" (and {len(critical) - 1} more critical)" if len(critical) > 1 else ""
        raise ValidationFailed(f"{critical[0]}{more}; mend the source, or see {report / 'index.html'}")
    held = facts["expectations"] - len(failures)
    print(f"validate: {held} of {facts['expectations']} expectations hold, report in {report}", file=sys.stderr)


def _judge(shards: Path, settings: Validate) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    from likelier.expectations import checkpoint

    frames, results = {}, {}
    for name in expectations.TABLES:
        table = expectations.load(name)
        frames[name] = table.read(shards)
        results[name] = checkpoint.run(name, frames[name], table.expectations(settings), table.INDEX)
        if name == "columns" and not results[name]["success"]:
            break
    return frames, results


def _failures(name: str, result: dict[str, Any]) -> "list[Failure]":
    from likelier.expectations import checkpoint

    return checkpoint.failures(result, expectations.load(name).INDEX)


def _facts(
    frames: dict[str, Any], results: dict[str, dict[str, Any]], failures: "list[Failure]"
) -> dict[str, int | float]:
    facts: dict[str, int | float] = {
        "expectations": sum(len(result["results"]) for result in results.values()),
        "failed_critical": sum(failure.severity == "critical" for failure in failures),
        "failed_warning": sum(failure.severity == "warning" for failure in failures),
    }
    if "posts" in frames:
        posts = frames["posts"]
        facts |= {
            "accounts": len(frames["accounts"]),
            "posts": len(posts),
            "shards": int(frames["intake"]["shards"].iloc[0]),
            "quarantined": int(frames["intake"]["quarantined"].iloc[0]),
            "missing_likes_share": _share(posts["likes"].isna()),
            "missing_pictures_share": _share(posts["picture_bytes"].isna()),
        }
    return facts


def _share(flags: Any) -> float:
    return round(float(flags.mean()), 6) if len(flags) else 0.0


def _write_report(
    frames: dict[str, Any],
    results: dict[str, dict[str, Any]],
    failures: "list[Failure]",
    facts: dict[str, int | float],
    report: Path,
) -> None:
    from likelier.expectations import distributions, documents

    partitions = distributions.summarize(frames["posts"], frames["accounts"]) if "posts" in frames else {}
    with replacing_folder(report) as folder:
        for name, page in documents.pages(results).items():
            (folder / f"{name}.html").write_text(page, encoding="utf-8")
        overview = documents.overview(results, failures, facts, partitions)
        (folder / "index.html").write_text(overview, encoding="utf-8")
        write_json(folder / "validation.json", results)
        write_json(folder / "distributions.json", partitions)
