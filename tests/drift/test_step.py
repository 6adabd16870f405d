"""`likelier drift` on a finished run: what is new, what has changed, and what can't be compared."""

import json
from io import BytesIO

import pandas as pd
import pytest
from PIL import Image, ImageEnhance
from typer.testing import CliRunner

from likelier import posts, reference
from likelier.cli import app
from likelier.errors import LikelierError, RegistryError

SETTINGS = ("drift.min_posts=20", "drift.draws=500", "drift.false_alarms=0.02")  # eight accounts tell little


@pytest.fixture
def ask(world, tmp_path, monkeypatch):
    """Ask in the folder of the run; gives the exit code and the report."""

    def asked(*arguments, folder=world.folder):
        monkeypatch.chdir(folder)
        places = ["--report", str(tmp_path / "report"), "--metrics", str(tmp_path / "drift.json")]
        given = [part for one in SETTINGS for part in ("--set", one)]
        params = tmp_path / "params.yaml"
        params.write_text(world.params.dump())
        result = CliRunner().invoke(app, ["drift", "--params", str(params), *places, *given, *map(str, arguments)])
        if isinstance(result.exception, LikelierError):
            raise result.exception
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, json.loads((tmp_path / "drift.json").read_text())

    return asked


def darker(picture):
    file = BytesIO()
    ImageEnhance.Brightness(Image.open(BytesIO(picture)).convert("RGB")).enhance(0.15).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture(scope="module")
def later(world, tmp_path_factory):
    """The posts of the run, and after them the same ones again, with dark pictures."""
    folder = tmp_path_factory.mktemp("later")
    posts.write(posts.read_accounts(world.shards), posts.ACCOUNTS, folder / "accounts.parquet")
    for path in posts.shard_paths(world.shards):
        old = posts.read(path, posts.POSTS)
        new = old.assign(
            post_id="again-" + old["post_id"],
            taken_at=old["taken_at"] + pd.Timedelta(days=900),
            snapshot_at=old["snapshot_at"] + pd.Timedelta(days=900),
            picture=[darker(one) if isinstance(one, bytes) else None for one in old["picture"]],
        )
        posts.write(pd.concat([old, new], ignore_index=True), posts.POSTS, folder / path.name)
    return folder


def test_posts_of_before_are_not_new_and_that_is_no_alarm(ask, world, tmp_path):
    code, told = ask("--shards", world.shards)
    assert code == 0
    assert told["severity"] == "none" and told["posts"] == 0
    assert "no post was taken after" in told["not_compared"]
    assert told["left_out"]["not_after_the_champions_posts"] > 50
    assert "Not compared" in (tmp_path / "report" / "drift.html").read_text()


@pytest.mark.slow
def test_dark_pictures_are_found_among_the_new_posts_alone(ask, world, later, tmp_path):
    code, told = ask("--shards", later, "--prometheus", tmp_path / "likelier.prom")
    assert code == 4
    assert told["posts"] == len(posts.read_posts(world.shards, ["post_id"]))
    found = {one["name"]: one for one in told["findings"]}
    assert found["picture_brightness"]["severity"] == "critical"
    assert found["picture_brightness"]["current"]["mean"] < 0.3 * found["picture_brightness"]["reference"]["mean"]
    assert found["caption_length"]["severity"] == "none"
    large = {(one["column"], one["expectation"]) for one in told["expectations"]["unmet"]}
    assert ("picture_brightness", "expect_column_mean_to_be_between") in large
    assert "caption_length" not in {column for column, _ in large}
    assert told["expectations"]["judged"] > 3 * len(large)
    assert 7 < told["accounts_alike"] <= 8  # eight accounts, nearly as many posts each
    assert "a large shift can hide" in (tmp_path / "report" / "drift.html").read_text().replace("Even a", "a")
    assert told["performance_not_compared"] or told["performance"]["posts"] > 20
    page = (tmp_path / "report" / "drift.html").read_text()
    assert page.index("picture_brightness") < page.index("caption_length")
    assert "<svg" in page and "http" not in page.replace("http-equiv", "")
    everything = page + (tmp_path / "drift.json").read_text()
    for private in posts.read_accounts(world.shards)["username"]:
        assert private not in everything
    assert 'likelier_drift_severity{version="1"} 2.0' in (tmp_path / "likelier.prom").read_text()


@pytest.mark.parametrize(("version", "code", "why"), [(2, 0, "0 records of this version"), (1, 4, None)])
def test_records_are_compared_with_the_version_that_they_are_of(ask, world, tmp_path, version, code, why):
    data = tmp_path / "likelier" / "data"
    data.mkdir(parents=True)
    lines = [
        {
            "hour": f"2026-03-01T{place % 24:02d}:00:00+00:00", "asked": str(place // 2), "route": "/rank",
            "model": "likelier", "model_version": version, "score": 0.0, "picture_brightness": 0.001 * (place % 9),
        }
        for place in range(80)
    ]  # fmt: skip
    (data / "data.1.log").write_text("\n".join(map(json.dumps, lines)))
    found, told = ask("--records", tmp_path)
    assert found == code
    if why:
        assert why in told["not_compared"] and told["left_out"]["of_other_versions"] == 80
    else:
        assert told["accounts"] == 40
        assert [one["name"] for one in told["findings"] if one["severity"] == "critical"] == ["picture_brightness"]
        assert "40 requests" in told["findings"][0]["words"]


def test_a_champion_without_a_reference_is_not_compared(ask, world, monkeypatch):
    monkeypatch.setattr(reference, "FILE", "nothing-of-the-kind.parquet")
    code, told = ask("--shards", world.shards)
    assert code == 0
    assert "keeps no reference" in told["not_compared"]


def test_what_is_wrong_is_told_in_one_line(ask, world, tmp_path):
    for arguments, what in (
        ([], "either"),
        (["--shards", world.shards, "--records", tmp_path], "either"),
        (["--shards", tmp_path], r"posts-\*\.parquet|accounts\.parquet"),
        (["--records", tmp_path / "nowhere"], "LIKELIER_MONITOR"),
    ):
        with pytest.raises(LikelierError, match=what):
            ask(*arguments)
    with pytest.raises(RegistryError, match="registry"):
        ask("--shards", world.shards, folder=tmp_path)
