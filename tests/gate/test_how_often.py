"""The gate on one world of `python -m benchmarks.gate`, which counts over fifty."""

import pytest

from benchmarks.gate import CHALLENGERS, PARAMS, decided
from likelier.gate.record import refused

REFUSED = {"worse": "lift", "equal": "lift", "better": None}
REFUSED |= {"blind on one kind": "slices", "intervals that lie": "coverage"}
QUICK = PARAMS.model_copy(update={"evaluate": PARAMS.evaluate.model_copy(update={"resamples": 300})})


@pytest.mark.parametrize("name", CHALLENGERS)
def test_each_challenger_is_refused_by_the_condition_that_it_fails(name):
    decision = decided(name, 0, QUICK)
    assert decision["promoted"] == (REFUSED[name] is None)
    assert REFUSED[name] is None or REFUSED[name] in refused(decision)
    assert decision["conditions"]["slices"]["looked_at"] > 20  # all facets of the scorecard are there
