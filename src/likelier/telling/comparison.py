"""Two versions beside each other, in three columns."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from likelier.telling.words import UNKNOWN, brief, figure

WIDTHS = (32, 33, 33)  # with a blank between them, a line has 100 characters at most
PARTS = {"params": "params", "libraries": "libraries, and the kind of machine,", "code": "commit and files of the code"}
OVER_BASELINE = "pair_accuracy_over_baseline"
MEASURES = ("pair_accuracy", OVER_BASELINE, "best_of_5", "spearman", "rmse", "coverage")
NAMES = {"pair_accuracy": "pairs in order", "coverage": "posts in their interval"}


def told(content: Mapping[str, Any]) -> str:
    """What `likelier.comparing.sides.compare` returns, in words."""
    sides = content["versions"]
    lines = [_line("", *(f"version {side['version']}" for side in sides)), *_about(sides)]
    lines += ["", *_common(content), "", *_figures(sides)]
    for part, name in PARTS.items():
        lines += ["", *_differing(name, content[part])]
    return "\n".join([*lines, "", _champion(content["champion"], sides)])


def _line(name: str, *cells: str) -> str:
    parts = zip((name, *cells), WIDTHS, strict=False)
    return " ".join(_fitting(cell, width).ljust(width) for cell, width in parts).rstrip()


def _fitting(cell: str, width: int) -> str:
    return cell if len(cell) <= width else f"{cell[: width - 1]}…"


def _about(sides: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield _line("model", *(side["model"] or UNKNOWN for side in sides))
    yield _line("aliases", *(", ".join(side["aliases"]) or UNKNOWN for side in sides))
    yield _line("registered (UTC)", *(side["registered"][:16].replace("T", " ") for side in sides))
    yield _line("the gate", *(brief(side["decision"]) for side in sides))
    data = [(side["facts"] or {}).get("data", {}) for side in sides]
    yield _line("posts of accounts", *(_counts(one) for one in data))
    yield _line("taken", *(f"{one['first']} to {one['last'][:10]}" if one else UNKNOWN for one in data))


def _counts(data: Mapping[str, Any]) -> str:
    return f"{data['posts']:,} of {data['accounts']:,}" if data else UNKNOWN


def _figures(sides: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    facts = [side["facts"] or {} for side in sides]
    yield "Each on posts of its own that were held back, with its interval, and the best baseline there:"
    names = " / ".join(dict.fromkeys(str(one["best_baseline"]) for one in facts if one.get("best_baseline")))
    for measure in MEASURES:
        own = [one.get("figures", {}).get(measure) or {} for one in facts]
        if any(own):
            yield _line(f"  {measure}", *map(figure, own))
        pairs = zip(own, facts, strict=True)
        beside = [told.get("baselines", {}).get(one.get("best_baseline")) for told, one in pairs]
        if any(beside) and measure != OVER_BASELINE:  # over itself it is nothing
            yield _line(f"    {names}", *map(figure, beside))


def _common(content: Mapping[str, Any]) -> Iterator[str]:
    found = content["common"]
    if found is None:
        yield f"Not compared on the same posts: {content['why_not']}."
        return
    first, second = (side["version"] for side in content["versions"])
    yield f"On the same {found['posts']:,} posts of {found['accounts']:,} accounts, which neither has learned from:"
    for measure, name in NAMES.items():
        own, difference = found[measure], found[measure]["difference"]
        yield _line(f"  {name}", *(f"{own[side]['value']:.4f}" for side in ("first", "second")))
        ends = f"{difference['value']:+.4f} [{difference['low']:+.4f}, {difference['high']:+.4f}]"
        yield f"    {second} minus {first}: {ends}: {_verdict(measure, difference, first, second)}"


def _verdict(measure: str, difference: Mapping[str, float], first: int, second: int) -> str:
    if difference["low"] <= 0 <= difference["high"]:
        return "no difference can be told"
    more = second if difference["value"] > 0 else first
    return f"version {more} is better" if measure == "pair_accuracy" else f"more of version {more}"


def _differing(part: str, found: Mapping[str, Sequence[Any]] | None) -> Iterator[str]:
    if found is None:
        yield f"The {part} can't be compared: an older likelier has registered one of the two."
    elif not found:
        yield f"The {part} are the same."
    else:
        yield f"The {part} differ:"
        for name, pair in found.items():
            yield _line(f"  {name}", *(UNKNOWN if one is None else str(one) for one in pair))


def _champion(champion: int | None, sides: Sequence[Mapping[str, Any]]) -> str:
    if champion is None:
        return "No version is champion."
    named = champion in (side["version"] for side in sides)
    return f"Version {champion} is champion{'' if named else ', neither of these'}."
