import subprocess
import sys
from copy import deepcopy

import pytest

from likelier.errors import ParamsError
from likelier.metrics.catalogue import describe
from likelier.scorecard import figures, summary


def test_summary_has_one_line_a_model_best_first_with_baselines_marked(measured):
    metrics = deepcopy(measured[0])
    models = metrics["splits"]["account"]["models"]
    models["ceiling"]["pair_accuracy"] = {"value": 0.7, "low": 0.69, "high": 0.71}
    models["xgboost"]["pair_accuracy"] = {"value": 0.6543, "low": 0.641, "high": 0.667}
    models["linear"]["pair_accuracy"] = {"value": 0.6, "low": 0.55, "high": 0.65}
    lines = summary(metrics).splitlines()
    assert lines[0] == "account split: 200 posts of 25 accounts, target lift"
    assert lines[1].split()[0] == "model" and lines[1].endswith("Share of ceiling %")
    assert [line.split()[0] for line in lines[2:5]] == ["ceiling", "xgboost", "linear"]
    assert "65.4 [64.1 to 66.7]" in lines[3]
    assert {line.split()[0] for line in lines[2:-1] if "baseline" in line} == {"constant", "time_<only>"}
    assert lines[-1].startswith("[...]: 95 % interval")
    starts = {line.index(" [") for line in lines[2:-1]}
    assert len(starts) == 1  # the columns stand below each other


def test_summary_leaves_out_what_no_model_has(measured):
    metrics = deepcopy(measured[0])
    models = metrics["splits"]["account"]["models"]
    del models["ceiling"]
    for measures in models.values():
        measures.pop("attained", None)
        measures.pop("best_of_5", None)
    assert "ceiling" not in summary(metrics) and "Best of" not in summary(metrics)


def test_summary_shows_the_measures_that_are_asked_for(measured):
    lines = summary(measured[0], ["coverage", "width", "nothing"]).splitlines()
    assert lines[1].split() == ["model", "Coverage", "%", "Width"]
    assert lines[2].split() == ["ceiling", "ceiling", "-", "-"] and lines[3].endswith("1.000 [1.000 to 1.000]")
    with pytest.raises(ParamsError, match="no model has a measure nothing"):
        summary(measured[0], ["nothing"])


def test_figures_are_written_in_the_unit_of_their_measure():
    share = {"value": 0.62749, "low": -0.0001, "high": 1.0}
    assert figures.value(share, describe("pair_accuracy")) == "62.7"
    assert figures.interval(share, describe("pair_accuracy")) == "0.0 to 100.0"
    assert figures.value(share, describe("pair_accuracy_over_baseline")) == "+62.7"
    assert figures.value({"value": 0.01234}, describe("rmse")) == "0.012"
    assert figures.value({"value": 5.02e13}, describe("rmse")) == "5e+13"
    assert figures.value({"value": 0.00066}, describe("r2")) == "0.001"


def test_the_summary_imports_nothing_heavy():
    """The command line prints it, and has to answer at once."""
    code = "import sys; import likelier.scorecard; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "pandas", "matplotlib", "jinja2", "scipy"} & set(loaded)
