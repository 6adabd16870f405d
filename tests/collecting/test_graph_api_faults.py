"""The rows of `python -m benchmarks.faults` that are about the Graph API."""

import pytest

from benchmarks.faults import sanctioned


@pytest.mark.parametrize("case", sanctioned.CASES, ids=lambda case: case.name)
def test_a_second_run_completes_what_a_fault_left(case):
    row = case.row()
    assert row.held, row


def test_a_full_disk_is_told_and_leaves_a_valid_archive():
    for row in sanctioned.full_disks():
        assert row.held, row


def test_killed_at_many_moments_a_second_run_completes_it():
    assert sanctioned.operations() > 100
    row = sanctioned.all_killed(8)
    assert row.held, row
