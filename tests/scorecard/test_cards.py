import json
import socket
from copy import deepcopy

import numpy as np
import pandas as pd
import pytest
import yaml

from likelier import posts as contract
from likelier.metrics.facets import Facet
from likelier.params import Params
from likelier.scorecard import about, cards

PARAMS = Params(
    models={"xgboost": {"family": "xgboost", "features": ["time"], "settings": {"rounds": 20}}},
    evaluate={"card": {"licence": "cc-by-4.0", "consent": "All were asked."}},
    ingest={"source": "instaloader"},
)


@pytest.fixture(scope="module")
def gathered(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cards")
    rows = [
        {"file": "secret.json", "reason": reason} for reason in ("bad value: likes is 7", "bad value: x", "no id: y")
    ]
    contract.write(rows, contract.QUARANTINE, folder / "quarantine.parquet")
    description = {"name": "xgboost", "family": "xgboost", "rows": 180, "unlabelled_hidden_likes": 20}
    (folder / "model.json").write_text(json.dumps(description | {"unlabelled_young": 0}))
    shown = pd.DataFrame(
        {
            "account_id": np.repeat(["secret1", "secret2"], 2),
            "taken_at": pd.to_datetime(["2021-03-01", "2022-01-01", "2020-02-03", "2021-01-01"], utc=True),
            "snapshot_at": pd.to_datetime([None] * 4, utc=True),
            "followers": [100.0, 100.0, 300.0, 300.0],
        }
    )
    language = Facet("language", ("de", "en", "none"), np.array([1, 1, 0, 2, 2, 2, -1]))
    return about.gather(PARAMS, folder, shown, [language], folder)


def test_what_is_told_of_the_data_is_counted_from_it(gathered):
    assert gathered["taken"] == ("2020-02-03", "2022-01-01") and gathered["snapshots"] is None
    assert gathered["quarantine"] == {"bad value": 2, "no id": 1}
    assert gathered["followers"]["50%"] == 200 and gathered["languages"] == {"en": 2, "de": 1}
    assert (gathered["learned"], gathered["unlabelled"]) == (180, {"hidden likes": 20})
    assert (gathered["features"], gathered["settings"]) == (["time"], {"rounds": 20})
    assert {"likelier", "numpy", "python"} <= set(gathered["versions"])


@pytest.fixture(scope="module")
def written(measured, gathered, tmp_path_factory):
    metrics, _, facts = measured
    folder = tmp_path_factory.mktemp("written")
    with pytest.MonkeyPatch.context() as patch:

        def refuse(*_):
            raise AssertionError("a card is written without a network")

        patch.setattr(socket.socket, "connect", refuse)
        cards.write(folder, metrics, facts, gathered)
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_the_header_is_what_model_hubs_read(written, measured):
    header = yaml.safe_load(written["model_card.md"].split("---")[1])
    assert header["license"] == "cc-by-4.0" and header["library_name"] == "likelier"
    (model,) = header["model-index"]
    pairs = measured[0]["splits"]["account"]["models"]["xgboost"]["pair_accuracy"]["value"]
    assert model["name"] == "xgboost" and model["results"][0]["metrics"][0]["value"] == pairs
    assert yaml.safe_load(written["data_card.md"].split("---")[1])["language"] == ["de", "en"]


def test_figures_stand_beside_baselines_with_their_intervals(written, measured):
    card = written["model_card.md"]
    for model, role in measured[0]["roles"].items():
        assert f"| {model.replace('<', '&lt;')}{'' if role == 'model' else f' ({role})'} | " in card
    figure = measured[0]["splits"]["account"]["models"]["xgboost"]["pair_accuracy"]
    told = "{value:.1f} [{low:.1f} to {high:.1f}]".format(**{end: 100 * number for end, number in figure.items()})
    assert told in card and "In brackets: 95 % intervals" in card
    widths = {line.count("|") for line in card.splitlines() if line.startswith("| ") and "Pairs in order" not in line}
    assert len(widths) == 2  # two tables, each of lines of one length


def test_open_questions_are_asked_and_answers_are_told(written):
    for card in written.values():
        assert "All were asked." in card and "cc-by-4.0" in card
        assert "*Not answered yet: set `evaluate.card.contact` in params.yaml.*" in card
    assert "evaluate.card.collection" in written["data_card.md"] and "evaluate.card.purpose" in written["model_card.md"]


def test_limits_and_what_was_left_out_are_told(written):
    for words in ("## Intended use", "## Misuse", "## What it cannot know", "slices of the posts", "180 posts"):
        assert words in written["model_card.md"]
    for words in (
        "bad value: 2",
        "hidden likes: 20",
        "2020-02-03 to 2022-01-01",
        "source does not tell",
        "personal data",
    ):
        assert words in written["data_card.md"]


def test_cards_name_nobody_and_equal_arguments_give_equal_bytes(written, measured, gathered, tmp_path):
    metrics, _, facts = measured
    cards.write(tmp_path, metrics, facts, gathered)
    for name, text in written.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == text
        assert "secret" not in text and "likes is 7" not in text


def test_cards_can_be_written_of_baselines_alone(measured, gathered, tmp_path):
    metrics, _, facts = deepcopy(measured)
    metrics["best_model"] = metrics["splits"]["account"]["best_model"] = None
    cards.write(tmp_path, metrics, facts, gathered | {"taken": None, "followers": {}, "languages": {}})
    assert "Only baselines were trained" in (tmp_path / "model_card.md").read_text(encoding="utf-8")
