"""What must be so before the graph starts on a cluster: image, server, secrets, config maps and volumes."""

import re
from pathlib import Path
from typing import Any

from likelier.errors import LikelierError
from likelier.params import Params
from pipeline.access import Access
from pipeline.cluster import Cluster, connect
from pipeline.options import choose

PINNED = re.compile(r"@sha256:[0-9a-f]{64}$")
KINDS = {  # what Kubernetes calls them, by the part of the compiled settings that names one
    "configMapAsEnv": ("config_map", "configMapName"),
    "configMapAsVolume": ("config_map", "configMapName"),
    "secretAsEnv": ("secret", "secretName"),
    "secretAsVolume": ("secret", "secretName"),
    "imagePullSecret": ("secret", "secretName"),
    "pvcMount": ("persistent_volume_claim", "constant"),
}


def ready(access: Access, image: str | None, kubeconfig: Path | None, params: Params) -> Cluster:
    """A server on which the graph can run, as far as can be seen from here.

    Raises
    ------
    LikelierError
        The image isn't pinned, the server doesn't answer as it should, or the cluster lacks something.
    """
    choose(image)
    from components.image import IMAGE
    from pipeline.submit import compiled

    pinned(IMAGE)
    cluster = connect(access)
    if kubeconfig is not None:
        check(compiled(params), kubeconfig, access.namespace or "kubeflow")
    return cluster


def pinned(image: str) -> str:
    """See that an image is named by its digest: a tag may be another image tomorrow, or on another node.

    Raises
    ------
    LikelierError
        It isn't.
    """
    if not PINNED.search(image):
        raise LikelierError(f"image {image}: not pinned; say --image REGISTRY/likelier-pipeline@sha256:DIGEST")
    return image


def needs(spec: dict[str, Any]) -> set[tuple[str, str]]:
    """The kind and name of all that the compiled graph can't start without."""
    settings = (spec.get("platform_spec") or {}).get("platforms", {}).get("kubernetes", {})
    found = set()
    for executor in settings.get("deploymentSpec", {}).get("executors", {}).values():
        for part, (kind, key) in KINDS.items():
            for one in executor.get(part, ()):
                if name := one.get(key):
                    found |= set() if one.get("optional") else {(kind, name)}
    return found


def check(spec: dict[str, Any], kubeconfig: Path, namespace: str) -> None:
    """See that a namespace has all of it. No value is kept or shown.

    Parameters
    ----------
    kubeconfig : Path
        Says how the cluster is reached, as for `kubectl`.

    Raises
    ------
    LikelierError
        Something isn't there, or may not be looked at.
    """
    from kubernetes.client import ApiClient, ApiException, Configuration, CoreV1Api
    from kubernetes.config import ConfigException, load_kube_config
    from urllib3.exceptions import HTTPError
    from yaml import YAMLError

    configuration = Configuration()
    configuration.retries = False  # each would be a warning of its own
    try:
        load_kube_config(str(kubeconfig), client_configuration=configuration)
    except (ConfigException, AttributeError, KeyError, TypeError, YAMLError) as error:
        raise LikelierError(f"{kubeconfig}: no kubeconfig that can be used") from error
    core = CoreV1Api(ApiClient(configuration))
    for kind, name in sorted(needs(spec)):
        called = kind.replace("_", " ")
        try:
            getattr(core, f"read_namespaced_{kind}")(name, namespace, _request_timeout=(10, 60))
        except ApiException as error:
            if error.status == 404:
                raise LikelierError(f"namespace {namespace}: has no {called} {name}; see docs/kubeflow.md") from error
            raise LikelierError(f"namespace {namespace}: {called} {name}: {error.status} {error.reason}") from error
        except HTTPError as error:
            raise LikelierError(f"{kubeconfig}: the cluster that it names can't be reached") from error
