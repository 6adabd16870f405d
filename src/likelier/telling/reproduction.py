"""What it takes to make a version again, and whether the same came out, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

WIDTHS = (30, 28, 28, 10)  # with a blank between them, a line has 100 characters at most
STATES = {True: "same", False: "DIFFERS", None: "not known"}
MOST = 20  # figures that differ are printed
BYTES = {True: "the same to the byte", False: "other bytes", None: "not compared"}


def told(content: Mapping[str, Any]) -> str:
    """What `likelier.reproducing.reproduction.reproduce` returns, in words."""
    lines = [f"version {content['version']}: {content['model']}", "", _line("", "then", "here", "")]
    lines += [_line(one["part"], one["then"], one["here"], STATES[one["same"]]) for one in content["items"]]
    place = "" if content["workdir"] == "." else f", in {content['workdir']}"
    lines += ["", f"To make it again{place}:", *(f"  {command}" for command in content["to_do"])]
    lines += ["", *_verified("What lies here", content["made_here"], content["tolerance"])]
    if content["rerun"] is not None:
        lines += ["", *_verified("Trained and measured once more", content["rerun"], content["tolerance"])]
    return "\n".join(lines)


def _line(*cells: str) -> str:
    parts = zip(cells, WIDTHS, strict=True)
    return " ".join(_fitting(cell, width).ljust(width) for cell, width in parts).rstrip()


def _fitting(cell: str, width: int) -> str:
    return cell if len(cell) <= width else f"{cell[: width - 1]}…"


def _verified(what: str, found: Mapping[str, Any], tolerance: float) -> Iterator[str]:
    if found["why"]:
        yield f"{what}: not verified yet: {found['why']}."
        return
    within = f", within {tolerance:g}" if tolerance else ""
    different = found["different"]
    if different:
        yield f"{what}: {len(different)} of {found['compared']} figures differ{within}:"
        yield from (f"  {one['name']}: {_figure(one['then'])}, here {_figure(one['here'])}" for one in different[:MOST])
        if len(different) > MOST:
            yield f"  and {len(different) - MOST} more (--json lists them)"
    else:
        yield f"{what}: all {found['compared']} figures are the same{within}."
    yield f"  predictions: {BYTES[found['predictions']]}; artifact: {BYTES[found['artifact']]}"


def _figure(told: Mapping[str, float]) -> str:
    """A figure with all of its digits: they are what differs."""
    if not told:
        return "missing"
    ends = f" [{told['low']:g}, {told['high']:g}]" if "low" in told else ""
    return f"{told['value']:g}{ends}"
