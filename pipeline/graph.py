"""The graph: collect, ingest, validate, featurize each shard, explore, train each model, evaluate, register, tell."""

from typing import Any

from kfp import dsl

from components.collect import collect
from components.deploy import deploy
from components.drift import drift
from components.evaluate import evaluate
from components.explore import explore
from components.featurize import featurize
from components.fingerprint import fingerprint
from components.gather import gather
from components.ingest import ingest
from components.list_models import list_models
from components.list_shards import list_shards
from components.plan_update import plan_update
from components.register import register
from components.report_outcome import report_outcome
from components.train import train
from components.validate import validate
from likelier.errors import ParamsError
from likelier.models import is_net
from likelier.params import Params
from pipeline.settings import ARCHIVE, settle

LOOPS = ("baselines", "nets")  # of training: all that is no net, and the nets


def graph(given: Params, local: bool = False) -> Any:
    """The pipeline, with a loop for each kind of model that `given` has.

    `given.cluster` is written into it, unless it is for this machine: there Kubeflow heeds retries, with their
    waiting, and warns of all the rest; and there is no server to ask how the run went.

    Raises
    ------
    ParamsError
        It would collect posts that are lost or never read.
    """
    cluster = given.cluster
    _check(given, local)

    @dsl.pipeline(
        name="likelier",
        description="From posts to a registered model that says which photo is likelier liked.",
        pipeline_root=None if local else cluster.root,
        pipeline_config=dsl.PipelineConfig(ttl_seconds_after_finished=None if local else cluster.ttl_seconds),
    )
    def likelier(params: str) -> None:
        """Run every step.

        Parameters
        ----------
        params : str
            All of `params.yaml`, as text.
        """
        # Nothing outside this machine hears of a run on it.
        addresses = (None, None, None) if local else (cluster.report.server, cluster.report.url, cluster.deploy.url)
        server, webhook, service = (address or "" for address in addresses)
        told = report_outcome(run=dsl.PIPELINE_JOB_ID_PLACEHOLDER, server=server, webhook=webhook)
        with dsl.ExitHandler(told):
            tasks = _steps(params, given, given.ingest.path if local else ARCHIVE, service)
        if not local:
            settle(tasks | {"report": [told]}, cluster)

    return likelier


def _check(given: Params, local: bool) -> None:
    """See that what is collected is kept, and read.

    Raises
    ------
    ParamsError
        It isn't.
    """
    source = given.collect.source
    if source not in ("none", given.ingest.source):
        raise ParamsError(f"ingest.source: is {given.ingest.source}, and collect.source {source}; set both alike")
    if source != "none" and not local and given.cluster.archive_claim is None:
        raise ParamsError(
            "cluster.archive_claim: names no volume, so what is collected would be lost with its pod; make a "
            "PersistentVolumeClaim, and name it there"
        )


def _steps(params: Any, given: Params, archive: str, service: str) -> dict[str, list[Any]]:
    """Place all tasks but the report, and give them by the settings that they go by."""
    posts = _posts(params, given, archive)
    read = posts["ingest"][0]
    shards = read.outputs["shards"]
    # Kubeflow finds a cached result by the image, the arguments and the names of artifacts, never by their
    # contents. So every task whose result may be taken again is told the digest of the posts, as an argument.
    digest = fingerprint(shards=shards)
    data = digest.output
    judged = validate(params=params, data=data, shards=shards)
    names = list_shards(params=params, shards=shards).after(judged)  # a data set that is not fit goes no further
    # The digest is the shard's own: what new posts don't touch need not be computed again.
    with dsl.ParallelFor(names.output, name="shards") as one:
        computed = featurize(params=params, data=one.digest, shards=shards, shard=one.shard)
    gathered = gather(features=dsl.Collected(computed.outputs["features"]))
    known = {"params": params, "data": data, "shards": shards, "features": gathered.outputs["gathered"]}
    drawn = explore(**known)
    placed = {
        **posts,
        "validation": [judged],
        "small": [digest, names, gathered],
        "featurize": [computed],
        "explore": [drawn],
    }
    if not given.update.when_needed:
        return _merged(placed, _learning(known, given, service))
    looked = drift(params=params, shards=shards)
    found = {"features": gathered.outputs["gathered"], "drift": looked.outputs["metrics"]}
    decided = plan_update(params=params, shards=shards, **found)
    with dsl.If(decided.outputs["Output"] == "yes", name="due"):
        learned = _learning(known, given, service)
    return _merged(placed, {"drift": [looked], "plan_update": [decided], **learned})


def _learning(known: dict[str, Any], given: Params, service: str) -> dict[str, list[Any]]:
    """Train, evaluate and register, and tell the service."""
    listed, fitted = _training(known, given)
    measured = evaluate(**known, **_trained(fitted))
    found = {"evaluation": measured.outputs["metrics"], "report": measured.outputs["report"]}
    found |= {"shards": known["shards"], "features": known["features"]}
    registered = register(params=known["params"], **found, **_trained(fitted))
    return {
        "small": listed,
        "evaluate": [measured],
        "registration": [registered],
        "deploy": _told(known["params"], registered, service),
        **{f"train_{loop}": [task] for loop, task in fitted.items()},
    }


def _merged(one: dict[str, list[Any]], other: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {step: [*one.get(step, ()), *other.get(step, ())] for step in {**one, **other}}


def _posts(params: Any, given: Params, archive: str) -> dict[str, list[Any]]:
    """Ingest, after collecting what is new where the params ask for it."""
    if given.collect.source == "none":
        return {"ingest": [ingest(params=params)]}
    collected = collect(params=params, archive=archive)
    return {"collect": [collected], "ingest": [ingest(params=params, archive=archive).after(collected)]}


def _training(known: dict[str, Any], given: Params) -> tuple[list[Any], dict[str, Any]]:
    """A loop for each kind of model: the tasks that list them, and by loop the task that trains."""
    kinds = {LOOPS[is_net(name, entry)] for name, entry in given.models.items()}
    loops = [loop for loop in LOOPS if loop in kinds]
    listed = {loop: list_models(params=known["params"], loop=loop, loops=" ".join(loops)) for loop in loops}
    fitted = {}
    for loop, names in listed.items():
        with dsl.ParallelFor(names.output, name=loop) as name:
            fitted[loop] = train(name=name, **known)
    return list(listed.values()), fitted


def _trained(fitted: dict[str, Any]) -> dict[str, Any]:
    """What all loops gave. The compiler changes a `Collected` that it has seen: each task gets its own."""
    places = zip(("trained", "trained_more"), fitted.values(), strict=False)
    return {place: dsl.Collected(task.outputs["trained"]) for place, task in places}


def _told(params: Any, registered: Any, service: str) -> list[Any]:
    """A service, told of a new champion, where there is one."""
    return [deploy(params=params, decision=registered.outputs["metrics"], url=service)] if service else []
