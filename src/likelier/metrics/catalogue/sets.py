"""Measures of sets of n posts, in words; `{n}` and `{chance}` are filled in for each n."""

from likelier.metrics.catalogue.measure import Measure

MEASURES = {
    "best_of": Measure(
        "Best of {n}",
        "sets",
        "%",
        "higher",
        "In sets of {n} posts of one account, how often the most liked one is put first; chance is {chance}.",
        "Everything below the first place, and by how much the first was ahead.",
    ),
    "exact_place": Measure(
        "Exact place of {n}",
        "sets",
        "%",
        "higher",
        "In sets of {n} posts of one account, the share that stands at its true place; chance is {chance}.",
        "Near misses: second instead of first counts as little as last.",
    ),
    "mixed_exact_place": Measure(
        "Mixed exact place of {n}",
        "mixed",
        "%",
        "higher",
        "Exact place in sets drawn across accounts, as the 2022 write-up did; chance is {chance}. Flattering.",
        "That with a target that differs between accounts, knowing who posted is enough to do well.",
    ),
}
