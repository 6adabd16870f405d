"""The service: ``bentoml serve serving.service:Likelier``."""

import os
import sys
from functools import partial

import bentoml

from serving.around import settings
from serving.around.layers import Layers
from serving.http import openapi
from serving.http.routes import app
from serving.model import loading
from serving.model.keeper import Keeper
from serving.model.workers import Workers
from serving.watched import monitoring


def _settings() -> settings.Settings:
    try:
        return settings.read(os.environ)
    except settings.SettingsError as error:  # better no service than one that is open by mistake
        sys.exit(f"likelier: {error}")


SETTINGS = _settings()
app.openapi = partial(openapi.describe, app, SETTINGS)  # type: ignore[method-assign]


@bentoml.service(
    name="likelier",
    http={"host": "127.0.0.1", "port": 3000},  # reached from elsewhere only if one says so: --host
    # BentoML's own limit would answer without a type; ours is shorter: see serving/around/traffic.py.
    traffic={"timeout": 120},
    # Its own would write raw paths, and grow with every path that is asked for: see serving/watched/visits.py.
    logging={"access": {"enabled": False}},
    metrics={"enabled": False},
)
@bentoml.asgi_app(app)
class Likelier:
    """Says which of several photos is likelier to be liked."""

    def __init__(self) -> None:
        if SETTINGS.monitor is not None:
            monitoring.start(SETTINGS.monitor)
        app.state.drift = SETTINGS.drift
        source = loading.told()
        self.workers = Workers()
        self.keeper = app.state.keeper = Keeper(source, self.workers, loading.known_accounts(source))
        self.keeper.start()

    def __is_ready__(self) -> bool:
        """Whether there is a model; BentoML's /readyz asks."""
        return self.keeper.scorer is not None

    @bentoml.on_shutdown  # type: ignore[untyped-decorator]
    def close(self) -> None:
        """Let go of threads and processes."""
        monitoring.stop()
        self.keeper.close()
        self.workers.close()


Likelier.add_asgi_middleware(Layers, settings=SETTINGS)  # type: ignore[attr-defined]  # the decorator has made it a service
