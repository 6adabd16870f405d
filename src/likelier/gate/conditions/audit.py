"""The challenger's predictions, and what it reads, pass the checks for leaks."""

from likelier import leaks
from likelier.errors import ContractError, LeakFound
from likelier.gate.conditions.condition import Condition
from likelier.gate.held import Candidate
from likelier.metrics.audit import check, rows_are_the_same

NAME, DEMAND = "audit", "every check passes"


def audit(candidate: Candidate, min_age_hours: float) -> Condition:
    """Every check of `likelier.metrics.audit`, and that the model's entry reads no outcome.

    Parameters
    ----------
    min_age_hours : float
        How old a post must have been when its likes were read.
    """
    ours, artifact = candidate.challenger, candidate.artifact
    try:
        leaks.check_entry(artifact.name, artifact.entry)
        check({ours.name: ours.table}, candidate.shown, min_age_hours)
        rows_are_the_same({one.name: one.table for one in (ours, *candidate.baselines)})
    except (ContractError, LeakFound) as error:
        return Condition(NAME, False, None, None, str(error), DEMAND)
    return Condition(NAME, True, None, None, "every check passed", DEMAND)
