"""The model that answers a request."""

from fastapi import Request

from serving.http.problems import of_status
from serving.model.scorer import Scorer
from serving.watched import visits


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
