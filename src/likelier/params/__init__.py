"""Every knob, typed and frozen. `params.yaml` has one section a step; unknown keys are refused by name."""

from likelier.params.cluster import Cluster
from likelier.params.collect import Collect
from likelier.params.drift import Drift
from likelier.params.evaluate import Evaluate
from likelier.params.featurize import Featurize
from likelier.params.ingest import Ingest, Sample, Table
from likelier.params.reading import load, loads, parse
from likelier.params.secrets import Secret
from likelier.params.section import Section
from likelier.params.select import Select
from likelier.params.tasks import Steps, Task
from likelier.params.train import ModelEntry, Train
from likelier.params.tune import Range
from likelier.params.update import Update
from likelier.params.validate import Validate
from likelier.params.whole import Params

__all__ = [
    "Cluster",
    "Collect",
    "Drift",
    "Evaluate",
    "Featurize",
    "Ingest",
    "ModelEntry",
    "Params",
    "Range",
    "Sample",
    "Secret",
    "Section",
    "Select",
    "Steps",
    "Table",
    "Task",
    "Train",
    "Update",
    "Validate",
    "load",
    "loads",
    "parse",
]
