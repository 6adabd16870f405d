"""GET /model and GET /model/card: what the model in service was made of, and how good it is."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from likelier import champion
from serving.answered import about
from serving.http import about_route
from serving.http.problems import Problem


def test_the_version_its_data_and_its_figures_beside_the_baselines(service):
    told = service.get("/model").json()
    assert (told["name"], told["version"], told["family"], told["target"]) == ("likelier", 1, "xgboost", "lift")
    now = datetime.now(UTC)
    for key in ("registered_at", "loaded_at"):
        assert now - timedelta(hours=1) < datetime.fromisoformat(told[key]) <= now
    assert told["data"] == {
        "posts": 2258, "accounts": 80, "first": "2024-01-01", "last": "2025-01-01", "learned": 2100, "digest": "0" * 64
    }  # fmt: skip
    figures = told["figures"]
    assert (figures["split"], figures["leak_checked"], figures["confidence"]) == ("account", True, 0.95)
    assert (figures["posts"], figures["accounts"], figures["pairs"]) == (2000, 75, 30_000)
    assert figures["measures"]["pair_accuracy"] == {
        "value": 0.7481, "low": 0.7366, "high": 0.76,
        "baselines": {"constant": {"value": 0.5, "low": 0.5, "high": 0.5}},
    }  # fmt: skip
    assert told["problem"] is None


def test_the_card_is_markdown(service):
    response = service.get(service.get("/model").json()["card"])
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    assert response.text == "# xgboost: which post is likelier to be liked\n"


def test_a_folder_tells_what_it_can(artifact_folder, monkeypatch):
    told = about.of(champion.find(str(artifact_folder), "likelier", artifact_folder), "likelier")
    assert (told.name, told.version) == ("xgboost", None)
    assert told.registered_at is told.data is told.figures is told.card is None


def test_without_a_card_the_route_says_so(monkeypatch):
    scorer = SimpleNamespace(model=SimpleNamespace(text=None))
    monkeypatch.setattr(about_route.in_service, "scorer", lambda request: scorer)
    with pytest.raises(Problem) as refused:
        asyncio.run(about_route.card(None))
    assert (refused.value.status, refused.value.detail.code) == (404, "no_card")


def test_the_document_describes_every_field(service):
    schemas = service.get("/openapi.json").json()["components"]["schemas"]
    assert set(schemas["About"]["properties"]) >= {"registered_at", "loaded_at", "data", "figures", "card", "problem"}
    assert (
        "text/markdown"
        in service.get("/openapi.json").json()["paths"]["/model/card"]["get"]["responses"]["200"]["content"]
    )
