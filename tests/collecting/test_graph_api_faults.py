"""Each fault of the Graph API: the archive is valid, the next run completes it, and equals an undisturbed run's."""

import pytest

from benchmarks.faults import sanctioned


@pytest.mark.parametrize("case", sanctioned.CASES, ids=lambda case: case.name)
def test_a_fault_is_got_over(case):
    row = case.row()
    assert (row.as_expected, row.valid, row.equal) == (True, True, True), row.first
