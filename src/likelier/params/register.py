"""The section `register`."""

from likelier.params.section import Section


class Register(Section):
    """Name in the registry, and the gate before the alias `champion`."""

    name: str = "likelier"
    min_lift: float = 0.0  # the lower bound of the paired lift in pair accuracy must be above this
