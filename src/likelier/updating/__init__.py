"""``likelier update``: from what is new to a champion or to none, in a folder with DVC or without."""

from likelier.updating.dry import dry_run
from likelier.updating.flow import update
from likelier.updating.ways import Way, way_in

__all__ = ["Way", "dry_run", "update", "way_in"]
