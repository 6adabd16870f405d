"""`likelier forget` over a finished run: nothing of the account is left, and nothing of the others is lost."""

import hashlib
import json
import shutil

import numpy as np
import pyarrow.parquet as pq
import pytest
from forgetting.canary import found, needles
from typer.testing import CliRunner

from likelier import cli, params, posts
from likelier.errors import SourceError
from likelier.features import translation, translation_cache
from likelier.forgetting import archive, forget, whom
from likelier.sources import sample
from likelier.steps.ingest import ingest


@pytest.fixture
def project(world, tmp_path, monkeypatch):
    """A finished run whose archive is there, with a list to collect, time zones, translations and DVC's cache."""
    place = tmp_path / "project"
    shutil.copytree(world.folder, place)
    (place / "data/raw").mkdir()
    sample.write(world.params.ingest.sample, place / "data/raw")
    names = posts.read_accounts(world.shards)["username"]
    (place / "users.txt").write_text("".join(f"{name}\n" for name in names))
    (place / "data/raw/time_zones.csv").write_text("username,time_zone\n" + "".join(f"{name},UTC\n" for name in names))
    captions = posts.read_posts(world.shards, ["caption"])["caption"].dropna()
    keys = {key: caption for caption in captions for key in translation.keys([caption])}
    translation_cache.keep(place / "data/translations", keys)
    shutil.copytree(place / "data", place / "run/data", ignore=shutil.ignore_patterns("raw", "translations"))
    shutil.copytree(place / "models/constant", place / ".scratch/constant")
    for number, path in enumerate(sorted((place / "data").rglob("*.parquet"))):
        (place / f".dvc/cache/files/md5/{number:02}").mkdir(parents=True)
        shutil.copy(path, place / f".dvc/cache/files/md5/{number:02}/object")
    monkeypatch.chdir(place)
    (place / "params.yaml").write_text(chosen(world).dump())
    return place


def chosen(world):
    content = world.params.model_dump()
    content["ingest"] |= {"source": "instaloader", "path": "data/raw"}
    return params.Params.model_validate(content)


@pytest.fixture
def account(world):
    accounts, rows = posts.read_accounts(world.shards), posts.read_posts(world.shards, ["account_id", "caption"])
    for _, one in accounts.iterrows():  # whom nobody else mentions: others' captions stay as they are
        others = rows["caption"][rows["account_id"] != one["account_id"]].str.cat(sep=" ")
        if one["username"] not in others:
            return one
    raise AssertionError("everybody is mentioned by somebody")


@pytest.fixture
def searched(world, account):
    """All that must not be found: the account's name and id, its posts' ids, captions, pictures, pixels."""
    rows = posts.read_posts(world.shards)
    own, others = rows[rows["account_id"] == account["account_id"]], rows[rows["account_id"] != account["account_id"]]
    captions = set(own["caption"].dropna()) - set(others["caption"].dropna())
    pixels = []
    for path in world.features.glob("features-*.parquet"):
        ids = pq.read_table(path, columns=["account_id"])["account_id"].to_pylist()
        small = np.load(path.with_name(path.name.replace("features-", "small-")).with_suffix(".npy"))
        pixels += [
            small[row].tobytes() for row, one in enumerate(ids) if one == account["account_id"] and small[row].any()
        ]
    words = (account["account_id"], account["username"], *own["post_id"], *own["shortcode"])
    assert captions
    assert pixels
    return needles(words, captions, [*own["picture"].dropna(), account["profile_picture"]], pixels)


def run(*arguments):
    return CliRunner().invoke(cli.app, ["forget", *arguments], catch_exceptions=False)


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".forgotten.json"
    }


def without(frame, account):
    return frame[frame["account_id"] != account["account_id"]].reset_index(drop=True)


