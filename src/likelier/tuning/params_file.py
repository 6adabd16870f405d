"""The params file that found settings are written to; that it can be is made sure before the search."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from likelier.atomic import replacing
from likelier.errors import ParamsError
from likelier.params import load
from likelier.tuning.entry_text import flow, with_settings


class ParamsFile:
    """The entry of one model in a params file.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        The model's entry.
    settings : type
        The family's settings: what a key is that the file leaves out.

    Raises
    ------
    ParamsError
        It can't be written, or has no such entry.
    """

    def __init__(self, path: Path, name: str, settings: type[BaseModel]) -> None:
        self.told, self.path = path, path.resolve()
        self.name, self.settings = name, settings
        if not os.access(self.path, os.W_OK) or not os.access(self.path.parent, os.W_OK):
            raise ParamsError(f"{path}: can't be written; make it writable, or give --no-write")
        self.present = self._settings()

    def _settings(self) -> dict[str, Any]:
        models = load(self.path).models
        if self.name not in models:
            raise ParamsError(f"{self.told}: has no models.{self.name}; write it there, or give --no-write")
        return models[self.name].settings

    def write(self, settings: Mapping[str, Any]) -> None:
        """Set what differs.

        Raises
        ------
        ParamsError
            The entry was changed during the search, or is written so that it can't be edited.
        """
        if self._settings() != self.present:
            raise ParamsError(
                f"{self.told}: models.{self.name} was changed during the search; set it by hand: {flow(settings)}"
            )
        before = self.settings.model_validate(self.present).model_dump(mode="json")
        after = self.settings.model_validate(dict(settings)).model_dump(mode="json")
        changed = {key: value for key, value in settings.items() if before[key] != after[key]}
        text = self.path.read_text(encoding="utf-8")
        edited = with_settings(text, self.name, changed, str(self.told))
        with replacing(self.path) as partial:
            partial.write_text(edited, encoding="utf-8")
            shutil.copymode(self.path, partial)
