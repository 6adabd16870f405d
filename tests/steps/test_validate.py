"""Each planted fault fails its own expectation with its own severity, and is named; a clean data set passes."""

import json
import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from likelier import expectations
from likelier import posts as contract
from likelier.errors import ContractError, ValidationFailed
from likelier.expectations import checkpoint
from likelier.params import ModelEntry, Params
from likelier.steps.validate import validate

PARAMS = Params(models={"constant": ModelEntry(family="constant")})


def accounts_frame(count=6):
    return pd.DataFrame(
        {
            "account_id": [f"a{number}" for number in range(count)],
            "username": "a-user-name",
            "followers": [1000.0 * (number + 1) for number in range(count)],
            "following": 10.0,
            "posts": 20.0,
            "source": "sample",
        }
    )


def posts_frame(count=6, each=5):
    place = np.arange(count * each)
    account = place // each
    return pd.DataFrame(
        {
            "post_id": [f"p{number}" for number in place],
            "account_id": [f"a{number}" for number in account],
            "taken_at": pd.Timestamp("2019-03-01", tz="UTC") + pd.to_timedelta(7 * place, unit="h"),
            "snapshot_at": pd.Timestamp("2019-04-01", tz="UTC"),
            "kind": "image",
            "likes": 100.0 * (account + 1) + place % each,
            "width": 1080.0,
            "height": 1350.0,
            "picture": b"some bytes",
            "picture_origin": "preview",
            "source": "sample",
        }
    )


class DataSet:
    """A folder of two shards, three accounts each, that a test may spoil before it is judged."""

    def __init__(self, folder):
        self.folder = folder
        self.accounts = accounts_frame()
        self.posts = posts_frame()
        self.quarantined = 0

    def write(self):
        shards = self.folder / "shards"
        first = self.posts["account_id"].isin(["a0", "a1", "a2"])
        contract.write(self.accounts, contract.ACCOUNTS, shards / "accounts.parquet")
        contract.write(self.posts[first], contract.POSTS, shards / "posts-0000.parquet")
        contract.write(self.posts[~first], contract.POSTS, shards / "posts-0001.parquet")
        left_out = [{"file": "one.json", "row": row, "reason": "broken"} for row in range(self.quarantined)]
        contract.write(left_out, contract.QUARANTINE, shards / "quarantine.parquet")

    def failures(self, name, severity):
        """What doesn't hold of one table, without the step around it."""
        table = expectations.load(name)
        frame = table.read(self.folder / "shards")
        result = checkpoint.run(name, frame, table.expectations(PARAMS.validation), table.INDEX)
        return [one for one in checkpoint.failures(result, table.INDEX) if one.severity == severity]

    def judge(self, params=PARAMS):
        self.write()
        self.judge_again(params)

    def judge_again(self, params=PARAMS):
        validate(params, self.folder / "shards", self.folder / "report", self.folder / "metrics.json")

    def metrics(self):
        return json.loads((self.folder / "metrics.json").read_text())


@pytest.fixture
def data_set(tmp_path):
    return DataSet(tmp_path)


def test_clean_data_set_passes_every_expectation(data_set, capsys, caplog):
    data_set.judge()
    assert data_set.metrics() == {
        "accounts": 6,
        "expectations": 41,
        "failed_critical": 0,
        "failed_warning": 0,
        "missing_likes_share": 0.0,
        "missing_pictures_share": 0.0,
        "posts": 30,
        "quarantined": 0,
        "shards": 2,
    }
    assert "41 of 41 expectations hold" in capsys.readouterr().err
    assert not [record for record in caplog.records if record.levelname == "ERROR"]  # of a page that failed to render
    assert ">352<" in (data_set.folder / "report" / "posts.html").read_text()  # the median of likes, as observed


def put(column, value, rows=(3,), table="posts"):
    def spoil(data_set):
        getattr(data_set, table).loc[list(rows), column] = value

    return spoil


def hide(share, column="likes"):
    def spoil(data_set):
        known = data_set.posts.index >= round(share * 30)
        data_set.posts[column] = data_set.posts[column].where(known)

    return spoil


def remove_orphans_account(data_set):
    data_set.accounts = data_set.accounts[data_set.accounts["account_id"] != "a5"]


def repeat_account(data_set):
    data_set.accounts = pd.concat([data_set.accounts, data_set.accounts.iloc[[2]]], ignore_index=True)


def quarantine_most(data_set):
    data_set.quarantined = 31


