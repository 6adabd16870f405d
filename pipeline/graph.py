"""The graph: ingest, validate, featurize each shard, explore, train each model, evaluate, register."""

from typing import NamedTuple

from kfp import dsl, kubernetes

from components.evaluate import evaluate
from components.explore import explore
from components.featurize import featurize
from components.gather import gather
from components.ingest import ingest
from components.list_models import list_models
from components.list_shards import list_shards
from components.register import register
from components.train import train
from components.validate import validate

CONFIG = "likelier"  # the ConfigMap, in the namespace of the run, that holds the registry's address


class Outcome(NamedTuple):
    """What the whole run gives."""

    evaluation: dsl.Metrics
    scorecard: dsl.Artifact
    exploration: dsl.Artifact


@dsl.pipeline(name="likelier", description="From posts to a registered model that says which photo is likelier liked.")
def likelier(params: str) -> Outcome:
    """Run every step.

    Parameters
    ----------
    params : str
        All of `params.yaml`, as text.
    """
    read = ingest(params=params)
    shards = read.outputs["shards"]
    judged = validate(params=params, shards=shards)
    names = list_shards(shards=shards).after(judged)  # a data set that is not fit goes no further
    models = list_models(params=params)
    with dsl.ParallelFor(names.output, name="shards") as shard:
        computed = featurize(params=params, shards=shards, shard=shard)
    features = gather(features=dsl.Collected(computed.outputs["features"]))
    drawn = explore(params=params, shards=shards, features=features.outputs["gathered"])
    with dsl.ParallelFor(models.output, name="models") as name:
        fitted = train(params=params, name=name, shards=shards, features=features.outputs["gathered"])
    trained = fitted.outputs["trained"]  # the compiler changes a `Collected` that it has seen: each task gets its own
    measured = evaluate(
        params=params, shards=shards, features=features.outputs["gathered"], trained=dsl.Collected(trained)
    )
    evaluation = measured.outputs["metrics"]
    registered = register(
        params=params,
        shards=shards,
        trained=dsl.Collected(trained),
        evaluation=evaluation,
        report=measured.outputs["report"],
    )
    kubernetes.use_config_map_as_env(registered, CONFIG, {"MLFLOW_TRACKING_URI": "MLFLOW_TRACKING_URI"})
    # Kubeflow finds a cached result by the arguments and by the names of artifacts, never by their contents: new
    # posts in the same place would be taken for the old ones. So nothing is cached.
    for task in (read, judged, names, models, computed, features, drawn, fitted, measured, registered):
        task.set_caching_options(False)
    return Outcome(evaluation, scorecard=measured.outputs["report"], exploration=drawn.outputs["report"])
