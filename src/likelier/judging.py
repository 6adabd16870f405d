"""Scores of candidate posts, each with the past of its own account; of many who ask at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from likelier import posts
from likelier.accounts import STRANGER, Account
from likelier.artifact import Artifact
from likelier.candidates import with_defaults

CANDIDATE = "candidate"  # the source of the rows that are asked about


@dataclass(frozen=True)
class Question:
    """Candidates of one account.

    Attributes
    ----------
    candidates : DataFrame, n rows
        In the data contract; all but `taken_at` may be left out. They are alternatives: none is another's past.
    account : Account
        Whose they are.
    """

    candidates: pd.DataFrame
    account: Account = STRANGER


@dataclass(frozen=True)
class Judged:
    """What the model says of candidates, in their order; n rows each, on a fresh index.

    Attributes
    ----------
    scores : DataFrame
        score, low, high, low_90 and high_90: in the unit of the target.
    features : DataFrame
        What the model has read.
    moves : DataFrame or None
        What each feature adds to each score (see `likelier.models.Model.contributions`); None where the model can't
        tell, or nobody asked.
    """

    scores: pd.DataFrame
    features: pd.DataFrame
    moves: pd.DataFrame | None


def judge(artifact: Artifact, questions: Sequence[Question], why: bool = True) -> list[Judged]:
    """Answer several questions at once, in their order; to ask together or one by one gives the same answers.

    Raises
    ------
    ContractError
        Candidates break the data contract.
    """
    rows, profiles = apart(questions)
    examples = artifact.examples(rows, profiles, (rows["source"] == CANDIDATE).to_numpy())
    scores, moves = artifact.explain(examples) if why else (artifact.judge(examples), None)
    features = examples.features.reset_index(drop=True)
    ends = np.cumsum([len(one.candidates) for one in questions])
    places = [slice(end - len(one.candidates), end) for one, end in zip(questions, ends, strict=True)]

    def part(table: pd.DataFrame, place: slice) -> pd.DataFrame:
        return table.iloc[place].reset_index(drop=True)

    return [
        Judged(part(scores, place), part(features, place), None if moves is None else part(moves, place))
        for place in places
    ]


def apart(questions: Sequence[Question]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Posts, the candidates of all questions first, and accounts: one of its own for each question and moment.

    Posts of one moment don't know of each other, and so can share an account and its history.
    """
    asked, pasts, profiles = [], [], []
    for number, question in enumerate(questions):
        candidates = with_defaults(question.candidates)
        moment, moments = pd.factorize(candidates["taken_at"])
        ids = [f"{CANDIDATE}-{number}-{place}" for place in range(len(candidates))]
        own = [f"{CANDIDATE}-{number}-at-{place}" for place in range(len(moments))]
        asked.append(candidates.assign(account_id=[own[at] for at in moment], post_id=ids, source=CANDIDATE))
        pasts += [question.account.history.assign(account_id=name) for name in own if len(question.account.history)]
        profiles += [question.account.profile.assign(account_id=name) for name in own if len(question.account.profile)]
    # Frames without a row would decide the types of the columns.
    none = pd.DataFrame(columns=posts.ACCOUNTS.names)
    return (
        pd.concat([*asked, *pasts], ignore_index=True),
        pd.concat(profiles, ignore_index=True) if profiles else none,
    )
