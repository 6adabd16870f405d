"""Hold new posts against those that a model has learned from: which columns have moved, and how sure that is.

Every column has one or two tests of its values (numbers: their place by the Mann-Whitney statistic, their shape by
Kolmogorov-Smirnov; categories: a chi-square of their shares) and one of how many are missing. All tests of a report
together raise a false alarm in a share `drift.false_alarms` of clean reports: `likelier.drift.null` says how, and
`likelier.drift.draws` how posts of one account, which are alike, are reckoned with. What is significant is an alarm
as far as its effect is large enough to matter, by the population stability index.
"""

import numpy as np
import pandas as pd

from likelier.drift import null
from likelier.drift.column import Column, Left, measure
from likelier.drift.draws import Draws, draw
from likelier.drift.findings import About, Finding, Severity
from likelier.drift.given import Given
from likelier.drift.words import words
from likelier.errors import ContractError
from likelier.params import Drift

ACCOUNT = "account"
ABOUT: dict[str, About] = {
    **dict.fromkeys(("score", "width"), "prediction"),
    **dict.fromkeys(("kind", "shape_kind", "caption_language"), "mix"),
    "picture_has": "pictures",
}
NO_COLUMNS = (ACCOUNT, "target", "low", "high")  # the ends of the interval are compared as its width


def too_little(current: pd.DataFrame, settings: Drift) -> str | None:
    """Why these posts can't be compared; None: they can."""
    if len(current) < settings.min_posts:
        return f"too few posts: {len(current)}, and drift.min_posts is {settings.min_posts}"
    return None


def compare(reference: pd.DataFrame, current: pd.DataFrame, settings: Drift) -> list[Finding]:
    """What differs in new posts from those that the model has learned from.

    Parameters
    ----------
    reference : DataFrame
        As `likelier.reference.read` gives it; `account` says which posts belong together.
    current : DataFrame
        New posts with the same columns as far as they are known, and `account`.

    Returns
    -------
    list of Finding
        One a column, the alarms first; columns that only one side has are told, too. Where there are too few posts
        (`too_little`), nothing is tested, and each finding says so.

    Raises
    ------
    ContractError
        There is no column `account`, or the reference is empty.
    """
    for side, frame in (("the reference", reference), ("the new posts", current)):
        if ACCOUNT not in frame:
            raise ContractError(f"{side}: the column {ACCOUNT!r} is missing, which says what belongs together")
    if reference.empty:
        raise ContractError("the reference has no posts; run `likelier train` again")
    reference, current = with_width(reference), with_width(current)
    names = [str(name) for name in reference if name not in NO_COLUMNS]
    reason = too_little(current, settings)
    if reason:
        return [_untold(name, reason) for name in names]
    current = _at_most(current, settings)
    found = judged(measured(reference, current, settings), settings, size_of(current))
    lost = [_untold(name, "the new posts don't tell it") for name in names if name not in current]
    more = [str(name) for name in current if name not in reference and name not in NO_COLUMNS]
    return [*found, *lost, *(_untold(name, "the reference has no such column") for name in more)]


def measured(reference: pd.DataFrame, current: pd.DataFrame, settings: Drift) -> list[Column]:
    """What is measured of each column that both have."""
    draws = drawn(reference, current, settings)
    both = [str(name) for name in reference if name in current and name not in NO_COLUMNS]
    given = lines(reference)
    return [measure(name, reference[name], current[name], draws, left(name, current, given)) for name in both]


def lines(reference: pd.DataFrame) -> Given:
    """What each number of the reference is, given its other columns."""
    return Given(
        reference.drop(columns=[name for name in NO_COLUMNS if name in reference]), _numbered(reference[ACCOUNT])
    )


def left(name: str, current: pd.DataFrame, given: Given) -> Left | None:
    """What is left of a column in both samples, where a line could be drawn."""
    found = given.of(name, current)
    return None if found is None else (given.left[name], found)


