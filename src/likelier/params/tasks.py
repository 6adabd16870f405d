"""The part `steps` of the section `cluster`: what each step gets."""

from typing import Annotated

from pydantic import Field

from likelier.params.kubernetes import Cpu, Memory, Toleration
from likelier.params.section import Count, Section


class Task(Section):
    """What one step gets on a cluster, and how it is treated there."""

    cpu: Cpu | None = "1"  # requested
    cpu_limit: Cpu | None = None
    memory: Memory | None = "2Gi"  # requested
    memory_limit: Memory | None = None
    accelerator: Annotated[str, Field(min_length=1)] | None = None  # the resource's name, such as nvidia.com/gpu
    accelerators: Count = 1  # how many, where there is one
    node_selector: dict[str, str] = {}  # labels that a node must have
    tolerations: tuple[Toleration, ...] = ()
    shared_memory: Memory | None = None  # the size of /dev/shm; None: the cluster's default
    retries: Annotated[int, Field(ge=0)] = 2
    timeout_seconds: Count | None = 86400
    cache: bool = True  # only where the image is pinned by its digest


class Effective(Task):
    """A step with effects, or one that reads what Kubeflow doesn't see."""

    cache: bool = False


class Collecting(Effective):
    """The network may have said that it has had enough for now: it isn't asked again before the next run."""

    retries: Annotated[int, Field(ge=0)] = 0


class Told(Effective):
    """The task at the end: it fails where the run did, so it isn't tried again."""

    retries: Annotated[int, Field(ge=0)] = 0
    timeout_seconds: Count | None = 3600


class Nets(Task):
    """The training of nets."""

    memory: Memory | None = "8Gi"
    shared_memory: Memory | None = "1Gi"


class Steps(Section):
    """One entry a step; training is two, for nets can have nodes of their own."""

    collect: Collecting = Collecting()
    ingest: Effective = Effective()
    validation: Task = Field(default=Task(), alias="validate")
    featurize: Task = Task()
    explore: Task = Task()
    drift: Effective = Effective()
    plan_update: Effective = Effective()
    train_baselines: Task = Task()  # and all else that is no net
    train_nets: Nets = Nets()
    evaluate: Task = Task()
    registration: Effective = Field(default=Effective(), alias="register")
    deploy: Effective = Effective()
    report: Told = Told()
