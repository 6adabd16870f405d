"""What a family's own training costs over the library's call alone, on the very arrays that it hands to the library.

`fit` and the bare call take turns, so that both meet the same machine: CPU time of all threads, the best of some
tries. A straight line is solved in less time than its table takes to be read a few times; so beside it stands
scikit-learn's own pipeline, which fills, encodes and standardises the same table before the same regression. (What
tells posts of one account apart it doesn't know; for `fixed_effects` it is the line without that.) In the bare call of
a net of pictures Keras hands over all arrays itself, instead of the model's own feed; the ratio can be below 1.
"""

import time
from typing import Any, NamedTuple

from benchmarks import bare
from likelier import models
from likelier.params import ModelEntry

POSTS, PICTURES = 6000, 400
UNTHREADED = ("linear", "fixed_effects", "ridge", "gradient_boosting", "pixel_linear")  # no setting for it
SEED = 7


class Case(NamedTuple):
    """A row of the table: a family, its settings, and the library's call that it is about."""

    family: str
    bare: bare.Bare
    settings: dict[str, Any]
    posts: int = POSTS
    pixels: bool = False
    tries: int = 2
    pipeline: bool = False


RIDGE = bare.method("sklearn.linear_model", "Ridge")
SEARCH = bare.method("sklearn.model_selection", "GridSearchCV")
BOOSTING = bare.method("sklearn.ensemble", "GradientBoostingRegressor")
PIXELS = {"posts": PICTURES, "pixels": True}

# Fewer trees than by default, and nets learn for few epochs, the large ones of smaller pictures.
CASES = {
    "linear": Case("linear", RIDGE, {}, tries=9, pipeline=True),
    "fixed_effects": Case("fixed_effects", RIDGE, {}, tries=9, pipeline=True),
    "ridge": Case("ridge", SEARCH, {}, pipeline=True),
    "gradient_boosting": Case("gradient_boosting", BOOSTING, {"subsample": 0.5, "max_features": 0.1}),
    "xgboost": Case("xgboost", bare.xgboost, {"rounds": 30}),
    "xgboost, within": Case("xgboost", bare.xgboost, {"rounds": 30, "objective": "within"}),
    "pixel_linear": Case("pixel_linear", bare.ridge_on_pixels, {}, posts=1000, pixels=True),
    "mlp": Case("mlp", bare.net, {"epochs": 5}),
    "small_cnn": Case("small_cnn", bare.net, {"epochs": 5}, **PIXELS),
    "cnn": Case("cnn", bare.net, {"epochs": 3, "halvings": 2}, **PIXELS),
    "mixed": Case("mixed", bare.net, {"epochs": 3, "halvings": 2}, **PIXELS),
    "boosted_cnn": Case("boosted_cnn", bare.net_and_trees, {"epochs": 3, "halvings": 2}, **PIXELS),
}


def cpu_seconds(work: bare.Work) -> float:
    """Of all threads of this process."""
    started = time.process_time()
    work()
    return time.process_time() - started


def measure(case: Case) -> list[float]:
    """CPU seconds of the family's own training, of the bare call, and of the pipeline where there is one."""
    given, target = bare.examples(case.posts, case.pixels)
    # Two threads that wait for each other on a busy machine would count their waiting as work.
    threads = {} if case.family in UNTHREADED else {"threads": 1}
    entry = ModelEntry(family=case.family, settings={**case.settings, **threads})
    model = models.create(case.family, entry, SEED)
    works = [lambda: model.fit(given, target), case.bare(model, given, target)]
    if case.pipeline:
        works.append(bare.pipeline(model, given, target))
    for work in works[1:]:
        work()  # what only a first call costs; the model has had its own
    rounds = [[cpu_seconds(work) for work in works] for _ in range(case.tries)]
    return [min(taken) for taken in zip(*rounds, strict=True)]


def main() -> None:
    """Measure and print."""
    print(f"\n{'training':<20}{'CPU seconds':>12}{'over the bare call':>20}{'over the pipeline':>20}")
    for name, case in CASES.items():
        own, alone, *pipeline = measure(case)
        ratios = "".join(f"{own / other:>19.2f}x" for other in (alone, *pipeline))
        print(f"{name:<20}{own:>12.2f}{ratios}", flush=True)


if __name__ == "__main__":
    main()
