"""Names of time zones, as the IANA data base has them."""

from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ADVICE = "is not a known time zone; write one like UTC or Europe/Berlin"


@lru_cache(1000)
def zone(name: str) -> ZoneInfo:
    """The zone of that name.

    Raises
    ------
    ValueError
        There is none; the text is `ADVICE`.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(ADVICE) from error
