"""A component is its step and nothing else: the same arguments, handed on in their places."""

import ast
import inspect
import re
import sys
import textwrap
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

from components.image import IMAGE
from likelier.errors import ParamsError
from likelier.params import ModelEntry, Params

STEPS = (
    "collect",
    "ingest",
    "validate",
    "featurize",
    "explore",
    "train",
    "evaluate",
    "register",
    "deploy",
    "plan_update",
    "drift",
)
ALL = (*STEPS, "list_shards", "list_models", "gather", "fingerprint", "report_outcome")
DATA = "data"  # the digest of the posts, for the key of Kubeflow's cache only: no step sees it
ARCHIVE = "archive"  # no artifact, for it outlives the run: a path, which ingest gets only where the graph collects
ANSWER = "Output"  # what a step returns, where the graph goes by it
MORE = "trained_more"  # what the second loop of training gave: the step gets one list
PARAMS = Params(models={"constant": ModelEntry(family="constant"), "average": ModelEntry(family="constant")})


def component(name):
    return getattr(import_module(f"components.{name}"), name)


def step(name):
    return getattr(import_module(f"likelier.steps.{name}"), name)


def spec_of(name):
    spec = component(name).component_spec
    outputs = {key: one for key, one in (spec.outputs or {}).items() if key != ANSWER}
    return {key: one for key, one in (spec.inputs or {}).items() if key != DATA}, outputs


@pytest.mark.parametrize("name", STEPS)
def test_inputs_and_outputs_are_the_arguments_of_the_step(name):
    inputs, outputs = spec_of(name)
    arguments = inspect.signature(step(name)).parameters
    assert (set(inputs) | set(outputs)) - {MORE, ARCHIVE} == set(arguments) - {ARCHIVE}
    for argument, parameter in arguments.items():
        if argument == ARCHIVE:
            assert inputs[ARCHIVE].type == "String"
            continue
        kind = (inputs | outputs)[argument].type
        assert kind.startswith("system.") == ("Path" in str(parameter.annotation)), argument
        if not kind.startswith("system."):
            assert kind == "String"  # numbers in dictionaries and lists would lose their type on the way


@pytest.mark.parametrize("name", STEPS)
def test_component_hands_each_argument_on_in_its_place(name, monkeypatch, tmp_path):
    signature = inspect.signature(step(name))
    calls = []

    def record(*args, **kwargs):
        calls.append(signature.bind(*args, **kwargs).arguments)
        if name == "evaluate":
            (tmp_path / "report").mkdir()
            (tmp_path / "report" / "headline.json").write_text("{}")

    monkeypatch.setattr(import_module(f"likelier.steps.{name}"), name, record)
    inputs, outputs = spec_of(name)
    given = {}
    for argument, found in (inputs | outputs).items():
        artifact = SimpleNamespace(path=str(tmp_path / argument))
        given[argument] = f"a {argument}" if found.type == "String" else artifact
        if argument in inputs and inputs[argument].is_artifact_list:
            given[argument] = [SimpleNamespace(path=str(tmp_path / f"{argument}{place}")) for place in (0, 1)]
    given["params"] = PARAMS.dump()
    if DATA in component(name).component_spec.inputs:
        given[DATA] = "a digest"
    component(name).python_func(**given)
    (received,) = calls
    assert received.pop("params") == (PARAMS.reading(given[ARCHIVE]) if name == "ingest" else PARAMS)
    if name == "collect":
        assert received.pop(ARCHIVE) == Path(given[ARCHIVE])
    for argument, value in received.items():
        if isinstance(value, list):  # training reads one folder, into which all shards' features were gathered
            more = (MORE,) if argument == "trained" and MORE in inputs else ()
            many = [f"{one}{place}" for one in (argument, *more) for place in (0, 1)]
            assert value == [tmp_path / one for one in (many if inputs[argument].is_artifact_list else [argument])]
        else:
            assert value == (
                f"a {argument}" if inputs.get(argument, outputs.get(argument)).type == "String" else tmp_path / argument
            )


@pytest.mark.parametrize("name", ALL)
def test_component_runs_in_the_one_image_and_installs_nothing(name):
    container = component(name).component_spec.implementation.container
    assert container.image == IMAGE
    assert not re.search(r"\bpip\b", " ".join(str(part) for part in [*container.command, *container.args]))


