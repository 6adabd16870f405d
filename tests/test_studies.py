"""The write-ups' studies: what they name is there, a tiny one runs to its table, and the page has every row."""

import itertools
import json
from pathlib import Path

import pytest
from conftest import PROJECT

from likelier import leaks, models, params
from likelier.features.choice import chosen_columns, kind_of
from likelier.steps.evaluate import evaluate
from likelier.steps.featurize import featurize
from likelier.steps.ingest import ingest
from likelier.steps.train import train
from studies import page, printed, tables, tried

STUDIES = {name: params.load(PROJECT / f"studies/{name}.yaml") for name in page.STUDIES}
ENTRIES = [(study, name) for study, given in STUDIES.items() for name in given.models]


@pytest.mark.parametrize(("study", "name"), ENTRIES)
def test_an_entry_names_what_is_there(study, name):
    given = STUDIES[study]
    entry = given.models[name]
    models.create(name, entry, 7)
    leaks.check_entry(name, entry)
    for feature in entry.features or ():
        assert getattr(given.featurize, kind_of(feature)), feature
    chosen_columns(entry, given.featurize)


@pytest.mark.parametrize("study", STUDIES)
def test_a_study_cannot_touch_the_model_that_is_served(study):
    served = params.load(PROJECT / "params.yaml").registration.name
    assert STUDIES[study].registration.name != served


@pytest.mark.parametrize("study", STUDIES)
def test_every_model_is_beside_the_constant_and_the_account(study):
    assert set(STUDIES[study].models) <= set(page.STUDIES[study])
    for baseline in ("constant", "account_mean"):
        assert STUDIES[study].models[baseline].baseline


def test_the_ablation_adds_to_the_same_base_with_the_same_settings():
    entries = STUDIES["a"].models
    base = entries["xgboost"]
    for name in ("xgboost_faces", "xgboost_smiles", "xgboost_text", "xgboost_people_told", "told_likes"):
        assert entries[name].settings == base.settings
        assert entries[name].features[: len(base.features)] == base.features
        assert len(entries[name].features) > len(base.features)


def test_only_the_ceiling_leaks():
    assert [(study, name) for study, name in ENTRIES if STUDIES[study].models[name].leaking] == [("a", "told_likes")]


TOLD_AFTER = {"line_alt_text", "trees_alt_text"}


def test_only_entries_that_say_so_read_what_is_written_after_the_upload():
    entries = STUDIES["c"].models
    told = {name for name, entry in entries.items() if entry.features is None or "alt_text" in entry.features}
    assert told == TOLD_AFTER
    assert {name for name, row in tried.C.items() if "after the upload" in row.what} == TOLD_AFTER


@pytest.mark.parametrize("family", ["line", "trees"])
def test_groups_of_features_are_added_one_after_the_other(family):
    entries = [entry for name, entry in STUDIES["c"].models.items() if name.startswith(f"{family}_")]
    for one, more in itertools.pairwise(entries):
        assert set(one.features) < set(more.features)
        assert one.settings == more.settings


def test_a_lift_is_over_the_reference_that_the_table_names():
    assert STUDIES["c"].evaluate.reference == "xgboost"
    assert STUDIES["c"].models["xgboost"].settings == {}
    figure = {"value": 0.012, "low": 0.0, "high": 0.02}
    models = {name: {column.measure: figure for column in tables.C_COLUMNS} for name in ("constant", "blend")}
    measured = {"roles": {}, "splits": {"account": {"models": models}}}
    lines = tables.table(measured, "account", {"blend": tried.C["blend"]}, tables.C_COLUMNS).splitlines()
    assert lines[-1].endswith("| 1.20 [0.00, 2.00] |")


MEASURED = {
    "roles": {"constant": "baseline", "linear": "model", "told_likes": "leaks"},
    "splits": {
        "random": {
            "rows": 1234,
            "accounts": 56,
            "models": {
                "constant": {"rmse": {"value": 0.5, "low": 0.4, "high": 0.6}},
                "linear": {"rmse": {"value": 0.45, "low": 0.4, "high": 0.5}},
                "told_likes": {"rmse": {"value": 0.1, "low": 0.05, "high": 0.2}},
            },
        }
    },
}


