"""What a challenger must fulfil: one function a condition."""

from likelier.gate.conditions.audit import audit
from likelier.gate.conditions.condition import Condition
from likelier.gate.conditions.cost import LATENCY, latency, milliseconds, size
from likelier.gate.conditions.coverage import coverage
from likelier.gate.conditions.lift import NAME as LIFT
from likelier.gate.conditions.lift import lift
from likelier.gate.conditions.slices import slices

__all__ = [
    "LATENCY",
    "LIFT",
    "Condition",
    "audit",
    "coverage",
    "latency",
    "lift",
    "milliseconds",
    "size",
    "slices",
]
