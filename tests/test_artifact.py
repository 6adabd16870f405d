import json
import shutil

import pytest

from likelier import posts
from likelier.artifact import Artifact
from likelier.errors import ArtifactError, NotEnoughData
from likelier.steps.train import train


def test_an_artifact_of_another_format_is_refused_in_one_line(world, tmp_path):
    shutil.copytree(world.folder / "models/linear/artifact", tmp_path / "old")
    description = json.loads((tmp_path / "old/artifact.json").read_text())
    (tmp_path / "old/artifact.json").write_text(json.dumps(description | {"format": 1}))
    with pytest.raises(ArtifactError, match=r"has format 1, this likelier reads 2; train the model again$"):
        Artifact.load(tmp_path / "old")


@pytest.mark.parametrize("content", [None, "{}", '{"ends": 3'])
def test_an_artifact_without_its_calibration_is_refused(world, tmp_path, content):
    shutil.copytree(world.folder / "models/linear/artifact", tmp_path / "torn")
    file = tmp_path / "torn/calibration/calibration.json"
    file.unlink() if content is None else file.write_text(content)
    with pytest.raises(ArtifactError, match="is incomplete or damaged"):
        Artifact.load(tmp_path / "torn")


def test_a_target_without_variance_is_refused_and_nothing_is_written(world, tmp_path):
    rows = posts.read_posts(world.shards).assign(likes=100.0)
    posts.write(rows, posts.POSTS, tmp_path / "shards/posts-0000.parquet")
    posts.write(posts.read_accounts(world.shards), posts.ACCOUNTS, tmp_path / "shards/accounts.parquet")
    with pytest.raises(NotEnoughData, match=r"lift is 0 for all .* there is nothing to learn"):
        train(world.params, "time_only", tmp_path / "shards", [world.features], tmp_path / "m", tmp_path / "m.json")
    assert [path.name for path in tmp_path.iterdir()] == ["shards"]
