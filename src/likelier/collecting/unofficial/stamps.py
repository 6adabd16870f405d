"""What is known of each account from earlier runs: Instaloader's own file of stamps, ``latest-stamps.ini``."""

import configparser
from datetime import UTC, datetime, timedelta
from pathlib import Path

from instaloader import LatestStamps

from likelier import atomic
from likelier.errors import CollectError

_BEGUN = "pass-begun"  # when the walk through an account's posts began that is not finished yet
_DEPTH = "depth"  # how many of its newest posts the last finished walk wanted
_ALL = "all"


class Stamps(LatestStamps):  # type: ignore[misc]
    """Instaloader's stamps, written as a whole, and with what it takes to fetch young posts again.

    The stamp of an account's posts is not its newest post, but the time before which likes had matured when
    its last finished walk began: every post after that has to be looked at (once more).
    """

    def __init__(self, file: Path) -> None:
        try:
            super().__init__(str(file))
        except (configparser.Error, UnicodeDecodeError) as error:
            raise CollectError(f"{file}: is damaged; remove it, and every account is looked through again") from error

    def _save(self) -> None:
        with atomic.replacing(Path(self.file)) as partial, partial.open("w", encoding="utf-8") as stream:
            self.data.write(stream)

    def rename_profile(self, old_profile: str, new_profile: str) -> None:
        """Move everything to the new name, but remember the number below the old one: the list still has that."""
        if not self.data.has_section(new_profile):
            self.data[new_profile] = self.data[old_profile]
        identity = self.data.get(old_profile, self.PROFILE_ID)
        self.data[old_profile] = {self.PROFILE_ID: identity}
        self._save()

    def begin(self, name: str, now: datetime, resumed: bool) -> datetime:
        """When the walk through this account's posts began: now, or in the run that was cut off."""
        known: datetime = self._get_timestamp(name, _BEGUN)
        if resumed and known.timestamp() > 0:
            return known
        self._set_timestamp(name, _BEGUN, now)
        return now

    def since(self, name: str, newest: int | None) -> datetime:
        """Posts up to here need not be looked at, unless more of them are wanted than before."""
        known = self.data.get(name, _DEPTH, fallback="0")
        is_deep = known == _ALL or (newest is not None and known.isdecimal() and int(known) >= newest)
        return self.get_last_post_timestamp(name) if is_deep else datetime.fromtimestamp(0, UTC)

    def finish(self, name: str, begun: datetime, min_age_hours: float, newest: int | None) -> None:
        """The walk that began then has seen all that was wanted."""
        self.data.set(name, _DEPTH, _ALL if newest is None else str(newest))
        self.data.remove_option(name, _BEGUN)
        self.set_last_post_timestamp(name, begun - timedelta(hours=min_age_hours))
