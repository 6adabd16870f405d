"""Runs one suite over one frame in Great Expectations, and keeps of its answer what the same data repeat."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe
import numpy as np
import pandas as pd
from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResult
from great_expectations.data_context import EphemeralDataContext
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)

SHOWN = 10  # offending rows that are named; the count tells of all
BOUNDS = ("min_value", "max_value", "value_set", "threshold", "mostly")


@dataclass(frozen=True)
class Failure:
    """An expectation that did not hold; as text, one line of what and where."""

    table: str
    expectation: str
    column: str  # or two, with a comma
    bounds: str  # what the expectation allows
    severity: str
    unexpected: int | None  # rows; None where the expectation is of the whole table
    rows: int | None
    observed: Any
    named: tuple[str, ...]  # the first offending rows

    def __str__(self) -> str:
        what = f"{self.table}: {self.expectation}({', '.join(filter(None, (self.column, self.bounds)))})"
        if self.unexpected is None:
            return f"{what}: observed {self.observed}"
        more = ", ..." if self.unexpected > len(self.named) else ""
        return f"{what}: {self.unexpected} of {self.rows} rows, {'; '.join(self.named)}{more}"


def run(table: str, frame: pd.DataFrame, suite: Sequence[gxe.Expectation], index: Sequence[str]) -> dict[str, Any]:
    """Judge `frame`, and return the result in Great Expectations' own JSON form.

    Left out are run times, ids and tracebacks: equal frames give equal results. The expectations keep the
    order of `suite`.
    """
    context = _context()
    asset = context.data_sources.add_pandas("likelier").add_dataframe_asset(table)
    definition = gx.ValidationDefinition(
        name=table,
        data=asset.add_batch_definition_whole_dataframe("whole"),
        suite=context.suites.add(gx.ExpectationSuite(name=table, expectations=list(suite))),
    )
    checkpoint = gx.Checkpoint(
        name=table,
        validation_definitions=[context.validation_definitions.add(definition)],
        result_format={
            "result_format": "SUMMARY",
            "partial_unexpected_count": SHOWN,
            "unexpected_index_column_names": list(index),
        },
    )
    answer = context.checkpoints.add(checkpoint).run(batch_parameters={"dataframe": frame})
    (result,) = answer.run_results.values()
    return _repeatable(result, [str(one.id) for one in definition.suite.expectations])


def _context() -> EphemeralDataContext:
    """Everything in memory, nothing sent, no bars, and no folder left behind for a site that isn't built."""
    return gx.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
            progress_bars=ProgressBarsConfig(globally=False),
            analytics_enabled=False,
        ),
    )


def failures(result: dict[str, Any], index: Sequence[str]) -> list[Failure]:
    """What did not hold, the critical ones first."""
    failed = [_failure(result["suite_name"], one, index) for one in result["results"] if not one["success"]]
    return sorted(failed, key=lambda one: one.severity)  # "critical" < "warning"


def _failure(table: str, one: dict[str, Any], index: Sequence[str]) -> Failure:
    config, result = one["expectation_config"], one["result"]
    kwargs = config["kwargs"]
    columns = [kwargs[key] for key in ("column", "column_A", "column_B") if key in kwargs]
    rows = result.get("partial_unexpected_index_list", [])
    named = [" ".join(" ".join(f"{column} {row[column]}" for column in index).split()) for row in rows]
    return Failure(
        table=table,
        expectation=config["type"],
        column=", ".join(columns),
        bounds=", ".join(f"{key}={kwargs[key]}" for key in BOUNDS if key in kwargs),
        severity=config["severity"],
        unexpected=result.get("unexpected_count"),
        rows=result.get("element_count"),
        observed=result.get("observed_value", "nothing: it could not be computed"),
        named=tuple(named[:3]),
    )


def _repeatable(result: ExpectationSuiteValidationResult, order: Sequence[str]) -> dict[str, Any]:
    answer: dict[str, Any] = _plain(result.to_json_dict())
    results = sorted(answer["results"], key=lambda one: order.index(one["expectation_config"]["id"]))
    for one in results:
        del one["expectation_config"]["id"], one["expectation_config"]["kwargs"]["batch_id"]
        one["exception_info"] = _exception(one["exception_info"])
        if not any(value is not None for value in one["result"].get("partial_unexpected_list", [])):
            one["result"].pop("partial_unexpected_list", None)  # a list of nulls says nothing
            one["result"].pop("partial_unexpected_counts", None)
    return {
        "suite_name": answer["suite_name"],
        "success": answer["success"],
        "statistics": answer["statistics"],
        "results": results,
    }


def _exception(info: dict[str, Any]) -> dict[str, Any]:
    """Without the traceback, which holds paths of this machine; Great Expectations writes two forms."""
    infos = [info] if "raised_exception" in info else [info[key] for key in sorted(info)]
    raised = [one for one in infos if one["raised_exception"]]
    message = " ".join(str(raised[0]["exception_message"]).split()) if raised else ""
    return {"raised_exception": bool(raised), "exception_message": message, "exception_traceback": ""}


def _plain(value: Any) -> Any:
    """Dictionaries in the order of their keys (some come out of sets), Python's own numbers, and no NaN.

    The renderers of Great Expectations fail on NumPy's numbers, and JSON lacks NaN.
    """
    if isinstance(value, dict):
        return {key: _plain(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    plain = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain
