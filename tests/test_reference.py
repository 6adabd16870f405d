import numpy as np
import pandas as pd
import pytest

from likelier import reference
from likelier.errors import ArtifactError
from likelier.told import plain


@pytest.fixture
def made():
    posts = pd.DataFrame({"post_id": list("abcdef"), "account_id": ["x", "y", "x", "z", "y", "x"]})
    posts["kind"] = ["image", "video", "image", "carousel", "image", "image"]
    features = pd.DataFrame(
        {
            "account_followers": np.array([9.26, 5.55, 9.26, 2.22, 5.55, 9.26], np.float32),
            "account_category": pd.Categorical(["as somebody wrote it"] * 6),
            "picture_brightness": np.array([0.12345, np.nan, 0.2, 0.3, 0.4, 0.5], np.float32),
            "caption_language": pd.Categorical(["en", None, "de", "en", "en", "fr"]),
            "meaning_00": np.ones(6, np.float32),
        }
    )
    scored = pd.DataFrame({"post_id": list("fabcd"), "score": [0.61234567, 0.1, 0.2, 0.3, 0.4]})
    held_back = scored.assign(low=-1.0, high=1.0, target=0.5)
    return reference.make(posts, features, held_back, seed=3)


def test_it_tells_only_what_the_services_records_tell(made):
    assert list(made) == [
        *("account", "account_followers", "picture_brightness", "caption_language"),
        *("kind", "score", "low", "high", "target"),
    ]
    row = made[made["score"] == 0.1].iloc[0]
    assert row["picture_brightness"] == plain("picture_brightness", 0.12345) == 0.123
    assert row["account_followers"] == plain("account_followers", 9.26) == 9.3
    assert made["score"].max() == 0.6123


def test_posts_that_no_model_has_scored_are_left_out_and_the_rest_stay_together(made):
    assert len(made) == 5  # of six
    together = made.groupby("account")["account_followers"].agg(["nunique", "size"])
    assert together["nunique"].eq(1).all()
    assert sorted(together["size"]) == [1, 1, 3]
    assert made.loc[made["kind"] == "video", "caption_language"].isna().all()


def test_of_many_posts_whole_accounts_are_kept(monkeypatch):
    monkeypatch.setattr(reference, "LIMIT", 25)
    posts = pd.DataFrame({"post_id": [str(one) for one in range(100)], "account_id": np.repeat(list("abcdefghij"), 10)})
    features = pd.DataFrame({"caption_length": np.repeat(np.arange(10), 10).astype(np.float32)})
    held_back = posts[["post_id"]].assign(score=0.0, low=0.0, high=0.0, target=0.0)
    made = reference.make(posts.assign(kind="image"), features, held_back, seed=1)
    assert made["account"].value_counts().tolist() == [10, 10]


def test_it_is_read_as_it_was_written(made, tmp_path):
    reference.write(made, tmp_path)
    texts = made.astype({"kind": "str", "caption_language": "str"})
    pd.testing.assert_frame_equal(reference.read(tmp_path / reference.FILE), texts)


@pytest.mark.parametrize(
    ("content", "words"), [(None, "older likelier"), (b"PAR1 no", "no reference"), ("other", "'account'")]
)
def test_what_is_no_reference_is_told(tmp_path, content, words):
    path = tmp_path / reference.FILE
    if content == "other":
        pd.DataFrame({"score": [1.0]}).to_parquet(path)
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(ArtifactError, match=words) as raised:
        reference.read(path)
    assert "\n" not in str(raised.value)