@pytest.mark.slow
def test_no_byte_of_it_is_left_and_nobody_else_is_touched(project, world, account, searched):
    before = found(project, searched)
    assert {name.split("/")[0] for name in before["words"]} >= {
        "data",
        "users.txt",
        "run",
        "models",
        ".dvc",
        ".scratch",
    }
    assert "data/translations/translations.sqlite" in before["captions"]
    assert any(name.startswith(".dvc/cache") for name in before["pictures"])
    assert any(name.startswith("data/features/small") for name in before["pixels"])
    first = tree(project)
    dry = run(account["username"], "--dry-run")
    assert "would remove data/raw/" in dry.stdout
    assert tree(project) == first
    done = run(f"@{account['username'].upper()}")
    assert done.exit_code == 0
    assert "learned from it" in done.stdout
    assert "version 1 (champion)" in done.stdout
    left = found(project, searched)
    assert left == {kind: set() for kind in searched}
    kept = posts.read_posts(project / "data/shards")
    expected = without(posts.read_posts(world.shards), account)
    assert kept.sort_values("post_id")["picture"].tolist() == expected.sort_values("post_id")["picture"].tolist()
    assert len(posts.read_accounts(project / "data/shards")) == world.params.ingest.sample.accounts - 1
    after = tree(project)
    gone = {name for name in first if name not in after and name.startswith("data/raw/")}
    assert gone
    assert all(account["username"] in name for name in gone)
    assert "registry/mlflow.db" in after
    again = run(account["username"])
    assert again.exit_code == 0
    assert "is forgotten already" in again.stdout
    assert tree(project) == after


@pytest.mark.slow
def test_it_does_not_come_back_with_the_archive(project, world, account):
    assert run(account["account_id"]).exit_code == 0
    shutil.rmtree(project / "data/raw" / account["username"], ignore_errors=True)
    back = project.parent / "back"
    back.mkdir()
    sample.write(world.params.ingest.sample, back)
    shutil.copytree(back / account["username"], project / "data/raw" / account["username"])
    (project / "data/raw" / account["username"] / "broken.json").write_text("{")
    ingest(chosen(world), project / "data/shards", project / "metrics/ingest.json")
    assert '"accounts_forgotten": 1' in (project / "metrics/ingest.json").read_text()
    assert account["account_id"] not in set(posts.read_posts(project / "data/shards", ["account_id"])["account_id"])
    assert not found(project / "data/shards", needles([account["account_id"], account["username"]]))["words"]


@pytest.mark.slow
def test_killed_at_any_moment_it_is_gone_on_with(project, world, account, searched):
    given = chosen(world)
    for moment in (1, 5, 12):
        seen = []

        def stop(line, seen=seen, moment=moment):
            seen.append(line)
            if len(seen) > moment:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            forget.forget(given, account["username"], project, stop)
        assert (project / whom.JOURNAL).exists()
    lines = []
    forget.forget(given, account["username"], project, lines.append)
    assert any("learned from it" in line for line in lines)
    assert found(project, searched) == {kind: set() for kind in searched}
    assert not (project / whom.JOURNAL).exists()


def flat(folder):
    """Posts of two accounts in one folder, as Instaloader's patterns may have it; 8 mentions 7, in its profile too."""
    from steps.test_ingest import add_post, photo

    add_post(folder, 1, "7", photo(1))
    add_post(folder, 2, "8", photo(2))
    for name in ("00001_UTC.txt", "00002_UTC.txt"):
        (folder / name).write_text("with @name7")
    (folder / "name7_2020-01-01_profile_pic.jpg").write_bytes(photo(3))
    (folder / "name77_2020-01-01_profile_pic.jpg").write_bytes(photo(4))
    for name, account in (("name7_7", 7), ("name8_8", 8)):
        profile = {"id": str(account), "username": f"name{account}", "biography": "friends: @name7, @name8"}
        written = {"node": profile, "instaloader": {"node_type": "Profile", "version": "4.16"}}
        (folder / f"{name}.json").write_text(json.dumps(written))
    (folder / "notes.txt").write_text("ask @name7 first")
    return {path.name for path in folder.iterdir()}


def test_in_a_folder_of_many_only_its_own_files_go(tmp_path):
    names = flat(tmp_path / "raw")
    one = archive.scan("instaloader", str(tmp_path / "raw"))
    who = whom.find("@Name7", one.pairs)
    assert (who.ids, who.names) == (["7"], ["name7"])
    todo, mixed = archive.actions(one, who)
    assert not mixed
    for action in todo:
        action.do()
    left = {path.name for path in (tmp_path / "raw").iterdir()}
    assert names - left == {
        *(name for name in names if name.startswith("00001_UTC")),
        "name7_2020-01-01_profile_pic.jpg",
        "name7_7.json",
        "notes.txt",
    }


def test_an_unknown_account_is_one_line(tmp_path):
    given = params.Params.model_validate({"models": {"c": {"family": "constant"}}})
    with pytest.raises(SourceError, match="account 'nobody' is not known here"):
        forget.forget(given, "nobody", tmp_path, print)
    assert not list(tmp_path.iterdir())