def drawn(reference: pd.DataFrame, current: pd.DataFrame, settings: Drift) -> Draws:
    """Clean weeks of as many accounts and posts as the new posts have."""
    return draw(_numbered(reference[ACCOUNT]), _numbered(current[ACCOUNT]), settings.draws, settings.seed)


def size_of(current: pd.DataFrame) -> str:
    """How much was compared."""
    return f"{len(current)} posts of {int(_numbered(current[ACCOUNT]).max()) + 1} accounts"


def judged(columns: list[Column], settings: Drift, size: str) -> list[Finding]:
    """Which of these columns are alarms, all their tests taken together; the alarms first."""
    tested = [(column, test) for column in columns if not column.untested for test in column.tests]
    if tested:
        clean = np.stack([test.clean for _, test in tested])
        adjusted = null.together(np.array([test.p for _, test in tested]), clean)
    found = []
    for column in columns:
        own = [(test, p) for (of, test), p in zip(tested, adjusted, strict=True) if of is column] if tested else []
        best = min(own, key=lambda one: (one[1], one[0].p), default=None)
        p = None if best is None else round(float(best[1]), 6)
        severity = _severity(column, [test.what for test, p in own if p <= settings.false_alarms], settings)
        found.append(
            Finding(
                name=column.name,
                about=ABOUT.get(column.name, "feature"),
                severity=severity,
                p_value=p,
                psi=_rounded(column.psi),
                kl=_rounded(column.kl),
                ks=_rounded(column.ks),
                reference=column.reference,
                current=column.current,
                words=words(column, p, severity, size),
            )
        )
    order = {"critical": 0, "warning": 1, "none": 2}
    strength = {column.name: min((test.p for test in column.tests), default=1.0) for column in columns}
    return sorted(found, key=lambda one: (order[one.severity], one.p_value is None, strength[one.name]))


def _severity(column: Column, significant: list[str], settings: Drift) -> Severity:
    effect = 0.0
    if set(significant) - {"missing"}:
        effect = (column.psi or 0.0) - column.chance
    if "missing" in significant:  # the index of a column with two classes, the missing and the known values
        effect = max(effect, _index(column.reference["missing"], column.current["missing"]))
    if not significant or effect < settings.warning:
        return "none"
    return "critical" if effect >= settings.critical else "warning"


def _index(p: float, q: float) -> float:
    p, q = (min(max(one, 0.001), 0.999) for one in (p, q))
    return float((q - p) * np.log(q / p) + (p - q) * np.log((1 - q) / (1 - p)))


def _untold(name: str, why: str) -> Finding:
    about = ABOUT.get(name, "feature")
    return Finding(name, about, "none", None, None, None, None, {}, {}, f"{name}: not compared: {why}")


def with_width(frame: pd.DataFrame) -> pd.DataFrame:
    """With the width of the intervals, where their ends are known."""
    if {"low", "high"} <= set(frame.columns):
        return frame.assign(width=pd.to_numeric(frame["high"]) - pd.to_numeric(frame["low"]))
    return frame


def _at_most(current: pd.DataFrame, settings: Drift) -> pd.DataFrame:
    """Whole accounts, at random, up to `drift.max_posts`."""
    if len(current) <= settings.max_posts:
        return current
    codes = _numbered(current[ACCOUNT])
    order = np.random.default_rng(settings.seed).permutation(codes.max() + 1)
    total = np.bincount(codes)[order].cumsum()
    kept = order[: max(1, int(np.searchsorted(total, settings.max_posts, side="right")))]
    return current[np.isin(codes, kept)]


def _numbered(account: pd.Series) -> np.ndarray:
    """Accounts from 0; whoever has none stands alone."""
    codes = pd.factorize(account)[0]
    alone = np.flatnonzero(codes < 0)
    codes[alone] = codes.max() + 1 + np.arange(len(alone))
    return np.asarray(codes, dtype=np.int64)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
