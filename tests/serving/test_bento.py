"""The service with the champion inside, as `make bento` builds it, served from BentoML's store."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import httpx
import pandas as pd
import pytest
from serving_process import PROJECT

from likelier.candidates import unfold
from serving import packing


@pytest.mark.slow
def test_a_bento_serves_the_champion_that_lies_in_it_and_names_no_one(serve, workdir, artifact, draw, tmp_path):
    folder = tmp_path / "stage"
    assert packing.stage(folder, workdir, "numpy\n") == 1
    store, tools = tmp_path / "bentoml", tmp_path / "tools"
    tools.mkdir()
    (tools / "uv").write_text("#!/bin/sh\nexit 1\n")  # BentoML looks for one, and needs it for no packed requirements
    (tools / "uv").chmod(0o755)
    environment = {**os.environ, "BENTOML_HOME": str(store), "PATH": f"{os.environ['PATH']}:{tools}"}
    built = subprocess.run(
        [str(Path(sys.executable).with_name("bentoml")), "build", "-o", "tag"],
        cwd=folder, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    tag = built.stdout.strip().removeprefix("__tag__:")
    kept = store / "bentos" / tag.replace(":", "/")
    files = [file for file in kept.rglob("*") if file.is_file()]
    assert (kept / "src" / "packed_model" / "artifact" / "artifact.json") in files
    private = [str(tmp_path), str(workdir), str(PROJECT), f"{Path.home()}/"]
    for file in files:
        content = file.read_bytes()
        assert not [one for one in private if one.encode() in content], file

    cwd = tmp_path / "elsewhere"
    cwd.mkdir()
    served = serve(tag, cwd, LIKELIER_WORKDIR="", PYTHONPATH="")
    address = served.address
    assert httpx.get(f"{address}/readyz", timeout=10).status_code == 200
    told = httpx.get(f"{address}/model", timeout=10).json()
    assert (told["label"], told["data"]["posts"]) == ("likelier version 1 (xgboost)", 2258)
    assert httpx.get(f"{address}/model/card", timeout=10).text.startswith("# xgboost")
    pictures, when = [draw(seed) for seed in (1, 2)], "2025-06-01T18:00:00+00:00"
    files = [("pictures", ("x.jpg", picture)) for picture in pictures]
    order = httpx.post(f"{address}/rank", files=files, data={"at": when}, timeout=60).json()["order"]
    flat = pd.DataFrame(
        [{"picture": one, "taken_at": when, "account_id": str(place)} for place, one in enumerate(pictures)]
    )
    expected = artifact.score(*unfold(flat))["score"]
    for row in order:
        assert row["score"] == pytest.approx(expected[row["picture"]], abs=1e-6)
    assert "likelier: serving likelier version 1 (xgboost)" in served.log.read_text()


@pytest.mark.skipif(not (shutil.which("uv") or (PROJECT / ".uv/bin/uv").exists()), reason="there is no uv")
def test_the_requirements_of_a_bento_are_those_of_the_lock():
    lock = {one["name"]: one["version"] for one in tomllib.loads((PROJECT / "uv.lock").read_text())["package"]}
    lines = [line.split(" ;")[0] for line in packing.locked("cpu").splitlines()]
    assert f"bentoml=={lock['bentoml']}" in lines
    assert not [line for line in lines if "//" in line or line.startswith(("likelier", "kfp", "pytest", "-"))]
