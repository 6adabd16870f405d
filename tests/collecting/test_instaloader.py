"""Collecting over the real Instaloader and requests, from a fake Instagram on loopback."""

import json
import pickle
import time

import pytest

from benchmarks.faults.answering import Fault
from benchmarks.faults.instagram import Account, Post, status
from benchmarks.faults.unofficial import accounts, place
from likelier.collecting.unofficial import rate
from likelier.errors import CollectError
from likelier.sources import documents, instaloader


@pytest.fixture
def here():
    with place() as made:
        yield made


def codes(place):
    return {file.name.split("_UTC_")[1].split(".")[0] for file in place.archive.rglob("*_UTC_C*.json.xz")}


def folders(place):
    return {folder.name for folder in place.archive.iterdir() if folder.is_dir() and folder.name != ".stamps"}


def test_the_archive_is_one_that_the_source_reads(here):
    summary = here.collect()
    assert summary.accounts == {"complete": 2}
    assert (summary.posts_new, summary.posts_seen, summary.pictures) == (11, 11, 13)
    found = {piece.account["username"]: piece for piece in instaloader.read(here.archive)}
    assert {name: len(piece.posts) for name, piece in found.items()} == {"ann": 7, "bob": 4}
    ann = found["ann"]
    assert ann.account["followers"] == 101
    assert ann.account["profile_picture"] is not None
    assert not ann.rejections
    by_id = {post["post_id"]: post for post in ann.posts}
    assert by_id["1002"]["likes"] == 12
    assert by_id["1002"]["caption"] == "Caption of C1x2 #tag"
    assert [by_id[str(1000 + n)]["kind"] for n in range(3)] == ["image", "carousel", "video"]
    assert all(post["picture"] is not None for post in ann.posts)
    assert not list(here.archive.rglob("*.mp4"))  # only the covers of videos
    assert [file.name for file in here.archive.rglob(".*")] == [".stamps"]
    assert not list(here.archive.rglob("resume*"))


def test_a_second_run_fetches_only_what_is_new(here):
    here.collect()
    assert here.collect().accounts == {"nothing_new": 2}
    assert here.fake.asked["picture"] == 0
    here.fake.accounts[1].posts.insert(0, Post("C2new", 2999, int(time.time()) - 60, 7))
    summary = here.collect()
    assert summary.accounts == {"nothing_new": 1, "complete": 1}
    assert (summary.posts_new, summary.pictures) == (1, 1)
    assert "C2new" in codes(here)


def test_a_post_is_fetched_again_until_its_likes_have_matured(here):
    now = int(time.time())
    here.fake.accounts[0].posts[:0] = [Post("C1a", 1901, now - 3600, 1), Post("C1b", 1902, now - 50 * 3600, 2)]
    here.collect()
    posts = here.fake.accounts[0].posts
    posts[0], posts[1] = Post("C1a", 1901, now - 3600, 100), Post("C1b", 1902, now - 50 * 3600, 200)
    summary = here.collect()
    assert (summary.posts_seen, summary.posts_new, summary.pictures) == (1, 0, 0)
    likes = {p["post_id"]: p["likes"] for piece in instaloader.read(here.archive) for p in piece.posts}
    assert (likes["1901"], likes["1902"]) == (100, 2)


def test_the_newest_few_and_later_all(here):
    here.newest = 2
    assert here.collect().posts_new == 4
    assert codes(here) == {"C1x0", "C1x1", "C2x0", "C2x1"}
    assert here.collect().posts_new == 0
    here.newest = 3
    assert here.collect().posts_new == 2
    here.newest = None
    assert here.collect().posts_new == 5
    assert here.collect().posts_seen == 0


def test_posts_that_visitors_are_not_shown_are_fetched_as_soon_as_they_are(here):
    here.fake.accounts[0].listed = 4
    assert here.collect().accounts == {"partial": 1, "complete": 1}
    assert here.collect().accounts == {"partial": 1, "nothing_new": 1}
    here.fake.accounts[0].listed = None
    summary = here.collect()
    assert summary.accounts == {"complete": 1, "nothing_new": 1}
    assert summary.posts_new == 3
    assert here.collect().posts_seen == 0


def test_pinned_posts_stop_nothing(here):
    here.collect()
    posts = here.fake.accounts[0].posts
    posts.insert(0, posts.pop())  # the oldest stands first
    posts.insert(1, Post("C1new", 1999, int(time.time()) - 60, 7))
    assert here.collect().posts_new == 1


def test_a_run_that_was_cut_off_goes_on_where_it_was(here):
    here.fake.faults = [Fault("post", 6, status(500), times=99)]
    first = here.collect()
    assert first.accounts == {"failed": 2}
    assert first.posts_new == 5
    here.fake.faults = []
    assert here.collect().posts_new == 6
    # The last one that was had, and the six that were left; then both accounts are looked through for what came since.
    assert here.fake.asked["post"] == 7 + 2 * 4


def test_accounts_that_cannot_be_had_are_counted_and_skipped():
    world = [*accounts(), Account("shut", 3, private=True), Account("adults", 4, shown=False)]
    with place(world, users=("shut", "nobody", "adults", "bob")) as here:
        summary = here.collect()
        assert summary.accounts == {"private": 1, "missing": 1, "hidden": 1, "complete": 1}
        assert folders(here) == {"bob"}


