"""What moves by itself, without the world having changed: it is told, and raises no alarm."""

GROWS = "grows with an account and its history, in every week"
KNOWN = "depends on how much of an account's history is known, and new posts know of more"
CALENDAR = "is moved by the calendar: few weeks that are compared hold each weekday equally often"

EXPECTED: dict[str, str] = {
    **dict.fromkeys(
        (
            *("account_followers", "account_following", "account_posts", "account_highlights", "account_igtv"),
            "account_known",
        ),
        GROWS,
    ),
    **dict.fromkeys(
        ("account_likes_spread", "account_likes_trend", "account_comments_spread", "account_rate"),
        KNOWN,
    ),
    **dict.fromkeys(("time_weekday_sine", "time_weekday_cosine", "time_weekend"), CALENDAR),
}

# Not known of an account's first posts, which the reference has and a later week hasn't: only values are compared.
UNKNOWN_AT_FIRST = ("account_likes_", "account_comments_", "account_rate", "account_known", "time_since_previous")
