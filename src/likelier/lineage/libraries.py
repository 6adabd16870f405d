"""Which libraries and which machine: versions and kinds, never a name of a computer."""

import os
import platform
import re
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from likelier.lineage.code import PACKAGE
from likelier.lineage.digests import digest_of

EXTRAS = ("cpu", "gpu")  # those that models are trained with
LOCK = "uv.lock"
PROCESSORS = Path("/proc/cpuinfo")


def libraries() -> dict[str, str]:
    """The version of each direct dependency as installed, those of the extras `cpu` and `gpu` too, by name."""
    found = {}
    for line in _required():
        extra = re.search(r"extra == ['\"]([\w-]+)['\"]", line)
        name = re.match(r"[\w.-]+", line)
        if name and (extra is None or extra.group(1) in EXTRAS):
            try:
                found[name.group().lower()] = version(name.group())
            except PackageNotFoundError:
                continue  # of the other extra
    return dict(sorted(found.items()))


def _required() -> list[str]:
    try:
        return requires("likelier") or []
    except PackageNotFoundError:  # run from its source, without being installed
        return []


def machine() -> dict[str, str]:
    """Python, system, processor and threads.

    Sums are added up in another order by another number of threads, and by another kind of processor: then the last
    bits of a score differ.
    """
    told = {"python": platform.python_version(), "system": platform.system(), "machine": platform.machine()}
    told["threads"] = os.environ.get("OMP_NUM_THREADS") or str(os.cpu_count())
    if PROCESSORS.is_file():
        model = re.search(r"^model name\s*:\s*(.+)$", PROCESSORS.read_text(encoding="utf-8", errors="replace"), re.M)
        told["processor"] = model.group(1).strip() if model else ""
    return {key: value for key, value in told.items() if value}


def packages_lock(folder: Path) -> str | None:
    """The digest of the lock of all packages, of a folder or beside the package; None where there is none."""
    places = [place / LOCK for place in (folder, *PACKAGE.parents[:2])]
    return next((digest_of(place) for place in places if place.is_file()), None)
