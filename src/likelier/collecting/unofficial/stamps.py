"""What is known of each account from earlier runs: Instaloader's stamps, a file an account in ``.stamps``."""

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
    """Instaloader's stamps, with what it takes to fetch young posts again.

    Instaloader keeps all accounts in one file; here each has its own, so that one can be forgotten without the
    others, and each file is written as a whole or not at all.

    The stamp of an account's posts is not its newest post, but the time before which likes had matured when
    its last finished walk began: every post after that has to be looked at (once more).
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._folder = folder
        self._written: dict[str, str] = {}
        for file in sorted(folder.glob("*.txt")):
            try:
                self.data.read(file, encoding="utf-8")
            except (configparser.Error, UnicodeDecodeError) as error:
                raise CollectError(f"{file}: is damaged; remove it, and that account is read again") from error

    def _save(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for name in self.data.sections():
            lines = (f"{key} = {value}\n" for key, value in self.data.items(name))
            text = "".join((f"[{name}]\n", *lines))
            if self._written.get(name) != text:
                with atomic.replacing(self._folder / f"{name}.txt") as partial:
                    partial.write_text(text, encoding="utf-8")
                self._written[name] = text

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

    def finish(self, name: str, begun: datetime, min_age_hours: float, depth: int | None) -> None:
        """The walk that began then has seen so many of the newest posts, None for all."""
        self.data.set(name, _DEPTH, _ALL if depth is None else str(depth))
        self.data.remove_option(name, _BEGUN)
        self.set_last_post_timestamp(name, begun - timedelta(hours=min_age_hours))
