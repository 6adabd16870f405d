"""The one exception tree. The command line prints one line and exits 2 for any of these.

::

    LikelierError               what was wrong, where, and what to do about it
    ├── ParamsError             params.yaml or --set: unknown key, wrong type, impossible value
    ├── CollectError            collecting that cannot begin, or ended before its end
    ├── SourceError             a folder or file of posts that cannot be read at all
    ├── ContractError           a table that breaks the data contract of `posts.py`
    ├── ValidationFailed        a critical expectation of the data set did not hold
    ├── LeakFound               something knows what it must not: the future, or posts held back
    ├── NotEnoughData           nothing (or too little) is left to learn from or to measure
    ├── ArtifactError           a saved model that is missing, incomplete or of another version
    ├── RegistryError           the MLflow registry cannot be reached or has no such model
    ├── DatabaseError           a MongoDB server that cannot be reached, or refuses
    ├── ExportError             an export that cannot be written, or a place that holds none
    ├── UpdateError             an update that can't begin, or a tool of it that failed
    ├── StudyError              the file of a search of hyper-parameters is damaged, foreign or in use
    ├── DeviceError             the memory of the processor or the GPU does not suffice
    └── PictureError            bytes that are not a usable picture

A row that can't be used is not an error: it goes to the quarantine with its reason (see `posts.py`).
"""


class LikelierError(Exception):
    """Base of everything that the user can mend; its text is one line."""


class ParamsError(LikelierError):
    """A parameter that is unknown, of the wrong type, or out of its range."""


class CollectError(LikelierError):
    """Collecting that cannot begin, or ended before its end; what was collected is kept."""


class SourceError(LikelierError):
    """A source of posts that cannot be read at all."""


class ContractError(LikelierError):
    """A table that breaks the data contract."""


class ValidationFailed(LikelierError):
    """A critical expectation did not hold."""


class LeakFound(LikelierError):
    """A feature, a label or a model knows what is not known when a post goes out."""


class NotEnoughData(LikelierError):
    """Too little is left to learn from, or to measure with."""


class ArtifactError(LikelierError):
    """A saved model that cannot be loaded."""


class RegistryError(LikelierError):
    """The model registry cannot be reached, or lacks what was asked for."""


class DatabaseError(LikelierError):
    """A data base that cannot be reached, or does not do what it was asked for."""


class ExportError(LikelierError):
    """Posts that cannot be exported to where they should go."""


class UpdateError(LikelierError):
    """An update that can't begin because another is at work, or in which a tool failed."""


class StudyError(LikelierError):
    """The file of a search of hyper-parameters cannot be used."""


class DeviceError(LikelierError):
    """A computation that the device has no room for."""


class PictureError(LikelierError):
    """Bytes that are not a usable picture."""
