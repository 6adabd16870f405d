"""The section `update`."""

from typing import Annotated, Literal

from pydantic import Field

from likelier.params.section import Count, Section


class Update(Section):
    """When a champion is followed by a model of newer posts; the gate decides about that one as about any other."""

    max_age_days: Annotated[float, Field(gt=0)] | None = 30.0  # of the champion's newest post; None: age is no reason
    retrain_at: Literal["warning", "critical", "never"] = "warning"  # the severity of drift from which on it is one
    min_new_posts: Count = 200  # that can be learned from; fewer are not worth a training
    always: bool = False  # one new post is reason enough
    when_needed: bool = False  # on Kubeflow: train only for one of these reasons, not in every run
