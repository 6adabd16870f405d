"""The graph as the YAML that Kubeflow takes: the graph itself, and a second document with its Kubernetes settings."""

from pathlib import Path

from likelier.atomic import replacing
from likelier.params import Params


def write(output: Path, params: Params) -> None:
    """Compile into a file, whole or not at all; equal params and images give equal bytes.

    Of the params only what the graph is made of goes in: `cluster`, and which kinds of models there are. The steps get
    theirs when a run starts.
    """
    from kfp import compiler

    from pipeline.graph import graph

    with replacing(output) as partial:
        whole = partial.with_suffix(".yaml")  # the compiler goes by the suffix
        compiler.Compiler().compile(graph(params), str(whole))
        whole.rename(partial)
