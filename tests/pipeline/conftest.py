"""A server that answers as Kubeflow's does, and the command line that speaks with it."""

import sys
from pathlib import Path

import pytest
from fake_kubeflow import Kubeflow, serving

from pipeline.__main__ import main

IMAGE = "registry.example/likelier-pipeline@sha256:" + "0123456789abcdef" * 4
SPEC = {"pipeline_spec": {"root": {}}, "platform_spec": {}}


@pytest.fixture
def kubeflow():
    return Kubeflow()


@pytest.fixture
def host(kubeflow):
    with serving(kubeflow) as address:
        yield address


@pytest.fixture
def command(monkeypatch, capsys):
    """Run the command line here, with a graph that needs no compiling; gives exit code, output and errors."""
    monkeypatch.setattr("components.image.IMAGE", IMAGE)
    monkeypatch.setattr("pipeline.submit.compiled", lambda params: SPEC)
    monkeypatch.delenv("KFP_TOKEN", raising=False)
    monkeypatch.chdir(Path(__file__).parents[2])

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["pipeline", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        told = capsys.readouterr()
        return end.value.code, told.out, told.err

    return run