def test_a_row_has_what_was_printed_ours_its_interval_and_the_constant():
    lines = tables.table(MEASURED, "random", printed.A, [tables.A_COLUMNS[0]]).splitlines()
    rows = {line.split("`")[1]: line for line in lines[2:]}
    assert list(rows) == list(printed.A)
    assert rows["constant"].endswith("| 0.500 [0.400, 0.600] |")
    assert rows["linear"].endswith("| 0.450 [0.400, 0.500] (0.500) |")
    assert rows["told_likes"].startswith("| `told_likes` (leaks) |")
    assert rows["told_likes"].endswith("| 0.180 → 0.100 [0.050, 0.200] (0.500) |")
    assert rows["ridge"].endswith("| not run |")  # not run
    assert rows["boosted_cnn"].endswith("| 0.520 → not run |")
    assert "leaky reference" in tables.about(MEASURED, "random")
    assert "1,234 posts of 56 accounts" in tables.about(MEASURED, "random")


def test_a_table_is_replaced_in_its_place_alone():
    text = (
        "before\n<!-- table a, random -->\nold\n<!-- end -->\nbetween\n<!-- table b, random -->\nkept\n<!-- end -->\n"
    )
    found = page.rewrite(text, {"a, random": "new"})
    assert "old" not in found and "\nnew\n" in found and "\nkept\n" in found
    assert page.rewrite(found, {"a, random": "new"}) == found
    with pytest.raises(SystemExit, match="lacks the comment"):
        page.rewrite(text, {"c, random": "new"})


@pytest.mark.slow
def test_a_tiny_study_on_the_sample_gives_its_table(tmp_path):
    small = ["ingest.sample.accounts=16", "ingest.sample.posts=12", "evaluate.resamples=100", "featurize.workers=1"]
    bare = [f"featurize.{kind}=false" for kind in ("faces", "caption", "words")]
    given = params.load(PROJECT / "studies/a.yaml", ["ingest.source=sample", *small, *bare])
    kept = ["constant", "account_mean", "xgboost", "told_likes"]
    shards, features = tmp_path / "shards", tmp_path / "features"
    ingest(given, shards, tmp_path / "ingest.json")
    featurize(given, shards, features, tmp_path / "featurize.json")
    for name in kept:
        train(given, name, shards, [features], tmp_path / name, tmp_path / f"{name}.json")
    trained = [tmp_path / name for name in kept]
    evaluate(given, shards, [], trained, tmp_path / "report", tmp_path / "a/metrics/evaluate.json")
    measured = json.loads((tmp_path / "a/metrics/evaluate.json").read_text())
    assert measured["best_model"] == "xgboost"
    found = measured["splits"]["account"]["models"]
    for name in kept[:-1]:
        assert found["told_likes"]["rmse"]["value"] < 0.95 * found[name]["rmse"]["value"], name
        assert found["told_likes"]["pair_accuracy"]["value"] > 0.15 + found[name]["pair_accuracy"]["value"], name
    for block in page.blocks(tmp_path).values():
        rows = {line.split("`")[1]: line for line in block.splitlines() if line.startswith("| `")}
        assert list(rows) == list(printed.A)
        for name in kept[1:]:  # the constant is in every cell
            assert rows[name].count("(") >= len(tables.A_COLUMNS), name
        assert rows["told_likes"].startswith("| `told_likes` (leaks) |")


@pytest.mark.parametrize(("study", "name"), ENTRIES)
def test_the_page_has_the_row_of_every_model_on_both_splits(study, name):
    text = Path(PROJECT / "docs/results.md").read_text(encoding="utf-8")
    for split in STUDIES[study].train.splits:
        block = text.split(f"<!-- table {study}, {split} -->")[1].split("<!-- end -->")[0]
        assert f"| `{name}`" in block
