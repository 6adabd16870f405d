"""A net as one file without dates and places in memory, so that equal nets are equal bytes."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

from likelier.atomic import replacing

EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest date that a zip file knows


def write(net: Any, path: Path) -> None:
    """Write a net as `.keras`."""
    fresh = path.with_name(f"dated-{path.name}")
    net.save(fresh)
    with replacing(path) as partial, zipfile.ZipFile(fresh) as dated, zipfile.ZipFile(partial, "w") as file:
        for name in sorted(dated.namelist()):
            content = dated.read(name)
            if name == "metadata.json":
                content = json.dumps(json.loads(content) | {"date_saved": ""}, sort_keys=True).encode()
            if name == "config.json":
                content = _numbered(content)
            file.writestr(zipfile.ZipInfo(name, EPOCH), content)
    fresh.unlink()


def _numbered(config: bytes) -> bytes:
    """The ids of shared objects, which are addresses, by the order in which they come."""
    known: dict[bytes, int] = {}
    return re.sub(
        rb'("shared_object_id": )(\d+)', lambda found: found[1] + b"%d" % known.setdefault(found[2], len(known)), config
    )


def read(path: Path) -> Any:
    """Read what `write` wrote; no code is run that isn't Keras's own."""
    from keras import saving

    return saving.load_model(path, compile=False, safe_mode=True)
