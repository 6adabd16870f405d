"""Measures of the order of an account's posts, in words."""

from likelier.metrics.catalogue.measure import Measure

MEASURES = {
    "pair_accuracy": Measure(
        "Pairs in order",
        "order",
        "%",
        "higher",
        "Of two posts of one account, how often the one with more likes has the higher score; chance is 50.",
        "How large the difference was: a pair 1,000 against 1,001 counts as much as 1,000 against 5,000. "
        "Accounts with many posts have more pairs and weigh more.",
    ),
    "pair_accuracy_1_25x": Measure(
        "Pairs ≥ 1.25x",
        "order",
        "%",
        "higher",
        "The same, over pairs in which one post has at least 1.25 times the likes of the other.",
        "How the close calls go, which are most of the choices that a creator has.",
    ),
    "pair_accuracy_2x": Measure(
        "Pairs ≥ 2x",
        "order",
        "%",
        "higher",
        "The same, over pairs in which one post has at least twice the likes of the other.",
        "That such pairs are few, and come mostly from accounts whose likes vary a lot.",
    ),
    "pair_accuracy_images": Measure(
        "Pairs of images",
        "order",
        "%",
        "higher",
        "Pairs in order where both posts are single images, so that telling a video from a photo gains nothing.",
        "How videos and carousels do.",
    ),
    "pair_accuracy_over_baseline": Measure(
        "Over best baseline",
        "order",
        "points",
        "higher",
        "Pairs in order minus those of the best baseline, on the same posts and the same resamples.",
        "Which baseline it is, which may differ from split to split; the one of this table is named above it.",
    ),
    "pair_accuracy_over_reference": Measure(
        "Over reference",
        "order",
        "points",
        "higher",
        "Pairs in order minus those of the model that `evaluate.reference` names, on the same posts and resamples.",
        "How good the reference is: it is a model, and may itself be no better than a baseline.",
    ),
    "attained": Measure(
        "Share of ceiling",
        "order",
        "%",
        "higher",
        "Pair accuracy above chance, divided by what the true effect of the made world has above chance.",
        "That real posts have no known ceiling, and that a made world is simpler than the real one.",
    ),
    "spearman": Measure(
        "Spearman",
        "order",
        "",
        "higher",
        "Rank correlation of score and likes within an account of three posts or more, mean of accounts; chance is 0.",
        "Whether the errors are at the top or at the bottom of the order; accounts of 3 posts weigh as much as of 300.",
    ),
    "ndcg": Measure(
        "NDCG",
        "order",
        "",
        "higher",
        "Likes gathered from the top of the order downwards with falling weight, against the best order.",
        "That any order of similar posts is near 1: read it only beside the constant's.",
    ),
}
