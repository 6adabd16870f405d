import json
import subprocess
import sys
from datetime import datetime

import pytest

from benchmarks.faults import graph_api as api
from benchmarks.faults import graph_api_runs as runs
from benchmarks.faults.answering import Fault
from likelier import collecting
from likelier.collecting.graph_api import failures, query
from likelier.collecting.graph_api.account import cover
from likelier.collecting.graph_api.quota import APP, BUSINESS, Quota
from likelier.errors import CollectError
from likelier.params import Collect, ModelEntry, Params
from likelier.sources import graph_api as source
from likelier.steps.collect import collect as step

ANN, BEN = (account.identity for account in runs.accounts())


@pytest.fixture
def fake():
    with runs.fake() as found:
        yield found


def read(archive):
    return {piece.account["username"]: piece for piece in source.read(archive) if piece.account}


def state(archive, identity=ANN):
    return json.loads((archive / identity / ".state.json").read_text())


def test_an_archive_holds_everything_that_the_api_tells(fake, tmp_path):
    summary = runs.collect(fake, tmp_path)
    assert (summary.accounts, summary.posts_new, summary.posts_seen) == ({"complete": 2}, 17, 17)
    assert (summary.pictures, summary.requests, summary.stopped) == (19, 19 + 6, None)
    assert fake.leaks == []
    found = read(tmp_path)
    ann, ben = found["ann"], found["ben"]
    assert (ann.account["followers"], ann.account["posts"], ann.account["snapshot_at"]) == (1001.0, 14.0, api.TODAY)
    assert ann.account["profile_picture"].read_bytes() == api.picture(ANN)
    assert [post["post_id"] for post in ben.posts] == ["200080", "200090", "200099"]
    newest = ann.posts[-1]
    assert (newest["taken_at"], newest["snapshot_at"], newest["likes"]) == (api.taken(100), api.TODAY, 110.0)
    assert newest["picture"].read_bytes() == api.picture("100100")
    assert [post["likes"] for post in ann.posts if post["post_id"] == "100097"] == [None]
    assert {post["kind"] for post in ann.posts} == {"image", "carousel", "video"}
    assert (state(tmp_path)["walk"], state(tmp_path)["owed"]) == (None, {})


def test_a_second_run_asks_once_for_each_account_and_changes_nothing(fake, tmp_path):
    runs.collect(fake, tmp_path)
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    fake.asked.clear()
    summary = runs.collect(fake, tmp_path)
    assert summary.accounts == {"nothing_new": 2}
    assert fake.asked == {"page": 2}
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


def test_only_what_is_new_is_fetched_and_likes_that_had_not_matured_are_read_again(fake, tmp_path):
    runs.collect(fake, tmp_path)
    for account in fake.accounts:
        account.extra_likes = 1000
    fake.accounts[0].posts.insert(0, 104)
    fake.asked.clear()
    summary = runs.collect(fake, tmp_path, hours=60)
    assert (summary.accounts, summary.posts_new) == ({"complete": 1, "nothing_new": 1}, 1)
    assert fake.asked == {"page": 2, "picture": 1}
    likes = {post["post_id"][-3:]: post["likes"] for post in read(tmp_path)["ann"].posts}
    assert (likes["104"], likes["100"], likes["098"]) == (1114.0, 1110.0, 1108.0)
    assert (likes["097"], likes["096"]) == (None, 106.0)  # hidden; two days old when it was read


@pytest.mark.parametrize(("newest", "pages"), [(1, 1), (6, 1), (7, 2), (14, 3), (99, 4)])
def test_the_newest_posts_only(fake, tmp_path, newest, pages):
    summary = runs.collect(fake, tmp_path, ("ann",), newest)
    assert summary.posts_new == min(newest, 14)
    assert fake.asked["page"] == pages
    assert max(post["post_id"] for post in read(tmp_path)["ann"].posts) == "100100"
    assert runs.collect(fake, tmp_path, ("ann",), newest).posts_new == 0


def test_more_of_the_past_can_be_wanted_later(fake, tmp_path):
    assert runs.collect(fake, tmp_path, newest=3).posts_new == 6
    assert runs.collect(fake, tmp_path, newest=8).posts_new == 5
    assert runs.collect(fake, tmp_path, newest=4).posts_new == 0
    assert runs.collect(fake, tmp_path).posts_new == 6
    assert runs.shards(tmp_path) == runs_undisturbed(tmp_path.with_name("calm"))


def runs_undisturbed(folder):
    with runs.fake() as calm:
        runs.collect(calm, folder)
    return runs.shards(folder)


