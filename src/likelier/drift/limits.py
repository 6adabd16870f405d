"""How far new posts may be from the reference at all, as expectations of Great Expectations.

The tests of `likelier.drift.statistics` say what is no chance; these say what is large, whatever chance allows: a
second opinion on the same columns, by another library, on effect sizes alone. They raise no alarm by themselves.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from likelier.drift import bins, measures
from likelier.drift.draws import by_group
from likelier.drift.expected import UNKNOWN_AT_FIRST
from likelier.drift.findings import Finding
from likelier.drift.statistics import with_width
from likelier.params import Drift

CLASSES = " (classes)"  # after the name of a column: the intervals that its numbers fall into
MISSING = 0.2  # of the posts: values may be missing in so many more, or fewer
KNOWN = 0.95  # of the posts must have a category that the reference has, too


def check(
    reference: pd.DataFrame, current: pd.DataFrame, findings: Sequence[Finding], settings: Drift
) -> dict[str, Any]:
    """What Great Expectations says of new posts, in its own JSON form (see `likelier.expectations.checkpoint`).

    Parameters
    ----------
    findings : sequence of Finding
        Of these posts, as `likelier.drift.statistics.compare` gives them: of those that it tested, the Kullback-Leibler
        divergence, the mean, the share of known values and the set of categories are judged. A limit is
        `drift.critical` and what chance gives: of a divergence half of both (the index counts both directions), of a
        mean the square root in standard deviations (a normal distribution that is shifted by d has the index d^2).
    """
    from likelier.expectations import checkpoint

    reference, current = with_width(reference), with_width(current)
    suite: list[Any] = []
    frame: dict[str, Any] = {}
    for one in findings:
        if one.p_value is not None:
            suite += _of_column(one, reference[one.name], current[one.name], settings, frame)
    return checkpoint.run("drift", pd.DataFrame(frame), suite, [])


def told(result: dict[str, Any]) -> dict[str, Any]:
    """Of what `check` gives the part that a report keeps: how many expectations there were, and each unmet one."""
    from likelier.expectations.checkpoint import failures

    unmet = [
        {"column": one.column, "expectation": one.expectation, "allowed": one.bounds, "observed": _short(one.observed)}
        for one in failures(result, [])
    ]
    return {"judged": len(result["results"]), "unmet": unmet}


def _short(observed: Any) -> float | str:
    return round(observed, 4) if isinstance(observed, float | int) else str(observed)


def _of_column(
    finding: Finding, reference: pd.Series, current: pd.Series, settings: Drift, frame: dict[str, Any]
) -> list[Any]:
    import great_expectations.expectations as gxe

    name, classes = finding.name, bins.of(reference)
    number = isinstance(classes, bins.Numbers)
    frame[name] = bins.numbers(current) if number else bins.texts(current).to_numpy()
    limit = settings.critical + finding.reference.get("psi_by_chance", 0.0)
    found: list[Any] = []
    if not name.startswith(UNKNOWN_AT_FIRST):
        known = 1 - finding.reference["missing"]
        least, most = (round(one, 4) for one in (max(0.0, known - MISSING), min(1.0, known + MISSING)))
        found += [
            gxe.ExpectColumnProportionOfNonNullValuesToBeBetween(
                column=name, min_value=least, max_value=most, severity="warning"
            )
        ]
    if finding.psi is None:
        return found
    labels = _labels(classes)
    codes = classes.codes(current)
    frame[name + CLASSES] = np.array([*labels, None], dtype=object)[codes]
    counts = by_group(np.zeros(len(reference), np.int64), classes.codes(reference), 1, classes.classes + 1)[0][:-1]
    weights = (counts + measures.SMOOTH) / (counts + measures.SMOOTH).sum()
    partition = {"values": labels, "weights": [float(one) for one in weights]}
    found += [
        gxe.ExpectColumnKLDivergenceToBeLessThan(
            column=name + CLASSES, partition_object=partition, threshold=round(limit / 2, 4), severity="warning"
        )
    ]
    if number:
        mean, far = finding.reference["mean"], finding.reference["deviation"] * float(np.sqrt(limit))
        least, most = (float(f"{end:.4g}") for end in (mean - far, mean + far))  # a report shows them
        found += [gxe.ExpectColumnMeanToBeBetween(column=name, min_value=least, max_value=most, severity="warning")]
    else:
        values = sorted(set(bins.texts(reference).dropna()))
        found += [gxe.ExpectColumnValuesToBeInSet(column=name, value_set=values, mostly=KNOWN, severity="warning")]
    return found


def _labels(classes: bins.Classes) -> list[str]:
    if isinstance(classes, bins.Categories):
        return list(classes.values)
    ends = [f"{edge:.6g}" for edge in classes.edges]
    inner = [f"{number}: {low} to {high}" for number, (low, high) in enumerate(pairwise(ends), 1)]
    return [f"0: below {ends[0]}", *inner, f"{len(ends)}: above {ends[-1]}"]
