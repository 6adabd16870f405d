"""The service as `make serve` starts it, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from serving_process import PROJECT, SECONDS, free_port


@pytest.mark.slow
def test_the_served_champion_ranks_and_reports_and_keeps_what_it_saw_to_itself(serve, workdir, draw):
    served = serve(LIKELIER_WORKDIR=str(workdir))
    address, log = served.address, served.log
    assert httpx.get(f"{address}/readyz", timeout=10).status_code == 200
    files = [("pictures", (f"private-{seed}.jpg", draw(seed))) for seed in (1, 2, 3)]
    response = httpx.post(f"{address}/rank", files=files, data={"captions": "a private caption"}, timeout=60)
    assert response.status_code == 200
    assert sorted(row["picture"] for row in response.json()["order"]) == [0, 1, 2]
    large = httpx.post(f"{address}/rank", files=[("pictures", ("x", bytes(70 << 20)))], timeout=60)
    assert (large.status_code, large.json()["error"]["code"]) == (413, "body_too_large")
    counted = httpx.get(f"{address}/metrics", timeout=10).text
    assert 'likelier_requests_total{method="POST",route="/rank",status="200"} 1.0' in counted
    assert "bentoml_" not in counted
    said = log.read_text()
    assert "likelier: serving likelier version 1 (xgboost)" in said
    assert '"route": "/rank"' in said
    assert "path=" not in said  # BentoML's own line for a request
    assert "private" not in said
    assert "Traceback" not in said


@pytest.mark.slow
def test_a_short_key_is_refused_in_one_line_before_anything_listens(tmp_path):
    command = [str(Path(sys.executable).with_name("bentoml")), "serve", "serving.service:Likelier"]
    command += ["--host", "127.0.0.1", "--port", str(free_port())]
    given = {**os.environ, "BENTOML_HOME": str(tmp_path), "LIKELIER_API_KEY": "short-key"}
    done = subprocess.run(command, cwd=PROJECT, env=given, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode != 0
    told = "likelier: LIKELIER_API_KEY holds a key that is not 16 to 512 visible ASCII characters\n"
    assert done.stdout + done.stderr == told


@pytest.mark.slow
def test_without_a_champion_the_service_says_so_in_one_line_and_is_not_ready(serve, tmp_path):
    served = serve(LIKELIER_WORKDIR=str(tmp_path / "empty"))
    address, log = served.address, served.log
    ready = httpx.get(f"{address}/readyz", timeout=10)
    assert (ready.status_code, ready.json()["error"]["code"]) == (503, "not_ready")
    said = log.read_text()
    assert said.count("likelier: not ready: ") == 1
    assert "run `dvc repro` or `likelier run` first" in said
    assert "Traceback" not in said
