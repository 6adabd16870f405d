"""What a net is trained to make small: the squared error, or pairs of an account's posts in the wrong order.

Pairs are those of one batch, each of two posts of one account whose targets differ: the logistic loss of their
scores' difference (RankNet: Burges et al. 2005), or its hinge (Joachims 2002). All pairs of a batch weigh the same.
Such a score has no unit of its own; `likelier.within.Line` gives it one afterwards.
"""

from typing import Any, Literal

Loss = Literal["squared", "pairwise", "hinge"]


def of(kind: Loss) -> Any:
    """What Keras compiles a net with; for pairs, what is wanted has two columns: target, and account as a number."""
    return "mse" if kind == "squared" else _of_pairs(kind)


def _of_pairs(kind: Loss) -> Any:
    from keras import ops

    def loss(wanted: Any, score: Any) -> Any:
        goal, account, score = wanted[:, 0], wanted[:, 1], ops.cast(score[:, 0], "float32")
        ahead = (goal[:, None] > goal[None, :]) & (account[:, None] == account[None, :])
        pairs = ops.cast(ahead, "float32")
        margin = score[:, None] - score[None, :]
        each = ops.softplus(-margin) if kind == "pairwise" else ops.relu(1.0 - margin)
        return ops.sum(pairs * each) / ops.maximum(ops.sum(pairs), 1.0)

    return loss