@pytest.mark.parametrize("name", ALL)
def test_body_imports_only_the_package_and_the_standard_library(name):
    source = textwrap.dedent(inspect.getsource(component(name).python_func))
    imported = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            imported.add(node.module.split(".")[0])
    assert imported <= {"likelier", *sys.stdlib_module_names}


def test_every_component_has_a_file_of_its_name():
    files = {path.stem for path in Path(import_module("components").__file__).parent.glob("*.py")}
    assert files == {*ALL, "__init__", "image"}


def test_main_figures_are_logged_as_metrics(monkeypatch, tmp_path):
    def write_headline(params, shards, features, trained, report, metrics):
        report.mkdir()
        (report / "headline.json").write_text('{"linear": {"pair_accuracy": 0.6, "rmse": 0.4}}')

    monkeypatch.setattr("likelier.steps.evaluate.evaluate", write_headline)
    logged = {}
    metrics = SimpleNamespace(path=str(tmp_path / "metrics"), log_metric=logged.__setitem__)
    shards, features, report = (SimpleNamespace(path=str(tmp_path / name)) for name in ("shards", "features", "report"))
    component("evaluate").python_func(PARAMS.dump(), "a digest", shards, features, [], report, metrics)
    assert logged == {"linear_pair_accuracy": 0.6, "linear_rmse": 0.4}


@pytest.mark.parametrize("name", STEPS)
def test_steps_whose_results_are_taken_again_are_told_the_digest_of_the_posts(name):
    told = DATA in component(name).component_spec.inputs
    assert told == (name not in ("collect", "ingest", "register", "deploy", "plan_update", "drift"))


def test_decision_is_a_word_that_the_graph_can_go_by(monkeypatch, tmp_path):
    artifacts = [SimpleNamespace(path=str(tmp_path / name)) for name in ("shards", "features", "drift", "metrics")]
    for answer, word in ((True, "yes"), (False, "no")):
        monkeypatch.setattr("likelier.steps.plan_update.plan_update", lambda *given, answer=answer: answer)
        assert component("plan_update").python_func(PARAMS.dump(), *artifacts) == word


def test_posts_are_read_where_the_params_say_unless_the_run_collects(monkeypatch, tmp_path):
    read = []
    monkeypatch.setattr("likelier.steps.ingest.ingest", lambda params, shards, metrics: read.append(params.ingest.path))
    shards, metrics = (SimpleNamespace(path=str(tmp_path / name)) for name in ("shards", "metrics"))
    component("ingest").python_func(PARAMS.dump(), shards, metrics)
    component("ingest").python_func(PARAMS.dump(), shards, metrics, archive="/archive/posts")
    assert read == [PARAMS.ingest.path, "/archive/posts"]


def test_models_are_listed_by_their_loop_in_the_order_of_the_params():
    families = {"a": "mlp", "b": "linear", "c": "mixed", "d": "blend"}
    text = Params(models={name: ModelEntry(family=family) for name, family in families.items()}).dump()
    listed = [component("list_models").python_func(text, loop, "baselines nets") for loop in ("baselines", "nets")]
    assert listed == [["b", "d"], ["a", "c"]]
    alone = component("list_models").python_func(PARAMS.dump(), "baselines", "baselines")
    assert sorted(alone) == ["average", "constant"]


@pytest.mark.parametrize("loops", ["baselines nets", "nets"])
def test_params_that_the_graph_was_not_compiled_for_are_told(loops):
    with pytest.raises(ParamsError, match=r"need the loops \['baselines'\].*compile it with these"):
        component("list_models").python_func(PARAMS.dump(), "baselines", loops)


def test_fingerprint_goes_by_the_contents_of_the_shards(tmp_path):
    def of():
        return component("fingerprint").python_func(SimpleNamespace(path=str(tmp_path)))

    file = tmp_path / "posts-0000.parquet"
    file.write_bytes(b"one")
    first = of()
    assert of() == first
    file.write_bytes(b"two")
    assert of() != first


def test_features_of_all_shards_are_gathered(tmp_path):
    folders = [tmp_path / str(number) / "features" for number in (0, 1)]
    for number, folder in enumerate(folders):
        folder.mkdir(parents=True)
        (folder / f"features-000{number}.parquet").write_text(str(number))
    artifacts = [SimpleNamespace(path=str(folder)) for folder in folders]
    component("gather").python_func(artifacts, SimpleNamespace(path=str(tmp_path / "all")))
    found = {path.name: path.read_text() for path in (tmp_path / "all").iterdir()}
    assert found == {"features-0000.parquet": "0", "features-0001.parquet": "1"}
