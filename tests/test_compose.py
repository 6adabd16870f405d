"""The local stack: no default password, nothing published beyond this machine, every service watched."""

import os
import re
import subprocess

import pytest
import yaml
from conftest import PROJECT
from containers.command import compose

FILE = PROJECT / "compose.yaml"
TEXT = FILE.read_text()
STACK = yaml.safe_load(TEXT)
SERVICES = STACK["services"]
SECRETS = set(re.findall(r"\$\{(\w+):\?", TEXT))


def test_no_password_or_key_has_a_default():
    named = set(re.findall(r"\$\{(\w*(?:PASSWORD|KEY|SECRET|TOKEN)\w*)", TEXT))
    assert named
    assert named <= SECRETS
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|KEY|SECRET", name):
                assert str(value).startswith("${"), name


def test_what_is_published_is_on_the_loopback_address():
    published = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert len(published) == 3
    assert all(port.startswith("127.0.0.1:") for port in published)
    for name, service in SERVICES.items():
        assert ("outside" in service["networks"]) == ("ports" in service), name
    assert STACK["networks"]["inside"]["internal"] is True


def test_every_service_is_watched_and_waits_for_healthy_ones():
    own = {name for name, service in SERVICES.items() if "healthcheck" in service}
    assert own == set(SERVICES) - {"bucket", "service"}  # that ends; the image of this has a check of its own
    for service in SERVICES.values():
        for name, waited in service.get("depends_on", {}).items():
            expected = "service_healthy" if name in own else "service_completed_successfully"
            assert waited == {"condition": expected}


def test_our_containers_are_held_and_what_is_kept_is_in_named_volumes():
    for name in ("bucket", "mlflow", "service"):
        held = SERVICES[name]
        assert held["read_only"], name
        assert held["cap_drop"] == ["ALL"]
        assert held["security_opt"] == ["no-new-privileges:true"]
        assert "volumes" not in held
    assert {name: SERVICES["store"][name] for name in ("read_only", "cap_drop")} == {
        "read_only": True,
        "cap_drop": ["ALL"],
    }
    volumes = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())}
    assert volumes == set(STACK["volumes"])
    assert [name for name, service in SERVICES.items() if "profiles" in service] == ["documents"]


def test_compose_takes_it_and_names_what_is_not_set(tmp_path):
    (tmp_path / "compose.yaml").write_text(TEXT)  # without an .env beside it
    if (known := compose()) is None:
        pytest.skip("there is no docker compose")
    outer = {name: value for name, value in os.environ.items() if name not in SECRETS}
    command = [*known, "--file", str(tmp_path / "compose.yaml"), "config"]
    refused = subprocess.run(command, cwd=tmp_path, env=outer, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert re.search(r"set \w+ in \.env", refused.stderr)
    given = dict.fromkeys(SECRETS, "sixteen-or-more-letters")
    taken = subprocess.run(command, cwd=tmp_path, env=outer | given, capture_output=True, text=True, check=False)
    assert taken.returncode == 0, taken.stderr
    told = yaml.safe_load(taken.stdout)["services"]
    assert "sixteen-or-more-letters" in told["mlflow"]["environment"]["MLFLOW_BACKEND_STORE_URI"]
