"""Data Docs: Great Expectations' own renderers, in a page that needs no network and repeats itself byte for byte.

The page of Great Expectations loads styles and scripts from other hosts, and holds run times and random ids. Its
renderers (what an expectation says, what was observed) are used here as they are; the templates of the frame
around them, of collapsible blocks and of bar charts are replaced by those in `templates/`.
"""

import copy
import html
from collections.abc import Callable, Sequence
from typing import Any

from great_expectations.core.expectation_validation_result import (
    ExpectationSuiteValidationResult,
    ExpectationValidationResult,
)
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.render.renderer.content_block import ValidationResultsTableContentBlockRenderer
from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
from great_expectations.render.view.view import DefaultJinjaPageView
from jinja2 import ChoiceLoader, Environment, PackageLoader

from likelier.expectations import TABLES
from likelier.expectations.checkpoint import Failure

TEMPLATES = PackageLoader("likelier", "expectations/templates")  # and the style sheet, put into each page


class SeverityTable(ValidationResultsTableContentBlockRenderer):  # type: ignore[misc]
    """Great Expectations' table of a column's expectations, with severity, offending rows and our note beside each."""

    @classmethod
    def _process_content_block(cls, content_block: Any, has_failed_evr: bool, render_object: Any = None) -> None:
        super()._process_content_block(content_block, has_failed_evr, render_object)
        content_block.header_row += ["Severity", "First offending rows", "Why"]

    @classmethod
    def _get_content_block_fn(cls, expectation_type: str, expectation_config: Any = None) -> Callable[..., Any]:
        rows_of = super()._get_content_block_fn(expectation_type, expectation_config)

        def rows(result: ExpectationValidationResult, **others: Any) -> list[list[Any]]:
            config = result.expectation_config
            more = [config.severity.value, _offenders(result.result), config.notes or ""]
            return [[*row, *more] for row in rows_of(result=result, **others)]

        return rows


def _offenders(result: dict[str, Any]) -> str:
    rows = result.get("partial_unexpected_index_list", [])
    named = [" ".join(str(row[column]) for column in result["unexpected_index_column_names"]) for row in rows]
    more = ["..."] if result.get("unexpected_count", 0) > len(named) else []
    return "<br>".join(named + more)


class _Page(DefaultJinjaPageView):  # type: ignore[misc]
    """Great Expectations' view with our templates before its own, and numbered elements."""

    def __init__(self) -> None:
        super().__init__()
        self.env.loader = ChoiceLoader([TEMPLATES, self.env.loader])
        self._elements = 0

    def generate_html_element_uuid(self, prefix: str | None = None) -> str:
        self._elements += 1
        return f"{prefix or ''}{self._elements}"


def pages(results: dict[str, dict[str, Any]]) -> dict[str, str]:
    """The HTML of each table's result, with links between them."""
    view = _Page()
    return {table: _page(view, table, results) for table in results}


def _page(view: _Page, table: str, results: dict[str, dict[str, Any]]) -> str:
    sections = {
        "class_name": "ValidationResultsColumnSectionRenderer",
        "table_renderer": {"module_name": __name__, "class_name": SeverityTable.__name__},
    }
    renderer = ValidationResultsPageRenderer(column_section_renderer=sections, run_info_at_end=True)
    document = renderer.render(_restored(results[table]))
    document.sections.pop()  # run info: versions and times
    overview = document.sections[0].content_blocks
    del overview[0]  # a header with a link to a page of the suite, which isn't written
    return _tidy(view.render(document, table=table, success=results[table]["success"], tables=list(results)))


def overview(
    results: dict[str, dict[str, Any]],
    failures: Sequence[Failure],
    facts: dict[str, int | float],
    partitions: dict[str, dict[str, Any]],
) -> str:
    """The HTML of the first page: what failed, the counts, and the distributions."""
    environment = Environment(loader=TEMPLATES, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.get_template("index.j2")
    return _tidy(
        template.render(
            tables=[_row(name, results.get(name), failures) for name in TABLES],
            failures=failures,
            facts=facts,
            partitions=partitions,
        )
    )


def _row(name: str, result: dict[str, Any] | None, failures: Sequence[Failure]) -> dict[str, Any]:
    found = [failure.severity for failure in failures if failure.table == name]
    return {
        "name": name,
        "judged": result is not None,
        "expectations": len(result["results"]) if result else 0,
        "critical": found.count("critical"),
        "warnings": found.count("warning"),
    }


def _restored(result: dict[str, Any]) -> ExpectationSuiteValidationResult:
    safe = _escaped(result)
    return ExpectationSuiteValidationResult(
        success=safe["success"],
        suite_name=safe["suite_name"],
        statistics=safe["statistics"],
        results=[_restored_one(one) for one in safe["results"]],
    )


def _escaped(value: Any) -> Any:
    """A deep copy, since the renderers write into what they are given, with values of the data safe in HTML.

    Great Expectations escapes what an expectation says, and not the unexpected values that it shows.
    """
    if isinstance(value, dict):
        return {key: value[key] if key == "expectation_config" else _escaped(value[key]) for key in value}
    if isinstance(value, list):
        return [_escaped(one) for one in value]
    return html.escape(value) if isinstance(value, str) else value


def _restored_one(one: dict[str, Any]) -> ExpectationValidationResult:
    config = ExpectationConfiguration(**copy.deepcopy(one.pop("expectation_config")))
    return ExpectationValidationResult(**one, expectation_config=config)


def _tidy(page: str) -> str:
    """Without the blank lines and trailing spaces that templates leave."""
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"
