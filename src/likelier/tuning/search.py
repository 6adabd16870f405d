"""Try settings until there are enough trials: each learns fold by fold, and is stopped when it is hopeless."""

import time
from collections.abc import Mapping
from typing import Any

from tqdm import tqdm

from likelier import models
from likelier.errors import NotEnoughData
from likelier.labelled import Labelled
from likelier.params import ModelEntry, Params, Range, Train
from likelier.tuning import study as studies
from likelier.tuning import trial as trials
from likelier.tuning.ranges import inverse, suggest, values
from likelier.tuning.tracking import Tracked


class Search:
    """The search of one entry's settings.

    Parameters
    ----------
    entry : ModelEntry
        With its present settings.
    ranges : mapping
        What is tried, by setting.
    present : mapping
        The present values of the same settings: they are the first trial.
    """

    def __init__(
        self,
        params: Params,
        name: str,
        entry: ModelEntry,
        data: Labelled,
        ranges: Mapping[str, Range],
        present: Mapping[str, Any],
    ) -> None:
        self.params, self.name, self.entry, self.data = params, name, entry, data
        self.ranges, self.first = ranges, inverse(present, ranges)
        self.settings_class = type(self.create({}, params.tune.seed)).Settings

    def folds(self, seed: int) -> Train:
        """How accounts are divided."""
        return self.params.train.model_copy(update={"seed": seed, "folds": self.params.tune.folds})

    def create(self, found: Mapping[str, Any], seed: int) -> models.Model:
        """An unfitted model with these settings over the present ones."""
        entry = self.entry.model_copy(update={"settings": {**self.entry.settings, **found}})
        return models.create(self.name, entry, seed)

    def run(self, study: Any, tracked: Tracked) -> None:
        """Go on until the study has its trials, or the time is up."""
        for one in studies.finished(study):
            self._track(tracked, one)
        settings, began = self.params.tune, time.monotonic()
        done = len(studies.finished(study))
        with tqdm(total=settings.trials, initial=done, desc=f"tune {self.name}", unit="trial", disable=None) as bar:
            for _ in range(done, settings.trials):
                self._try(study)
                self._track(tracked, studies.finished(study)[-1])
                bar.update()
                if study.best_trials:
                    bar.set_postfix(best=f"{study.best_value:.4f}")
                limit = settings.timeout_minutes
                if limit is not None and time.monotonic() - began > 60 * limit:
                    break

    def _try(self, study: Any) -> None:
        seed = self.params.tune.seed
        trial = studies.next_trial(study, seed, self.first)
        found = suggest(trial, self.ranges, self.settings_class)

        def report(fold: int, reached: float) -> bool:
            trial.report(reached, fold)
            return bool(trial.should_prune())

        try:
            reached = trials.score(self.data, self.folds(seed), lambda: self.create(found, seed), report)
        except trials.Hopeless:
            studies.stop(study, trial)
        except NotEnoughData as error:
            # Some settings cannot be learned with, such as a net's rate that is too high; if none can, say why.
            if not study.best_trials:
                raise
            trial.set_user_attr("reason", str(error))
            studies.stop(study, trial)
        else:
            study.tell(trial, reached)

    def _track(self, tracked: Tracked, one: Any) -> None:
        tracked.trial(one.number, one.state.name.lower(), values(one.params, self.ranges), one.intermediate_values)
