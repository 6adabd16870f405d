"""The routes around /rank, the headers of all of them."""

import pytest

from serving.asked import fields, form

TYPED = [
    ("GET", "/nothing", 404, "not_found"),
    ("POST", "/../../etc/passwd", 404, "not_found"),
    ("GET", "/rank", 405, "method_not_allowed"),
    ("PUT", "/rank", 405, "method_not_allowed"),
    ("BREW", "/model", 405, "method_not_allowed"),
    ("POST", "/readyz", 405, "method_not_allowed"),
    ("POST", "/", 405, "method_not_allowed"),
]


@pytest.mark.parametrize(("method", "path", "status", "code"), TYPED)
def test_what_is_not_there_is_refused_in_json(service, method, path, status, code):
    response = service.request(method, path)
    assert response.status_code == status
    assert response.json()["error"]["code"] == code
    assert ("allow" in response.headers) == (status == 405)


def test_the_model_says_what_it_is_and_reads(service, artifact):
    response = service.get("/model")
    assert response.status_code == 200
    assert (
        response.json().items()
        >= {
            "name": "likelier",
            "label": "likelier version 1 (xgboost)",
            "version": 1,
            "target": "lift",
            "coverage": 0.8,
            "family": "xgboost",
            "features": list(artifact.kinds),
            "problem": None,
        }.items()
    )


@pytest.mark.parametrize("path", ["/healthz", "/livez", "/readyz"])
def test_health(service, path):
    assert service.get(path).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/model"), ("GET", "/nothing"), ("POST", "/rank"), ("GET", "/openapi.json")]
)
def test_json_is_neither_sniffed_nor_kept_nor_run(service, method, path):
    headers = service.request(method, path).headers
    assert headers["content-type"] == "application/json"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "strict-transport-security" not in headers  # it isn't ours to say: there is no TLS here
    assert "access-control-allow-origin" not in headers


def test_the_document_tells_every_field_and_status_of_rank(service):
    document = service.get("/openapi.json").json()
    assert set(document["paths"]) == {"/rank", "/predict", "/best-time", "/what-if", "/model", "/model/card", "/batch"}
    rank = document["paths"]["/rank"]["post"]
    schema = rank["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert set(schema["properties"]) == {"pictures", "captions", "profile_picture", *fields.KNOWN}
    assert schema["required"] == ["pictures"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["pictures"]["maxItems"] == form.MAX_PICTURES
    assert set(rank["responses"]) == {"200", "400", "403", "408", "413", "415", "421", "422", "429", "503"}


def test_the_page_of_the_routes_loads_nothing_from_elsewhere(service):
    page = service.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "//" not in page.text.replace("<!-- `SwaggerUIBundle` is now available on the page -->", "")
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css"):
        assert f"/static_content/{asset}" in page.text
        assert service.get(f"/static_content/{asset}").status_code == 200
