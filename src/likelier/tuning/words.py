"""What a search found, in words."""

from likelier.params import Params
from likelier.tuning.entry_text import plain
from likelier.tuning.tune import Found


def told(name: str, result: Found, params: Params, file: str | None) -> str:
    """Lines for a person: the settings side by side, and what the confirmation says of them.

    Parameters
    ----------
    file : str or None
        The params file; None: nothing was to be written.
    """
    lines = [f"{name}: best of {result.trials} trials, {result.stopped} of them stopped early"]
    rows = [("setting", "present", "found")]
    rows += [(key, plain(result.present[key]), plain(result.found[key])) for key in result.found]
    widths = [max(len(row[place]) for row in rows) for place in range(3)]
    lines += ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    lines = [line.rstrip() for line in lines]
    lift = result.lift
    if lift is None:
        return "\n".join([*lines, "Nothing better than the present settings was found; nothing to write."])
    tune = params.tune
    share = f"{params.evaluate.confidence:.0%}"
    interval = f"[{100 * lift.low:+.2f}, {100 * lift.high:+.2f}]: {share} interval over accounts"
    lines += [
        f"Pairs in order, on other folds than the search's ({tune.folds} folds of accounts, seed {tune.seed + 1}):",
        f"  present {lift.champion:.2%}, found {lift.challenger:.2%}",
        f"  difference {100 * lift.value:+.2f} points {interval}",
        "The winner of many trials flatters itself: what it scored in the search is no figure, only this one is. The",
        "folds are new, the accounts are the same, so a little of its luck may be left in it.",
    ]
    if lift.low <= 0 <= lift.high:
        lines.append("The interval holds 0: the difference may be chance.")
    if not result.pays:
        lines.append("Not written: what was found falls below the present settings.")
    elif file is None:
        lines.append("Not written: --no-write.")
    else:
        lines.append(f"Written to {file}, models.{name}.settings.")
    return "\n".join(lines)
