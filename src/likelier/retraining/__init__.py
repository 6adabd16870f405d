"""Whether the champion should be followed by a model of newer posts: what is known of it, and the rules."""

from likelier.retraining.facts import Drift, Facts, Trained
from likelier.retraining.rules import Plan, Reason, plan

__all__ = ["Drift", "Facts", "Plan", "Reason", "Trained", "plan"]
