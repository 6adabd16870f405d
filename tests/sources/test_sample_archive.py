"""The sample world's files: genuine, complete, and the same on every run."""

import hashlib
import lzma
import re
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from likelier.params import Sample
from likelier.sources import instaloader as reader
from likelier.sources import sample
from likelier.sources.sample.timetable import SNAPSHOT

SETTINGS = Sample(accounts=4, posts=10, hidden_likes=0.1, broken_pictures=0.1)
POST = re.compile(r"(\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d)_UTC\.json\.xz")


def written(settings: Sample, folder: Path) -> tuple[Path, pd.DataFrame]:
    folder.mkdir()
    return folder, sample.write(settings, folder)


def digests(folder: Path) -> dict[str, tuple[str, int]]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {
        str(file.relative_to(folder)): (hashlib.sha256(file.read_bytes()).hexdigest(), file.stat().st_mtime_ns)
        for file in files
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return written(SETTINGS, tmp_path_factory.mktemp("sample") / "world")


@pytest.fixture(scope="module")
def loaded(world):
    from instaloader import InstaloaderContext, load_structure_from_file

    context = InstaloaderContext(quiet=True)
    return {file: load_structure_from_file(context, str(file)) for file in sorted(world[0].rglob("*.json.xz"))}


@pytest.fixture(scope="module")
def posts(loaded):
    return {file: structure for file, structure in loaded.items() if POST.fullmatch(file.name)}


def test_one_seed_gives_the_same_bytes_names_and_file_times(world, tmp_path):
    again, truth = written(SETTINGS, tmp_path / "again")
    assert digests(again) == digests(world[0])
    pd.testing.assert_frame_equal(truth, world[1])


def test_another_seed_gives_another_world(world, tmp_path):
    other, _ = written(Sample(accounts=2, posts=2, seed=8), tmp_path / "other")
    here = {digest for name, (digest, _) in digests(world[0]).items() if name.endswith(".jpg")}
    there = {digest for name, (digest, _) in digests(other).items() if name.endswith(".jpg")}
    assert not here & there


def test_without_effects_pictures_captions_and_times_are_the_same_and_the_truth_is_zero(world, tmp_path):
    plain, truth = written(SETTINGS.model_copy(update={"effects": "none"}), tmp_path / "plain")
    with_effects, without = digests(world[0]), digests(plain)
    assert list(with_effects) == list(without)
    differing = [name for name in without if without[name] != with_effects[name]]
    assert all(POST.fullmatch(Path(name).name) for name in differing)
    assert len(differing) > 30  # their likes
    assert (truth["effect"] == 0).all()
    assert list(truth["post_id"]) == list(world[1]["post_id"])


def test_every_file_is_one_that_instaloader_writes(world):
    for place in world[0].iterdir():
        assert re.fullmatch(r"sample_\d{4}", place.name)
        owner = (place / "id").read_text().strip()
        names = {file.name for file in place.iterdir()}
        stems = {POST.fullmatch(name)[1] for name in names if POST.fullmatch(name)}
        assert len(stems) == SETTINGS.posts
        expected = {"id", f"{place.name}_{owner}.json.xz"}
        expected |= {name for name in names if re.fullmatch(r"[\d-]+_[\d-]+_UTC_profile_pic\.jpg", name)}
        expected |= {f"{stem}_UTC{end}" for stem in stems for end in (".json.xz", ".txt", ".jpg")}
        expected |= {f"{stem}_UTC_{number}.jpg" for stem in stems for number in (1, 2, 3)}
        assert names <= expected
        assert sum(name.endswith("_profile_pic.jpg") for name in names) == 1


def test_instaloader_itself_loads_every_file(loaded, posts):
    assert len(posts) == 40
    assert sorted(type(structure).__name__ for structure in loaded.values()) == ["Post"] * 40 + ["Profile"] * 4
    for file, post in posts.items():
        assert f"{post.date_utc:%Y-%m-%d_%H-%M-%S}_UTC.json.xz" == file.name
        assert post.shortcode_to_mediaid(post.shortcode) == post.mediaid
        assert post.owner_username == file.parent.name
        assert str(post.owner_id) == (file.parent / "id").read_text().strip()
        assert (post.typename, post.is_video) in [("GraphImage", False), ("GraphSidecar", False), ("GraphVideo", True)]
        assert post.owner_profile.followers > 0


def test_metadata_are_the_bytes_that_instaloader_would_save(posts, tmp_path):
    from instaloader import save_structure_to_file

    file, post = next(iter(posts.items()))
    save_structure_to_file(post, str(tmp_path / "saved.json.xz"))
    assert lzma.decompress(file.read_bytes()) == lzma.decompress((tmp_path / "saved.json.xz").read_bytes())


def test_captions_lie_beside_their_posts_and_posts_without_one_have_no_file(posts):
    for file, post in posts.items():
        text = file.with_name(file.name.replace(".json.xz", ".txt"))
        assert text.exists() == bool(post.caption)
        if post.caption:
            assert text.read_text(encoding="utf-8") == f"{post.caption}\n"


def test_file_times_tell_the_snapshot_and_the_upload(world, posts):
    for file, post in posts.items():
        assert file.stat().st_mtime == SNAPSHOT.timestamp()
        assert post.date_utc.replace(tzinfo=UTC) < SNAPSHOT
        for beside in world[0].rglob(file.name.replace(".json.xz", "*.jpg")):
            assert datetime.fromtimestamp(beside.stat().st_mtime, UTC) == post.date_utc.replace(tzinfo=UTC)


def test_exactly_the_wanted_shares_hide_likes_and_break_pictures(posts):
    assert sum(post.likes == -1 for post in posts.values()) == 4
    assert all(post.likes == -1 or post.likes > 0 for post in posts.values())
    covers = [
        file.with_name(file.name.replace(".json.xz", "_1.jpg" if post.typename == "GraphSidecar" else ".jpg"))
        for file, post in posts.items()
    ]
    assert sum(not opens(cover) for cover in covers) == 4


def opens(file: Path) -> bool:
    try:
        Image.open(file).load()
    except OSError:
        return False
    return True


def test_node_dimensions_are_those_of_the_picture(posts):
    for file, post in posts.items():
        cover = file.with_name(file.name.replace(".json.xz", ".jpg"))
        if post.typename != "GraphSidecar" and opens(cover):
            size = post._node["dimensions"]
            assert Image.open(cover).size == (size["width"], size["height"])


def test_the_reader_finds_every_post_with_its_truth(world):
    folder, truth = world
    found = list(reader.read(folder))
    rows = [post for account in found for post in account.posts]
    assert not [rejection for account in found for rejection in account.rejections]
    assert [account.account["username"] for account in found] == [f"sample_{n:04d}" for n in (1, 2, 3, 4)]
    assert all(account.account["profile_picture"] is not None for account in found)
    assert sorted(row["post_id"] for row in rows) == sorted(truth["post_id"])
    assert {row["snapshot_at"] for row in rows} == {SNAPSHOT}
    assert sum(row["likes"] is None for row in rows) == 4


def test_one_post_an_account_works(tmp_path):
    _, truth = written(Sample(accounts=2, posts=1), tmp_path / "small")
    assert truth["effect"].tolist() == [0.0, 0.0]
    assert truth["post_id"].is_unique


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_flaws_may_be_on_no_post_or_on_every_one(tmp_path, share):
    settings = Sample(accounts=2, posts=2, hidden_likes=share, broken_pictures=share)
    folder, _ = written(settings, tmp_path / "world")
    rows = [post for account in reader.read(folder) for post in account.posts]
    assert [row["likes"] is None for row in rows] == [bool(share)] * 4
    assert [opens(row["picture"]) for row in rows] == [not share] * 4
