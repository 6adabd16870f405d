"""What there is to say of a measure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One measure in words.

    `unit` is ``"%"`` (printed times 100), ``"points"`` (a difference of percentages), ``""`` (a plain number)
    or ``"target"`` (the target's own unit). `better` says which way is good. `hides` is one sentence.
    """

    title: str
    group: str
    unit: str
    better: str
    meaning: str
    hides: str