NULL, RANGE, SET, UNIQUE, PAIR, MEDIAN, DIVERGENCE = (
    "expect_column_values_to_not_be_null",
    "expect_column_values_to_be_between",
    "expect_column_values_to_be_in_set",
    "expect_column_values_to_be_unique",
    "expect_column_pair_values_a_to_be_greater_than_b",
    "expect_column_median_to_be_between",
    "expect_column_kl_divergence_to_be_less_than",
)
WRONG = {  # rows that can't be true, planted together: each fails its own expectation, and no other
    ("posts", UNIQUE, "post_id"): (put("post_id", "p3", [4]), "2 of 30 rows, .* post_id p3"),
    ("posts", SET, "kind"): (put("kind", "story", [5]), "1 of 30 rows, shard posts-0000.parquet post_id p5$"),
    ("posts", SET, "picture_origin"): (put("picture_origin", "drawn", [6]), "1 of 30 rows, .* post_id p6$"),
    ("posts", RANGE, "likes"): (put("likes", -1.0, [7]), "1 of 30 rows, .* post_id p7$"),
    ("posts", RANGE, "height"): (put("height", 0.0, [16]), "1 of 30 rows, shard posts-0001.parquet post_id p16$"),
    ("posts", RANGE, "taken_at"): (put("taken_at", pd.Timestamp("2009-12-31", tz="UTC"), [17]), "1 of .* p17$"),
    ("posts", PAIR, "snapshot_at, taken_at"): (
        put("taken_at", pd.Timestamp("2019-04-01 00:00:01", tz="UTC"), [18]),
        "1 of 30 rows, shard posts-0001.parquet post_id p18$",
    ),
    ("posts", SET, "matching_accounts"): (remove_orphans_account, "10 of 30 rows, .* post_id p10; .*, ...$"),
    ("accounts", UNIQUE, "account_id"): (repeat_account, "2 of 6 rows, account_id a2; account_id a2$"),
    ("accounts", RANGE, "followers"): (put("followers", -1.0, [3], "accounts"), "1 of 6 rows, account_id a3$"),
    ("intake", RANGE, "quarantined_share"): (quarantine_most, "quarantined 31 kept 30$"),
}
MISSING = {
    ("posts", NULL, "likes"): (hide(0.6), "18 of 30 rows, .* post_id p0; "),
    ("posts", NULL, "picture_bytes"): (put("picture", b"", range(30)), "30 of 30 rows"),  # no bytes are no picture
}
WEAK = {
    ("posts", NULL, "likes"): (hide(0.3), "9 of 30 rows"),
    ("posts", NULL, "picture_bytes"): (hide(0.3, "picture"), "9 of 30 rows"),
    ("posts", MEDIAN, "likes"): (put("likes", 0.0, range(9, 28)), "observed 0.0"),
    ("posts", PAIR, "account_followers, likes"): (put("likes", 9000.0, [28, 29]), "2 of 30 rows"),
    ("posts", DIVERGENCE, "hour"): (put("taken_at", pd.Timestamp("2019-03-01", tz="UTC"), range(30)), "observed 3.17"),
    ("accounts", NULL, "followers"): (put("followers", float("nan"), [0, 1], "accounts"), "2 of 6 rows"),
    ("accounts", PAIR, "posts, posts_read"): (put("posts", 1.0, [3], "accounts"), "1 of 6 rows, account_id a3"),
    ("accounts", RANGE, "posts_read"): (
        put("account_id", "a2", [*range(1, 5), *range(6, 10)]),
        "2 of 6 rows, account_id a0; account_id a1",
    ),
}


@pytest.mark.parametrize(("planted", "severity"), [(WRONG, "critical"), (MISSING, "critical"), (WEAK, "warning")])
def test_each_planted_fault_fails_its_own_expectation_and_is_named(data_set, planted, severity):
    for spoil, _ in planted.values():
        spoil(data_set)
    data_set.write()
    found = {}
    for table in ("intake", "accounts", "posts"):
        found |= {(table, one.expectation, one.column): str(one) for one in data_set.failures(table, severity)}
    assert set(found) == set(planted)
    for fault, (_, words) in planted.items():
        assert re.search(words, found[fault])


def test_too_few_posts_are_critical(data_set):
    data_set.posts = data_set.posts.iloc[:9]
    data_set.write()
    (failure,) = data_set.failures("intake", "critical")
    expected = "intake: expect_column_values_to_be_between(kept, min_value=10.0): 1 of 1 rows, quarantined 0 kept 9"
    assert str(failure) == expected


