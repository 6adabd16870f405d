"""A small world, a model trained on it, registered as champion, and the service's app in this process."""

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from PIL import Image
from serving_process import Served, start, stop

from likelier import features, models, posts
from likelier.artifact import Artifact
from likelier.calibration import Calibration
from likelier.params import Featurize, ModelEntry
from likelier.registry import CHAMPION, DATA, FACTS, Registry
from likelier.scale import Scale
from serving.around.layers import Layers
from serving.around.settings import Settings
from serving.http import routes

ACCOUNTS, POSTS = 20, 6
START = datetime(2024, 1, 1, 9, tzinfo=UTC)
CAPTIONS = ("A quiet morning", "Link in bio! #ad", "", "Ein Tag am Meer mit Freunden", "so happy today")


def drawn(seed: int, width: int = 160, height: int = 120, format: str = "JPEG", **options: Any) -> bytes:
    """A picture of blurred noise, its brightness and colour by the seed."""
    random = np.random.default_rng(seed)
    cells = random.integers(0, 256, (6, 8, 3)) * random.uniform(0.2, 1.0, 3)
    image = Image.fromarray(cells.astype(np.uint8)).resize((width, height), Image.Resampling.BICUBIC)
    file = BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def brightness(picture: bytes) -> float:
    return float(np.asarray(Image.open(BytesIO(picture)).convert("L")).mean()) / 255


