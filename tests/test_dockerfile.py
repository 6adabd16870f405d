"""The images, as far as a Dockerfile can be judged without building it."""

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
LINES = (PROJECT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()


def stages():
    """Instructions of each stage, by its name."""
    found, name = {}, ""
    for line in LINES:
        if begun := re.match(r"FROM (\S+) AS (\S+)$", line):
            base, name = begun.groups()
            found[name] = [*found.get(base, [("FROM", base)])]
        elif name and line and not line.startswith("#"):
            instruction, _, rest = line.partition(" ")
            found[name].append((instruction, rest.strip()))
    return found


STAGES = stages()


@pytest.mark.parametrize("target", ["pipeline", "serve"])
def test_image_ends_as_a_numeric_user_who_is_not_root(target):
    users = [rest for instruction, rest in STAGES[target] if instruction == "USER"]
    assert users == ["10001:10001"]


def test_service_is_started_as_make_starts_it():
    (command,) = [rest for instruction, rest in STAGES["serve"] if instruction == "CMD"]
    started = re.search(r"bentoml serve (\S+)", (PROJECT / "Makefile").read_text())
    assert f'"bentoml", "serve", "{started[1]}"' in command


def test_packages_come_from_the_lock_by_the_uv_that_make_uses():
    (version,) = re.findall(r"^UV_VERSION=(\S+)$", (PROJECT / "tools" / "setup.sh").read_text(), flags=re.MULTILINE)
    assert any(f"uv=={version}" in rest for _, rest in STAGES["lock"])
    (sync,) = [rest for instruction, rest in STAGES["shared"] if instruction == "ARG" and rest.startswith("SYNC=")]
    assert {"--locked", "--no-dev"} <= set(sync.strip('"').split())
    for target in ("pipeline", "serve"):
        *packages, project = syncs = [rest for instruction, rest in STAGES[target] if "${SYNC}" in rest]
        assert len(syncs) == 3
        assert all('--extra "${DEVICE}"' in sync for sync in syncs)
        assert all("from=lock" in sync and "--no-install-project" in sync for sync in packages)
        assert "from=code" in project
        assert "--no-editable" in project


def test_only_the_last_step_of_installing_sees_the_code_or_the_readme():
    """A change of either must not install a package anew."""
    seen = [rest for instruction, rest in STAGES["lock"] if instruction == "COPY"]
    assert seen == ["pyproject.toml uv.lock /opt/likelier/"]
    for target in ("pipeline", "serve"):
        steps = [rest if instruction == "RUN" else instruction for instruction, rest in STAGES[target]]
        installing = [number for number, step in enumerate(steps) if "${SYNC}" in step]
        assert "COPY" not in steps[: installing[-1]]


def test_pipeline_image_has_what_every_step_of_the_graph_needs():
    (extras,) = [rest for instruction, rest in STAGES["pipeline"] if instruction == "ARG" and "EXTRAS" in rest]
    known = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    named = set(re.findall(r"--extra (\w+)", extras))
    assert named == {"kfp", "server", "collect", "mongodb"}
    assert named <= set(known)


def test_telemetry_is_off_in_the_images_as_in_make():
    exported = re.findall(r"^export (\w+) := (\w+)$", (PROJECT / "Makefile").read_text(), flags=re.MULTILINE)
    assert len(exported) >= 6
    for target in ("pipeline", "serve"):
        environment = " ".join(rest for instruction, rest in STAGES[target] if instruction == "ENV")
        assert {f"{name}={value}" for name, value in exported} <= set(environment.split())


def test_what_is_copied_is_there_and_not_ignored():
    allowed = [line[1:] for line in (PROJECT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    copied = {
        source
        for instructions in STAGES.values()
        for instruction, rest in instructions
        if instruction == "COPY" and "--from" not in rest
        for source in rest.split()[:-1]
    }
    assert copied == set(allowed)
    assert all((PROJECT / source).exists() for source in copied)
    assert not any(fnmatch(source, "data*") for source in copied)
