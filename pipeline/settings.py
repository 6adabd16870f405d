"""What a task gets on a cluster: `cluster` of the params, written into the graph and its Kubernetes settings."""

from collections.abc import Sequence
from typing import Any

from kfp import kubernetes

from components.image import IMAGE
from likelier.params import Cluster, Secret, Task

CONFIG = "likelier"  # the ConfigMap, in the namespace of the run, that holds the registry's address
VOLUME = "/archive"  # where the volume is on which what is collected stays
ARCHIVE = f"{VOLUME}/posts"  # not at its root, where some file systems keep a folder of their own
ASK_REGISTRY = ("drift", "plan_update", "registration", "deploy")
USERS = "/users"
SESSION = "/session"
REACHES_API = ("access-ml-pipeline", "true")  # where users have namespaces, a pod so labelled is given a token
PINNED = "@sha256:" in IMAGE  # else a result of other code would be taken for one of this


def settle(tasks: dict[str, list[Any]], cluster: Cluster) -> None:
    """Give every task of the graph what `cluster` says of its step.

    Parameters
    ----------
    tasks : dict
        By the name of the step's entry; ``small`` are those without one, which go by that of `validate`.
    """
    secrets = cluster.secrets
    own = {
        "collect": [secrets.instagram, secrets.graph_api],
        "ingest": [secrets.mongodb],
        "drift": [secrets.mlflow],
        "plan_update": [secrets.mlflow],
        "registration": [secrets.mlflow],
        "deploy": [secrets.mlflow, secrets.deploy],
        "report": [secrets.report],
    }
    for step, placed in tasks.items():
        # The small ones take seconds, and see no digest of the posts.
        small = cluster.steps.validation.model_copy(update={"cache": False})
        settings = small if step == "small" else getattr(cluster.steps, step)
        for task in placed:
            apply(task, settings, cluster.pull_secret, [secrets.s3, *own.get(step, ())])
    _kept(tasks, cluster)
    for task in (task for step in ASK_REGISTRY for task in tasks.get(step, ())):
        kubernetes.use_config_map_as_env(task, CONFIG, {"MLFLOW_TRACKING_URI": "MLFLOW_TRACKING_URI"})
    for task in tasks.get("report", ()):
        kubernetes.add_pod_label(task, *REACHES_API)


def apply(task: Any, settings: Task, pull_secret: str | None, secrets: Sequence[Secret]) -> None:
    """Set all that `settings` say of a task; without effect where it runs on this machine."""
    _resources(task, settings)
    _nodes(task, settings)
    task.set_caching_options(settings.cache and PINNED)
    if settings.retries:
        task.set_retry(settings.retries, backoff_duration="30s", backoff_factor=2.0, backoff_max_duration="600s")
    if settings.timeout_seconds:
        kubernetes.set_timeout(task, settings.timeout_seconds)
    if pull_secret:
        kubernetes.set_image_pull_secrets(task, [pull_secret])
    for secret in secrets:
        if secret.name:
            for variable, key in secret.keys.items():  # by itself each: one key may serve two variables
                kubernetes.use_secret_as_env(task, secret.name, {key: variable})


def _resources(task: Any, settings: Task) -> None:
    if settings.cpu:
        task.set_cpu_request(settings.cpu)
    if settings.cpu_limit:
        task.set_cpu_limit(settings.cpu_limit)
    if settings.memory:
        task.set_memory_request(settings.memory)
    if settings.memory_limit:
        task.set_memory_limit(settings.memory_limit)
    if settings.accelerator:
        task.set_accelerator_type(settings.accelerator)
        task.set_accelerator_limit(settings.accelerators)
    if settings.shared_memory:
        kubernetes.empty_dir_mount(task, "shared-memory", "/dev/shm", "Memory", settings.shared_memory)


def _nodes(task: Any, settings: Task) -> None:
    for label, value in settings.node_selector.items():
        kubernetes.add_node_selector(task, label, value)
    for one in settings.tolerations:
        kubernetes.add_toleration(task, one.key, one.operator, one.value, one.effect, one.seconds)


def _kept(tasks: dict[str, list[Any]], cluster: Cluster) -> None:
    """Mount what collecting needs as files: the archive, whose posts are wanted, and a session."""
    for collected in tasks.get("collect", ()):
        for task in (collected, *tasks["ingest"]):
            kubernetes.mount_pvc(task, cluster.archive_claim, VOLUME)
        if cluster.users_secret:
            kubernetes.use_secret_as_volume(collected, cluster.users_secret, USERS)
        if (instagram := cluster.secrets.instagram).name:
            kubernetes.use_secret_as_volume(collected, instagram.name, SESSION)
            for variable, key in instagram.files.items():
                collected.set_env_variable(variable, f"{SESSION}/{key}")
