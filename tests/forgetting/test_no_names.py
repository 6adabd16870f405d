"""What a run makes of posts names nobody: reports, figures, artifacts, and what the registry keeps."""

import pytest
from forgetting.canary import found, needles

from likelier import posts


@pytest.mark.slow
def test_nothing_that_a_run_makes_of_posts_names_anybody(world):
    accounts, rows = posts.read_accounts(world.shards), posts.read_posts(world.shards, ["caption", "shortcode"])
    captions = {caption for caption in rows["caption"].dropna() if len(caption) > 40}
    named = needles([*accounts["username"], *rows["shortcode"]], captions)
    assert found(world.shards, named)["words"]  # it would be seen
    for place in ("models", "reports", "metrics", "registry", "data/features"):
        assert found(world.folder / place, named) == {"words": set(), "captions": set()}, place
    ids = needles(accounts["account_id"])
    for place in (*(world.folder / "models").glob("*/artifact"), *map(world.folder.joinpath, ("registry", "metrics"))):
        assert found(place, ids) == {"words": set()}, place
    assert found(world.folder / "reports", ids) == {"words": set()}