def test_three_failures_in_a_row_end_the_run():
    world = [Account(name, pk) for pk, name in enumerate("abcdef", start=1)]
    with place(world, users=tuple("abcdef")) as here:
        here.fake.faults = [Fault("page", 1, status(500), times=999)]
        summary = here.collect()
    assert summary.accounts == {"failed": 3, "stopped": 3}
    assert "several accounts in a row" in summary.stopped


def test_an_account_that_was_renamed_is_found_by_its_number_ever_after(here):
    here.collect()
    here.fake.accounts[0].name = "anna"
    assert here.collect().accounts == {"renamed": 1, "nothing_new": 1}
    assert here.collect().accounts == {"renamed": 1, "nothing_new": 1}
    assert folders(here) == {"anna", "bob"}
    here.fake.accounts.append(Account("ann", 9, [Post("C9x0", 9000, 1_700_000_000)]))  # somebody takes the old name
    here.collect()
    assert "C9x0" not in codes(here)


def test_a_session_file_is_used_and_one_that_could_run_code_is_refused(here, tmp_path, monkeypatch):
    file = tmp_path / "session"
    file.write_bytes(pickle.dumps({"sessionid": "s", "csrftoken": "c", "ds_user_id": "17"}))
    monkeypatch.setenv("INSTAGRAM_SESSION", str(file))
    with pytest.raises(CollectError, match="INSTAGRAM_USER is not set"):
        here.collect()
    monkeypatch.setenv("INSTAGRAM_USER", "me")
    summary = here.collect()
    assert summary.accounts == {"complete": 2}
    assert summary.posts_new == 11
    assert here.fake.asked["post"] == 0  # lists hold everything, for somebody who is logged in
    followers = {piece.account["username"]: piece.account["followers"] for piece in instaloader.read(here.archive)}
    assert followers == {"ann": 101, "bob": 102}
    here.fake.faults = [Fault("profile", 1, status(302, b"", Location="https://www.instagram.com/accounts/login/"))]
    assert "has ended the session" in here.collect().stopped
    file.write_bytes(b"cos\nsystem\n(S'touch /tmp/never'\ntR.")
    with pytest.raises(CollectError, match=r"^INSTAGRAM_SESSION: is no session file"):
        here.collect()
    monkeypatch.setenv("INSTAGRAM_SESSION", str(tmp_path / "nowhere"))
    with pytest.raises(CollectError, match="cannot be read"):
        here.collect()


def test_nothing_is_printed_and_the_summary_holds_no_names(here, capfd):
    here.fake.faults = [Fault("post", 3, status(500), times=2), Fault("list", 1, status(404), times=1)]
    summary = here.collect()
    assert capfd.readouterr() == ("", "")
    told = json.dumps(vars(summary))
    assert not any(name in told for name in ("ann", "bob", "C1x"))


def test_a_picture_that_is_broken_on_the_other_side_costs_only_itself(here):
    here.fake.faults = [Fault("picture", 2, lambda answer: answer.__class__(200, b"no picture", "image/jpeg"), 10)]
    assert here.collect().accounts == {"complete": 2}
    posts = [post for piece in instaloader.read(here.archive) for post in piece.posts]
    assert len(posts) == 11
    assert sum(post["picture"] is None for post in posts) == 1


@pytest.mark.parametrize(
    ("header", "found"), [(None, None), ("120", 120.0), ("soon", None), ("Mon, 05 Jan 2026 10:00:00 GMT", 0.0)]
)
def test_retry_after_is_a_number_or_a_date(header, found):
    assert rate.seconds(header) == found


def test_a_damaged_file_of_stamps_is_told(here):
    (here.archive / ".stamps").mkdir(parents=True)
    (here.archive / ".stamps" / "ann.txt").write_text("no section = 1\n")
    with pytest.raises(CollectError, match=r"ann\.txt: is damaged"):
        here.collect()


def test_json_files_are_those_of_instaloader(here):
    here.collect()
    file = next(here.archive.rglob("*C1x1.json.xz"))
    assert documents.load(file)["instaloader"]["node_type"] == "Post"


def test_each_account_has_stamps_of_its_own(here):
    here.collect()
    kept = {file.name: file.read_text() for file in (here.archive / ".stamps").iterdir()}
    assert set(kept) == {"ann.txt", "bob.txt"}
    assert "bob" not in kept["ann.txt"]
    (here.archive / ".stamps" / "bob.txt").unlink()  # forgotten: read again from the first post on
    assert here.collect().posts_seen == 4


def test_a_name_that_is_no_folder_s_is_not_used_as_one(here):
    here.collect()
    here.fake.accounts[0].name = "../anna"
    assert here.collect().accounts == {"failed": 1, "nothing_new": 1}
    assert folders(here) == {"ann", "bob"}


@pytest.mark.parametrize("waits", [3, 20])
def test_ctrl_c_ends_the_run_and_not_only_what_is_waited_for(here, waits):
    left = iter(range(waits))

    def sleep(seconds):
        if next(left, None) is None:
            raise KeyboardInterrupt

    here.fake.faults = [Fault("post", 1, status(500), times=2)]
    summary = here.collect(sleep)
    assert summary.stopped.startswith("stopped by hand")
    assert summary.accounts["stopped"] >= 1
    assert here.collect().posts_new + summary.posts_new == 11
