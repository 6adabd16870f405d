import numpy as np
import pandas as pd
import pytest

from likelier.encoding import Encoder
from likelier.features import table, words
from likelier.features.audit import same
from likelier.params import Featurize
from likelier.vocabulary import MIN_ACCOUNTS


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("Sea, sun and the SEA!", "sea sun"),
        ("With @some.body and @ann at the beach", "beach"),
        ("#love #sun look https://example.org/holiday or example.com today", "look today"),
        ("3 days, 100% 😍🔥", "days"),
        ("don't stop, we’ve won", "stop won"),  # noqa: RUF001
        ("Der Strand und das Meer", "meer strand"),
        ("Лучший день на море", "день лучший море"),
        ("x " + "a" * 31, ""),
        ("ｆｕｌｌ 𝓫𝓸𝓵𝓭", "bold full"),  # noqa: RUF001
        ("\ud800 lone", "lone"),
        ("", ""),
        (None, ""),
    ],
)
def test_cleaned_words(caption, expected):
    posts = pd.DataFrame({"caption": pd.Series([caption], dtype=object)})
    assert words.compute(posts, None, Featurize())["words_text"].tolist() == [expected]


def frame(*texts):
    return pd.DataFrame({"words_text": pd.array(list(texts), dtype="str")})


def test_a_word_of_few_accounts_is_never_learned():
    often = frame(*["common"] * MIN_ACCOUNTS, *["secret"] * 50)
    accounts = [*range(MIN_ACCOUNTS), *[number % (MIN_ACCOUNTS - 1) for number in range(50)]]
    assert Encoder().fit(often, accounts).words == {"words_text": ["common"]}


def test_the_most_frequent_words_are_columns_of_0_and_1():
    texts = frame(*["blue sea"] * 12, *["sea"] * 3, *["sand"] * 11)
    encoder = Encoder(max_words=2).fit(texts, np.arange(26))
    assert encoder.names == ["words_text=sea", "words_text=blue"]
    new = frame("blue", "sand sea", "unknown", None)
    assert encoder.transform(new).tolist() == [[0, 1], [1, 0], [0, 0], [0, 0]]


def test_words_are_learned_from_the_training_rows_alone():
    train, test = frame(*["train"] * 12), frame(*["test"] * 40)
    encoder = Encoder().fit(train, np.arange(12))
    assert encoder.names == ["words_text=train"]
    assert encoder.transform(test).sum() == 0


def test_words_are_saved_as_plain_text(tmp_path):
    encoder = Encoder().fit(frame(*["море sea"] * 12), np.arange(12))
    encoder.save(tmp_path / "encoder.json")
    assert "море" in (tmp_path / "encoder.json").read_text(encoding="utf-8")
    assert Encoder.load(tmp_path / "encoder.json") == encoder


def test_texts_stay_texts_in_the_table_of_features(tmp_path):
    keys = pd.DataFrame({"post_id": ["1", "2"], "account_id": ["a", "b"], "picture_hash": [None, "0f"]})
    levels = pd.Series(["de", None], dtype="category")
    table.write(
        keys.assign(words_text=frame("sea sun", "")["words_text"], caption_language=levels),
        tmp_path / "features-0000.parquet",
        {},
    )
    found = table.read([tmp_path])
    assert found["words_text"].dtype == "str"
    assert found["words_text"].tolist() == ["sea sun", ""]
    assert isinstance(found["caption_language"].dtype, pd.CategoricalDtype)


def test_the_check_for_leaks_compares_texts():
    one, other = frame("sea sun", "")["words_text"], frame("sea sun", "sand")["words_text"]
    assert same(one, one.copy())
    assert not same(one, other)
