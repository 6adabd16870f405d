"""What training was given, serving computes again from the raw posts: to 1e-6, for every kind, by every way in."""

from contextlib import contextmanager
from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from likelier import features, posts
from likelier.accounts import known_account
from likelier.artifact import Artifact, only
from likelier.candidates import ACCOUNT_INPUTS, ACCOUNT_PREFIX, POST_INPUTS
from likelier.cli import app
from likelier.errors import PictureError
from likelier.features import table
from likelier.models import Examples
from likelier.params import Featurize
from likelier.pictures import check
from likelier.ranking import in_words, rank
from likelier.registry import Registry
from serving.batch.rows import check as checked
from serving.batch.scores import look, score
from serving.batch.table import read as table_of


@pytest.fixture(scope="module")
def raw(world):
    return posts.read_posts(world.shards), posts.read_accounts(world.shards)


@pytest.fixture(scope="module")
def trained(world, raw):
    """The table of features, in the order of the raw posts."""
    return table.read([world.features]).set_index("post_id").loc[raw[0]["post_id"]].reset_index()


@pytest.fixture(scope="module", params=["linear", "xgboost"])
def artifact(world, request):
    return Artifact.load(world.folder / "models" / request.param / "artifact")


def agree(found, expected):
    assert list(found) == list(expected)
    for name in found:
        here, there = found[name].reset_index(drop=True), expected[name].reset_index(drop=True)
        if isinstance(here.dtype, pd.CategoricalDtype):
            assert here.astype(object).fillna("").tolist() == there.astype(object).fillna("").tolist(), name
        else:
            np.testing.assert_allclose(here, there, rtol=1e-6, atol=1e-6, err_msg=name)


@pytest.mark.parametrize("kind", features.kinds(Featurize()))
def test_one_account_at_a_time_has_the_features_of_the_table(world, raw, trained, kind):
    rows, accounts = raw
    settings = only((kind,), world.params.featurize)
    columns = list(features.catalogue(kind))
    for account, own in list(rows.groupby("account_id"))[:3]:
        found = features.compute(
            own.sample(frac=1, random_state=1), accounts[accounts["account_id"] == account], settings
        ).loc[own.index]
        agree(found, trained.loc[own.index, columns])


def test_a_post_scored_from_raw_bytes_with_its_past_has_the_features_and_the_score_of_training(raw, trained, artifact):
    rows, accounts = raw
    expected = artifact.model.predict(
        Examples(
            trained[features.column_names(artifact.kinds)],
            rows["account_id"].to_numpy(),
            rows["taken_at"].dt.tz_convert(None).to_numpy(dtype="datetime64[us]"),
        )
    )
    for account, own in list(rows.groupby("account_id"))[:3]:
        newest = own["taken_at"].idxmax()
        profile = accounts[accounts["account_id"] == account]
        given = own.assign(likes=own["likes"].mask(own.index == newest))  # the post has no likes yet
        score = artifact.score(given, profile)
        assert score["score"][own.index.get_loc(newest)] == pytest.approx(expected[newest], abs=1e-5)
        np.testing.assert_allclose(artifact.score(own, profile)["score"], expected[own.index], atol=1e-5)


def test_rank_gives_each_candidate_the_score_of_the_artifact(world, raw, artifact):
    rows, accounts = raw
    username = accounts["username"].iloc[0]
    account = known_account(world.shards, username)
    own = rows[rows["account_id"] == accounts["account_id"].iloc[0]]
    later = own["taken_at"].max() + pd.Timedelta(days=5)
    candidates = own.head(3)[["kind", "caption", "width", "height", "picture"]].assign(taken_at=later)
    ranked = rank(artifact, candidates, account)
    for row in ranked.itertuples():
        one = candidates.iloc[[row.candidate]].assign(post_id="new", account_id=account.profile["account_id"].iloc[0])
        together = pd.concat([account.history, one.assign(source="candidate")], ignore_index=True)
        expected = artifact.score(together, account.profile)["score"].iloc[-1]
        assert row.score == pytest.approx(expected, abs=1e-6)
    assert ranked["score"].is_monotonic_decreasing