def test_an_interrupted_run_goes_on_at_its_cursor(fake, tmp_path):
    fake.faults.append(Fault("page", 3, api.error(190, 401), 99))
    assert "GRAPH_API_TOKEN" in runs.collect(fake, tmp_path).stopped
    assert state(tmp_path)["walk"]["after"] == "cursor-89"
    fake.faults.clear()
    fake.asked.clear()
    assert runs.collect(fake, tmp_path).posts_new == 5
    assert fake.asked == {
        "page": 5,
        "picture": 6,
    }  # ann: top, cursor, empty end; ben: all, empty end
    assert runs.shards(tmp_path) == runs_undisturbed(tmp_path.with_name("calm"))


def test_pinned_posts_hide_no_new_ones(fake, tmp_path):
    ann = fake.accounts[0]
    later, ann.posts = ann.posts, ann.posts[8:]
    runs.collect(fake, tmp_path, ("ann",))
    ann.posts = later
    listed = fake._media

    def pinned(account, after, limit):
        page = listed(account, after, limit)
        return page if after else page | {"data": [fake._medium(account, 88), *page["data"]]}

    fake._media = pinned
    assert runs.collect(fake, tmp_path, ("ann",), hours=100).posts_new == 8


def test_what_cannot_be_had_is_counted_and_skipped(fake, tmp_path):
    fake.faults.append(Fault("page", 1, api.error(10)))
    summary = runs.collect(fake, tmp_path, ("nobody", "ben", "private", "ann"))
    assert summary.accounts == {"hidden": 1, "complete": 2, "missing": 1}
    assert summary.stopped is None


def test_a_picture_that_stays_away_is_asked_for_in_three_runs(fake, tmp_path):
    fake.gone["200080"] = 0
    asked = []
    for hours in (0, 100, 200, 300, 400):
        assert runs.collect(fake, tmp_path, hours=hours).stopped is None
        asked.append(fake.gone["200080"])
    assert asked == [2, 4, 6, 6, 6]  # twice each time: its address may have been too old
    assert read(tmp_path)["ben"].posts[0]["picture"] is None
    fake.gone.clear()
    fake.asked.clear()
    runs.collect(fake, tmp_path, hours=500)
    assert fake.asked == {"page": 2}


def test_a_run_that_is_over_quota_says_when_to_come_back(fake, tmp_path):
    fake.faults.append(Fault("page", 2, api.error(4, 403, api.business(100, 90))))
    assert "run again in 90 minutes" in runs.collect(fake, tmp_path).stopped
    fake.faults.append(Fault("page", fake.asked["page"] + 1, api.error(4, 403, api.business(100, 90))))
    summary = runs.collect(fake, tmp_path, max_wait_minutes=100)
    assert summary.stopped is None
    assert summary.waited_seconds == fake.waited == 5400


@pytest.mark.parametrize("variable", [("GRAPH_API_TOKEN", ""), ("GRAPH_API_USER", "ann"), ("GRAPH_API_TOKEN", "a\nb")])
def test_without_a_token_or_an_account_nothing_is_asked(fake, tmp_path, monkeypatch, variable):
    monkeypatch.setenv(*variable)
    with pytest.raises(CollectError, match=rf"^{variable[0]} is not set: ") as raised:
        runs.collect(fake, tmp_path)
    assert "\n" not in str(raised.value)
    assert not fake.asked


def test_the_extra_is_named_where_it_is_missing(fake, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "httpx", None)
    monkeypatch.delitem(sys.modules, "likelier.collecting.graph_api.client", raising=False)
    monkeypatch.delattr(collecting.graph_api, "client", raising=False)
    with pytest.raises(CollectError, match=r"pip install 'likelier\[collect\]'"):
        runs.collect(fake, tmp_path)


def test_the_module_is_light_until_it_collects():
    code = "import likelier.collecting.graph_api, sys; print({'httpx', 'tenacity', 'PIL'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "set()\n"


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({}, 0),
        ({APP: '{"call_count": 60, "total_cputime": 3, "total_time": 74.9}'}, 0),
        ({APP: '{"call_count": 60, "total_cputime": 80, "total_time": 5}'}, 12),
        ({BUSINESS: '{"1": [{"call_count": 95}], "2": [{"call_count": 1}]}'}, 48),
        ({APP: '{"call_count": 100}'}, 300),
        ({BUSINESS: '{"1": [{"call_count": 30, "estimated_time_to_regain_access": 7}]}'}, 420),
        ({APP: "not JSON", BUSINESS: "[1, 2]"}, 0),
        ({APP: '{"call_count": "90", "total_time": NaN, "total_cputime": true}'}, 0),
    ],
)
def test_pauses_by_the_headers(headers, pause):
    quota = Quota(slow_at=75)
    quota.note(headers)
    assert quota.pause() == pytest.approx(pause)
    quota.note({})
    assert quota.pause() == pytest.approx(pause)
    quota.waited()
    assert quota.pause() == 0


