"""The graph: ingest, validate, featurize each shard, explore, train each model, evaluate, register."""

from typing import Any, NamedTuple

from kfp import dsl, kubernetes

from components.evaluate import evaluate
from components.explore import explore
from components.featurize import featurize
from components.fingerprint import fingerprint
from components.gather import gather
from components.ingest import ingest
from components.list_models import list_models
from components.list_shards import list_shards
from components.register import register
from components.train import train
from components.validate import validate
from likelier.models import is_net
from likelier.params import Params
from pipeline.settings import apply

CONFIG = "likelier"  # the ConfigMap, in the namespace of the run, that holds the registry's address
LOOPS = ("baselines", "nets")  # of training: all that is no net, and the nets


class Outcome(NamedTuple):
    """What the whole run gives."""

    evaluation: dsl.Metrics
    scorecard: dsl.Artifact
    exploration: dsl.Artifact


def graph(given: Params, local: bool = False) -> Any:
    """The pipeline, with a loop for each kind of model that `given` has.

    `given.cluster` is written into it, unless it is for this machine: there Kubeflow heeds retries, with their
    waiting, and warns of all the rest.
    """
    cluster = given.cluster
    kinds = {LOOPS[is_net(name, entry)] for name, entry in given.models.items()}
    loops = [loop for loop in LOOPS if loop in kinds]

    @dsl.pipeline(
        name="likelier",
        description="From posts to a registered model that says which photo is likelier liked.",
        pipeline_root=None if local else cluster.root,
        pipeline_config=dsl.PipelineConfig(ttl_seconds_after_finished=None if local else cluster.ttl_seconds),
    )
    def likelier(params: str) -> Outcome:
        """Run every step.

        Parameters
        ----------
        params : str
            All of `params.yaml`, as text.
        """
        read = ingest(params=params)
        shards = read.outputs["shards"]
        # Kubeflow finds a cached result by the image, the arguments and the names of artifacts, never by their
        # contents. So every task whose result may be taken again is told the digest of the posts, as an argument.
        digest = fingerprint(shards=shards)
        data = digest.output
        judged = validate(params=params, data=data, shards=shards)
        names = list_shards(shards=shards).after(judged)  # a data set that is not fit goes no further
        models = {loop: list_models(params=params, loop=loop, loops=" ".join(loops)) for loop in loops}
        with dsl.ParallelFor(names.output, name="shards") as shard:
            computed = featurize(params=params, data=data, shards=shards, shard=shard)
        gathered = gather(features=dsl.Collected(computed.outputs["features"]))
        features = gathered.outputs["gathered"]
        drawn = explore(params=params, data=data, shards=shards, features=features)
        fitted = {}
        for loop in loops:
            with dsl.ParallelFor(models[loop].output, name=loop) as name:
                fitted[loop] = train(params=params, data=data, name=name, shards=shards, features=features)

        def trained() -> dict[str, Any]:
            # The compiler changes a `Collected` that it has seen: each task gets its own.
            places = zip(("trained", "trained_more"), fitted.values(), strict=False)
            return {place: dsl.Collected(task.outputs["trained"]) for place, task in places}

        measured = evaluate(params=params, data=data, shards=shards, features=features, **trained())
        evaluation = measured.outputs["metrics"]
        registered = register(
            params=params, shards=shards, evaluation=evaluation, report=measured.outputs["report"], **trained()
        )
        kubernetes.use_config_map_as_env(registered, CONFIG, {"MLFLOW_TRACKING_URI": "MLFLOW_TRACKING_URI"})

        steps, secrets = cluster.steps, cluster.secrets
        small = steps.validation.model_copy(update={"cache": False})  # they take seconds, and see no digest
        settings = [
            (read, steps.ingest, [secrets.instagram, secrets.graph_api]),
            (judged, steps.validation, []),
            (computed, steps.featurize, []),
            (drawn, steps.explore, []),
            *((task, getattr(steps, f"train_{loop}"), []) for loop, task in fitted.items()),
            (measured, steps.evaluate, []),
            (registered, steps.registration, [secrets.mlflow]),
            *((task, small, []) for task in (digest, names, *models.values(), gathered)),
        ]
        for task, setting, own in [] if local else settings:
            apply(task, setting, cluster.pull_secret, [secrets.s3, *own])
        return Outcome(evaluation, scorecard=measured.outputs["report"], exploration=drawn.outputs["report"])

    return likelier
