"""The section `cluster`."""

from typing import Annotated

from pydantic import Field

from likelier.params.kubernetes import Address, Name
from likelier.params.secrets import Secrets
from likelier.params.section import Count, Section
from likelier.params.tasks import Steps


class Deploy(Section):
    """Who is told when a new champion stands."""

    url: Address | None = None  # None: nobody, and the graph has no such task


class Report(Section):
    """The task at the end of a run, which says how it went."""

    server: Address | None = "http://ml-pipeline.kubeflow:8888"  # Kubeflow's API as a pod sees it; None: isn't asked
    url: Address | None = None  # is sent what is said, as JSON


class Cluster(Section):
    """How the pipeline runs on a cluster; written into the compiled graph, and no step reads it."""

    root: Annotated[str, Field(pattern=r"^(s3|minio|gs)://[^/]")] | None = None  # of artifacts; None: the server's
    ttl_seconds: Count | None = 604800  # a finished run's pods are removed after so long; None: never
    pull_secret: Name | None = None  # of the image
    service_account: Name | None = None  # of the tasks; None: the server's
    archive_claim: Name | None = None  # the volume on which what is collected stays between runs
    users_secret: Name | None = None  # its keys are files in /users, for `collect.users`
    deploy: Deploy = Deploy()
    report: Report = Report()
    secrets: Secrets = Secrets()
    steps: Steps = Steps()
