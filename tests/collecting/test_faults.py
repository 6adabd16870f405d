"""The rows of `python -m benchmarks.faults`, each after a first and a second run."""

import pytest

from benchmarks.faults import unofficial
from benchmarks.faults.row import Row, table


@pytest.fixture(scope="module")
def calm():
    return unofficial.undisturbed()


@pytest.fixture(scope="module")
def operations():
    return unofficial.operations()


@pytest.mark.parametrize("case", unofficial.CASES, ids=lambda case: case.name)
def test_a_second_run_completes_what_a_fault_left(case, calm):
    row = unofficial.faulty(case, calm)
    assert row.held, row


@pytest.mark.parametrize("row", [unofficial.gone_between_pages, unofficial.renamed, unofficial.hidden])
def test_what_changes_on_the_other_side_is_followed(row):
    found = row()
    assert found.held, found


def test_a_full_disk_is_told_and_leaves_a_valid_archive(calm, operations):
    for row in unofficial.full_disk(operations, calm):
        assert row.held, row


def test_killed_at_many_moments_a_second_run_completes_it(calm, operations):
    assert operations > 200
    row = unofficial.killed(10, operations, calm)
    assert row.held, row


def test_a_row_that_does_not_hold_is_seen():
    (_, line) = table(iter([Row("a fault", "1 post", True, True, False)]))
    assert line.split()[-5:] == ["post", "yes", "yes", "NO", "NO"]
