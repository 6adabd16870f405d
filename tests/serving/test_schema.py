"""What the OpenAPI document allows and forbids, asked by schemathesis: no 5xx, and nothing that it does not tell.

``LIKELIER_SCHEMA_REQUESTS=2000 pytest tests/serving/test_schema.py`` asks more often than the test suite does.
"""

import json
import os

import pytest
import schemathesis
from hostile.making import good
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

REQUESTS = int(os.environ.get("LIKELIER_SCHEMA_REQUESTS", "150"))
SEED = 20_240_101
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ROW = {"taken_at": "2024-03-01T10:00:00Z", "caption": "a calm morning"}

pictures = st.sampled_from([good(format) for format in ("JPEG", "PNG", "WEBP", "GIF")])
rows = st.lists(st.sampled_from([ROW, {}, {"taken_at": "never"}, ROW | {"caption": 7}]), max_size=4)
lines = rows.map(lambda found: "\n".join(map(json.dumps, found)).encode())


@pytest.mark.slow
def test_the_service_does_what_its_document_says(serve, workdir):
    served = serve(LIKELIER_WORKDIR=str(workdir), LIKELIER_PROCESSES="0")
    schemathesis.openapi.format("binary", pictures | st.binary(max_size=200))
    for kind in ("application/vnd.apache.parquet", "application/x-ndjson", "application/jsonl"):
        schemathesis.openapi.media_type(kind, lines | st.binary(max_size=200))
    schema = schemathesis.openapi.from_url(f"{served.address}/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]
    assert {"/rank", "/predict", "/best-time", "/what-if", "/batch", "/model"} <= {one.path for one in operations}
    posts = sum(one.method.lower() == "post" for one in operations)
    asked: dict[int, int] = {}

    def ask(case):
        response = case.call(timeout=60)
        asked[response.status_code] = asked.get(response.status_code, 0) + 1
        case.validate_response(response, checks=CHECKS)

    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            most = max(1, -(-REQUESTS // (2 * posts)))
            if operation.method.lower() != "post":
                if mode is GenerationMode.NEGATIVE:  # nothing can be wrong about a request without a parameter
                    continue
                most = 3
            many = settings(
                max_examples=most,
                deadline=None,
                database=None,
                phases=[Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            )
            seed(SEED)(many(given(case=operation.as_strategy(generation_mode=mode))(ask)))()
    print(f"{sum(asked.values())} requests: {dict(sorted(asked.items()))}")
    assert sum(asked.values()) >= 0.9 * REQUESTS
    assert asked[200] > 0.05 * REQUESTS
    assert max(asked) < 500
    said = served.log.read_text(errors="replace")
    assert '"level": "error"' not in said
    assert "Traceback" not in said
