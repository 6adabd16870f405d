from pathlib import Path

import pytest

from likelier import params
from likelier.errors import ParamsError

PROJECT = Path(__file__).parents[1] / "params.yaml"


def test_the_projects_params_are_read_and_survive_the_way_through_an_orchestrator():
    read = params.load(PROJECT)
    assert params.loads(read.dump()) == read
    assert read.train.target == "lift"


@pytest.mark.parametrize(
    ("override", "named"),
    [
        ("ingest.sorce=sample", "ingest.sorce"),
        ("models.xgboost.etaa=1", "models.xgboost.etaa"),
        ("nothing=1", "nothing"),
        ("train.folds=1", "train.folds"),
        ("train.target=likes", "train.target"),
        ("train.splits=[random]", "train.splits"),
        ("ingest.sample.accounts=many", "ingest.sample.accounts"),
        ("ingest.source.deeper=1", "source"),
        ("ingest.source", "section.key=value"),
        ("ingest.source=[", "not YAML"),
    ],
)
def test_a_wrong_key_or_value_is_named_in_one_line(override, named):
    with pytest.raises(ParamsError) as raised:
        params.load(PROJECT, [override])
    assert named in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_override_is_read_as_yaml():
    read = params.load(PROJECT, ["ingest.drop_newest=true", "models.xgboost.settings.rounds=3"])
    assert read.ingest.drop_newest is True
    assert read.models["xgboost"].settings == {"rounds": 3}


@pytest.mark.parametrize("content", ["", "[1, 2]", "a: [", "\xff"])
def test_a_file_that_is_no_mapping_is_told(tmp_path, content):
    file = tmp_path / "params.yaml"
    file.write_bytes(content.encode("latin-1"))
    with pytest.raises(ParamsError, match=r"params\.yaml"):
        params.load(file)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ParamsError, match="no such params file"):
        params.load(tmp_path / "params.yaml")