def test_weak_data_have_no_critical_failure(data_set):
    for spoil, _ in WEAK.values():
        spoil(data_set)
    data_set.judge()
    assert data_set.metrics()["failed_critical"] == 0
    assert data_set.metrics()["failed_warning"] == len(WEAK)


def test_critical_failure_stops_with_one_line_and_leaves_report_and_metrics(data_set, capsys):
    hide(1.0)(data_set)
    put("kind", "story")(data_set)
    with pytest.raises(ValidationFailed) as caught:
        data_set.judge()
    line = str(caught.value)
    assert line.startswith("posts: expect_column_values_to_be_in_set(kind, value_set=['image', 'carousel', 'video']): ")
    assert ": 1 of 30 rows, shard posts-0000.parquet post_id p3 (" in line
    assert "(and 1 more critical)" in line
    assert line.endswith("report/index.html")
    assert "\n" not in line
    assert "a-user-name" not in line
    assert data_set.metrics()["failed_critical"] == 2
    assert data_set.metrics()["failed_warning"] == 2  # too few likes for the warning as well, and no median
    assert capsys.readouterr().err.count("validate: warning: ") == 2
    index = (data_set.folder / "report" / "index.html").read_text()
    assert "not fit to learn from" in index
    assert "expect_column_values_to_be_in_set(kind, " in index


def test_warnings_are_printed_and_counted_and_do_not_stop(data_set, capsys):
    hide(0.3)(data_set)
    data_set.judge()
    assert data_set.metrics()["failed_warning"] == 1
    assert (
        "validate: warning: posts: expect_column_values_to_not_be_null(likes, mostly=0.8): 9 of 30 rows"
        in capsys.readouterr().err
    )


def test_hidden_likes_that_were_read_as_zero_are_warned_of(data_set):
    data_set.posts["comments"] = 3.0
    data_set.posts.loc[[4, 9], "likes"] = 0.0
    data_set.write()
    (found,) = data_set.failures("posts", "warning")
    assert re.search(r"zero_despite_comments.*: 2 of 30 rows, .* post_id p4; ", str(found))
    data_set.posts["comments"] = 0.0  # liked by nobody, and not commented on: it happens
    data_set.write()
    assert not data_set.failures("posts", "warning")


@pytest.mark.parametrize(("low", "warned"), [(12, True), (6, True), (4, False), (0, False)])
def test_newest_posts_that_were_kept_are_warned_of(data_set, low, warned):
    data_set.accounts, data_set.posts = accounts_frame(12), posts_frame(12)
    data_set.posts["snapshot_at"] = pd.NaT
    data_set.posts["snapshot_at"] = data_set.posts["snapshot_at"].dt.tz_localize("UTC")
    newest = data_set.posts.groupby("account_id", sort=False).tail(1).index[:low]
    data_set.posts.loc[newest, "likes"] = 10.0
    data_set.write()
    found = [str(one) for one in data_set.failures("posts", "warning")]
    assert [f"newest_is_low, value_set=[0], mostly=0.6): {low} of 60 rows" in one for one in found] == [True] * warned
    data_set.posts["snapshot_at"] = pd.Timestamp("2020-01-01", tz="UTC")  # `train` can tell by itself
    data_set.write()
    assert not data_set.failures("posts", "warning")


def test_account_in_two_shards_is_critical(data_set):
    data_set.judge()
    shards = data_set.folder / "shards"
    moved = data_set.posts["account_id"].isin(["a3", "a4", "a5"]) | (data_set.posts["post_id"] == "p0")
    contract.write(data_set.posts[~moved], contract.POSTS, shards / "posts-0000.parquet")
    contract.write(data_set.posts[moved], contract.POSTS, shards / "posts-0001.parquet")
    with pytest.raises(
        ValidationFailed, match=r"expect_column_values_to_be_in_set\(account_shards, value_set=\[1\]\): 5 of 30 rows"
    ):
        data_set.judge_again()


def rewrite(path, change):
    pq.write_table(change(pq.read_table(path)), path)


