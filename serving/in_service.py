"""The model that answers a request."""

from fastapi import Request

from serving import visits
from serving.problems import of_status
from serving.scorer import Scorer


def scorer(request: Request) -> Scorer:
    """The model in service; a request keeps it to its end, whatever takes over meanwhile.

    Raises
    ------
    Problem
        503: there is none.
    """
    keeper = request.app.state.keeper
    if keeper is None or keeper.scorer is None:
        raise of_status(503)
    found: Scorer = keeper.scorer
    visits.note(request.scope, model=found.model.label)
    return found
