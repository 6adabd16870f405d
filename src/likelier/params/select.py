"""The section `select`."""

from typing import Annotated, Literal

from pydantic import Field

from likelier.params.section import Count, Section


class Select(Section):
    """Which posts are learned from, measured on and drawn; by default all that have a label."""

    languages: Annotated[tuple[str, ...], Field(min_length=1)] | None = None  # ISO 639-1 codes, or none; None: all
    max_followers: Count | None = None  # posts of larger accounts are left out
    kinds: Annotated[tuple[Literal["image", "carousel", "video"], ...], Field(min_length=1)] | None = None  # None: all
    min_posts: Count = 1  # of an account, of those that are left
    balance: Literal["none", "cap", "equal"] = "none"  # posts of an account
    cap: Annotated[int, Field(ge=2)] = 10  # of an account, where it is balanced
    seed: int = 7  # which posts are drawn