def test_the_command_line_ranks_as_the_artifact_scores(world, raw, tmp_path):
    rows, accounts = raw
    folder = world.folder / "models" / "xgboost" / "artifact"
    photos = []
    for place, data in enumerate(rows.loc[rows["picture_origin"] == "original", "picture"].dropna()):
        try:
            check(data)
        except PictureError:
            continue
        photos.append(tmp_path / f"{place}.jpg")
        photos[-1].write_bytes(data)
        if len(photos) == 4:
            break
    account = known_account(world.shards, accounts["username"].iloc[0])
    when = "2024-06-02T18:00:00"
    options = ["--account", accounts["username"].iloc[0], "--at", when, "--caption", "A day out"]
    told = CliRunner().invoke(
        app, ["rank", *map(str, photos), *options, "--model", str(folder), "--workdir", str(world.folder)]
    )
    assert told.exit_code == 0, told.output
    pixels = [check(photo.read_bytes()) for photo in photos]
    candidates = pd.DataFrame(
        {
            "picture": [photo.read_bytes() for photo in photos],
            "width": [float(width) for width, _ in pixels],
            "height": [float(height) for _, height in pixels],
            "caption": "A day out",
            "taken_at": pd.Timestamp(when, tz="UTC"),
        }
    )
    ranked = rank(Artifact.load(folder), candidates, account)
    lines = [line for line in told.output.splitlines() if line.rstrip().endswith(".jpg")]
    assert [line.split()[-1] for line in lines] == [str(photos[row]) for row in ranked["candidate"]]
    assert [line.split()[1] for line in lines] == [in_words("lift", score) for score in ranked["score"]]


def flat_table(rows, accounts):
    """What POST /batch and the registered model take."""
    profiles = accounts[["account_id", *ACCOUNT_INPUTS]].add_prefix(ACCOUNT_PREFIX)
    wide = rows[list(POST_INPUTS)].merge(profiles, left_on="account_id", right_on="account_account_id", how="left")
    return wide.drop(columns="account_account_id")


def test_a_batch_and_the_registered_model_and_the_command_line_score_alike(world, raw, tmp_path, monkeypatch):
    import mlflow

    rows, accounts = raw
    version, champion = Registry("likelier", world.folder / "registry").champion()
    expected = champion.score(rows, accounts)["score"]
    flat = flat_table(rows, accounts)

    file = BytesIO()
    pq.write_table(pa.Table.from_pandas(flat, preserve_index=False), file)
    batch = checked(table_of(file.getvalue(), "parquet"))
    monkeypatch.setattr("serving.batch.rows.CHUNK", 20)
    parts = []
    for chunk in batch.chunks():
        look(champion, batch, chunk)
        parts.append(score(champion, batch, chunk))
    scored = pd.concat(parts).sort_index()
    assert batch.errors == [None] * len(rows)
    np.testing.assert_allclose(scored["score"], expected, atol=1e-6)

    mlflow.set_tracking_uri(f"sqlite:///{world.folder / 'registry' / 'mlflow.db'}")
    loaded = mlflow.pyfunc.load_model(f"models:/likelier/{version.number}")
    naive = flat.assign(taken_at=flat["taken_at"].dt.tz_localize(None))
    np.testing.assert_allclose(loaded.predict(naive)["score"], expected, atol=1e-6)

    @contextmanager
    def readable(*_, **__):
        yield world.shards, SimpleNamespace(rows_kept=len(rows), rows_quarantined=0)

    monkeypatch.setattr("likelier.scoring.readable", readable)
    options = ["--path", str(tmp_path), "--output", str(tmp_path / "scores.csv"), "--workdir", str(world.folder)]
    told = CliRunner().invoke(app, ["score", "--source", "sample", *options])
    assert told.exit_code == 0, told.output
    written = pd.read_csv(tmp_path / "scores.csv", dtype={"post_id": str}).set_index("post_id")["score"]
    np.testing.assert_allclose(written.loc[rows["post_id"]], expected, atol=1e-6)
