"""The figures of docs/operations.md are those that its command prints, and its arithmetic is right."""

import hashlib
import re

import pytest
from conftest import PROJECT

from benchmarks import scaling, shard_map

PAGE = (PROJECT / "docs/operations.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "table"), [("rates", scaling.rate_table), ("scale", scaling.table)])
def test_the_page_has_what_the_command_prints(name, table):
    shown = re.search(rf"<!-- {name} -->\n(.*?)\n<!-- {name} end -->", PAGE, flags=re.DOTALL).group(1)
    assert shown == table(scaling.rates()), "python -m benchmarks.scaling"


def test_the_arithmetic_by_hand():
    given = scaling.rates() | {"featurize": 25.0, "fit_xgboost": 4000.0, "evaluate": 40_000.0}
    of = {name: line(given, 10**7) for name, line in scaling.LINES.items()}
    assert of["featurize, core hours"] == pytest.approx(111.1, abs=0.1)  # 10^7 / 25 / 3600
    assert of["cores that featurize within a day"] == 5  # 111 hours of 24, rounded up
    assert of["shards of 128 MB"] == 11_719  # 1.5 TB
    assert of["size of a shard where there are at most 50, GB"] == pytest.approx(30)
    assert of["featurize, one core for each of at most 50 shards, hours"] == pytest.approx(2.22, abs=0.01)
    assert of["train `xgboost`, core hours"] == pytest.approx(5.56, abs=0.01)  # 8 x 10^7 / 4000 / 3600
    assert of["memory while it learns, GB"] == pytest.approx(36)  # 225 columns of 4 bytes, four times
    assert of["train `mixed`, GPU hours"] == pytest.approx(222.2, abs=0.1)  # 8 x 10 x 10^7 / 1000 / 3600
    assert of["evaluate ten models, core hours"] == pytest.approx(0.69, abs=0.01)
    assert of["archive, shards and features, GB"] == pytest.approx(3468.5)
    assert of["dollars a month for storage"] == pytest.approx(79.8, abs=0.1)
    few = {name: line(given, 1000) for name, line in scaling.LINES.items()}
    assert few["shards of 128 MB"] == 2
    assert few["size of a shard where there are at most 50, GB"] == pytest.approx(0.075)


@pytest.mark.slow
def test_the_map_over_shards_gives_the_bytes_of_the_whole_step(world, tmp_path):
    (tmp_path / "params.yaml").write_text(world.params.dump())
    features = tmp_path / "features"
    names = shard_map.names(str(world.shards))
    assert len(names) > 1
    for name in reversed(names):  # in any order
        assert shard_map.featurize_one(str(tmp_path / "params.yaml"), str(world.shards), str(features), name) == name
    assert _digests(features) == _digests(world.features)


def _digests(folder):
    files = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
