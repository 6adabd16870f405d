"""The graph as the YAML that Kubeflow takes: the graph itself, and a second document with its Kubernetes settings."""

from pathlib import Path

from likelier.atomic import replacing


def write(output: Path) -> None:
    """Compile into a file, whole or not at all; equal graphs give equal bytes."""
    from kfp import compiler

    from pipeline.graph import likelier

    with replacing(output) as partial:
        whole = partial.with_suffix(".yaml")  # the compiler goes by the suffix
        compiler.Compiler().compile(likelier, str(whole))
        whole.rename(partial)
