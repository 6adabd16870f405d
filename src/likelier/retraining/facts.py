"""What the rules go by, as plain values: nothing is read here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Severity = Literal["none", "warning", "critical"]


@dataclass(frozen=True)
class Trained:
    """A registered version.

    Attributes
    ----------
    last : date or None
        The day of the newest post of its data; None: an older likelier has registered it without.
    decided : bool
        Whether the gate has decided about it.
    """

    number: int
    model: str
    last: date | None
    registered: datetime
    decided: bool = True


@dataclass(frozen=True)
class Drift:
    """What the comparison with the champion's reference said.

    Attributes
    ----------
    words : tuple of str
        One for each finding that is at least a warning.
    not_compared : str or None
        Why there was nothing to compare.
    """

    severity: Severity
    version: int | None
    posts: int
    words: tuple[str, ...] = ()
    not_compared: str | None = None


@dataclass(frozen=True)
class Facts:
    """What is known at a moment.

    Attributes
    ----------
    now : datetime
        With a zone.
    champion : Trained or None
        The version in service.
    newest : Trained or None
        The one that was trained last, in service or not: posts that it has learned from are not new.
    new_posts : int
        Posts that can be learned from, and that `newest` has not learned from.
    gone : int
        Posts that `newest` has learned from, and that are no longer there.
    drift : Drift or None
        None: nobody looked.
    changed : tuple of str
        Params of training that are others than those of `newest`.
    compared_params : bool
        Whether those of `newest` are known.
    other_code : bool
        Whether `newest` was made by other code.
    """

    now: datetime
    champion: Trained | None = None
    newest: Trained | None = None
    new_posts: int = 0
    gone: int = 0
    drift: Drift | None = None
    changed: tuple[str, ...] = ()
    compared_params: bool = True
    other_code: bool = False
