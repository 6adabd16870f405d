"""What a search has tried, in a SQLite file of Optuna's: a search that was killed goes on where it was."""

import fcntl
import sqlite3
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from likelier.errors import StudyError

STARTUP = 5  # trials that nothing stops early: before, there is no median to be worse than
STUDIES = "studies"  # Optuna's table


@contextmanager
def opened(path: Path, name: str) -> Iterator[Any]:
    """The study `name` in a file, both made where they are not there; nobody else searches in it meanwhile.

    Raises
    ------
    StudyError
        The file is damaged, is of something else, or is searched in by another process.
    """
    optuna = quiet()
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path):
        _check(path)
        storage = None
        try:
            storage = optuna.storages.RDBStorage(f"sqlite:///{path.resolve()}")
            pruner = optuna.pruners.MedianPruner(n_startup_trials=STARTUP, n_warmup_steps=1)
            known = optuna.get_all_study_names(storage)
            study = optuna.create_study(
                study_name=name, storage=storage, direction="maximize", load_if_exists=True, pruner=pruner
            )
            if known and name not in known:
                changed = "the data, the ranges or other settings are not those of the search before"
                print(f"{path}: {changed}; a new one begins", file=sys.stderr)
            _end_what_was_killed(optuna, study)
            yield study
        except (optuna.exceptions.StorageInternalError, *_database_errors()) as error:
            told = str(error).splitlines()[0][:200]
            raise StudyError(
                f"{path}: the searches in it can't be read or written ({told}); mend that, or remove the file"
            ) from error
        finally:
            if storage is not None:
                storage.remove_session()
                storage.engine.dispose()


def quiet() -> Any:
    """Optuna, which says nothing but errors."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)
    return optuna


def _database_errors() -> tuple[type[Exception], ...]:
    from sqlalchemy.exc import SQLAlchemyError

    return (SQLAlchemyError, sqlite3.Error)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock, that a process loses when it dies."""
    with path.with_suffix(".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StudyError(f"{path}: another search is at work in it; wait for its end") from error
        yield


def _check(path: Path) -> None:
    if not path.exists() or not path.stat().st_size:
        return
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            broken = [row[0] for row in connection.execute("PRAGMA quick_check")] != ["ok"]
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise StudyError(f"{path}: is damaged ({error}); remove it, and the search begins anew") from error
    if broken:
        raise StudyError(f"{path}: is damaged; remove it, and the search begins anew")
    if tables and STUDIES not in tables:
        raise StudyError(f"{path}: is a database of something else; remove it, or set tune.studies to another folder")


def _end_what_was_killed(optuna: Any, study: Any) -> None:
    for trial in study.get_trials(deepcopy=False, states=[optuna.trial.TrialState.RUNNING]):
        study.tell(trial.number, state=optuna.trial.TrialState.FAIL)


def finished(study: Any) -> list[Any]:
    """The trials that came to an end, or were stopped; not those that a killed process left."""
    optuna = quiet()
    states = [optuna.trial.TrialState.COMPLETE, optuna.trial.TrialState.PRUNED]
    return list(study.get_trials(deepcopy=False, states=states))


def next_trial(study: Any, seed: int, first: dict[str, Any] | None) -> Any:
    """Ask for a trial; the very first one tries `first`.

    What is asked depends on the seed and on the finished trials alone, so that a search that was killed ends as one
    that was not.
    """
    optuna = quiet()
    done = len(finished(study))
    waiting = study.get_trials(deepcopy=False, states=[optuna.trial.TrialState.WAITING])
    if not done and first is not None and not waiting:
        study.enqueue_trial(first)
    drawn = int(np.random.SeedSequence((seed, done)).generate_state(1)[0])
    study.sampler = optuna.samplers.TPESampler(seed=drawn)
    return study.ask()


def stop(study: Any, trial: Any) -> None:
    """End a trial that is not worth its further folds."""
    study.tell(trial, state=quiet().trial.TrialState.PRUNED)
