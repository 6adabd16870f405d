"""Params from a file, a text, and the command line."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from likelier.errors import ParamsError
from likelier.params.whole import Params


def parse(content: Any, origin: str) -> Params:
    """Check a parsed YAML document.

    Raises
    ------
    ParamsError
        With the origin, the key's full name, and what is wrong with it; one line.
    """
    try:
        return Params.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "(whole file)"
        if first["type"] == "extra_forbidden":
            raise ParamsError(f"{origin}: unknown key {key!r}; the known keys are in params.yaml") from error
        raise ParamsError(f"{origin}: {key}: {first['msg']} (got {first['input']!r:.80})") from error


def load(path: Path, overrides: Sequence[str] = ()) -> Params:
    """Read a params file, then set each of `overrides` (``section.key=value``, the value as YAML)."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ParamsError(f"{path}: no such params file; give one with --params") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ParamsError(f"{path}: is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise ParamsError(f"{path}: must be a mapping of sections, like the params.yaml of the project")
    for override in overrides:
        _override(content, override)
    return parse(content, str(path))


def loads(text: str) -> Params:
    """The inverse of `Params.dump`, with the defaults of `cluster`."""
    return parse(yaml.safe_load(text), "params")


def _override(content: dict[str, Any], override: str) -> None:
    key, equals, value = override.partition("=")
    if not equals or not key:
        raise ParamsError(f"--set {override!r}: must look like section.key=value")
    *sections, last = key.split(".")
    place: Any = content
    for section in sections:
        place = place.setdefault(section, {})
        if not isinstance(place, dict):
            raise ParamsError(f"--set {override!r}: {section!r} is not a section of params.yaml")
    try:
        place[last] = yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise ParamsError(f"--set {override!r}: the value is not YAML") from error
