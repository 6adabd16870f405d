"""A finding in one sentence."""

from likelier.drift.column import Column


def words(column: Column, p_value: float | None, severity: str, size: str) -> str:
    """What has moved, how far, and how sure that is."""
    told = f"{column.name}: {_moved(column)}"
    if column.untested:
        return f"{told}; no alarm: it {column.untested}"
    if p_value is None:
        return f"{told}; not tested: too few known values"
    if severity == "none" and p_value > 0.05:
        return f"{told}; no more than chance gives in {size}"
    return f"{told}; p {p_value:.2g} for all tests together, in {size}"


def _moved(column: Column) -> str:
    before, now = column.reference, column.current
    parts = []
    if "mean" in before and "mean" in now:
        parts.append(f"mean {now['mean']:.4g} instead of {before['mean']:.4g}")
        if before["deviation"] > 0:
            parts[-1] += f" ({(now['mean'] - before['mean']) / before['deviation']:+.2f} standard deviations)"
    elif "values" in before:
        moves = {value: q - p for value, p, q in zip(before["values"], before["weights"], now["weights"], strict=True)}
        value = max(moves, key=lambda one: abs(moves[one]))
        place = before["values"].index(value)
        parts.append(f"{value} is {now['weights'][place]:.1%} instead of {before['weights'][place]:.1%}")
    if abs(column.missing) >= 0.005 or not parts:
        parts.append(f"missing in {now['missing']:.1%} instead of {before['missing']:.1%}")
    return ", ".join(parts)
