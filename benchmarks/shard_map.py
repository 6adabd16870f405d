"""`featurize` as a map over shards, for any runner that calls a function for each: a pool here, Ray or Spark elsewhere.

::

    python -m benchmarks.shard_map params.yaml data/shards data/features
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path


def names(shards: str) -> list[str]:
    """The shards of a folder."""
    from likelier import posts

    return [path.stem for path in posts.shard_paths(Path(shards))]


def featurize_one(params: str, shards: str, features: str, name: str) -> str:
    """The features of one shard; nothing to do where they are there and up to date. Plain strings travel anywhere."""
    from likelier import params as parameters
    from likelier.steps.featurize import featurize

    given = parameters.load(Path(params), ["featurize.workers=1"])
    featurize(given, Path(shards), Path(features), Path(features, f".{name}.json"), shard=name)
    return name


def main() -> None:
    """Map over the shards with a pool of processes."""
    params, shards, features = sys.argv[1:]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for name in pool.map(partial(featurize_one, params, shards, features), names(shards)):
            print(name, flush=True)


if __name__ == "__main__":
    main()
