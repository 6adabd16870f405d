import numpy as np
import pandas as pd
import pytest

from likelier.errors import ContractError
from likelier.features import table


@pytest.fixture
def some():
    def make(first=0, **columns):
        keys = {"post_id": [f"p{first}", f"p{first + 1}"], "account_id": ["a", "b"], "picture_hash": ["0" * 16, None]}
        values = {"number": np.array([1.5, np.nan], dtype=np.float32), "text": pd.Categorical(["x", None])}
        return pd.DataFrame({**keys, **values, **columns})

    return make


def test_what_was_written_is_read(some, tmp_path):
    table.write(some(), tmp_path / "features-0000.parquet", {"posts": 2})
    pd.testing.assert_frame_equal(table.read([tmp_path]), some())
    assert table.about(tmp_path / "features-0000.parquet") == {"posts": 2}


def test_files_of_several_folders_are_read_by_name_and_levels_are_joined(some, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    table.write(some(2, text=pd.Categorical(["w", "y"])), one / "features-0001.parquet", {})
    table.write(some(0), two / "features-0000.parquet", {})
    found = table.read([one, two])
    assert found["post_id"].tolist() == ["p0", "p1", "p2", "p3"]
    assert found["text"].cat.categories.tolist() == ["w", "x", "y"]


def test_equal_tables_are_equal_bytes(some, tmp_path):
    for name in ("a", "b"):
        table.write(some(), tmp_path / name, {"x": 1, "y": 2})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_other_columns_are_refused(some, tmp_path):
    table.write(some(), tmp_path / "features-0000.parquet", {})
    table.write(some(2).rename(columns={"number": "other"}), tmp_path / "features-0001.parquet", {})
    with pytest.raises(ContractError, match=r"features-0001\.parquet: its columns differ"):
        table.read([tmp_path])


def test_a_post_given_twice_is_refused(some, tmp_path):
    for name in ("features-0000.parquet", "features-0001.parquet"):
        table.write(some(), tmp_path / name, {})
    with pytest.raises(ContractError, match="2 posts have features twice"):
        table.read([tmp_path])


def test_an_empty_folder_is_named(tmp_path):
    with pytest.raises(ContractError, match="no features"):
        table.read([tmp_path])


def test_a_file_that_is_no_table_is_named(tmp_path):
    (tmp_path / "features-0000.parquet").write_bytes(b"not parquet")
    with pytest.raises(ContractError, match=r"features-0000\.parquet: is not a readable"):
        table.read([tmp_path])
    assert table.about(tmp_path / "features-0000.parquet") is None
    assert table.about(tmp_path / "absent") is None
