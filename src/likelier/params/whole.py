"""All sections together."""

import yaml
from pydantic import Field

from likelier.params.cluster import Cluster
from likelier.params.collect import Collect
from likelier.params.drift import Drift
from likelier.params.evaluate import Evaluate
from likelier.params.featurize import Featurize
from likelier.params.ingest import Ingest
from likelier.params.register import Register
from likelier.params.section import Section
from likelier.params.select import Select
from likelier.params.train import ModelEntry, Train
from likelier.params.tune import Tune
from likelier.params.update import Update
from likelier.params.validate import Validate


class Params(Section):
    """All of `params.yaml`."""

    collect: Collect = Collect()
    ingest: Ingest = Ingest()
    validation: Validate = Field(default=Validate(), alias="validate")
    featurize: Featurize = Featurize()
    select: Select = Select()
    train: Train = Train()
    models: dict[str, ModelEntry] = Field(min_length=1)
    tune: Tune = Tune()
    evaluate: Evaluate = Evaluate()
    # `register` is a method of pydantic's metaclass, `validate` one of its models: hence the aliases.
    registration: Register = Field(default=Register(), alias="register")
    update: Update = Update()
    drift: Drift = Drift()
    cluster: Cluster = Cluster()

    def dump(self) -> str:
        """As one YAML text, the way that orchestrators pass it on to the steps.

        Without `cluster`, which no step reads: more memory for one must not make all others run again.
        """
        return yaml.safe_dump(self.model_dump(mode="json", by_alias=True, exclude={"cluster"}), sort_keys=True)

    def reading(self, path: str) -> "Params":
        """These, with the posts read from another place."""
        return self.model_copy(update={"ingest": self.ingest.model_copy(update={"path": path})})
