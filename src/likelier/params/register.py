"""The section `register`."""

from typing import Annotated

from pydantic import Field

from likelier.params.section import Section, Share

Positive = Annotated[float, Field(gt=0)]


class Register(Section):
    """Name in the registry, and the gate before the alias `champion`."""

    name: str = "likelier"
    min_lift: float = 0.0  # the lower bound of the paired lift in pair accuracy must be above this; -1: any passes
    max_slice_fall: Share = 0.02  # no slice may surely fall, and by more than this in pair accuracy
    max_coverage_gap: Share = 0.05  # no interval may surely hold too little, and by more than this share of posts
    max_latency_ms: Positive = 5000.0  # to score one raw post
    max_latency_ratio: Positive = 5.0  # the same over the champion's, measured in turn
    max_size_mb: Positive = 500.0  # of the artifact's folder