def test_what_is_asked():
    asked = query.fields("ann.b", "QVF=", 7, frozenset({"view_count", "thumbnail_url", "ig_id"}))
    assert asked == (
        "business_discovery.username(ann.b){id,username,name,biography,website,followers_count,follows_count,"
        "media_count,profile_picture_url,media.after(QVF=).limit(7){id,caption,media_type,permalink,timestamp,"
        "like_count,comments_count,media_url,media_product_type,children{media_url,media_type}}}"
    )
    assert ".after" not in query.fields("ann", None, 7)


@pytest.mark.parametrize(
    ("node", "address"),
    [
        ({"media_type": "IMAGE", "media_url": "https://a/1.jpg"}, "https://a/1.jpg"),
        (
            {"media_type": "VIDEO", "media_url": "https://a/1.mp4", "thumbnail_url": "https://a/1.jpg"},
            "https://a/1.jpg",
        ),
        ({"media_type": "VIDEO", "media_url": "https://a/1.mp4"}, None),
        ({"media_type": "CAROUSEL_ALBUM", "media_url": "https://a/1.jpg", "children": {}}, "https://a/1.jpg"),
        ({"media_type": "CAROUSEL_ALBUM", "children": {"data": [{"media_url": "https://a/2.jpg"}]}}, "https://a/2.jpg"),
        (
            {
                "media_type": "CAROUSEL_ALBUM",
                "media_url": "https://a/1.mp4",
                "children": {"data": [{"media_type": "VIDEO", "media_url": "https://a/1.mp4"}]},
            },
            None,
        ),
        ({"media_type": "IMAGE", "media_url": "file:///etc/passwd"}, None),
        ({"media_type": "IMAGE", "media_url": 7}, None),
    ],
)
def test_covers(node, address):
    assert cover(node) == address


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (400, {"code": 110, "error_subcode": 2207013}, failures.Missing),
        (400, {"code": 24, "error_subcode": 2207006}, failures.Missing),
        (400, {"code": 100, "message": "(#100) Tried accessing nonexisting field (x)"}, failures.UnknownField),
        (400, {"code": 100, "error_subcode": 33}, failures.Stop),
        (403, {"code": 4}, failures.Throttled),
        (400, {"code": 80002}, failures.Throttled),
        (400, {"code": 299}, failures.Refused),
        (400, {"code": 368}, failures.Stop),
        (500, {"code": 1, "message": "Please reduce the amount of data"}, failures.TooMuch),
        (400, {"code": 7777, "is_transient": True}, failures.Transient),
        (400, {"code": "odd"}, failures.Odd),
        (400, {}, failures.Odd),
    ],
)
def test_errors_of_the_api(status, error, kind):
    found = failures.of_answer(status, {"error": error}, 0, None)
    assert type(found) is kind


def test_times_are_written_with_their_zone(fake, tmp_path):
    runs.collect(fake, tmp_path, ("ben",))
    stored = json.loads((tmp_path / BEN / "200080.json").read_text())
    assert datetime.fromisoformat(stored["fetched_at"]) == api.TODAY
    assert stored["owner"] == {"id": BEN}


def test_the_step_leaves_no_name_and_no_token_outside_the_archive(fake, tmp_path, capsys, caplog):
    (tmp_path / "users.txt").write_text("ann\nnobody.there\n")
    wanted = Collect(source="graph_api", users=str(tmp_path / "users.txt"), graph_api={"address": fake.address})
    params = Params(models={"constant": ModelEntry(family="constant")}, collect=wanted)
    with caplog.at_level("INFO"):
        step(params, tmp_path / "archive", tmp_path / "metrics.json")
    metrics = json.loads((tmp_path / "metrics.json").read_text())
    assert metrics["accounts"] == {"complete": 1, "missing": 1}
    fake.faults.append(Fault("page", 1, api.error(190, 401), 99))
    fake.asked.clear()
    with pytest.raises(CollectError, match=r"^the Graph API refused the token") as raised:
        step(params, tmp_path / "archive", tmp_path / "metrics.json")
    told = capsys.readouterr()
    everything = f"{told.out}{told.err}{caplog.text}{raised.value}{(tmp_path / 'metrics.json').read_text()}"
    assert [word for word in (api.TOKEN, "ann", "nobody.there", ANN) if word in everything] == []