def test_column_of_another_type_is_critical_and_the_rest_is_not_judged(data_set):
    data_set.judge()
    rewrite(
        data_set.folder / "shards" / "posts-0001.parquet",
        lambda table: table.set_column(
            table.schema.get_field_index("likes"), "likes", table["likes"].cast(pa.string())
        ),
    )
    with pytest.raises(ValidationFailed, match=r"columns: .*1 of \d+ rows, file posts-0001.parquet column likes;"):
        data_set.judge_again()
    assert {path.name for path in (data_set.folder / "report").glob("*.html")} == {"index.html", "columns.html"}
    assert "posts: not judged" in (data_set.folder / "report" / "index.html").read_text()


def test_missing_and_foreign_columns_are_named(data_set):
    data_set.judge()
    rewrite(
        data_set.folder / "shards" / "accounts.parquet",
        lambda table: table.drop_columns(["followers"]).append_column("fans", pa.nulls(6)),
    )
    with pytest.raises(
        ValidationFailed, match=r"accounts\.parquet column followers; file accounts\.parquet column fans"
    ):
        data_set.judge_again()


@pytest.mark.parametrize("key", ["kind", "account_id", "taken_at"])
def test_null_key_is_critical_and_its_row_is_named(data_set, key):
    data_set.write()

    def empty_first(table):
        column = pa.array([None, *table[key].to_pylist()[1:]], table.schema.field(key).type)
        return table.set_column(table.schema.get_field_index(key), key, column)

    rewrite(data_set.folder / "shards" / "posts-0000.parquet", empty_first)
    lines = [str(one) for one in data_set.failures("posts", "critical")]
    expected = f"posts: {NULL}({key}): 1 of 30 rows, shard posts-0000.parquet post_id p0"
    assert lines[0] == expected


def test_missing_file_is_named(data_set):
    data_set.judge()
    (data_set.folder / "shards" / "quarantine.parquet").unlink()
    with pytest.raises(ContractError, match=r"quarantine\.parquet: is missing"):
        data_set.judge_again()


def test_thresholds_come_from_params(data_set):
    hide(0.6)(data_set)
    looser = PARAMS.validation.model_copy(update={"max_missing_likes": 0.6, "warn_missing_likes": 0.6})
    data_set.judge(PARAMS.model_copy(update={"validation": looser}))
    assert data_set.metrics()["failed_warning"] == data_set.metrics()["failed_critical"] == 0
    assert data_set.metrics()["missing_likes_share"] == 0.6


def test_report_repeats_itself_byte_for_byte_and_needs_no_network(data_set, tmp_path):
    hide(0.3)(data_set)
    put("likes", 9000.0, range(10, 20))(data_set)
    data_set.judge()
    once = {path.name: path.read_bytes() for path in (tmp_path / "report").iterdir()}
    other = DataSet(tmp_path / "elsewhere")
    other.posts, other.accounts = data_set.posts, data_set.accounts
    other.judge()
    assert {path.name: path.read_bytes() for path in (other.folder / "report").iterdir()} == once
    assert set(once) == {
        *("index.html", "columns.html", "intake.html", "accounts.html", "posts.html"),
        *("validation.json", "distributions.json"),
    }
    everything = b"".join(once.values()).decode()
    for forbidden in ("http:", "https:", "<script", "src=", str(tmp_path), "a-user-name", "Traceback"):
        assert forbidden not in everything
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}", everything)  # a random id


def test_pages_show_severity_and_offending_rows(data_set):
    put("kind", "<b>story")(data_set)
    with pytest.raises(ValidationFailed):
        data_set.judge()
    page = (data_set.folder / "report" / "posts.html").read_text()
    assert "&lt;b&gt;story" in page
    assert "<b>story" not in page
    assert "posts-0000.parquet p3" in page
    assert "critical" in page
    assert "warning" in page


def test_distributions_are_partitions_that_sum_to_one(data_set):
    data_set.judge()
    partitions = json.loads((data_set.folder / "report" / "distributions.json").read_text())
    assert set(partitions) == {"log10_likes", "log10_followers", "hour", "weekday", "kind"}
    assert partitions["kind"] == {"values": ["image", "carousel", "video"], "weights": [1.0, 0.0, 0.0]}
    # Half decades: 10 ** 2.5 is 316, three accounts have 100 to 304 likes, three 400 to 604.
    assert sum(partitions["log10_likes"]["weights"]) == pytest.approx(1)
    assert partitions["log10_likes"]["weights"][4:6] == [0.5, 0.5]
    # A post every seven hours, thirty of them: every hour of the day once, and six hours twice.
    assert sorted(partitions["hour"]["weights"]) == pytest.approx([1 / 30] * 18 + [2 / 30] * 6)
