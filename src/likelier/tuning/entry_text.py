"""Settings of one model, set in the text of a params file; every other character stays as it was."""

import json
from collections.abc import Mapping
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node

from likelier.errors import ParamsError


def with_settings(text: str, name: str, settings: Mapping[str, Any], origin: str) -> str:
    """The text with these values in `models.NAME.settings`; keys that are not there yet are added.

    Parameters
    ----------
    text : str
        A YAML document.
    settings : mapping
        Plain values: numbers, text, booleans, null, lists.
    origin : str
        What the text was read from, for the error.

    Raises
    ------
    ParamsError
        The text is written in a way that this cannot edit, such as with anchors.
    """
    try:
        wanted = yaml.safe_load(text)
        entry = wanted["models"][name]
        entry["settings"] = {**(entry.get("settings") or {}), **settings}
        changed = text
        for key, value in settings.items():
            changed = _with(changed, name, key, value)
        same = yaml.safe_load(changed) == wanted
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise _refusal(origin, name, settings) from error
    if not same:
        raise _refusal(origin, name, settings)
    return changed


def _refusal(origin: str, name: str, settings: Mapping[str, Any]) -> ParamsError:
    return ParamsError(
        f"{origin}: models.{name} is not written so that it can be edited; set its settings by hand: {flow(settings)}"
    )


def _with(text: str, name: str, key: str, value: Any) -> str:
    entry = _child(_child(yaml.compose(text, Loader=yaml.SafeLoader), "models"), name)
    settings = _child(entry, "settings")
    if not isinstance(settings, MappingNode):
        return _put(text, entry, "settings", flow({key: value}), settings)
    return _put(text, settings, key, plain(value), _child(settings, key))


def _put(text: str, mapping: Any, key: str, value: str, present: Node | None) -> str:
    """The text with a value in place of the present one, or behind the last one of the mapping."""
    if present is not None:
        start = present.start_mark.index
        # A block ends where the next thing begins, be it lines below.
        end = start + len(text[start : present.end_mark.index].rstrip())
        gap = "" if end > start else " "  # `settings:` with nothing behind it
        return text[:start] + gap + value + text[end:]
    last = mapping.value[-1][1].end_mark.index if mapping.value else None
    if mapping.flow_style:
        if last is None:
            return text[: mapping.start_mark.index] + flow_of(f"{key}: {value}") + text[mapping.end_mark.index :]
        return f"{text[:last]}, {key}: {value}{text[last:]}"
    last = len(text[:last].rstrip())
    end = text.find("\n", last)
    end = len(text) if end < 0 else end
    return f"{text[:end]}\n{' ' * mapping.start_mark.column}{key}: {value}{text[end:]}"


def _child(node: Any, key: str) -> Any:
    if isinstance(node, MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    return None


def flow(values: Mapping[str, Any]) -> str:
    """A mapping on one line."""
    return flow_of(", ".join(f"{key}: {plain(value)}" for key, value in values.items()))


def flow_of(items: str) -> str:
    """Items in the braces that the project's params file has."""
    return f"{{ {items} }}" if items else "{}"


def plain(value: Any) -> str:
    """A value as YAML reads it back: JSON, save that a number with an exponent needs a point."""
    if isinstance(value, str) and value.isidentifier() and yaml.safe_load(value) == value:
        return value
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(plain, value))}]"
    text = json.dumps(value)
    if isinstance(value, float) and "e" in text and "." not in text:
        return text.replace("e", ".0e")
    return text
