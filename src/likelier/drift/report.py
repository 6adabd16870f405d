"""What a comparison found, in the form of `metrics/drift.json`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from likelier.drift.findings import SEVERITIES, Finding, worst
from likelier.drift.gathered import Gathered
from likelier.drift.performance import Performance

EXIT_CODES = {"none": 0, "warning": 3, "critical": 4}  # 2 is bad input


def gather(
    version: int | None,
    model: str | None,
    of: str,
    gathered: Gathered,
    findings: Sequence[Finding],
    performance: Performance,
    false_alarms: float,
    not_compared: str | None,
    expectations: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The report, its findings from the worst on.

    Parameters
    ----------
    version, model : int, str or None
        The champion; None: there is none.
    of : str
        ``shards`` or ``records``: what was held against the reference.
    not_compared : str or None
        Why nothing was compared.
    expectations : mapping, optional
        What Great Expectations says of the same columns (`likelier.drift.limits.told`).
    """
    return {
        "version": version,
        "model": model,
        "of": of,
        "severity": worst([one.severity for one in findings]),
        "posts": len(gathered.posts),
        "accounts": int(gathered.posts["account"].nunique()),  # of records: requests
        "accounts_alike": _alike(gathered.posts["account"]),
        "since": _moment(gathered.since),
        "until": _moment(gathered.until),
        "left_out": gathered.left_out,
        "untold": list(gathered.untold),
        "findings": [asdict(one) for one in sorted(findings, key=_place)],
        "expectations": expectations,
        "false_alarm_rate": false_alarms,
        "performance": performance.figures or None,
        "performance_not_compared": performance.why,
        "not_compared": not_compared,
    }


def _alike(account: pd.Series) -> float | None:
    """So many accounts with equally many posts would tell as much (Kish's effective number of groups)."""
    sizes = account.value_counts().to_numpy(dtype=float)
    return round(float(sizes.sum() ** 2 / (sizes**2).sum()), 1) if len(sizes) else None


def _moment(at: Any) -> str | None:
    # To the hour: the moment of a post would name it.
    return None if at is None else at.strftime("%Y-%m-%dT%H:00:00+00:00")


def _place(finding: Finding) -> tuple[int, bool, bool, float, str]:
    """The worst first; where models are measured, that comes before what they are made of."""
    return (
        -SEVERITIES.index(finding.severity),
        finding.about != "performance",
        finding.p_value is None,
        -(finding.psi or 0.0),  # p can't tell what is surely there apart
        finding.name,
    )


def in_words(report: Mapping[str, Any]) -> str:
    """The report in a few lines, for a terminal."""
    if report["version"] is None:
        return f"drift: not compared: {report['not_compared']}"
    whose = f"version {report['version']} ({report['model']})"
    if report["not_compared"]:
        return f"drift of {whose}: not compared: {report['not_compared']}"
    many = {"shards": "accounts", "records": "requests"}[report["of"]]
    head = f"drift of {whose}: {report['severity']}; {report['posts']:,} posts of {report['accounts']:,} {many}"
    if report["accounts_alike"] < FEW:
        head += (
            f"; they tell no more than {report['accounts_alike']:.0f} {many} with equally many: a large shift can hide"
        )
    worse = [one for one in report["findings"] if one["severity"] != "none"]
    lines = [f"  {one['severity']}: {one['words']}" for one in worse[:SHOWN]]
    if len(worse) > SHOWN:
        lines.append(f"  and {len(worse) - SHOWN} more, in the report")
    if report["performance_not_compared"]:
        lines.append(f"  performance: not measured: {report['performance_not_compared']}")
    return "\n".join([head, *lines])


SHOWN = 8  # findings in the terminal
FEW = 10.0  # accounts that are as many posts each; from fewer hardly anything can be told from chance
