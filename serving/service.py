"""The service: ``bentoml serve serving.service:Likelier``."""

import bentoml

from serving.guard import Guard
from serving.loading import load
from serving.routes import app


@bentoml.service(
    name="likelier",
    http={"host": "127.0.0.1", "port": 3000},  # reached from elsewhere only if one says so: --host
    # The routes have narrower limits of their own, with typed answers; these stand behind them.
    traffic={"timeout": 90, "max_concurrency": 64},
    # Its own would write raw paths, and grow with every path that is asked for: see serving/visits.py.
    logging={"access": {"enabled": False}},
    metrics={"enabled": False},
)
@bentoml.asgi_app(app)
class Likelier:
    """Says which of several photos is likelier to be liked."""

    def __init__(self) -> None:
        self.scorer = app.state.scorer = load()

    def __is_ready__(self) -> bool:
        """Whether there is a model; BentoML's /readyz asks."""
        return self.scorer is not None

    @bentoml.on_shutdown  # type: ignore[untyped-decorator]
    def close(self) -> None:
        """Let go of the threads."""
        if self.scorer is not None:
            self.scorer.close()


Likelier.add_asgi_middleware(Guard)  # type: ignore[attr-defined]  # the decorator has made it a service
