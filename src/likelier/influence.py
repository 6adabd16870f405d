"""Which features move a trained model's scores, and which way: what it says of itself, not how good it is."""

import numpy as np
import pandas as pd

from likelier.features.choice import kind_of
from likelier.models import Examples, Model
from likelier.within import centred, codes

POSTS = 3000  # enough for a mean, and seconds for any trees


def influence(model: Model, examples: Examples) -> pd.DataFrame | None:
    """How far each feature moves the scores of an account's posts apart, the strongest first.

    Parameters
    ----------
    examples : Examples, n rows
        Posts to look at; of more than `POSTS`, the first whole accounts.

    Returns
    -------
    DataFrame or None
        See `likelier.answers`; None where the family can't tell.
    """
    chosen = examples.take(_first_accounts(examples))
    found = model.contributions(chosen)
    if found is None or found.empty:
        return None
    code = codes(chosen.account)
    moves = centred(found.to_numpy(dtype=float), code)
    rows = []
    for place, name in enumerate(found.columns):
        rows.append(
            {
                "feature": name,
                "kind": kind_of(name),
                "strength": float(np.abs(moves[:, place]).mean()),
                "direction": _direction(chosen.features[name], moves[:, place], code),
            }
        )
    table = pd.DataFrame(rows).sort_values(["strength", "feature"], ascending=[False, True], ignore_index=True)
    return table.astype({"direction": "float64"})


def _first_accounts(examples: Examples) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    code = codes(examples.account)
    size = np.bincount(code)
    last = int(np.searchsorted(np.cumsum(size), POSTS, side="right"))
    return np.flatnonzero(code < max(last, 1))


def _direction(values: pd.Series, moves: "np.ndarray[tuple[int], np.dtype[np.float64]]", code: object) -> float | None:
    if not pd.api.types.is_numeric_dtype(values):
        return None
    known = np.flatnonzero(values.notna().to_numpy())
    if len(known) < 2:
        return None
    inside = centred(values.to_numpy(dtype=float)[known], codes(np.asarray(code)[known]))
    return float(np.corrcoef(inside, moves[known])[0, 1]) if inside.std() > 0 and moves[known].std() > 0 else None
