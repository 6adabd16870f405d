"""The rules: from what is known to whether a model is trained, each reason with its figure and its limit."""

from dataclasses import dataclass

from likelier.params import Update
from likelier.retraining.facts import Facts

SEVERITIES = ("none", "warning", "critical")
SHOWN = 4  # params or findings that are named; the others are counted


@dataclass(frozen=True)
class Reason:
    """One thing that may speak for training.

    Attributes
    ----------
    name : str
        ``asked``, ``first``, ``undecided``, ``params``, ``champion``, ``age``, ``drift``, ``always`` or ``new_posts``.
    holds : bool
        Whether it speaks for it now.
    words : str
        With its figure and its limit.
    """

    name: str
    holds: bool
    figure: float | str | None
    limit: float | str | None
    words: str


@dataclass(frozen=True)
class Plan:
    """Whether a model is trained, and why.

    Attributes
    ----------
    reasons : tuple of Reason
        All that were looked at, in the order of the rules.
    notes : tuple of str
        What decides nothing, and should be known.
    """

    retrain: bool
    why: str
    reasons: tuple[Reason, ...]
    notes: tuple[str, ...]


def plan(facts: Facts, settings: Update, asked: str = "") -> Plan:
    """Decide whether a model is trained.

    What is asked for, a first model, a version that the gate has not decided about and other params are reasons by
    themselves. A model that is old, drift, a missing champion and `always` are only together with enough new posts: of
    the same posts the same model would come out.

    Parameters
    ----------
    asked : str
        Why somebody wants it, whatever the rules say; empty: nobody does.
    """
    alone = _alone(facts, asked)
    with_posts = [*_of_the_champion(facts, settings), *_always(settings)]
    posts = _new_posts(facts, settings)
    due = [reason for reason in with_posts if reason.holds]
    firm = [reason for reason in alone if reason.holds]
    retrain = bool(firm or (due and posts.holds))
    reasons = (*alone, *with_posts, posts)
    if retrain:
        why = "; ".join(reason.words for reason in (*firm, *([*due, posts] if due and posts.holds else ())))
    elif due:
        why = f"{'; '.join(reason.words for reason in due)}; but {posts.words}"
    else:
        why = "; ".join(reason.words for reason in reasons)
    return Plan(retrain, why, reasons, _notes(facts))


def _alone(facts: Facts, asked: str) -> list[Reason]:
    found = []
    if asked:
        found.append(Reason("asked", True, None, None, asked))
    if facts.newest is None:
        found.append(Reason("first", True, 0, 1, "no model has been registered yet"))
    elif not facts.newest.decided:
        words = f"the gate has not decided about version {facts.newest.number}: its run was stopped"
        found.append(Reason("undecided", True, None, None, words))
    if facts.changed:
        assert facts.newest is not None
        words = f"params are others than those of version {facts.newest.number}: {_some(facts.changed)}"
        found.append(Reason("params", True, len(facts.changed), 0, words))
    return found


def _of_the_champion(facts: Facts, settings: Update) -> list[Reason]:
    if facts.champion is None:
        words = "no version is champion"
        return [] if facts.newest is None else [Reason("champion", True, 0, 1, words)]
    found = [_age(facts, settings)] if settings.max_age_days is not None else []
    if settings.retrain_at != "never":
        found.append(_drift(facts, settings.retrain_at))
    return found


def _age(facts: Facts, settings: Update) -> Reason:
    assert facts.champion is not None and settings.max_age_days is not None
    limit, champion = settings.max_age_days, facts.champion
    if champion.last is None:
        words = f"how old the posts of champion {champion.number} are is not known (an older likelier registered it)"
        return Reason("age", False, None, limit, words)
    days = (facts.now.date() - champion.last).days
    holds = days > limit
    words = (
        f"the newest post of champion {champion.number} is {days} days old, "
        f"{'more than' if holds else 'within'} update.max_age_days ({limit:g})"
    )
    return Reason("age", holds, days, limit, words)


def _drift(facts: Facts, limit: str) -> Reason:
    drift, setting = facts.drift, f"update.retrain_at is {limit}"
    if drift is None:
        return Reason("drift", False, None, limit, "nobody has looked for drift yet")
    if drift.not_compared:
        return Reason("drift", False, None, limit, f"drift could not be looked for: {drift.not_compared}")
    holds = SEVERITIES.index(drift.severity) >= SEVERITIES.index(limit)
    words = f"drift: {drift.severity} ({setting})"
    if drift.words and drift.severity != "none":
        words += f": {_some(drift.words)}"
    return Reason("drift", holds, drift.severity, limit, words)


def _always(settings: Update) -> list[Reason]:
    return [Reason("always", True, None, None, "update.always is set")] if settings.always else []


def _new_posts(facts: Facts, settings: Update) -> Reason:
    limit = 1 if settings.always else settings.min_new_posts
    holds = facts.new_posts >= limit
    of = f" that version {facts.newest.number} has not learned from" if facts.newest else ""
    setting = "" if settings.always else f", {'at least' if holds else 'fewer than'} update.min_new_posts ({limit})"
    return Reason("new_posts", holds, facts.new_posts, limit, f"{facts.new_posts} labelled posts{of}{setting}")


def _notes(facts: Facts) -> tuple[str, ...]:
    newest = facts.newest
    if newest is None:
        return ()
    notes = []
    if facts.champion is not None and facts.champion.number != newest.number:
        notes.append(f"version {newest.number} was trained after champion {facts.champion.number}, which stayed it")
    if not facts.compared_params:
        notes.append(f"the params of version {newest.number} are not known (an older likelier registered it)")
    if facts.other_code:
        notes.append(f"version {newest.number} was made by other code; `--force` trains with the present one")
    if facts.gone:
        notes.append(f"{facts.gone} posts that version {newest.number} learned from are no longer there")
    return tuple(notes)


def _some(words: tuple[str, ...]) -> str:
    more = len(words) - SHOWN
    return ", ".join(words[:SHOWN]) + (f" and {more} more" if more > 0 else "")
