"""A registered version, and the names of its tags and of the aliases."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

CHAMPION, CHALLENGER, PREVIOUS = "champion", "challenger", "previous"
DIGEST, DECISION, DATA = "likelier.digest", "likelier.decision", "likelier.data"
PROMOTED = "likelier.promoted"  # yes, or which conditions of the gate have refused it; the last thing that it writes
FACTS = "likelier.facts"  # what `likelier.version_facts` gathers, as JSON
ROLLED_BACK = "likelier.rolled_back"  # since when a version that was champion is out of service
REPLACES = "likelier.replaces"  # while a version becomes champion: the number of the one that it replaces
DEPLOYED = "likelier.deployed"  # since when a service knows of a champion
CARD = "model_card.md"


@dataclass(frozen=True)
class Version:
    """One registered model version and the run that made it."""

    number: int
    run_id: str
    tags: Mapping[str, str]
    aliases: tuple[str, ...]
    registered: datetime

    @property
    def facts(self) -> dict[str, Any]:
        """What it tells of its data and figures; empty where an older likelier has registered it."""
        found: dict[str, Any] = json.loads(self.tags.get(FACTS, "{}"))
        return found


@dataclass(frozen=True)
class Completed:
    """A promotion that another process has begun: the champion since then, and the one that it replaced."""

    champion: Version
    before: Version

    @property
    def rollback(self) -> bool:
        """Whether it took the version before out of service."""
        return ROLLED_BACK in self.before.tags