@pytest.fixture(scope="session")
def artifact(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    """XGBoost on every kind of feature: brighter pictures are liked more."""
    rows = []
    for number in range(ACCOUNTS * POSTS):
        account, place = divmod(number, POSTS)
        rows.append(
            {
                "post_id": f"post-{number}",
                "account_id": f"account-{account}",
                "taken_at": START + timedelta(days=3 * place, hours=number % 24),
                "kind": "image",
                "likes": float(100 + 10 * place),
                "caption": CAPTIONS[number % len(CAPTIONS)],
                "width": 160.0,
                "height": 120.0,
                "picture": drawn(number),
                "picture_origin": "original",
                "source": "test",
            }
        )
    profiles = [
        {
            "account_id": f"account-{account}",
            "followers": 10.0 ** (2 + account % 5),
            "category": "Art",
            "source": "test",
        }
        for account in range(ACCOUNTS)
    ]
    table = posts.table(rows, posts.POSTS).to_pandas()
    settings = Featurize(picture_side=160, workers=1)
    found = features.compute(table, posts.table(profiles, posts.ACCOUNTS).to_pandas(), settings)
    light = np.array([brightness(picture) for picture in table["picture"]])
    known = np.log(found["account_followers"].to_numpy(dtype=float))
    target = 2 * (light - light.mean()) + 0.1 * (known - known.mean())
    entry = ModelEntry(
        family="xgboost",
        # Every tree sees every column: with 200 of them, some trees would go without brightness.
        settings={"rounds": 80, "learning_rate": 0.2, "min_child_weight": 1, "colsample_bytree": 1, "threads": 1},
    )
    model = models.create("xgboost", entry, 7)
    taken = table["taken_at"].dt.tz_convert(None).to_numpy(dtype="datetime64[us]")
    model.fit(models.Examples(found, table["account_id"].to_numpy(), taken), target)
    sure = Calibration(0.8, Scale(), {0.8: (-0.3, 0.3), 0.9: (-0.4, 0.5)}, pair_slope=2.0)
    return Artifact("xgboost", entry, model, settings, "lift", sure, seed=7)


@pytest.fixture(scope="session")
def artifact_folder(artifact: Artifact, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained") / "artifact"
    artifact.save(folder)
    return folder


FIGURES = {
    "pair_accuracy": {
        "value": 0.7481,
        "low": 0.7366,
        "high": 0.76,
        "baselines": {"constant": {"value": 0.5, "low": 0.5, "high": 0.5}},
    }
}
TOLD = {
    "data": {"posts": 2258, "accounts": 80, "first": "2024-01-01", "last": "2025-01-01", "learned": 2100},
    "split": "account",
    "leak_checked": True,
    "measured_on": {"posts": 2000, "accounts": 75, "pairs": 30_000},
    "confidence": 0.95,
    "best_baseline": "constant",
    "figures": FIGURES,
}


@pytest.fixture(scope="session")
def facts() -> dict[str, Any]:
    """What a version tells of itself."""
    return TOLD


@pytest.fixture(scope="session")
def workdir(artifact_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder whose registry has a champion."""
    folder = tmp_path_factory.mktemp("workdir")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MLFLOW_TRACKING_URI", "")  # MLflow sets it; what was there comes back
        registry = Registry("likelier", folder / "registry")
        card = folder / "model_card.md"
        card.write_text("# xgboost: which post is likelier to be liked\n")
        tags = {FACTS: json.dumps(TOLD), DATA: "0" * 64, "likelier.model": "xgboost"}
        registry.alias(registry.add(artifact_folder, "digest", {"model": "xgboost"}, {}, tags, [card]), CHAMPION)
    return folder


class Client:
    """Asks an ASGI app in this process, in the manner of httpx."""

    def __init__(self, portal: BlockingPortal, app: Any) -> None:
        self.portal = portal
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://likelier.test", timeout=60
        )

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self.portal.call(partial(self._client.request, method, path, **options))

    def get(self, path: str) -> httpx.Response:
        return self.request("GET", path)

    def rank(self, pictures: Any, fields: Any = None) -> httpx.Response:
        """POST /rank: pictures are bytes, or (file name, bytes)."""
        named = [one if isinstance(one, tuple) else (f"{place}.jpg", one) for place, one in enumerate(pictures)]
        return self.request("POST", "/rank", files=[("pictures", one) for one in named], data=fields)

    def rank_together(self, requests: Any, fields: Any = None) -> list[httpx.Response]:
        """Several requests at the same time, each a list of pictures."""

        async def post(pictures: Any) -> httpx.Response:
            return await self._client.post("/rank", files=[("pictures", ("x", one)) for one in pictures], data=fields)

        async def all_of_them() -> list[httpx.Response]:
            return list(await asyncio.gather(*(post(pictures) for pictures in requests)))

        return self.portal.call(all_of_them)


@pytest.fixture(scope="session")
def service(workdir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The app with BentoML's own routes around ours; only one may be made in a process."""
    with pytest.MonkeyPatch.context() as environment:
        for name in ("MLFLOW_TRACKING_URI", "LIKELIER_ARTIFACT", "LIKELIER_MODEL"):
            environment.setenv(name, "")
        environment.setenv("LIKELIER_WORKDIR", str(workdir))
        environment.setenv("LIKELIER_ALLOWED_HOSTS", "likelier.test")
        environment.setenv("LIKELIER_PROCESSES", "0")
        environment.setenv("LIKELIER_POLL", "0")
        environment.setenv("BENTOML_HOME", str(tmp_path_factory.mktemp("bentoml")))
        from serving.service import Likelier

        app = Likelier.to_asgi()
        with (
            start_blocking_portal() as portal,
            portal.wrap_async_context_manager(app.router.lifespan_context(app)),
        ):
            yield Client(portal, app)


@pytest.fixture
def layered(service: Client) -> Callable[[Settings], Client]:
    """The same routes with other settings around them, and without BentoML's."""
    return lambda settings: Client(service.portal, Layers(routes.app, settings))


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Start the service in a process of its own, with more environment; see `serving_process.start`."""
    started = []

    def begin(*what: Any, **environment: str) -> Served:
        started.append(start(tmp_path, *what, **environment))
        return started[-1]

    yield begin
    for served in started:
        stop(served.process)


@pytest.fixture(scope="session")
def draw() -> Callable[..., bytes]:
    return drawn
