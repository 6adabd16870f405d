"""Library calls as one writes them by hand, on the arrays that a fitted model of ours has handed to the library."""

from collections.abc import Callable
from importlib import import_module
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd

from likelier import models
from likelier.nets.architecture import FEATURES
from likelier.nets.feed import Feed
from likelier.pixels import Pixels, Shrunk, Store

NUMBERS, ACCOUNTS = 225, 100  # columns of the default features, and accounts
CATEGORIES = {"kind": 3, "language": 12}  # how many levels each has

Work = Callable[[], Any]
Bare = Callable[[models.Model, models.Examples, Any], Work]


def examples(posts: int, pixels: bool = False) -> tuple[models.Examples, Any]:
    """Posts with as many numbers as the default features have, one in ten not known, two categories, and noise."""
    random = np.random.default_rng(5)
    numbers = random.normal(size=(posts, NUMBERS)).astype(np.float32)
    target = numbers[:, :9].sum(axis=1).astype(float) / 5 + random.normal(size=posts)
    numbers[random.random(numbers.shape) < 0.1] = np.nan
    table = pd.DataFrame(numbers, columns=[f"number_{place}" for place in range(NUMBERS)])
    for name, levels in CATEGORIES.items():
        table[name] = pd.Categorical(random.integers(0, levels, posts).astype(str))
    owner = random.integers(0, ACCOUNTS, posts)
    account = np.array([f"account{number:03}" for number in range(ACCOUNTS)])[owner]
    taken_at = np.full(posts, np.datetime64("2024-01-01", "us"))
    return models.Examples(table, account, taken_at, _pictures(owner, random) if pixels else None), target


def _pictures(owner: Any, random: np.random.Generator) -> Pixels:
    posts = len(owner)
    post = random.integers(0, 256, (posts, 128, 100, 3), dtype=np.uint8)
    small = random.integers(0, 256, (posts, 50, 50, 3), dtype=np.uint8)
    profiles = random.integers(0, 256, (ACCOUNTS, 128, 100, 3), dtype=np.uint8)
    return Pixels((Store(Shrunk(post, small), profiles),), np.zeros(posts, np.intp), np.arange(posts), owner)


def calls(owner: Any, name: str, work: Work) -> list[tuple[tuple[Any, ...], dict[str, Any]]]:
    """The arguments of each call of `owner.name` while at work."""
    plain, found = getattr(owner, name), []

    def record(*arguments: Any, **named: Any) -> Any:
        found.append((arguments, named))
        return plain(*arguments, **named)

    with patch.object(owner, name, record):
        work()
    return found


def method(module: str, kind: str) -> Bare:
    """The `fit` of a class of scikit-learn, its arguments and settings those of the model's own call."""

    def bare(model: models.Model, given: models.Examples, target: Any) -> Work:
        owner = getattr(import_module(module), kind)
        ((arguments, named),) = calls(owner, "fit", lambda: model.fit(given, target))
        return lambda: owner.fit(*arguments, **named)

    return bare


def xgboost(model: models.Model, given: models.Examples, target: Any) -> Work:
    """A `DMatrix` of the same matrix, and `xgboost.train` with the same loss."""
    import xgboost as library

    def fit() -> None:
        model.fit(given, target)

    matrices: list[Any] = []
    trained = calls(library, "train", lambda: matrices.extend(calls(library, "DMatrix", fit)))
    (((settings, _), named),) = trained
    ((arrays, labels),) = matrices
    return lambda: library.train(settings, library.DMatrix(*arrays, **labels), **named)


def ridge_on_pixels(_: models.Model, given: models.Examples, target: Any) -> Work:
    """scikit-learn's ridge regression on the same values from 0 to 1."""
    from sklearn.linear_model import Ridge

    assert given.pixels is not None
    matrix = given.pixels.small(np.arange(len(given))).reshape(len(given), -1) / 255.0
    return lambda: Ridge(alpha=1.0).fit(matrix, target)


def net(model: Any, given: models.Examples, target: Any) -> Work:
    """The same net on the same posts, by Keras's own `fit` on arrays, from the first epoch to the last."""
    model.fit(given, target)  # starts TensorFlow, quietly
    import keras

    from likelier.nets import training

    inputs = _inputs(model, given)
    wanted = model.target_scaling.transform(target[:, None])[:, 0]
    settings = model.settings
    parts = training.divide(given.account, settings.validation_share, model.seed)
    learned, validated = [({name: values[rows] for name, values in inputs.items()}, wanted[rows]) for rows in parts]
    width = inputs[FEATURES].shape[1] if FEATURES in inputs else 1

    def fit() -> None:
        keras.backend.clear_session()
        built = model.build(width, float(learned[1].mean()))
        built.compile(optimizer=keras.optimizers.Adam(settings.learning_rate), loss="mse")
        sizes = {"epochs": settings.epochs, "batch_size": settings.batch, "validation_batch_size": settings.batch}
        built.fit(*learned, validation_data=validated, verbose=0, **sizes)

    return fit


def net_and_trees(model: Any, given: models.Examples, target: Any) -> Work:
    """`net`, its layer's output by Keras's `predict`, and `xgboost` on the same matrix."""
    fit, trees, inputs = net(model, given, target), xgboost(model, given, target), _inputs(model, given)

    def work() -> None:
        fit()
        model.read().predict(inputs, batch_size=64, verbose=0)
        trees()

    return work


def _inputs(model: Any, given: models.Examples) -> dict[str, Any]:
    """What the fitted net sees of all posts."""
    filled = model.filling.transform(given.features) if FEATURES in model.sees else np.zeros((len(given), 1))
    return Feed(model.sees, model.scaling.transform(filled), given.pixels).batch(np.arange(len(given)))


def pipeline(model: Any, given: models.Examples, target: Any) -> Work:
    """scikit-learn's own way from the same table to the same regression."""
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import Ridge
    from sklearn.model_selection import GridSearchCV, GroupKFold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numbers = [name for name in given.features if name not in CATEGORIES]
    levels = OneHotEncoder(min_frequency=20, handle_unknown="infrequent_if_exist", sparse_output=False)
    filled = SimpleImputer(strategy="median", add_indicator=True)
    settings = model.settings
    if hasattr(settings, "folds"):
        folds = list(GroupKFold(settings.folds).split(given.account, groups=given.account))
        line = GridSearchCV(Ridge(), {"alpha": settings.penalties}, scoring="neg_mean_squared_error", cv=folds)
    else:
        line = Ridge(alpha=settings.penalty)
    encoded = ColumnTransformer([("numbers", filled, numbers), ("categories", levels, list(CATEGORIES))])
    whole = make_pipeline(encoded, StandardScaler(), line)
    return lambda: whole.fit(given.features, target)
