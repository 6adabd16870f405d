"""The log: a line of JSON for each thing that happened, on standard output; nothing of what was sent.

It doesn't go through `logging`: libraries that configure it (MLflow's, when it opens a registry) silence the loggers of
others, and a log that may fall silent is worth little.
"""

import json
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

MAX_FRAMES = 12  # the innermost ones


def write(event: str, level: str = "info", **fields: Any) -> None:
    """One line: time, level, event and the fields that are not None."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    known = {name: value for name, value in fields.items() if value is not None}
    line = json.dumps({"time": now, "level": level, "event": event, **known}, allow_nan=False)
    sys.stdout.write(line + "\n")  # in one piece: threads write here, too
    sys.stdout.flush()


def failure(error: BaseException) -> dict[str, Any]:
    """An error by its types, the outermost first, and where it was raised.

    Its message stays away, as it may quote what was sent.
    """
    kinds, seen, inner = [], set(), error
    while inner is not None and id(inner) not in seen:
        seen.add(id(inner))
        kinds.append(type(inner).__name__)
        error, inner = inner, inner.__cause__ or inner.__context__  # type: ignore[assignment]
    frames = traceback.extract_tb(error.__traceback__)[-MAX_FRAMES:]
    return {"types": kinds, "frames": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]}


def _short(filename: str) -> str:
    return "/".join(Path(filename).parts[-2:])
