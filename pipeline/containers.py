"""Every task of a local run in a container of the image, held as strictly as on a cluster."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from likelier.connection import TRACKING_URI, sqlite_uri
from likelier.errors import LikelierError
from likelier.params import Params

USER = 10001  # the image's own
CREDENTIALS = ("MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD", "MLFLOW_TRACKING_TOKEN")


@dataclass(frozen=True)
class Containers:
    """How tasks run in Docker.

    Attributes
    ----------
    image : str
        The image of every task.
    network : str or None
        The Docker network on which the MLflow server is; None: tasks reach nothing.
    """

    image: str
    network: str | None = None

    @contextmanager
    def runner(self, params: Params, workdir: Path) -> Iterator[tuple[Any, Params]]:
        """Kubeflow's runner, and the params with the paths that hold inside a container.

        A task writes to `workdir` and to a ``/tmp`` of its own, reads the source of posts, and reaches what is on
        the network. What still runs at the end is ended.

        Raises
        ------
        LikelierError
            No daemon answers; the image or the network isn't there; the registry can't be seen from a container.
        """
        from kfp.local import DockerRunner

        if params.collect.source != "none":
            raise LikelierError(
                "--runner docker: a container reaches nothing on the web; collect first (`likelier collect`), then run "
                "with --set collect.source=none"
            )
        environment = {"HOME": "/tmp", TRACKING_URI: self._registry(workdir)}
        environment |= {name: os.environ[name] for name in CREDENTIALS if name in os.environ}
        inside, mounts = _seen_inside(params)
        run = uuid.uuid4().hex
        with _daemon() as daemon, _writer(workdir) as user:
            self._check(daemon)
            held = DockerRunner(
                user=user,
                network=self.network or "none",
                environment=environment,
                mounts=mounts,
                labels={"likelier.run": run},
                tmpfs={"/tmp": ""},
                read_only=True,
                cap_drop=["ALL"],
                security_opt=["no-new-privileges"],
            )
            try:
                yield held, inside
            finally:
                for left in daemon.containers.list(filters={"label": f"likelier.run={run}"}):
                    left.kill()

    def _registry(self, workdir: Path) -> str:
        own = sqlite_uri(workdir / "registry")
        named = os.environ.get(TRACKING_URI) or own
        if named.startswith(("http://", "https://")):
            if self.network is None:
                raise LikelierError(
                    f"a task in a container reaches nothing without a network: say with --network on which one the "
                    f"server of {TRACKING_URI} is (host: that of this machine)"
                )
        elif named != own:
            raise LikelierError(f"{TRACKING_URI}: a task in a container sees no registry but a server's; unset it")
        return named

    def _check(self, daemon: Any) -> None:
        from docker.errors import ImageNotFound, NotFound

        try:
            daemon.images.get(self.image)
        except ImageNotFound as error:
            raise LikelierError(f"no image {self.image} on this machine; build it (`make image`) or pull it") from error
        try:
            daemon.networks.get(self.network or "none")
        except NotFound as error:
            raise LikelierError(f"--network {self.network}: no such network; `docker network ls` lists them") from error


@contextmanager
def _daemon() -> Iterator[Any]:
    import docker
    from docker.errors import APIError, DockerException

    try:
        client = docker.from_env()
        client.ping()
    except DockerException as error:
        where = os.environ.get("DOCKER_HOST", "its usual socket")
        raise LikelierError(f"no Docker daemon answers at {where}; start it, or run without --runner docker") from error
    try:
        yield client
    except APIError as error:
        raise LikelierError(f"the Docker daemon refused: {error.explanation or error}") from error
    finally:
        client.close()


@contextmanager
def _writer(workdir: Path) -> Iterator[str]:
    """Who the tasks are: whoever runs this; for root the image's own user, to whose group `workdir` is opened."""
    if os.getuid() != 0:
        yield f"{os.getuid()}:{os.getgid()}"
        return
    for path in (workdir, workdir / "registry", *(workdir / "registry").rglob("*")):
        if path.exists():
            os.chown(path, -1, USER)
            path.chmod(0o2770 if path.is_dir() else 0o660)
    before = os.umask(0o007)
    try:
        yield f"{USER}:{USER}"
    finally:
        os.umask(before)


def _seen_inside(params: Params) -> tuple[Params, list[Any]]:
    from docker.types import Mount

    posts, network = Path(params.ingest.path).resolve(), Path(params.featurize.backbone).resolve()
    ingest, featurize, read = params.ingest, params.featurize, []
    if ingest.source != "sample" and posts.exists():
        read.append(posts)
        ingest = ingest.model_copy(update={"path": str(posts)})
    if network.is_file():
        read.append(network)
        featurize = featurize.model_copy(update={"backbone": str(network)})
    inside = params.model_copy(update={"ingest": ingest, "featurize": featurize})
    return inside, [Mount(str(path), str(path), type="bind", read_only=True) for path in read]
