"""Whose candidates they are: an account that is known by its name, one that is described, or a stranger's."""

import pandas as pd

from likelier import accounts
from likelier.accounts import STRANGER, Account
from likelier.artifact import Artifact
from likelier.errors import ContractError
from likelier.features import PICTURE_KINDS
from serving.asked.inputs import Asked
from serving.asked.known import KnownAccounts
from serving.http.problems import Problem

TOLD_IN_LIKES = ("lift", "likes_over_mean")  # what `usual_likes` is the scale of


def account(asked: Asked, known: KnownAccounts) -> Account:
    """The account of a request; what the request says of a known one counts before what is known.

    Raises
    ------
    Problem
        422: an account is named that is not known.
    """
    if asked.account is None:
        if not asked.profile:
            return STRANGER
        return Account(
            pd.DataFrame([{"account_id": "asked", "source": "candidate", **asked.profile}]), STRANGER.history
        )
    try:
        found = known.find(asked.account)
    except (ContractError, OSError):  # shards that are being written, or broken: no reason to fail
        found = None
    if found is None:
        message = "no such account is known here; leave it out, and say what you know: followers, usual_likes, ..."
        raise Problem(422, "unknown_account", message, "account")
    profile = found.profile.astype(object)
    for name, value in asked.profile.items():
        profile[name] = [value] * len(profile)
    return Account(profile if asked.profile else found.profile, found.history)


def usual_likes(asked: Asked, account: Account, artifact: Artifact) -> float | None:
    """What the account's posts usually get: as the client says, else by its earlier posts, else None."""
    if asked.usual_likes is not None and artifact.target in TOLD_IN_LIKES:
        return asked.usual_likes
    at = pd.Timestamp(asked.at)
    return accounts.usual_likes(artifact.target, account, at, artifact.featurize.matured_hours)


def notes(asked: Asked, account: Account, usual: float | None, artifact: Artifact) -> list[str]:
    """What to know before the answer is believed."""
    told = []
    if account is STRANGER:
        told.append("No account was given: the order counts, the level of the scores is that of an unknown account.")
    elif not len(account.history):
        told.append("The account's earlier posts are not known here: the level of the scores is a rough one.")
    if asked.usual_likes is not None and usual != asked.usual_likes:
        told.append(f"usual_likes was not used: this model's scores are {artifact.target.replace('_', ' ')}.")
    if not set(artifact.kinds) & set(PICTURE_KINDS) and not artifact.model.reads_pixels:
        told.append("This model does not look at pictures: captions, times and accounts alone make a difference.")
    return told
