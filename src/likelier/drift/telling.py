"""A drift report in sentences: what it says, how far it can be believed, and what to do next."""

from collections.abc import Mapping, Sequence
from typing import Any

from likelier.drift.report import FEW

VERDICTS = {
    "none": "No drift beyond chance",
    "warning": "Warning: some of it has changed",
    "critical": "Critical: it has changed much",
}
WHOSE = {"shards": ("new posts", "accounts"), "records": ("scored photos", "requests")}
UNTOLD = {
    "shards": "none of the new posts tells it",
    "records": "records, or most requests, don't tell it, or tell the same of every photo",
}
LEFT_OUT = {
    "not_after_the_champions_posts": "posts that are not after the champion's last one",
    "files_of_others": "files that are no records",
    "unreadable_lines": "lines that can't be read (torn, or no record)",
    "of_other_versions": "records of other models or versions",
    "of_other_routes": "records of a photo under other times or captions (/best-time, /what-if)",
    "before_the_last_days": "older records than drift.days",
    "more_than_are_read": "older records than fit into memory",
    "values_of_unknown_columns": "values of columns that the reference doesn't have",
}
STEPS = {
    "performance": "The champion does worse on new posts than it did. Train again with the new posts among the old "
    "ones: `likelier update` does so, and promotes only what is better.",
    "pictures": "More or fewer posts come without a readable picture: look into the quarantine that `ingest` wrote, "
    "and at what the source delivers, before anything is trained.",
    "mix": "Kinds of posts or languages have other shares: `likelier explore` shows the new posts. If that "
    "is meant, train again.",
    "feature": "A feature has moved: look at its chart below. If it is the source that reads otherwise (sizes, "
    "times, profiles), mend that; if the posts are others, train again.",
    "prediction": "The scores themselves have moved: follow the features that moved; scores move because of them.",
}


def verdict(report: Mapping[str, Any]) -> str:
    """The report in one line."""
    if report["not_compared"]:
        return "Not compared"
    return VERDICTS[report["severity"]]


def summary(report: Mapping[str, Any]) -> list[str]:
    """What was compared with what, and how much of it has changed."""
    if report["not_compared"]:
        return [f"{capital(report['not_compared'])}.", "That is no sign of drift, and none of its absence."]
    things, groups = WHOSE[report["of"]]
    alarms = [one for one in report["findings"] if one["severity"] != "none"]
    tested = [one for one in report["findings"] if one["p_value"] is not None]
    since, until = (str(report[end]).partition("T")[0] for end in ("since", "until"))
    compared = f"{report['posts']:,} {things} of {report['accounts']:,} {groups}, {since} to {until}"
    return [
        f"{compared}, were held against posts that version {report['version']} learned from.",
        f"{len(alarms)} of {len(tested)} tested columns have changed by more than chance, and by enough to matter.",
    ]


def cautions(report: Mapping[str, Any]) -> list[str]:
    """What to know before the report is believed."""
    told = []
    if report["not_compared"] is None and report["accounts_alike"] < FEW:
        told.append(
            "Few accounts have most of these posts, which tell no more than "
            f"{report['accounts_alike']:.0f} accounts with equally many would; so few differ much by chance. "
            "Even a large shift can hide; gather posts of more accounts."
        )
    if report["not_compared"] is None and report["of"] == "records":
        told.append(
            "Records are of photos that somebody asked about, not of photos that went out; likes are not among them, "
            "so whether the champion is still as good can be seen on shards alone."
        )
    if report["untold"] and report["of"] == "records" and report["not_compared"] is None:
        told.append(
            "What requests leave out (often the account, with all that its history tells) can't be compared; scores "
            "without it are less sure than those that the champion was measured by."
        )
    return told


def next_steps(report: Mapping[str, Any]) -> list[str]:
    """What to do, the most pressing first."""
    if report["not_compared"]:
        return []
    found = list(dict.fromkeys(one["about"] for one in report["findings"] if one["severity"] != "none"))
    return [STEPS[about] for about in found]


def performance(report: Mapping[str, Any]) -> list[str]:
    """How good the champion is on new posts, and what the comparison rests on."""
    figures = report["performance"]
    if not figures:
        return [f"Not measured: {report['performance_not_compared'] or 'nothing was compared'}."]
    posts, known = figures["posts"], figures["of_known_accounts"]
    rests = f"{posts:,} new posts of {figures['accounts']:,} accounts have likes that have matured"
    told = [
        f"{rests}, and the champion has learned from none of them.",
        *(one["words"] for one in report["findings"] if one["about"] == "performance"),
    ]
    if known:
        told.append(
            f"{known:,} of them are of accounts that it has learned other posts of; the reference is of accounts that "
            "it had never seen. Known accounts tend to be easier, so a fall may hide behind them."
        )
    over = figures.get("over_the_later_post")
    if over:
        surely = "surely better than" if over["low"] > 0 else "not surely better than"
        told.append(f"On the same posts it is {surely} calling the later of two posts the better one.")
    return told


def counts(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Counts for a table."""
    things, groups = WHOSE[report["of"]]
    found = [(things, report["posts"]), (groups, report["accounts"])]
    found += [(f"left out: {LEFT_OUT.get(reason, reason)}", count) for reason, count in report["left_out"].items()]
    return [(what, f"{count:,}") for what, count in found]


def guide(report: Mapping[str, Any]) -> Sequence[str]:
    """How to read the figures."""
    rate = report["false_alarm_rate"]
    return (
        f"Where nothing has changed, one report in {1 / rate:,.0f} raises an alarm (`drift.false_alarms`, all tests).",
        *GUIDE,
    )


GUIDE = (
    "A change is an alarm where it is beyond chance and large enough to matter: `drift.warning`, `drift.critical`.",
    "PSI (population stability index) and KL add up how far the shares of the classes differ.",
    "KS is the largest distance of both distribution functions. p is for all tests together.",
    "Posts of one account, or photos of one request, are alike: they don't count as so many strangers.",
    "That posts have changed does not say that the model is worse: only matured likes do.",
)


MEANINGS = {
    "score": "what the champion says of a post",
    "width": "how wide its interval is",
    "kind": "image, carousel or video",
    "pair_accuracy": "of two posts of one account, how often the one with more likes has the higher score",
    "coverage": "how often the likes lie inside the interval",
}


def meaning(name: str) -> str:
    """What a column holds, as docs/features.md tells it."""
    from likelier import features

    found = {key: one.meaning for kind in features.KINDS for key, one in features.catalogue(kind).items()}
    return MEANINGS.get(name) or found.get(name, "")


def capital(text: str) -> str:
    """With a capital letter first."""
    return text[:1].upper() + text[1:]
